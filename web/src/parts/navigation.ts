import { useRouterState } from "@tanstack/react-router";
import {
  Activity,
  Compass,
  ContactRound,
  Database,
  KeyRound,
  Layers,
  type LucideIcon,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Table2,
  User,
  Users,
} from "lucide-react";
import { paths } from "../paths";
import { INSTANCE_VIEWS, type InstanceView } from "../views";
import { usePlace } from "./place";

export type NavItem = { to: string; label: string; icon: LucideIcon };
export type NavGroup = { label: string; items: NavItem[] };

const VIEW_ICONS: Record<InstanceView, LucideIcon> = {
  health: Activity,
  connections: Database,
  "client-auth": KeyRound,
  users: ContactRound,
  permissions: ShieldCheck,
  data: Table2,
  logs: ScrollText,
  settings: SlidersHorizontal,
};
const VIEW_GROUPS: [label: string, views: InstanceView[]][] = [
  ["Source", ["health", "connections"]],
  ["Access", ["client-auth", "users", "permissions", "data"]],
  ["Instance", ["logs", "settings"]],
];

/** What the sidebar holds: an instance's views, the account's pages, or the organization's. */
export function useNavigation(): NavGroup[] {
  const place = usePlace();
  const first = useRouterState({ select: (state) => state.location.pathname.split("/")[1] });
  if (first === "account") return accountGroups(place.organizationId);
  if (first === "server") return serverGroups();
  if (place.organizationId && place.projectId && place.instanceId) {
    return instanceGroups(place.organizationId, place.projectId, place.instanceId);
  }
  return place.organizationId ? organizationGroups(place.organizationId) : [];
}

export function instanceGroups(organization: string, project: string, instance: string): NavGroup[] {
  return VIEW_GROUPS.map(([label, views]) => ({
    label,
    items: views.map((view) => ({
      to: paths.instance(organization, project, instance, view),
      label: INSTANCE_VIEWS[view],
      icon: VIEW_ICONS[view],
    })),
  }));
}

export function organizationGroups(organization: string): NavGroup[] {
  return [
    {
      label: "Data",
      items: [
        { to: paths.projects(organization), label: "Projects", icon: Layers },
        { to: paths.databases(organization), label: "Databases", icon: Database },
      ],
    },
    {
      label: "Access",
      items: [
        { to: paths.team(organization), label: "Team", icon: Users },
        { to: paths.access(organization), label: "Access explorer", icon: Compass },
        { to: paths.audit(organization), label: "Audit log", icon: ScrollText },
      ],
    },
    {
      label: "Organization",
      items: [{ to: paths.organizationSettings(organization), label: "Settings", icon: SlidersHorizontal }],
    },
  ];
}

/** For those who run the server. */
export function serverGroups(): NavGroup[] {
  return [
    { label: "Server", items: [{ to: paths.server(), label: "Server settings", icon: SlidersHorizontal }] },
    {
      label: "People",
      items: [
        { to: paths.operators(), label: "Operators", icon: Users },
        { to: paths.serverOrganizations(), label: "Organizations", icon: Layers },
      ],
    },
    { label: "Record", items: [{ to: paths.serverAudit(), label: "Server audit log", icon: ScrollText }] },
  ];
}

export function accountGroups(organization: string | undefined): NavGroup[] {
  const data = organization ? [{ to: paths.projects(organization), label: "Projects", icon: Layers }] : [];
  return [
    ...(data.length > 0 ? [{ label: "Data", items: data }] : []),
    { label: "Account", items: [{ to: paths.account(), label: "Account Details", icon: User }] },
    {
      label: "Credentials",
      items: [
        { to: paths.security(), label: "Security", icon: ShieldCheck },
        { to: paths.accessTokens(), label: "Access Tokens", icon: KeyRound },
      ],
    },
  ];
}
