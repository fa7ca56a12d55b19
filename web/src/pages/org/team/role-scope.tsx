import { useQueries, useQuery } from "@tanstack/react-query";
import { Layers, Plus, Server, X } from "lucide-react";
import type { ReactNode } from "react";
import { instances } from "../../../api/instances";
import { allProjects } from "../../../api/projects";
import { Button } from "../../../ui/button";
import { CheckRow } from "../../../ui/field";
import { Menu, MenuGroup, MenuItem } from "../../../ui/menu";
import { Segmented } from "../../../ui/segmented";
import type { Draft } from "./draft";

type Scope = Draft["scope"];
type Props = {
  organization: string;
  scope: Scope;
  onChange: (scope: Scope) => void;
  /** Why nothing can be changed at all. */
  denied: string | undefined;
};

const KINDS = [
  { value: "all", label: "All projects" },
  { value: "projects", label: "Chosen projects" },
  { value: "instances", label: "Chosen instances" },
] as const;

/** Where a role applies. Nothing chosen grants nothing; it never means everything. */
export function RoleScope({ organization, scope, onChange, denied }: Props) {
  const kind = scope.projects === "all" ? "all" : scope.instances === "all" ? "projects" : "instances";
  const choose = (next: (typeof KINDS)[number]["value"]) => {
    if (next === kind) return;
    const projects = scope.projects === "all" ? [] : scope.projects;
    if (next === "all") onChange({ ...scope, projects: "all", instances: "all" });
    else onChange({ ...scope, projects, instances: next === "projects" ? "all" : [] });
  };
  return (
    <fieldset className="mt-5">
      <legend className="mb-1 font-medium">Project scope</legend>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented label="Project scope" value={kind} onChange={choose} options={[...KINDS]} reason={denied} />
        {kind === "projects" && <Projects {...{ organization, scope, onChange, denied }} />}
        {kind === "instances" && <Instances {...{ organization, scope, onChange, denied }} />}
      </div>
      {isNothing(scope) && (
        <p className="mt-1 text-cap text-warn">Nothing is chosen yet, so the project areas grant nothing.</p>
      )}
      <div className="mt-2">
        <CheckRow
          label="Leave out production"
          hint="Instances and branches marked production."
          checked={!scope.production}
          reason={denied}
          onChange={(event) => onChange({ ...scope, production: !event.target.checked })}
        />
      </div>
    </fieldset>
  );
}

function isNothing(scope: Scope): boolean {
  return scope.instances === "all"
    ? scope.projects !== "all" && scope.projects.length === 0
    : scope.instances.length === 0;
}

function Projects({ organization, scope, onChange, denied }: Props) {
  const all = useQuery(allProjects(organization)).data?.items ?? [];
  const chosen = scope.projects === "all" ? [] : scope.projects;
  const left = all.filter((project) => !chosen.includes(project.id));
  const set = (projects: string[]) => onChange({ ...scope, projects, instances: "all" });
  return (
    <>
      {chosen.map((id) => (
        <Chip
          key={id}
          icon={<Layers size={14} strokeWidth={1.75} aria-hidden />}
          name={all.find((project) => project.id === id)?.name ?? "a project you may not see"}
          onRemove={denied ? undefined : () => set(chosen.filter((each) => each !== id))}
        />
      ))}
      {!denied && (
        <Menu
          label="Add a project"
          trigger={
            <Button look="ghost" icon={Plus}>
              Project
            </Button>
          }
        >
          {left.map((project) => (
            <MenuItem key={project.id} icon={Layers} onSelect={() => set([...chosen, project.id])}>
              {project.name}
            </MenuItem>
          ))}
          {left.length === 0 && <p className="px-2 py-1 text-ink-3">Every project is chosen.</p>}
        </Menu>
      )}
    </>
  );
}

function Instances({ organization, scope, onChange, denied }: Props) {
  const projects = useQuery(allProjects(organization)).data?.items ?? [];
  const answers = useQueries({ queries: projects.map((project) => instances(organization, project.id)) });
  const all = projects.map((project, place) => ({ project, instances: answers[place]?.data?.items ?? [] }));
  const chosen = scope.instances === "all" ? [] : scope.instances;
  const find = (id: string) => {
    const found = all.find((each) => each.instances.some((instance) => instance.id === id));
    const instance = found?.instances.find((each) => each.id === id);
    return found && instance ? `${found.project.name} / ${instance.name}` : "an instance you may not see";
  };
  const set = (next: string[]) => {
    const owners = all.filter((each) => each.instances.some((instance) => next.includes(instance.id)));
    onChange({ ...scope, instances: next, projects: owners.map((each) => each.project.id) });
  };
  return (
    <>
      {chosen.map((id) => (
        <Chip
          key={id}
          icon={<Server size={14} strokeWidth={1.75} aria-hidden />}
          name={find(id)}
          onRemove={denied ? undefined : () => set(chosen.filter((each) => each !== id))}
        />
      ))}
      {!denied && (
        <Menu
          label="Add an instance"
          trigger={
            <Button look="ghost" icon={Plus}>
              Instance
            </Button>
          }
        >
          {all.map(({ project, instances: own }) => (
            <MenuGroup key={project.id} label={project.name}>
              {own
                .filter((instance) => !chosen.includes(instance.id))
                .map((instance) => (
                  <MenuItem key={instance.id} icon={Server} onSelect={() => set([...chosen, instance.id])}>
                    {instance.name}
                  </MenuItem>
                ))}
            </MenuGroup>
          ))}
        </Menu>
      )}
    </>
  );
}

function Chip({ icon, name, onRemove }: { icon: ReactNode; name: string; onRemove: (() => void) | undefined }) {
  return (
    <span className="inline-flex h-(--ctl) max-w-full items-center gap-1.5 rounded-1 border border-line-2 px-2">
      <span className="text-ink-3">{icon}</span>
      <span className="truncate">{name}</span>
      {onRemove && (
        <button
          type="button"
          aria-label={`Remove ${name}`}
          onClick={onRemove}
          className="-mr-1 grid size-5 place-content-center rounded-1 text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X size={14} strokeWidth={1.75} aria-hidden />
        </button>
      )}
    </span>
  );
}
