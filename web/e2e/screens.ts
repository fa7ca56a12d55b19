import type { Page } from "@playwright/test";
import { instancePath } from "./acts";
import type { Demo } from "./server";

type Path = (demo: Demo, page: Page) => string | Promise<string>;

/** Every page, as the owner of the demonstration finds it. */
export const PAGES: Record<string, Path> = {
  projects: (demo) => `/org/${demo.organization_id}/projects`,
  project: (demo) => `/org/${demo.organization_id}/project/${demo.project_id}`,
  databases: (demo) => `/org/${demo.organization_id}/databases`,
  database: databasePath,
  team: (demo) => `/org/${demo.organization_id}/team`,
  roles: (demo) => `/org/${demo.organization_id}/team/roles`,
  "new-role": (demo) => `/org/${demo.organization_id}/team/roles/new?template=Auditor`,
  "system-role": (demo) => `/org/${demo.organization_id}/team/roles/${"2".padStart(24, "0")}`,
  "custom-role": customRolePath,
  "role-gone": (demo) => `/org/${demo.organization_id}/team/roles/${"f".repeat(24)}`,
  "service-tokens": (demo) => `/org/${demo.organization_id}/team/service-tokens`,
  "service-token": serviceTokenPath,
  member: memberPath,
  teams: (demo) => `/org/${demo.organization_id}/team/teams`,
  "one-team": teamPath,
  requests: requestsPath,
  explorer: explorerPath,
  "who-can": (demo) =>
    `/org/${demo.organization_id}/access/who-can?action=policy.deploy&project=${demo.project_id}&instance=${demo.instances.production.id}`,
  matrix: (demo) => `/org/${demo.organization_id}/access/matrix`,
  "matrix-area": (demo) => `/org/${demo.organization_id}/access/matrix?area=databases`,
  audit: (demo) => `/org/${demo.organization_id}/audit`,
  settings: (demo) => `/org/${demo.organization_id}/settings`,
  health: (demo) => instancePath(demo, "health"),
  connections: (demo) => instancePath(demo, "connections"),
  "client-auth": (demo) => instancePath(demo, "client-auth"),
  users: usersPath,
  logs: (demo) => instancePath(demo, "logs"),
  permissions: (demo) => `${instancePath(demo, "permissions")}?permission=own_orders`,
  "policy-yaml": (demo) => `${instancePath(demo, "permissions")}?edit=yaml`,
  "policy-sql": (demo) => `${instancePath(demo, "permissions")}?edit=sql&permission=served_orders`,
  "policy-roles": (demo) => `${instancePath(demo, "permissions")}?roles=cards`,
  "policy-rules": (demo) => `${instancePath(demo, "permissions")}?roles=rules`,
  "policy-tables": (demo) => `${instancePath(demo, "permissions")}?roles=tables&role=support`,
  "policy-role": (demo) => `${instancePath(demo, "permissions")}?role=customer`,
  "policy-actions": (demo) => `${instancePath(demo, "permissions")}?actions=all`,
  data: (demo) =>
    `${instancePath(demo, "data")}?connection=main&table=orders&subject=${demo.users[0]?.id}&roles=${demo.users[0]?.roles.join(",")}`,
  "data-without-role": (demo) => `${instancePath(demo, "data")}?connection=main&table=orders&subject=7`,
  "data-unseen": (demo) => `${instancePath(demo, "data")}?connection=main&table=orders&roles=pirate`,
  "instance-settings": (demo) => instancePath(demo, "settings"),
  account: () => "/account/me",
  security: () => "/account/security",
  "access-tokens": () => "/account/access-tokens",
  "server-settings": () => "/server/settings",
  operators: () => "/server/operators",
  "server-organizations": () => "/server/organizations",
  "server-audit": () => "/server/audit",
  device: () => "/device",
  "device-unknown": () => "/device?user_code=WRNG-CDXX",
  refused: (demo) => `/org/${demo.organization_id}/project/${"f".repeat(24)}`,
  nowhere: () => "/nothing/here",
};

