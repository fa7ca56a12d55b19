import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Pencil, Plus, Trash2, Users } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { denial } from "../../../api/can";
import { type Team, teamList } from "../../../api/teams";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { useHeld } from "../../../parts/place";
import { paths } from "../../../paths";
import { TeamMark } from "../../../ui/avatar";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { SearchBox } from "../../../ui/field";
import { Kebab, MenuItem, MenuLine } from "../../../ui/menu";
import { Empty } from "../../../ui/note";
import { Tools } from "../../../ui/page";
import { type Column, Table } from "../../../ui/table";
import { TeamHead } from "./head";
import { CreateTeam, DeleteTeam, RenameTeam } from "./team-forms";

/** The teams of the organization: who holds together what. */
export function TeamsPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/team/teams" });
  const held = useHeld(organization);
  const [typed, setTyped] = useState("");
  const [isCreating, setIsCreating] = useState(false);
  const search = useDeferredValue(typed.trim());
  const query = useInfiniteQuery({ ...teamList(organization, search), placeholderData: (before) => before });
  const create = (look: "primary" | "outline") => (
    <Button look={look} icon={Plus} denied={denial(held, "teams.create")} onClick={() => setIsCreating(true)}>
      Create team
    </Button>
  );
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <TeamHead organization={organization}>{create("primary")}</TeamHead>
          <div className="pt-3">
            <Tools>
              <SearchBox label="Filter teams" value={typed} onChange={(event) => setTyped(event.target.value)} />
            </Tools>
          </div>
          {items.length === 0 ? (
            <Empty act={search ? <Button onClick={() => setTyped("")}>Clear filter</Button> : create("outline")}>
              {search
                ? `No team has “${search}” in its name.`
                : "There are no teams yet. What a team is given, each of its members holds."}
            </Empty>
          ) : (
            <Table caption="Teams" rows={items} rowKey={(team) => team.id} columns={columns(organization)} />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
          {isCreating && <CreateTeam organization={organization} onClose={() => setIsCreating(false)} />}
        </>
      )}
    </Loaded>
  );
}

function columns(organization: string): Column<Team>[] {
  return [
    {
      name: "Team",
      kind: "main",
      width: "36%",
      cell: (team) => (
        <span className="flex items-center gap-2">
          <TeamMark name={team.name} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <Link
              to={paths.oneTeam(organization, team.id)}
              className="font-strong text-ink no-underline hover:underline"
            >
              {team.name}
            </Link>
            {team.description && <span className="block text-cap text-ink-3">{team.description}</span>}
          </span>
        </span>
      ),
    },
    {
      name: "Roles",
      cell: (team) =>
        team.roles.length === 0 ? (
          <span className="text-ink-3">none for the organization</span>
        ) : (
          <span className="flex flex-wrap gap-1">
            {team.roles.map((role) => (
              <Badge key={role.id}>{role.name}</Badge>
            ))}
          </span>
        ),
    },
    { name: "Members", kind: "number", width: "10%", cell: (team) => team.member_count },
    { name: "Databases", kind: "number", width: "10%", cell: (team) => team.database_count },
    { name: "Acts", kind: "acts", cell: (team) => <TeamMenu organization={organization} of={team} /> },
  ];
}

/** What may be done to a team as a whole. */
export function TeamMenu({ organization, of, isPage }: { organization: string; of: Team; isPage?: boolean }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState<"rename" | "delete" | null>(null);
  const props = { organization, of, onClose: () => setOpen(null) };
  return (
    <>
      <Kebab label={`Acts on ${of.name}`}>
        {!isPage && (
          <MenuItem icon={Users} onSelect={() => void navigate({ to: paths.oneTeam(organization, of.id) })}>
            Open
          </MenuItem>
        )}
        <MenuItem icon={Pencil} denied={denial(of, "teams.update")} onSelect={() => setOpen("rename")}>
          Rename
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} isDanger denied={denial(of, "teams.delete")} onSelect={() => setOpen("delete")}>
          Delete
        </MenuItem>
      </Kebab>
      {open === "rename" && <RenameTeam {...props} />}
      {open === "delete" && (
        <DeleteTeam
          {...props}
          {...(isPage ? { onDone: () => void navigate({ to: paths.teams(organization) }) } : {})}
        />
      )}
    </>
  );
}
