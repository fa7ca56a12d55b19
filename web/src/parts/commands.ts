import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Database, Layers, LogOut, type LucideIcon, Moon, Server, Sun } from "lucide-react";
import { me } from "../api/account";
import { allDatabases } from "../api/databases";
import { instances } from "../api/instances";
import { allProjects } from "../api/projects";
import { paths } from "../paths";
import { useSignOut } from "./account-menu";
import { accountGroups, instanceGroups, type NavGroup, organizationGroups, serverGroups } from "./navigation";
import { usePlace } from "./place";
import { applyTheme } from "./theme";

export type Command = {
  id: string;
  group: string;
  label: string;
  hint?: string | undefined;
  icon: LucideIcon;
  run: () => void;
};

/** Everything one can jump to or do from here; the nearest first. Asked for only while the palette is open. */
export function useCommands(isOpen: boolean): Command[] {
  const navigate = useNavigate();
  const place = usePlace();
  const leave = useSignOut();
  const organization = place.organizationId ?? "";
  const isAsked = isOpen && organization !== "";
  const known = useQuery(me()).data;
  const organizations = known?.organizations ?? [];
  const projects = useQuery({ ...allProjects(organization), enabled: isAsked }).data?.items ?? [];
  const databases = useQuery({ ...allDatabases(organization), enabled: isAsked }).data?.items ?? [];
  const perProject = useQueries({
    queries: projects.map((project) => ({ ...instances(organization, project.id), enabled: isAsked })),
  });
  const go = (to: string) => () => void navigate({ to });

  const views =
    place.projectId && place.instanceId
      ? fromGroups("This instance", instanceGroups(organization, place.projectId, place.instanceId))
      : [];
  const found = projects.flatMap((project, index): Command[] => [
    {
      id: project.id,
      group: "Projects",
      label: project.name,
      icon: Layers,
      run: go(paths.project(organization, project.id)),
    },
    ...(perProject[index]?.data?.items ?? []).map((instance) => ({
      id: instance.id,
      group: "Instances",
      label: `${project.name} / ${instance.name}`,
      hint: instance.production ? "production" : undefined,
      icon: Server,
      run: go(paths.instance(organization, project.id, instance.id)),
    })),
  ]);
  const others = organizations
    .filter((each) => each.id !== organization)
    .map((each) => ({
      id: each.id,
      group: "Organizations",
      label: each.name,
      icon: Layers,
      run: go(paths.projects(each.id)),
    }));

  function fromGroups(name: string, groups: NavGroup[]): Command[] {
    return groups.flatMap((group) =>
      group.items.map((item) => ({
        id: item.to,
        group: name,
        label: item.label,
        icon: item.icon,
        run: go(item.to),
      })),
    );
  }

  return [
    ...views,
    ...(organization ? fromGroups("Organization", organizationGroups(organization)) : []),
    ...found.filter((command) => command.group === "Projects"),
    ...found.filter((command) => command.group === "Instances"),
    ...databases.map((database) => ({
      id: database.id,
      group: "Databases",
      label: database.name,
      hint: database.engine,
      icon: Database,
      run: go(paths.database(organization, database.id)),
    })),
    ...others,
    ...fromGroups("Account", accountGroups(undefined)),
    ...(known?.is_operator ? fromGroups("Server", serverGroups()) : []),
    { id: "light", group: "Do", label: "Use the light theme", icon: Sun, run: () => applyTheme("light") },
    { id: "dark", group: "Do", label: "Use the dark theme", icon: Moon, run: () => applyTheme("dark") },
    { id: "out", group: "Do", label: "Sign out", icon: LogOut, run: leave },
  ];
}

/** The commands whose words all occur in the label, group or hint. */
export function matching(commands: Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter((command) => {
    const all = `${command.group} ${command.label} ${command.hint ?? ""}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
