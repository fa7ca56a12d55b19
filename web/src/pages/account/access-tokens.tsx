import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { revokeToken, tokens } from "../../api/account";
import { useAct } from "../../api/use-act";
import { ConfirmDelete } from "../../parts/confirm-delete";
import { Loaded, LoadMore } from "../../parts/loaded";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/note";
import { PageHead } from "../../ui/page";
import { Table } from "../../ui/table";
import { Time } from "../../ui/time";
import { CreateToken } from "./create-token";

export function AccessTokensPage() {
  const query = useInfiniteQuery(tokens());
  const [isCreating, setIsCreating] = useState(false);
  const [leaving, setLeaving] = useState<{ id: string; name: string } | null>(null);
  const revoke = useAct(
    () => revokeToken(leaving?.id ?? ""),
    () => setLeaving(null),
  );
  const create = (
    <Button look="primary" icon={Plus} onClick={() => setIsCreating(true)}>
      Create token
    </Button>
  );
  return (
    <>
      <PageHead
        title="Access Tokens"
        about="For your own programs: a token does what you may do, and ends when you leave."
      >
        {query.data?.items.length !== 0 && create}
      </PageHead>
      <Loaded query={query} isPage>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty act={create}>You have no access tokens.</Empty>
          ) : (
            <>
              <Table
                caption="Access tokens"
                rows={items}
                rowKey={(token) => token.id}
                columns={[
                  {
                    name: "Name",
                    kind: "main",
                    cell: (token) => (
                      <>
                        <span className="font-strong [overflow-wrap:anywhere]">{token.name}</span>{" "}
                        {token.preset === "read_only" && <Badge>read only</Badge>}
                      </>
                    ),
                  },
                  { name: "Ends with", cell: (token) => <code>…{token.last_four}</code> },
                  { name: "Created", cell: (token) => <Time at={token.created_at} /> },
                  { name: "Last used", cell: (token) => <Time at={token.last_used_at} /> },
                  { name: "Expires", cell: (token) => <Time at={token.expires_at} /> },
                  {
                    name: "Actions",
                    kind: "acts",
                    cell: (token) => (
                      <Button
                        size="small"
                        look="danger"
                        onClick={() => setLeaving(token)}
                        aria-label={`Revoke ${token.name}`}
                      >
                        Revoke
                      </Button>
                    ),
                  },
                ]}
              />
              <LoadMore query={query} shown={items.length} total={total} />
            </>
          )
        }
      </Loaded>
      {isCreating && <CreateToken onClose={() => setIsCreating(false)} />}
      <ConfirmDelete
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        title="Revoke token"
        button="Revoke token"
        act={revoke}
      >
        <p>
          Programs that use <b className="text-ink">{leaving?.name}</b> are refused from now on.
        </p>
      </ConfirmDelete>
    </>
  );
}