/** What is seen before there is a person. */
export const DOORS: Record<string, Path> = {
  "sign-in": () => "/sign-in",
  "sign-up": () => "/sign-up",
  "invitation-gone": () => `/invitations/${"0".repeat(64)}`,
};

/** Every layer: the page it opens over, and what opens it. */
export const LAYERS: Record<string, [path: Path, open: (page: Page) => Promise<void>]> = {
  "create-project": [at("projects"), press("Create a New Project")],
  "add-instance": [at("project"), press("Add Instance")],
  "member-roles": [at("team"), (page) => page.getByRole("button", { name: /^Roles of Davi/ }).click()],
  invite: [at("team"), press("Invite")],
  "copy-access": [at("team"), choose("Acts on Davi Developer", "Copy access from")],
  "suspend-member": [at("team"), choose("Acts on Davi Developer", "Suspend")],
  "remove-member": [at("team"), choose("Acts on Davi Developer", "Remove")],
  "leave-organization": [at("team"), choose("Acts on Olga Owner", "Leave")],
  "create-team": [at("teams"), (page) => page.getByRole("button", { name: "Create team" }).first().click()],
  "add-to-team": [at("one-team"), press("Add member")],
  "roles-of-team": [at("one-team"), press("Change roles")],
  "delete-team": [at("one-team"), choose("Acts on Field office", "Delete")],
  "add-administrator": [at("database"), press("Add administrator")],
  "decide-request": [
    at("requests"),
    (page) =>
      page
        .getByRole("button", { name: /^Decide/ })
        .first()
        .click(),
  ],
  "revoke-access": [
    approvedRequestsPath,
    async (page) => {
      await page.getByRole("radio", { name: "Approved" }).click();
      await page
        .getByRole("button", { name: /^Revoke/ })
        .first()
        .click();
    },
  ],
  "request-access": [at("requests"), press("Request access")],
  "preview-fix": [at("explorer"), press("Preview 1")],
  "pick-who": [at("explorer"), (page) => page.getByRole("button", { name: /^Who:/ }).click()],
  "pick-thing": [at("explorer"), (page) => page.getByRole("main").getByRole("button", { name: /^On:/ }).click()],
  promote: [at("permissions"), press("Promote")],
  "add-policy-role": [at("policy-roles"), press("Add role")],
  "delete-policy-role": [at("policy-role"), press("Delete role")],
  "create-role": [at("roles"), press("Create role")],
  "compare-roles": [at("roles"), press("Compare")],
  "create-database": [at("databases"), press("Create database")],
  "create-branch": [at("database"), press("Create branch")],
  "delete-database": [at("database"), press("Delete database")],
  "audit-entry": [
    at("audit"),
    (page) =>
      page
        .getByRole("button", { name: /^No\. / })
        .first()
        .click(),
  ],
  "verify-audit": [at("audit"), press("Verify")],
  "add-connection": [at("connections"), press("Add connection")],
  "edit-connection": [at("connections"), choose("More for main", "Edit connection")],
  "delete-connection": [at("connections"), choose("More for main", "Delete connection")],
  "test-connection": [at("connections"), press("Test main")],
  connect: [at("connections"), press("Connect")],
  "connect-types": [
    at("connections"),
    async (page) => {
      await press("Connect")(page);
      await page.getByRole("radio", { name: "Types" }).click();
    },
  ],
  history: [at("permissions"), press("History")],
  "add-permission": [at("permissions"), press("Add permission")],
  "rename-permission": [at("permissions"), choose("Acts on Own orders", "Rename")],
  version: [
    at("permissions"),
    async (page) => {
      await press("History")(page);
      await page.getByRole("dialog").getByRole("listitem").first().getByRole("button").click();
      await page.getByRole("dialog", { name: /^Version/ }).waitFor();
    },
  ],
  "destroy-instance": [at("instance-settings"), press("Destroy instance")],
  "create-token": [at("access-tokens"), press("Create token")],
  "create-custom-token": [
    at("access-tokens"),
    async (page) => {
      await press("Create token")(page);
      await page.getByLabel("Authority").selectOption("custom");
    },
  ],
  "create-service-token": [
    at("service-tokens"),
    async (page) => {
      await page.getByRole("button", { name: "Create service token" }).first().click();
      await page.getByRole("radio", { name: "Grant something" }).click();
      await page.getByRole("radio", { name: "Database", exact: true }).click();
    },
  ],
  "add-grant": [
    at("service-token"),
    async (page) => {
      await press("Add grant")(page);
      await page.getByRole("radio", { name: "Single actions" }).click();
    },
  ],
  "rotate-secret": [at("service-token"), choose("Acts on A program", "Rotate secret")],
  "delete-service-token": [at("service-token"), choose("Acts on A program", "Delete")],
  "add-operator": [at("operators"), press("Add operator")],
  "clear-entry-rules": [at("server-organizations"), choose("Acts on Wanderlust Inc.", "Clear entry rules")],
  palette: [at("projects"), (page) => page.keyboard.press("Control+k")],
};

