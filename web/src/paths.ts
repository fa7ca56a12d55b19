import type { InstanceView } from "./views";

/** Every address of the dashboard, written once. Ids come from the API and need no escaping; names do. */
export const paths = {
  home: () => "/",
  firstRun: () => "/first-run",
  signIn: (to?: string) => (to && to !== "/" ? `/sign-in?to=${encodeURIComponent(to)}` : "/sign-in"),
  signUp: () => "/sign-up",

  account: () => "/account/me",
  security: () => "/account/security",
  accessTokens: () => "/account/access-tokens",

  device: () => "/device",

  server: () => "/server/settings",
  operators: () => "/server/operators",
  serverOrganizations: () => "/server/organizations",
  serverAudit: () => "/server/audit",

  projects: (organization: string) => `/org/${organization}/projects`,
  databases: (organization: string) => `/org/${organization}/databases`,
  database: (organization: string, database: string) => `/org/${organization}/databases/${database}`,
  team: (organization: string) => `/org/${organization}/team`,
  member: (organization: string, member: string) => `/org/${organization}/team/members/${member}`,
  invitation: (secret: string) => `/invitations/${secret}`,
  roles: (organization: string) => `/org/${organization}/team/roles`,
  role: (organization: string, role: string) => `/org/${organization}/team/roles/${role}`,
  teams: (organization: string) => `/org/${organization}/team/teams`,
  oneTeam: (organization: string, team: string) => `/org/${organization}/team/teams/${team}`,
  serviceTokens: (organization: string) => `/org/${organization}/team/service-tokens`,
  serviceToken: (organization: string, token: string) => `/org/${organization}/team/service-tokens/${token}`,
  requests: (organization: string) => `/org/${organization}/team/requests`,
  access: (organization: string) => `/org/${organization}/access`,
  whoCan: (organization: string) => `/org/${organization}/access/who-can`,
  matrix: (organization: string) => `/org/${organization}/access/matrix`,
  explain: (request: string) => `/explain/${request}`,
  audit: (organization: string) => `/org/${organization}/audit`,
  organizationSettings: (organization: string) => `/org/${organization}/settings`,

  project: (organization: string, project: string) => `/org/${organization}/project/${project}`,
  instance: (organization: string, project: string, instance: string, view: InstanceView = "connections") =>
    `/org/${organization}/project/${project}/${instance}/${view}`,
};
