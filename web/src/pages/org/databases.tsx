import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { denial } from "../../api/can";
import { databases } from "../../api/databases";
import { allProjects } from "../../api/projects";
import { Loaded, LoadMore } from "../../parts/loaded";
import { useHeld } from "../../parts/place";
import { paths } from "../../paths";
import { Button } from "../../ui/button";
import { SearchBox } from "../../ui/field";
import { Empty } from "../../ui/note";
import { PageHead, Tools } from "../../ui/page";
import { Table } from "../../ui/table";
import { Time } from "../../ui/time";
import { CreateDatabase } from "./create-database";

export function DatabasesPage() {
  const { organization: id } = useParams({ from: "/inside/org/$organization/databases" });
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const query = useInfiniteQuery({ ...databases(id, search), placeholderData: (before) => before });
  const held = useHeld(id);
  const projects = useQuery(allProjects(id)).data?.items ?? [];
  const [isCreating, setIsCreating] = useState(false);
  // A database belongs to a project, so the right may be held in one of them alone.
  const anywhere = held && { can: [held, ...projects].flatMap((each) => each.can) };
  const isEmpty = query.data?.items.length === 0 && search === "";
  const create = (
    <Button
      look="primary"
      icon={Plus}
      denied={denial(anywhere, "databases.create")}
      onClick={() => setIsCreating(true)}
    >
      Create database
    </Button>
  );
  return (
    <>
      <Loaded query={query} isPage>
        {({ items, total }) => (
          <>
            <PageHead title="Databases">{!isEmpty && create}</PageHead>
            {isEmpty ? (
              <Empty act={create}>You don't have any databases yet.</Empty>
            ) : (
              <>
                <Tools>
                  <SearchBox
                    label="Filter databases"
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                  />
                </Tools>
                {items.length === 0 ? (
                  <Empty act={<Button onClick={() => setTyped("")}>Clear filter</Button>}>
                    No database has “{search}” in its name.
                  </Empty>
                ) : (
                  <Table
                    caption="Databases"
                    rows={items}
                    rowKey={(database) => database.id}
                    columns={[
                      {
                        name: "Database",
                        kind: "main",
                        width: "32%",
                        cell: (database) => (
                          <Link
                            to={paths.database(id, database.id)}
                            className="font-mono text-code font-medium text-ink no-underline hover:underline"
                          >
                            {database.name}
                          </Link>
                        ),
                      },
                      {
                        name: "Project",
                        cell: (database) => {
                          const project = projects.find((each) => each.id === database.project);
                          return project ? (
                            <Link to={paths.project(id, project.id)} className="text-ink no-underline hover:underline">
                              {project.name}
                            </Link>
                          ) : (
                            <span className="text-ink-3">–</span>
                          );
                        },
                      },
                      { name: "Engine", cell: (database) => <span className="text-ink-2">{database.engine}</span> },
                      { name: "Branches", kind: "number", width: "96px", cell: (database) => database.branch_count },
                      { name: "Created", cell: (database) => <Time at={database.created_at} /> },
                    ]}
                  />
                )}
                <LoadMore query={query} shown={items.length} total={total} />
              </>
            )}
          </>
        )}
      </Loaded>
      {isCreating && <CreateDatabase organization={id} onClose={() => setIsCreating(false)} />}
    </>
  );
}