/** The address of a page by its name. */
export function at(name: string): Path {
  const path = PAGES[name];
  if (!path) throw new Error(`no page is called ${name}`);
  return path;
}

function press(name: string): (page: Page) => Promise<void> {
  return (page) => page.getByRole("button", { name, exact: true }).click();
}

function choose(menu: string, item: string): (page: Page) => Promise<void> {
  return async (page) => {
    await press(menu)(page);
    await page.getByRole("menuitem", { name: item }).click();
  };
}

async function memberPath(demo: Demo, page: Page): Promise<string> {
  const found = await page.request.get(`/api/v1/organizations/${demo.organization_id}/members?search=dana`);
  const { items } = (await found.json()) as { items: { id: string }[] };
  return `/org/${demo.organization_id}/team/members/${items[0]?.id}`;
}

/** A role of the organization's own. */
async function customRolePath(demo: Demo, page: Page): Promise<string> {
  const permissions = [{ area: "team", level: "manage" }];
  return rolePath(demo, page, { name: "People", permissions, assigns: ["4".padStart(24, "0")] });
}

/** A role by its name; it is made when it is looked at first. */
async function rolePath(demo: Demo, page: Page, role: { name: string; [field: string]: unknown }): Promise<string> {
  const roles = `/api/v1/organizations/${demo.organization_id}/roles`;
  const found = await page.request.get(`${roles}?search=${encodeURIComponent(role.name)}`);
  let id = ((await found.json()) as { items: { id: string; name: string }[] }).items.find(
    ({ name }) => name === role.name,
  )?.id;
  if (!id) {
    const made = await page.request.post(roles, { headers: { Origin: new URL(page.url()).origin }, data: role });
    id = ((await made.json()) as { id: string }).id;
  }
  return `/org/${demo.organization_id}/team/roles/${id}`;
}

/** Application users, one lost token among those that are revoked. */
async function usersPath(demo: Demo, page: Page): Promise<string> {
  const { organization_id: organization, project_id: project, instances } = demo;
  const instance = `/api/v1/organizations/${organization}/projects/${project}/instances/${instances.development.id}`;
  const found = (await (await page.request.get(`${instance}/revocations`)).json()) as { total: number };
  if (found.total === 0) {
    await page.request.post(`${instance}/revocations`, {
      headers: { Origin: new URL(page.url()).origin },
      data: { token_id: "phone-of-42", reason: "The phone was left on a train" },
    });
  }
  return instancePath(demo, "users");
}

