import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { allDatabases } from "../../api/databases";
import { instances } from "../../api/instances";
import type { Body } from "../../api/nouns";
import { InstanceState } from "../../parts/instance-state";
import { paths } from "../../paths";
import { Badge } from "../../ui/badge";
import { classes } from "../../ui/class";
import { Kebab, MenuItem } from "../../ui/menu";
import { HEAD } from "../../ui/table";
import { Time } from "../../ui/time";

type Project = Body<"Project">;
type Instance = Body<"Instance">;

const CELL = "h-9 border-b border-line px-3 py-1 align-middle max-m:h-auto max-m:border-0 max-m:px-0";
const PHONE = "max-m:hidden";

/** Projects and their instances; a project's name spans its instances. */
export function ProjectTable({ organization, projects }: { organization: string; projects: Project[] }) {
  const lists = useQueries({ queries: projects.map((project) => instances(organization, project.id)) });
  const databases = useQuery(allDatabases(organization)).data?.items ?? [];
  return (
    <table className="w-full border-collapse max-m:block max-m:border-t max-m:border-line">
      <caption className="sr-only">Projects and their instances</caption>
      <thead className={PHONE}>
        <tr>
          {["Project", "Instance", "State", "Since", "Region", "Service"].map((name) => (
            <th key={name} scope="col" className={`${HEAD} text-start`}>
              {name}
            </th>
          ))}
          <th className={HEAD}>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      {projects.map((project, index) => {
        const owned = databases.filter((database) => database.project === project.id);
        const caption = owned.map((database) => `${database.name} · ${database.engine}`).join(", ");
        return (
          <ProjectRows
            key={project.id}
            project={project}
            caption={caption || "no database yet"}
            list={lists[index]?.data?.items}
            isRefused={lists[index]?.isError ?? false}
            organization={organization}
          />
        );
      })}
    </table>
  );
}

function ProjectRows(props: {
  organization: string;
  project: Project;
  caption: string;
  list: Instance[] | undefined;
  isRefused: boolean;
}) {
  const { organization, project } = props;
  const list = props.list ?? [];
  const name = (
    <td
      rowSpan={Math.max(list.length, 1)}
      className="w-[27%] border-b border-line py-2.5 pr-3 pl-(--gutter) align-top max-m:col-span-full max-m:block max-m:w-full max-m:border-0 max-m:p-0 max-m:pb-1"
    >
      <Link
        to={paths.project(organization, project.id)}
        className="font-strong text-ink no-underline [overflow-wrap:anywhere] hover:underline"
      >
        {project.name}
      </Link>
      <div className="text-cap text-ink-3">{props.caption}</div>
    </td>
  );
  return (
    <tbody className="max-m:block max-m:border-b max-m:border-line max-m:px-(--gutter) max-m:py-3">
      {list.length === 0 && (
        <tr className="max-m:block">
          {name}
          <td colSpan={6} className={classes(CELL, "text-ink-2 max-m:block")}>
            {props.list === undefined ? (
              <span className="text-ink-3">{props.isRefused ? "You may not view its instances." : "…"}</span>
            ) : (
              <>
                No instances.{" "}
                <Link to={paths.project(organization, project.id)} className="font-medium text-accent">
                  Add Instance
                </Link>
              </>
            )}
          </td>
        </tr>
      )}
      {list.map((instance, index) => (
        <tr key={instance.id} className="max-m:grid max-m:grid-cols-[minmax(0,1fr)_auto] max-m:gap-x-3 max-m:py-1">
          {index === 0 && name}
          <InstanceCells
            organization={organization}
            instance={instance}
            isLast={index === list.length - 1}
            project={project.name}
          />
        </tr>
      ))}
    </tbody>
  );
}

function InstanceCells(props: { organization: string; instance: Instance; isLast: boolean; project: string }) {
  const { organization, instance } = props;
  const navigate = useNavigate();
  const cell = classes(CELL, !props.isLast && "border-b-transparent");
  const to = (view?: "permissions" | "data" | "settings") =>
    paths.instance(organization, instance.project, instance.id, view);
  const go = (view: "permissions" | "data" | "settings") => () => void navigate({ to: to(view) });
  return (
    <>
      <td className={cell}>
        <span className="flex items-center gap-2">
          <Link to={to()} className="text-ink no-underline [overflow-wrap:anywhere] hover:underline">
            {instance.name}
          </Link>
          {instance.production && <Badge>production</Badge>}
        </span>
      </td>
      <td className={cell}>
        <InstanceState state={instance.state} />
      </td>
      <td className={classes(cell, PHONE, "text-ink-2")}>
        {instance.state === "empty" ? "never deployed" : <Time at={instance.state_since} />}
      </td>
      <td className={classes(cell, PHONE, "text-ink-2 uppercase")}>{instance.region}</td>
      <td className={classes(cell, PHONE, "font-mono text-code text-ink-2")}>{instance.service_version}</td>
      <td className={classes(cell, PHONE, "pr-(--gutter) text-end")}>
        <Kebab label={`More for ${props.project}, ${instance.name}`}>
          <MenuItem onSelect={go("permissions")}>Permissions & Roles</MenuItem>
          <MenuItem onSelect={go("data")}>Data browser</MenuItem>
          <MenuItem onSelect={go("settings")}>Settings</MenuItem>
        </Kebab>
      </td>
    </>
  );
}
