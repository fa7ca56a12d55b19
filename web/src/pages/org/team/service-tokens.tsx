import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { denial } from "../../../api/can";
import { type ServiceToken, serviceTokens } from "../../../api/service-tokens";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { useHeld } from "../../../parts/place";
import { paths } from "../../../paths";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { SearchBox } from "../../../ui/field";
import { Empty } from "../../../ui/note";
import { Tools } from "../../../ui/page";
import { type Column, Table } from "../../../ui/table";
import { Time } from "../../../ui/time";
import { CreateServiceToken } from "./create-service-token";
import { TeamHead } from "./head";
import { ServiceTokenActs } from "./service-token-acts";

/** Programs of the organization: what each may do, until when, and when it was last seen. */
export function ServiceTokensPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/team/service-tokens" });
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const query = useInfiniteQuery({ ...serviceTokens(organization, search), placeholderData: (before) => before });
  const [isCreating, setIsCreating] = useState(false);
  const denied = denial(useHeld(organization), "service_tokens.create");
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <TeamHead organization={organization}>
            <Button look="primary" icon={Plus} denied={denied} onClick={() => setIsCreating(true)}>
              Create service token
            </Button>
          </TeamHead>
          <div className="pt-3">
            <Tools>
              <SearchBox
                label="Filter service tokens"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            </Tools>
          </div>
          {items.length === 0 ? (
            <Empty
              act={
                typed ? (
                  <Button onClick={() => setTyped("")}>Clear filter</Button>
                ) : (
                  <Button denied={denied} onClick={() => setIsCreating(true)}>
                    Create service token
                  </Button>
                )
              }
            >
              {typed
                ? `No service token has “${search}” in its name.`
                : "No program has a token of its own yet. A service token belongs to the organization, not to a person, and does only what it is granted."}
            </Empty>
          ) : (
            <Table caption="Service tokens" rows={items} rowKey={(token) => token.id} columns={columns(organization)} />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
          {isCreating && <CreateServiceToken organization={organization} onClose={() => setIsCreating(false)} />}
        </>
      )}
    </Loaded>
  );
}

function columns(organization: string): Column<ServiceToken>[] {
  return [
    {
      name: "Service token",
      kind: "main",
      width: "26%",
      cell: (token) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            to={paths.serviceToken(organization, token.id)}
            className="font-strong text-ink no-underline [overflow-wrap:anywhere] hover:underline"
          >
            {token.name}
          </Link>
          <code className="text-ink-3">…{token.last_four}</code>
          <State token={token} />
        </span>
      ),
    },
    { name: "May", width: "34%", cell: (token) => <Holds holds={token.holds} /> },
    { name: "Expires", cell: (token) => <Time at={token.expires_at} /> },
    { name: "Last used", cell: (token) => <LastUse token={token} /> },
    { name: "Acts", kind: "acts", cell: (token) => <ServiceTokenActs token={token} isInList /> },
  ];
}

/** What keeps it from working, or should make somebody look. */
export function State({ token }: { token: ServiceToken }) {
  const isOver = token.expires_at !== null && new Date(token.expires_at) <= new Date();
  return (
    <>
      {token.suspended && <Badge tone="warn">suspended</Badge>}
      {isOver && <Badge tone="loss">expired</Badge>}
      {token.orphaned && <Badge>maker has left</Badge>}
    </>
  );
}

const SHOWN = 2;

function Holds({ holds }: { holds: string[] | null }) {
  if (holds === null) return <span className="text-ink-3">You may not see grants</span>;
  if (holds.length === 0) return <span className="text-ink-3">Nothing yet</span>;
  return (
    <ul className="text-ink-2">
      {holds.slice(0, SHOWN).map((sentence) => (
        <li key={sentence} className="[overflow-wrap:anywhere]">
          {sentence.replaceAll("`", "")}
        </li>
      ))}
      {holds.length > SHOWN && <li className="text-ink-3">and {holds.length - SHOWN} more</li>}
    </ul>
  );
}

/** When and from where. */
export function LastUse({ token }: { token: { last_used_at: string | null; last_address: string | null } }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <Time at={token.last_used_at} />
      {token.last_address && <code className="text-ink-3">{token.last_address}</code>}
    </span>
  );
}