/** A team with somebody in it; it is made when it is looked at first. */
async function teamPath(demo: Demo, page: Page): Promise<string> {
  const organization = `/api/v1/organizations/${demo.organization_id}`;
  const list = async (noun: string) => {
    const answer = await page.request.get(`${organization}/${noun}`);
    return ((await answer.json()) as { items: { id: string }[] }).items[0]?.id;
  };
  let id = await list("teams?search=field");
  if (!id) {
    const headers = { Origin: new URL(page.url()).origin };
    const made = await page.request.post(`${organization}/teams`, { headers, data: { name: "Field office" } });
    id = ((await made.json()) as { id: string }).id;
    await page.request.put(`${organization}/teams/${id}/members/${await list("members?search=mika")}`, { headers });
  }
  return `/org/${demo.organization_id}/team/teams/${id}`;
}

/** Why the demonstration's member may not deploy to production. */
async function explorerPath(demo: Demo, page: Page): Promise<string> {
  const found = await page.request.get(`/api/v1/organizations/${demo.organization_id}/members?search=member@`);
  const { items } = (await found.json()) as { items: { id: string }[] };
  const place = `project=${demo.project_id}&instance=${demo.instances.production.id}`;
  return `/org/${demo.organization_id}/access?who=member:${items[0]?.id}&action=policy.deploy&${place}`;
}

/** A request that waits; made by the demonstration's member when there is none. */
async function requestsPath(demo: Demo, page: Page): Promise<string> {
  const all = `/api/v1/organizations/${demo.organization_id}/access/requests`;
  if ((await countRequests(page, all, "pending")) === 0) await requestAccess(demo, page, all, "audit.view");
  return `/org/${demo.organization_id}/team/requests`;
}

/** A request that was approved and may be taken back. */
async function approvedRequestsPath(demo: Demo, page: Page): Promise<string> {
  const all = `/api/v1/organizations/${demo.organization_id}/access/requests`;
  if ((await countRequests(page, all, "approved")) === 0) {
    const id = await requestAccess(demo, page, all, "billing.view");
    const headers = { Origin: new URL(page.url()).origin };
    await page.request.post(`${all}/${id}/approve`, { headers, data: { answer: "For this week" } });
  }
  return `/org/${demo.organization_id}/team/requests`;
}

async function countRequests(page: Page, all: string, state: string): Promise<number> {
  return ((await (await page.request.get(`${all}?state=${state}`)).json()) as { total: number }).total;
}

async function requestAccess(demo: Demo, page: Page, all: string, action: string): Promise<string> {
  const token = demo.members.find(({ roles }) => roles.includes("Organization Member"))?.token;
  // Without the page's own cookie, which would speak for the owner.
  const answer = await fetch(new URL(all, page.url()), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ action, reason: "The quarterly review of who did what", seconds: 604_800 }),
  });
  return ((await answer.json()) as { id: string }).id;
}

async function databasePath(demo: Demo, page: Page): Promise<string> {
  const found = await page.request.get(`/api/v1/organizations/${demo.organization_id}/databases`);
  const { items } = (await found.json()) as { items: { id: string }[] };
  return `/org/${demo.organization_id}/databases/${items[0]?.id}`;
}

/** A service token to look at; made when there is none. */
async function serviceTokenPath(demo: Demo, page: Page): Promise<string> {
  const all = `/api/v1/organizations/${demo.organization_id}/service-tokens`;
  const found = (await (await page.request.get(`${all}?search=A%20program`)).json()) as { items: { id: string }[] };
  let id = found.items[0]?.id;
  if (!id) {
    const headers = { Origin: new URL(page.url()).origin };
    ({ id } = (await (await page.request.post(all, { headers, data: { name: "A program" } })).json()) as {
      id: string;
    });
    await page.request.post(`${all}/${id}/grants`, { headers, data: { preset: "deploy" } });
    await page.request.post(`${all}/${id}/grants`, {
      headers,
      data: { actions: ["audit.view"], production: true },
    });
  }
  return `/org/${demo.organization_id}/team/service-tokens/${id}`;
}
