import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useState } from "react";
import { type ApplicationUser, applicationUserCount, applicationUsers } from "../../../../api/application-users";
import { denial } from "../../../../api/can";
import { Loaded, LoadMore } from "../../../../parts/loaded";
import { Badge } from "../../../../ui/badge";
import { Button } from "../../../../ui/button";
import { SearchBox, Select } from "../../../../ui/field";
import { Empty } from "../../../../ui/note";
import { PageHead, Tools } from "../../../../ui/page";
import { type Column, Table } from "../../../../ui/table";
import { Time } from "../../../../ui/time";
import type { ViewProps } from "./page";
import { RevokeDialog, type Whose } from "./users-revoke";
import { Revocations } from "./users-revoked";

/** The users of the application: who was there, in which role, and whose tokens count no more. */
export function UsersView({ place, held }: ViewProps) {
  const [search, setSearch] = useState("");
  const [role, setRole] = useState("");
  const [revoking, setRevoking] = useState<Whose | null>(null);
  const query = useInfiniteQuery(applicationUsers(place, { search: search.trim(), role }));
  const count = useQuery(applicationUserCount(place)).data;
  const denied = denial(held, "policy.deploy");
  return (
    <>
      <PageHead title="Application users" about="Who came in with a token. Written down every few seconds.">
        <Button icon={Ban} denied={denied} onClick={() => setRevoking({})}>
          Revoke tokens
        </Button>
      </PageHead>
      <Tools>
        <SearchBox label="Search user ids" value={search} onChange={(event) => setSearch(event.target.value)} />
        <Select isTool aria-label="Role" value={role} onChange={(event) => setRole(event.target.value)}>
          <option value="">All roles{count ? ` (${count.users})` : ""}</option>
          {count?.roles.map((each) => (
            <option key={each.role} value={each.role}>
              {each.role} ({each.users})
            </option>
          ))}
        </Select>
      </Tools>
      <Loaded query={query}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty>{search || role ? "No user matches." : "Nobody has come in yet."}</Empty>
          ) : (
            <>
              <Table
                caption="Application users"
                rows={items}
                rowKey={(each) => each.subject}
                columns={columns(denied, (subject) => setRevoking({ subject }))}
              />
              <LoadMore query={query} shown={items.length} total={total} />
            </>
          )
        }
      </Loaded>
      <Revocations place={place} held={held} />
      {revoking && <RevokeDialog place={place} whose={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function columns(denied: ReturnType<typeof denial>, revoke: (subject: string) => void): Column<ApplicationUser>[] {
  return [
    {
      name: "User id",
      kind: "main",
      cell: (each) => (
        <span className="flex flex-wrap items-center gap-x-2 [overflow-wrap:anywhere]">
          <code className="font-medium">{each.subject}</code>
          {each.revoked && <Badge tone="loss">revoked</Badge>}
        </span>
      ),
    },
    {
      name: "Roles",
      cell: (each) =>
        each.roles.length === 0 ? (
          <span className="text-ink-3">none</span>
        ) : (
          <span className="flex flex-wrap gap-1">
            {each.roles.map((role) => (
              <Badge key={role}>{role}</Badge>
            ))}
          </span>
        ),
    },
    { name: "Requests", kind: "number", width: "12%", cell: (each) => each.requests.toLocaleString("en") },
    { name: "First seen", width: "14%", cell: (each) => <Time at={each.first_seen_at} /> },
    { name: "Last seen", width: "14%", cell: (each) => <Time at={each.last_seen_at} /> },
    {
      name: "Actions",
      kind: "acts",
      width: "110px",
      cell: (each) => (
        <Button
          size="small"
          denied={denied}
          reason={each.revoked ? "Revoked already; see below." : undefined}
          aria-label={`Revoke ${each.subject}`}
          onClick={() => revoke(each.subject)}
        >
          Revoke
        </Button>
      ),
    },
  ];
}
