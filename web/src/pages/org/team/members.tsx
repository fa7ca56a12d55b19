import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { members } from "../../../api/organizations";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { Avatar } from "../../../ui/avatar";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { SearchBox } from "../../../ui/field";
import { Empty } from "../../../ui/note";
import { Tools } from "../../../ui/page";
import { Table } from "../../../ui/table";
import { Time } from "../../../ui/time";
import { TeamHead } from "./head";

/** Who is in the organization and what they hold; to be read. */
export function MembersPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/team" });
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const query = useInfiniteQuery({ ...members(organization, search), placeholderData: (before) => before });
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <TeamHead organization={organization} />
          <div className="pt-3">
            <Tools>
              <SearchBox label="Filter members" value={typed} onChange={(event) => setTyped(event.target.value)} />
            </Tools>
          </div>
          {items.length === 0 ? (
            <Empty act={<Button onClick={() => setTyped("")}>Clear filter</Button>}>
              Nobody has “{search}” in their name.
            </Empty>
          ) : (
            <Table
              caption="Members"
              rows={items}
              rowKey={(member) => member.id}
              columns={[
                {
                  name: "Member",
                  kind: "main",
                  width: "40%",
                  cell: (member) => (
                    <span className="flex items-center gap-2">
                      <Avatar name={member.display_name} />
                      <span className="min-w-0 [overflow-wrap:anywhere]">
                        <span className="block font-strong">{member.display_name}</span>
                        <span className="block text-cap text-ink-3">{member.email}</span>
                      </span>
                      {member.state === "suspended" && <Badge tone="warn">suspended</Badge>}
                    </span>
                  ),
                },
                {
                  name: "Role",
                  cell: (member) => (
                    <span className="flex flex-wrap gap-1">
                      {member.roles.map((role) => (
                        <Badge key={role.id}>{role.name}</Badge>
                      ))}
                      {member.roles.length === 0 && <span className="text-ink-3">none on the organization</span>}
                    </span>
                  ),
                },
                { name: "Joined", cell: (member) => <Time at={member.joined_at} /> },
              ]}
            />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
        </>
      )}
    </Loaded>
  );
}
