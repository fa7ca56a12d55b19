import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { firstRun, me } from "./api/account";
import { queryClient } from "./api/client";
import { ApiError, asApiError } from "./api/error";
import type { OrganizationFilter } from "./api/server";
import { matrixSearch, questionSearch } from "./parts/access/question";
import { Failure } from "./parts/loaded";
import { Refused } from "./parts/refused";
import { Shell } from "./parts/shell";
import { paths } from "./paths";
import { auditSearch, isId, only } from "./search";
import { isInstanceView } from "./views";

const NOT_FOUND = new ApiError(404, {});
const BROKEN = new ApiError(0, {
  message: "this page broke",
  hint: "what you saved is saved; if it breaks again, tell whoever runs this server",
});

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <main className="min-h-dvh bg-surface">
      <Refused error={NOT_FOUND} />
    </main>
  ),
  errorComponent: ({ error }) => (
    <main className="mx-auto max-w-[480px] px-4 py-24">
      <Failure error={error instanceof ApiError ? error : BROKEN} retry={() => location.reload()} />
    </main>
  ),
});

const first = createRoute({
  getParentRoute: () => root,
  path: "/first-run",
  component: lazyRouteComponent(() => import("./pages/first-run"), "FirstRunPage"),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: only((search: Record<string, unknown>): { to?: string } => ({
    ...(typeof search.to === "string" && search.to.startsWith("/") && !search.to.startsWith("//")
      ? { to: search.to }
      : {}),
  })),
  component: lazyRouteComponent(() => import("./pages/sign-in"), "SignInPage"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("./pages/sign-up"), "SignUpPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitations/$secret",
  component: lazyRouteComponent(() => import("./pages/invitation"), "InvitationPage"),
});

/** Everything that needs a person: without one, to the first run or to sign in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  notFoundComponent: () => <Refused error={NOT_FOUND} />,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(me());
    } catch (error) {
      const failure = asApiError(error);
      if (failure.status !== 401) throw failure;
      const state = await queryClient.fetchQuery(firstRun());
      if (state.is_needed) throw redirect({ to: paths.firstRun() });
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { to: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: async () => {
    const { organizations } = await queryClient.ensureQueryData(me());
    const organization = organizations.find((one) => !one.closed) ?? organizations[0];
    if (organization) throw redirect({ to: paths.projects(organization.id) });
  },
  component: lazyRouteComponent(() => import("./pages/org/none"), "NoOrganizationPage"),
});
const account = createRoute({
  getParentRoute: () => inside,
  path: "/account/me",
  component: lazyRouteComponent(() => import("./pages/account/me"), "AccountPage"),
});
const security = createRoute({
  getParentRoute: () => inside,
  path: "/account/security",
  component: lazyRouteComponent(() => import("./pages/account/security"), "SecurityPage"),
});
const tokens = createRoute({
  getParentRoute: () => inside,
  path: "/account/access-tokens",
  component: lazyRouteComponent(() => import("./pages/account/access-tokens"), "AccessTokensPage"),
});

const device = createRoute({
  getParentRoute: () => inside,
  path: "/device",
  // `user_code` is what the server's `verification_uri_complete` says; `code` is shorter to type.
  validateSearch: only((search: Record<string, unknown>): { user_code?: string } => {
    const code = search.user_code ?? search.code;
    return typeof code === "string" && code !== "" ? { user_code: code } : {};
  }),
  component: lazyRouteComponent(() => import("./pages/device"), "DevicePage"),
});

const serverHome = createRoute({
  getParentRoute: () => inside,
  path: "/server",
  beforeLoad: () => {
    throw redirect({ to: paths.server() });
  },
});
const serverSettings = createRoute({
  getParentRoute: () => inside,
  path: "/server/settings",
  component: lazyRouteComponent(() => import("./pages/server/settings"), "ServerSettingsPage"),
});
const operators = createRoute({
  getParentRoute: () => inside,
  path: "/server/operators",
  component: lazyRouteComponent(() => import("./pages/server/operators"), "OperatorsPage"),
});
const serverOrganizations = createRoute({
  getParentRoute: () => inside,
  path: "/server/organizations",
  validateSearch: only(
    (search: Record<string, unknown>): OrganizationFilter => ({
      ...(typeof search.search === "string" ? { search: search.search } : {}),
      ...(search.owner === "none" ? { owner: search.owner } : {}),
    }),
  ),
  component: lazyRouteComponent(() => import("./pages/server/organizations"), "ServerOrganizationsPage"),
});
const serverAudit = createRoute({
  getParentRoute: () => inside,
  path: "/server/audit",
  validateSearch: only(auditSearch),
  component: lazyRouteComponent(() => import("./pages/server/audit"), "ServerAuditPage"),
});

const explained = createRoute({
  getParentRoute: () => inside,
  path: "/explain/$request",
  component: lazyRouteComponent(() => import("./pages/explain"), "ExplainPage"),
});

const organization = createRoute({ getParentRoute: () => inside, path: "/org/$organization", component: Outlet });
const projects = createRoute({
  getParentRoute: () => organization,
  path: "/projects",
  component: lazyRouteComponent(() => import("./pages/org/projects"), "ProjectsPage"),
});
const databases = createRoute({
  getParentRoute: () => organization,
  path: "/databases",
  component: lazyRouteComponent(() => import("./pages/org/databases"), "DatabasesPage"),
});
const database = createRoute({
  getParentRoute: () => organization,
  path: "/databases/$database",
  component: lazyRouteComponent(() => import("./pages/org/database"), "DatabasePage"),
});
const team = createRoute({
  getParentRoute: () => organization,
  path: "/team",
  validateSearch: only((search: Record<string, unknown>): { role?: string } =>
    isId(search.role) ? { role: search.role } : {},
  ),
  component: lazyRouteComponent(() => import("./pages/org/team/members"), "MembersPage"),
});
const roles = createRoute({
  getParentRoute: () => organization,
  path: "/team/roles",
  component: lazyRouteComponent(() => import("./pages/org/team/roles"), "RolesPage"),
});
const newRole = createRoute({
  getParentRoute: () => organization,
  path: "/team/roles/new",
  validateSearch: only((search: Record<string, unknown>): { from?: string; template?: string } => ({
    ...(isId(search.from) ? { from: search.from } : {}),
    ...(typeof search.template === "string" ? { template: search.template } : {}),
  })),
  component: lazyRouteComponent(() => import("./pages/org/team/role-page"), "NewRolePage"),
});
const role = createRoute({
  getParentRoute: () => organization,
  path: "/team/roles/$role",
  component: lazyRouteComponent(() => import("./pages/org/team/role-page"), "RolePage"),
});
const serviceTokens = createRoute({
  getParentRoute: () => organization,
  path: "/team/service-tokens",
  component: lazyRouteComponent(() => import("./pages/org/team/service-tokens"), "ServiceTokensPage"),
});
const serviceToken = createRoute({
  getParentRoute: () => organization,
  path: "/team/service-tokens/$token",
  component: lazyRouteComponent(() => import("./pages/org/team/service-token"), "ServiceTokenPage"),
});
const member = createRoute({
  getParentRoute: () => organization,
  path: "/team/members/$member",
  component: lazyRouteComponent(() => import("./pages/org/team/member"), "MemberPage"),
});
const teams = createRoute({
  getParentRoute: () => organization,
  path: "/team/teams",
  component: lazyRouteComponent(() => import("./pages/org/team/teams"), "TeamsPage"),
});
const oneTeam = createRoute({
  getParentRoute: () => organization,
  path: "/team/teams/$team",
  component: lazyRouteComponent(() => import("./pages/org/team/team"), "TeamPage"),
});
const requests = createRoute({
  getParentRoute: () => organization,
  path: "/team/requests",
  component: lazyRouteComponent(() => import("./pages/org/team/requests"), "RequestsPage"),
});
const why = createRoute({
  getParentRoute: () => organization,
  path: "/access",
  validateSearch: only(questionSearch),
  component: lazyRouteComponent(() => import("./pages/org/access/why"), "WhyPage"),
});
const whoCan = createRoute({
  getParentRoute: () => organization,
  path: "/access/who-can",
  validateSearch: only(questionSearch),
  component: lazyRouteComponent(() => import("./pages/org/access/who-can"), "WhoCanPage"),
});
const matrix = createRoute({
  getParentRoute: () => organization,
  path: "/access/matrix",
  validateSearch: only(matrixSearch),
  component: lazyRouteComponent(() => import("./pages/org/access/matrix"), "MatrixPage"),
});
const audit = createRoute({
  getParentRoute: () => organization,
  path: "/audit",
  validateSearch: only(auditSearch),
  component: lazyRouteComponent(() => import("./pages/org/audit"), "AuditPage"),
});
const settings = createRoute({
  getParentRoute: () => organization,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/org/settings/page"), "OrganizationSettingsPage"),
});
const project = createRoute({
  getParentRoute: () => organization,
  path: "/project/$project",
  component: lazyRouteComponent(() => import("./pages/org/project/page"), "ProjectPage"),
});
const instanceHome = createRoute({
  getParentRoute: () => organization,
  path: "/project/$project/$instance",
  beforeLoad: ({ params }) => {
    throw redirect({ to: paths.instance(params.organization, params.project, params.instance) });
  },
});
const instance = createRoute({
  getParentRoute: () => organization,
  path: "/project/$project/$instance/$view",
  validateSearch: (search: Record<string, unknown>): Record<string, string> =>
    Object.fromEntries(Object.entries(search).map(([name, value]) => [name, String(value)])),
  params: {
    parse: (params) => ({ ...params, view: isInstanceView(params.view) ? params.view : ("" as const) }),
    stringify: (params) => params,
  },
  component: lazyRouteComponent(() => import("./pages/org/project/instance/page"), "InstancePage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    first,
    signIn,
    signUp,
    invitation,
    inside.addChildren([
      home,
      account,
      security,
      tokens,
      device,
      serverHome,
      serverSettings,
      operators,
      serverOrganizations,
      serverAudit,
      explained,
      organization.addChildren([
        projects,
        databases,
        database,
        team,
        roles,
        newRole,
        role,
        serviceTokens,
        serviceToken,
        member,
        teams,
        oneTeam,
        requests,
        why,
        whoCan,
        matrix,
        audit,
        settings,
        project,
        instanceHome,
        instance,
      ]),
    ]),
  ]),
  defaultPreload: "intent",
  // Plain names and texts, so that an address can be read and typed.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const set = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
    const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
    return text === "" ? "" : `?${text}`;
  },
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
