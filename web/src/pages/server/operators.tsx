import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { me } from "../../api/account";
import { queryClient } from "../../api/client";
import { addOperator, type Operator, operators, removeOperator } from "../../api/server";
import { useAct } from "../../api/use-act";
import { ConfirmDelete } from "../../parts/confirm-delete";
import { Loaded, LoadMore } from "../../parts/loaded";
import { paths } from "../../paths";
import { Avatar } from "../../ui/avatar";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Kebab, MenuItem } from "../../ui/menu";
import { PageHead } from "../../ui/page";
import { type Column, Table } from "../../ui/table";
import { ByAddress } from "./by-address";

/** Who runs the server. */
export function OperatorsPage() {
  const query = useInfiniteQuery(operators());
  const own = useQuery(me()).data?.account.id;
  const [isAdding, setIsAdding] = useState(false);
  const [leaving, setLeaving] = useState<Operator | null>(null);
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <PageHead title="Operators" about="They run the server. Inside an organization they hold nothing for it.">
            <Button look="primary" icon={UserPlus} onClick={() => setIsAdding(true)}>
              Add operator
            </Button>
          </PageHead>
          <Table
            caption="Operators"
            rows={items}
            rowKey={(one) => one.account}
            columns={columns(own, whyKept(items, total), setLeaving)}
          />
          <LoadMore query={query} shown={items.length} total={total} />
          {isAdding && <Add onClose={() => setIsAdding(false)} />}
          {leaving && <Remove one={leaving} isOwn={leaving.account === own} onClose={() => setLeaving(null)} />}
        </>
      )}
    </Loaded>
  );
}

function columns(
  own: string | undefined,
  kept: (one: Operator) => string | undefined,
  remove: (one: Operator) => void,
): Column<Operator>[] {
  return [
    {
      name: "Who",
      kind: "main",
      cell: (one) => (
        <span className="flex items-center gap-2">
          <Avatar name={one.display_name} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <span className="flex flex-wrap items-center gap-x-2">
              <span className="font-strong">{one.display_name}</span>
              {one.account === own && <Badge tone="accent">you</Badge>}
              {!one.can_sign_in && <Badge tone="warn">cannot sign in</Badge>}
            </span>
            <span className="block text-cap text-ink-3">{one.email}</span>
          </span>
        </span>
      ),
    },
    {
      name: "Acts",
      kind: "acts",
      cell: (one) => (
        <Kebab label={`Acts on ${one.display_name}`}>
          <MenuItem icon={UserMinus} isDanger reason={kept(one)} onSelect={() => remove(one)}>
            Remove as operator
          </MenuItem>
        </Kebab>
      ),
    },
  ];
}

/** The only one there is stays; of several the server knows who can sign in. */
function whyKept(items: Operator[], total: number): (one: Operator) => string | undefined {
  return () => (items.length === 1 && total === 1 ? "The only operator: add another one first." : undefined);
}

function Add({ onClose }: { onClose: () => void }) {
  const act = useAct(addOperator, onClose);
  return (
    <ByAddress
      title="Add operator"
      about="They may do everything on these pages at once, and name further operators."
      hint="Of an account on this server."
      act={act}
      onClose={onClose}
    />
  );
}

function Remove({ one, isOwn, onClose }: { one: Operator; isOwn: boolean; onClose: () => void }) {
  const navigate = useNavigate();
  const act = useAct(
    () => removeOperator(one.account),
    async () => {
      onClose();
      if (!isOwn) return;
      // Nothing of these pages is theirs any more, not even what was read before.
      await navigate({ to: paths.home() });
      queryClient.removeQueries({ queryKey: ["server"] });
    },
  );
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Remove as operator"
      button="Remove as operator"
      note="They can be added again."
      act={act}
    >
      <p>
        {isOwn ? "You no longer run this server" : <b className="text-ink">{one.display_name}</b>}
        {!isOwn && " no longer runs this server"}, from the next request on. What is held in organizations stays.
      </p>
    </ConfirmDelete>
  );
}
