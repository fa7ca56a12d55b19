import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Pencil, Plus, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { changeToken, me, revokeToken, rotateToken, type Token, tokens } from "../../api/account";
import { useAct } from "../../api/use-act";
import { ConfirmDelete } from "../../parts/confirm-delete";
import { Loaded, LoadMore } from "../../parts/loaded";
import { RenameToken, RotateToken } from "../../parts/token-dialogs";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Kebab, MenuItem, MenuLine } from "../../ui/menu";
import { Empty } from "../../ui/note";
import { PageHead } from "../../ui/page";
import { Prose } from "../../ui/prose";
import { Table } from "../../ui/table";
import { Time } from "../../ui/time";
import { CreateToken } from "./create-token";

export function AccessTokensPage() {
  const query = useInfiniteQuery(tokens());
  const [isCreating, setIsCreating] = useState(false);
  const create = (
    <Button look="primary" icon={Plus} onClick={() => setIsCreating(true)}>
      Create token
    </Button>
  );
  return (
    <>
      <PageHead
        title="Access Tokens"
        about="For your own programs: a token does at most what you may do, and ends when you leave."
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
                  { name: "Name", kind: "main", width: "24%", cell: (token) => <Name token={token} /> },
                  { name: "May", width: "30%", cell: (token) => <May token={token} /> },
                  { name: "Created", cell: (token) => <Time at={token.created_at} /> },
                  {
                    name: "Last used",
                    cell: (token) => (
                      <span className="flex flex-wrap items-baseline gap-x-2">
                        <Time at={token.last_used_at} />
                        {token.last_address && <code className="text-ink-3">{token.last_address}</code>}
                      </span>
                    ),
                  },
                  { name: "Expires", cell: (token) => <Time at={token.expires_at} /> },
                  { name: "Acts", kind: "acts", cell: (token) => <Acts token={token} /> },
                ]}
              />
              <LoadMore query={query} shown={items.length} total={total} />
            </>
          )
        }
      </Loaded>
      {isCreating && <CreateToken onClose={() => setIsCreating(false)} />}
    </>
  );
}

function Name({ token }: { token: Token }) {
  const isOver = token.expires_at !== null && new Date(token.expires_at) <= new Date();
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span className="font-strong [overflow-wrap:anywhere]">{token.name}</span>
      <code className="text-ink-3">…{token.last_four}</code>
      {isOver && <Badge tone="loss">expired</Badge>}
    </span>
  );
}

/** How much of its owner's authority it carries, and where. */
function May({ token }: { token: Token }) {
  const organizations = useQuery(me()).data?.organizations;
  const where = token.organization
    ? ` in ${organizations?.find((each) => each.id === token.organization)?.name ?? "an organization that you left"}`
    : "";
  if (token.preset === "full") return <span className="text-ink-2">Whatever you may{where}</span>;
  if (token.preset === "read_only") return <span className="text-ink-2">Read whatever you may read{where}</span>;
  if (token.grants.length === 0) return <span className="text-ink-3">Nothing{where}</span>;
  return (
    <ul className="text-ink-2">
      {token.grants.map((grant) => (
        <li key={grant.id} className="[overflow-wrap:anywhere]">
          <Prose text={grant.sentence} />
        </li>
      ))}
      <li className="text-ink-3">{where.trim()}, as far as you hold it</li>
    </ul>
  );
}

function Acts({ token }: { token: Token }) {
  const [open, setOpen] = useState<"rename" | "rotate" | "revoke" | null>(null);
  const close = () => setOpen(null);
  const revoke = useAct(() => revokeToken(token.id), close);
  return (
    <>
      <Kebab label={`Acts on ${token.name}`}>
        <MenuItem icon={Pencil} onSelect={() => setOpen("rename")}>
          Rename
        </MenuItem>
        <MenuItem icon={RotateCw} onSelect={() => setOpen("rotate")}>
          Rotate secret
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} isDanger onSelect={() => setOpen("revoke")}>
          Revoke
        </MenuItem>
      </Kebab>
      {open === "rename" && (
        <RenameToken
          title="Rename token"
          name={token.name}
          rename={(name) => changeToken(token, { name })}
          onClose={close}
        />
      )}
      {open === "rotate" && (
        <RotateToken name={token.name} rotate={(body) => rotateToken(token, body)} onClose={close} />
      )}
      <ConfirmDelete isOpen={open === "revoke"} onClose={close} title="Revoke token" button="Revoke token" act={revoke}>
        <p>
          Programs that use <b className="text-ink">{token.name}</b> are refused from now on.
        </p>
      </ConfirmDelete>
    </>
  );
}
