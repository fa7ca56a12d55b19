import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { denial } from "../../api/can";
import { projects } from "../../api/projects";
import { Loaded, LoadMore } from "../../parts/loaded";
import { useHeld } from "../../parts/place";
import { Button } from "../../ui/button";
import { SearchBox } from "../../ui/field";
import { Empty } from "../../ui/note";
import { PageHead, Tools } from "../../ui/page";
import { CreateProject } from "./create-project";
import { ProjectTable } from "./project-table";

export function ProjectsPage() {
  const { organization: id } = useParams({ from: "/inside/org/$organization/projects" });
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const query = useInfiniteQuery({ ...projects(id, search), placeholderData: (before) => before });
  const held = useHeld(id);
  const [isCreating, setIsCreating] = useState(false);
  const isEmpty = query.data?.items.length === 0 && search === "";

  const create = (
    <Button look="primary" icon={Plus} denied={denial(held, "projects.create")} onClick={() => setIsCreating(true)}>
      Create a New Project
    </Button>
  );
  return (
    <>
      <Loaded query={query} isPage>
        {({ items, total }) => (
          <>
            <PageHead title="Projects">{!isEmpty && create}</PageHead>
            {isEmpty ? (
              <Empty act={create}>You don't have any projects yet.</Empty>
            ) : (
              <>
                <Tools>
                  <SearchBox label="Filter projects" value={typed} onChange={(event) => setTyped(event.target.value)} />
                </Tools>
                {items.length > 0 ? (
                  <ProjectTable organization={id} projects={items} />
                ) : (
                  <Empty act={<Button onClick={() => setTyped("")}>Clear filter</Button>}>
                    No project has “{search}” in its name.
                  </Empty>
                )}
                <p className="px-(--gutter) py-3 text-cap text-ink-3">{sayCount(items)}</p>
                <LoadMore query={query} shown={items.length} total={total} />
              </>
            )}
          </>
        )}
      </Loaded>
      {isCreating && <CreateProject organization={id} onClose={() => setIsCreating(false)} />}
    </>
  );
}

function sayCount(items: { instance_count: number }[]): string {
  const instances = items.reduce((sum, project) => sum + project.instance_count, 0);
  return `${items.length} ${items.length === 1 ? "project" : "projects"}, ${instances} ${instances === 1 ? "instance" : "instances"}.`;
}
