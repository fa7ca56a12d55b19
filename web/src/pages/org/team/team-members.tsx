import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserMinus, UserPlus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { denial } from "../../../api/can";
import type { Member } from "../../../api/members";
import { addTeamMember, removeTeamMember, type Team, type TeamMember, teamMembers } from "../../../api/teams";
import { useAct } from "../../../api/use-act";
import { AddOne } from "../../../parts/add-one";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { PickMember } from "../../../parts/pick";
import { paths } from "../../../paths";
import { Avatar } from "../../../ui/avatar";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { SearchBox } from "../../../ui/field";
import { Kebab, MenuItem } from "../../../ui/menu";
import { Table } from "../../../ui/table";
import { Time } from "../../../ui/time";

const SEARCHED_FROM = 10;

/** Who is in a team. */
export function TeamMembers({ organization, of }: { organization: string; of: Team }) {
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const [isAdding, setIsAdding] = useState(false);
  const [leaving, setLeaving] = useState<TeamMember | null>(null);
  const query = useInfiniteQuery({ ...teamMembers(organization, of.id, search), placeholderData: (before) => before });
  return (
    <section
      aria-labelledby="team-members"
      className="border-t border-line pt-4 [&_tbody_tr:last-child]:border-b-0 [&_tbody_tr:last-child>td]:border-b-0"
    >
      <header className="mb-3 flex flex-wrap items-center gap-2 px-(--gutter)">
        <h2 id="team-members" className="flex-1">
          Members <span className="pl-1 font-normal text-ink-3">{of.member_count}</span>
        </h2>
        {of.member_count >= SEARCHED_FROM && (
          <SearchBox label="Filter members" value={typed} onChange={(event) => setTyped(event.target.value)} />
        )}
        <Button icon={UserPlus} denied={denial(of, "teams.update")} onClick={() => setIsAdding(true)}>
          Add member
        </Button>
      </header>
      <Loaded query={query}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className="px-(--gutter) pb-4 text-ink-2">
              {search ? `Nobody here has “${search}” in their name or address.` : "Nobody is in this team yet."}
            </p>
          ) : (
            <>
              <Table
                caption="Members of the team"
                rows={items}
                rowKey={(member) => member.id}
                columns={[
                  { name: "Member", kind: "main", cell: (member) => <Who organization={organization} of={member} /> },
                  { name: "Since", width: "24%", cell: (member) => <Time at={member.added_at} /> },
                  {
                    name: "Acts",
                    kind: "acts",
                    cell: (member) => (
                      <Kebab label={`Acts on ${member.display_name}`}>
                        <MenuItem
                          icon={UserMinus}
                          isDanger
                          denied={denial(member, "teams.update")}
                          onSelect={() => setLeaving(member)}
                        >
                          Remove from team
                        </MenuItem>
                      </Kebab>
                    ),
                  },
                ]}
              />
              <LoadMore query={query} shown={items.length} total={total} />
            </>
          )
        }
      </Loaded>
      {isAdding && <Add organization={organization} of={of} onClose={() => setIsAdding(false)} />}
      {leaving && <Remove organization={organization} of={of} member={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function Who({ organization, of }: { organization: string; of: TeamMember }) {
  return (
    <span className="flex items-center gap-2">
      <Avatar name={of.display_name} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="flex flex-wrap items-center gap-x-2">
          <Link to={paths.member(organization, of.id)} className="font-strong text-ink no-underline hover:underline">
            {of.display_name}
          </Link>
          {of.state === "suspended" && <Badge tone="warn">suspended</Badge>}
        </span>
        <span className="block text-cap text-ink-3">{of.email}</span>
      </span>
    </span>
  );
}

function Add({ organization, of, onClose }: { organization: string; of: Team; onClose: () => void }) {
  const act = useAct((member: Member) => addTeamMember(organization, of.id, member.id));
  return (
    <AddOne
      title="Add member"
      about={`They hold at once what ${of.name} holds.`}
      onClose={onClose}
      act={act}
      added={act.output?.display_name ?? null}
    >
      <PickMember organization={organization} autoFocus onPick={act.run} />
    </AddOne>
  );
}

type RemoveProps = { organization: string; of: Team; member: TeamMember; onClose: () => void };

function Remove({ organization, of, member, onClose }: RemoveProps) {
  const act = useAct(() => removeTeamMember(organization, of.id, member.id), onClose);
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Remove from team"
      button="Remove from team"
      note="They can be added again."
      act={act}
    >
      <p>
        <b className="text-ink">{member.display_name}</b> loses at once what they hold through {of.name} alone, and
        stays a member of the organization.
      </p>
    </ConfirmDelete>
  );
}
