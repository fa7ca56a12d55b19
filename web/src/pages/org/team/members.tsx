import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { can, denial, reason } from "../../../api/can";
import { everyRole, type Member, memberList } from "../../../api/members";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { useHeld } from "../../../parts/place";
import { paths } from "../../../paths";
import { Avatar } from "../../../ui/avatar";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { SearchBox, Select } from "../../../ui/field";
import { Empty } from "../../../ui/note";
import { Tools } from "../../../ui/page";
import { Segmented } from "../../../ui/segmented";
import { type Column, Table } from "../../../ui/table";
import { Time } from "../../../ui/time";
import { TeamHead } from "./head";
import { Invitations } from "./invitations";
import { Invite } from "./invite";
import { MemberMenu } from "./member-menu";
import { MemberRoles } from "./member-roles";

type State = "all" | "active" | "suspended";

/** Who is in the organization, what they hold and may be given, and who is invited. */
export function MembersPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/team" });
  const held = useHeld(organization);
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<State>("all");
  const { role = "" } = useSearch({ from: "/inside/org/$organization/team" });
  const navigate = useNavigate();
  const setRole = (chosen: string) =>
    void navigate({
      to: "/org/$organization/team",
      params: { organization },
      search: chosen ? { role: chosen } : {},
      replace: true,
    });
  const [isInviting, setIsInviting] = useState(false);
  const search = useDeferredValue(typed.trim());
  const filter = { search, state: state === "all" ? undefined : state, role: role || undefined };
  const query = useInfiniteQuery({ ...memberList(organization, filter), placeholderData: (before) => before });
  const clear = () => {
    setTyped("");
    setState("all");
    setRole("");
  };
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <TeamHead organization={organization}>
            <Button
              look="primary"
              icon={UserPlus}
              denied={denial(held, "invitations.create")}
              onClick={() => setIsInviting(true)}
            >
              Invite
            </Button>
          </TeamHead>
          <div className="pt-3">
            <Tools>
              <SearchBox label="Filter members" value={typed} onChange={(event) => setTyped(event.target.value)} />
              <RoleFilter organization={organization} value={role} onChange={setRole} />
              <Segmented
                label="State"
                value={state}
                onChange={setState}
                options={[
                  { value: "all", label: "All" },
                  { value: "active", label: "Active" },
                  { value: "suspended", label: "Suspended" },
                ]}
              />
            </Tools>
          </div>
          {items.length === 0 ? (
            <Empty act={<Button onClick={clear}>Clear filter</Button>}>
              {search ? `Nobody like this has “${search}” in their name or address.` : "Nobody is like this."}
            </Empty>
          ) : (
            <Table
              caption="Members"
              rows={items}
              rowKey={(member) => member.id}
              columns={columns(organization, held?.member)}
            />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
          <Invitations organization={organization} />
          {isInviting && <Invite organization={organization} onClose={() => setIsInviting(false)} />}
        </>
      )}
    </Loaded>
  );
}

function columns(organization: string, self: string | undefined): Column<Member>[] {
  return [
    {
      name: "Member",
      kind: "main",
      width: "36%",
      cell: (member) => (
        <span className="flex items-center gap-2">
          <Avatar name={member.display_name} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <span className="flex flex-wrap items-center gap-x-2">
              <Link
                to={paths.member(organization, member.id)}
                className="font-strong text-ink no-underline hover:underline"
              >
                {member.display_name}
              </Link>
              {member.id === self && <Badge>you</Badge>}
              {member.state === "suspended" && <Badge tone="warn">suspended</Badge>}
            </span>
            <span className="block text-cap text-ink-3">{member.email}</span>
          </span>
        </span>
      ),
    },
    {
      name: "Role",
      cell: (member) => <MemberRoles organization={organization} of={member} isSelf={member.id === self} />,
    },
    { name: "Joined", width: "14%", cell: (member) => <Time at={member.joined_at} /> },
    {
      name: "Acts",
      kind: "acts",
      cell: (member) => <MemberMenu organization={organization} of={member} isSelf={member.id === self} />,
    },
  ];
}

function RoleFilter(props: { organization: string; value: string; onChange: (role: string) => void }) {
  const held = useHeld(props.organization);
  const roles = useQuery({ ...everyRole(props.organization), enabled: can(held, "roles.view") }).data ?? [];
  const why = reason(held, "roles.view");
  return (
    <Select
      aria-label="Role"
      isTool
      className="w-48 max-m:w-full"
      value={props.value}
      disabled={Boolean(why)}
      title={why}
      onChange={(event) => props.onChange(event.target.value)}
    >
      <option value="">Any role</option>
      {roles.map((role) => (
        <option key={role.id} value={role.id}>
          {role.name}
        </option>
      ))}
    </Select>
  );
}
