import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, Plus } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { me } from "../api/account";
import { denial } from "../api/can";
import { instances } from "../api/instances";
import { allProjects } from "../api/projects";
import { paths } from "../paths";
import { OrganizationMark } from "../ui/avatar";
import { Badge } from "../ui/badge";
import { classes } from "../ui/class";
import { Menu, MenuItem, MenuLine } from "../ui/menu";
import { AddInstance } from "./add-instance";
import { PHONE, useMedia } from "./media";
import { useThings } from "./place";

/** Organization, project, instance: always three, muted when nothing is chosen, so that nothing jumps. */
export function Crumbs() {
  const { projectId, instanceId } = useThings();
  const isPhone = useMedia(PHONE);
  const crumbs = [<OrganizationCrumb key="o" />, <ProjectCrumb key="p" />, <InstanceCrumb key="i" />];
  const shown = isPhone ? [crumbs[instanceId ? 2 : projectId ? 1 : 0]] : crumbs;
  return (
    <nav aria-label="Location" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center">
        {shown.map((crumb, index) => (
          <li key={crumb?.key} className="flex min-w-0 items-center">
            {index > 0 && <span aria-hidden className="mx-1 h-4 w-px shrink-0 rotate-[18deg] bg-line-2" />}
            {crumb}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Crumb({ isChosen, children, ...rest }: ComponentProps<"button"> & { isChosen: boolean; children: ReactNode }) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(
        "flex h-7 min-w-0 items-center gap-1.5 rounded-2 px-1.5 whitespace-nowrap hover:bg-hover aria-expanded:bg-hover max-m:h-9",
        isChosen ? "font-strong" : "text-ink-3",
      )}
    >
      {children}
      <ChevronsUpDown size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
    </button>
  );
}

function OrganizationCrumb() {
  const navigate = useNavigate();
  const { organizationId, organizationName = "Organization" } = useThings();
  const organizations = useQuery(me()).data?.organizations ?? [];
  return (
    <Menu
      label="Organizations"
      trigger={
        <Crumb isChosen={Boolean(organizationId)}>
          <span className="sr-only">Organization: </span>
          <OrganizationMark name={organizationName} />
          <span className="truncate">{organizationName}</span>
        </Crumb>
      }
    >
      {organizations.map((each) => (
        <MenuItem
          key={each.id}
          isCurrent={each.id === organizationId}
          onSelect={() => void navigate({ to: paths.projects(each.id) })}
        >
          {each.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

function ProjectCrumb() {
  const navigate = useNavigate();
  const { organizationId = "", projectId, project } = useThings();
  const list = useQuery({ ...allProjects(organizationId), enabled: organizationId !== "" }).data?.items ?? [];
  const go = (to: string) => () => void navigate({ to });
  return (
    <Menu
      label="Projects"
      trigger={
        <Crumb isChosen={Boolean(project)}>
          <span className="sr-only">Project: </span>
          <span className="truncate">{project?.name ?? "All projects"}</span>
        </Crumb>
      }
    >
      <MenuItem isCurrent={!projectId} onSelect={go(paths.projects(organizationId))}>
        All projects
      </MenuItem>
      {list.length > 0 && <MenuLine />}
      {list.map((each) => (
        <MenuItem key={each.id} isCurrent={each.id === projectId} onSelect={go(paths.project(organizationId, each.id))}>
          {each.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

function InstanceCrumb() {
  const navigate = useNavigate();
  const { organizationId = "", projectId = "", instanceId, project, instance } = useThings();
  const list = useQuery({ ...instances(organizationId, projectId), enabled: projectId !== "" }).data?.items ?? [];
  const [isAdding, setIsAdding] = useState(false);
  return (
    <>
      <Menu
        label="Instances"
        trigger={
          <Crumb isChosen={Boolean(instance)}>
            <span className="sr-only">Instance: </span>
            <span className="truncate">{instance?.name ?? "Instance"}</span>
            {instance?.production && <Badge>production</Badge>}
          </Crumb>
        }
      >
        {!projectId && <p className="px-2 py-1 text-ink-3">Choose a project first.</p>}
        {list.map((each) => (
          <MenuItem
            key={each.id}
            isCurrent={each.id === instanceId}
            hint={each.production ? "production" : undefined}
            onSelect={() => void navigate({ to: paths.instance(organizationId, projectId, each.id) })}
          >
            {each.name}
          </MenuItem>
        ))}
        {projectId && (
          <>
            {list.length > 0 && <MenuLine />}
            <MenuItem icon={Plus} denied={denial(project, "instances.create")} onSelect={() => setIsAdding(true)}>
              Add Instance
            </MenuItem>
          </>
        )}
      </Menu>
      {isAdding && <AddInstance organization={organizationId} project={projectId} onClose={() => setIsAdding(false)} />}
    </>
  );
}
