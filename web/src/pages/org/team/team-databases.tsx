import { useInfiniteQuery } from "@tanstack/react-query";
import { Minus, Plus } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../api/can";
import type { Body } from "../../../api/nouns";
import { addTeamDatabase, removeTeamDatabase, type Team, teamDatabases } from "../../../api/teams";
import { useAct } from "../../../api/use-act";
import { AddOne } from "../../../parts/add-one";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { DatabaseName } from "../../../parts/names";
import { PickDatabase } from "../../../parts/pick";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { Kebab, MenuItem } from "../../../ui/menu";
import { Table } from "../../../ui/table";

type Database = Pick<Body<"Database">, "id" | "name">;

/** The databases that everyone in a team administers. */
export function TeamDatabases({ organization, of }: { organization: string; of: Team }) {
  const [isAdding, setIsAdding] = useState(false);
  const [leaving, setLeaving] = useState<Database | null>(null);
  const query = useInfiniteQuery(teamDatabases(organization, of.id));
  const denied = denial(of, "teams.update");
  return (
    <section aria-labelledby="team-databases" className="border-t border-line pt-4">
      <header className="mb-3 flex flex-wrap items-center gap-2 px-(--gutter)">
        <div className="min-w-0 flex-1">
          <h2 id="team-databases">Databases</h2>
          <p className="text-ink-2">Everyone in the team administers them.</p>
        </div>
        <Button icon={Plus} denied={denied} onClick={() => setIsAdding(true)}>
          Add database
        </Button>
      </header>
      <Loaded query={query}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className="px-(--gutter) pb-4 text-ink-2">The team administers no database that you can see.</p>
          ) : (
            <>
              <Table
                caption="Databases of the team"
                rows={items}
                rowKey={(database) => database.id}
                columns={[
                  {
                    name: "Database",
                    kind: "main",
                    cell: (database) => <DatabaseName organization={organization} id={database.id} />,
                  },
                  {
                    name: "Engine",
                    width: "24%",
                    cell: (database) => (
                      <span>
                        <Badge>{database.engine}</Badge>
                      </span>
                    ),
                  },
                  {
                    name: "Acts",
                    kind: "acts",
                    cell: (database) => (
                      <Kebab label={`Acts on ${database.name}`}>
                        <MenuItem icon={Minus} isDanger denied={denied} onSelect={() => setLeaving(database)}>
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
      {leaving && <Remove organization={organization} of={of} database={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function Add({ organization, of, onClose }: { organization: string; of: Team; onClose: () => void }) {
  const act = useAct((database: Database) => addTeamDatabase(organization, of.id, database.id));
  return (
    <AddOne
      title="Add database"
      about={`Everyone in ${of.name} administers it at once.`}
      onClose={onClose}
      act={act}
      added={act.output?.name ?? null}
    >
      <PickDatabase organization={organization} autoFocus onPick={act.run} />
    </AddOne>
  );
}

type RemoveProps = { organization: string; of: Team; database: Database; onClose: () => void };

function Remove({ organization, of, database, onClose }: RemoveProps) {
  const act = useAct(() => removeTeamDatabase(organization, of.id, database.id), onClose);
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Remove database from team"
      button="Remove database"
      note="The database itself stays."
      act={act}
    >
      <p>
        Everyone in {of.name} loses the administration of <code className="text-ink">{database.name}</code> at once,
        unless they hold it by something else.
      </p>
    </ConfirmDelete>
  );
}
