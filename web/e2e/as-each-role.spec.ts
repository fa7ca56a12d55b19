import { expect, type Page } from "@playwright/test";
import { ask, createFromTemplate, instancePath, join, signIn, signInAs } from "./acts";
import { at } from "./screens";
import { type Demo, test } from "./server";

const SYSTEM = ["Owner", "Organization Administrator", "Developer", "Organization Member", "Database Administrator"];
/** Offered by the dialog that creates a role; each is made from its template as it stands. */
const TEMPLATES = ["Read-only", "Billing", "Analyst", "Auditor"];
/** Gives the roles of a list of its own. */
const LISTED = "Human Resources";

type Role =
  | "Owner"
  | "Organization Administrator"
  | "Developer"
  | "Organization Member"
  | "Database Administrator"
  | "Human Resources"
  | "Read-only"
  | "Billing"
  | "Analyst"
  | "Auditor";

/** `on`; `off` with the right that the reason names; the right that the page is refused for; or as if it were absent. */
type Seen = "on" | { off: string } | { refused: string } | "absent";

const ON: Seen = "on";
const ABSENT: Seen = "absent";
const off = (right: string): Seen => ({ off: right });
const refused = (right: string): Seen => ({ refused: right });

/** The same for each of these roles. */
function each(roles: Role[], seen: Seen): Partial<Record<Role, Seen>> {
  return Object.fromEntries(roles.map((role) => [role, seen]));
}

/** Who is nobody on any instance. */
const NOT_INSIDE = each(["Organization Member", "Database Administrator", "Human Resources", "Billing"], ABSENT);

/** Pages of what is made for the walk. */
type Made = { team: string; token: string };
type Address = (demo: Demo, made: Made) => string;

/** A page, what stands on it to be used, and who sees it otherwise than on. */
const WALK: [path: Address, control: string | RegExp, except: Partial<Record<Role, Seen>>][] = [
  [
    org("projects"),
    "Create a New Project",
    {
      ...each(
        ["Organization Member", "Database Administrator", "Auditor", "Read-only", "Analyst"],
        off("projects.create"),
      ),
      ...each(["Human Resources", "Billing"], refused("projects.view")),
    },
  ],
  [
    (demo) => `/org/${demo.organization_id}/project/${demo.project_id}`,
    "Add Instance",
    {
      ...each(
        ["Organization Member", "Database Administrator", "Auditor", "Read-only", "Analyst"],
        off("instances.create"),
      ),
      ...each(["Human Resources", "Billing"], ABSENT),
    },
  ],
  [
    org("databases"),
    "Create database",
    {
      ...each(["Developer", "Database Administrator", "Auditor", "Read-only", "Analyst"], off("databases.create")),
      ...each(["Human Resources", "Billing"], refused("databases.view")),
    },
  ],
  [
    org("team"),
    "Invite",
    {
      ...each(["Developer", "Organization Member", "Auditor", "Read-only"], off("invitations.create")),
      ...each(["Database Administrator", "Billing", "Analyst"], refused("members.view")),
    },
  ],
  [
    org("team/roles"),
    "Create role",
    {
      ...each(["Developer", "Auditor", "Read-only"], off("roles.create")),
      ...each(["Organization Member", "Database Administrator", "Billing", "Analyst"], refused("roles.view")),
    },
  ],
  [
    org("team/teams"),
    "Create team",
    {
      ...each(["Developer", "Auditor", "Read-only"], off("teams.create")),
      ...each(["Organization Member", "Database Administrator", "Billing", "Analyst"], refused("teams.view")),
    },
  ],
  [
    (_, made) => made.team,
    "Add member",
    {
      ...each(["Developer", "Auditor", "Read-only"], off("teams.update")),
      ...each(["Organization Member", "Database Administrator", "Billing", "Analyst"], refused("teams.view")),
    },
  ],
  [
    org("team/service-tokens"),
    "Create service token",
    {
      ...each(["Auditor", "Read-only"], off("service_tokens.create")),
      ...each(
        ["Developer", "Database Administrator", "Human Resources", "Billing", "Analyst"],
        refused("service_tokens.view"),
      ),
    },
  ],
  [
    (_, made) => made.token,
    "Add grant",
    {
      ...each(["Auditor", "Read-only"], off("service_token_grants.update")),
      // They may make tokens of their own, and this one is stronger than they.
      ...each(["Organization Member"], off("only those who hold no more than you")),
      ...each(
        ["Developer", "Database Administrator", "Human Resources", "Billing", "Analyst"],
        refused("service_tokens.view"),
      ),
    },
  ],
  [org("team/requests"), "Request access", {}],
  [
    org("access"),
    /^Who:/,
    each(["Organization Member", "Database Administrator", "Billing", "Analyst"], off("access.explain")),
  ],
  [
    org("access/who-can?action=policy.deploy"),
    /^Action:/,
    each(["Organization Member", "Database Administrator", "Billing", "Analyst"], refused("access.explain")),
  ],
  [
    org("access/matrix"),
    "Download CSV",
    each(["Organization Member", "Database Administrator", "Billing", "Analyst"], refused("access.explain")),
  ],
  [
    org("audit"),
    /^No\. /,
    each(
      [
        "Developer",
        "Organization Member",
        "Database Administrator",
        "Human Resources",
        "Read-only",
        "Billing",
        "Analyst",
      ],
      refused("audit.view"),
    ),
  ],
  [
    org("settings"),
    "Delete organization",
    {
      ...each(
        ["Developer", "Organization Member", "Human Resources", "Read-only", "Billing", "Analyst", "Auditor"],
        off("organization.delete"),
      ),
      ...each(["Database Administrator"], refused("organization.view")),
    },
  ],
  [(demo) => instancePath(demo, "health"), "Refresh", NOT_INSIDE],
  [
    (demo) => instancePath(demo, "connections"),
    "Add connection",
    { ...NOT_INSIDE, ...each(["Auditor", "Read-only", "Analyst"], off("connections.deploy")) },
  ],
  [
    (demo) => instancePath(demo, "client-auth"),
    "Add secret",
    {
      ...NOT_INSIDE,
      ...each(["Auditor", "Read-only"], off("policy.deploy")),
      ...each(["Analyst"], refused("policy.view")),
    },
  ],
  [
    (demo) => instancePath(demo, "users"),
    "Revoke tokens",
    { ...NOT_INSIDE, ...each(["Auditor", "Read-only", "Analyst"], off("policy.deploy")) },
  ],
  [
    (demo) => instancePath(demo, "permissions"),
    "Add permission",
    {
      ...NOT_INSIDE,
      ...each(["Auditor", "Read-only"], off("policy.deploy")),
      ...each(["Analyst"], refused("policy.view")),
    },
  ],
  [
    (demo) => instancePath(demo, "data"),
    "See rows",
    { ...NOT_INSIDE, ...each(["Auditor", "Read-only"], off("data.view")) },
  ],
  [
    (demo) => instancePath(demo, "logs"),
    "Status",
    { ...NOT_INSIDE, ...each(["Auditor", "Analyst"], refused("instance_logs.view")) },
  ],
  [
    (demo) => instancePath(demo, "settings"),
    "Destroy instance",
    { ...NOT_INSIDE, ...each(["Auditor", "Read-only", "Analyst"], off("instances.delete")) },
  ],
  // Of oneself, whatever one holds.
  [() => "/account/me", "Save name", {}],
  [() => "/account/security", "Change password", {}],
  [() => "/account/access-tokens", "Create token", {}],
];

function org(path: string): Address {
  return (demo) => `/org/${demo.organization_id}/${path}`;
}

async function make(page: Page, demo: Demo): Promise<Made> {
  await signInAs(page, demo, "Owner");
  const [team, token] = [await at("one-team")(demo, page), await at("service-token")(demo, page)];
  await page.context().clearCookies();
  return { team, token };
}

/** Signs in somebody who holds the role and nothing else. */
async function become(page: Page, demo: Demo, role: string): Promise<void> {
  if (SYSTEM.includes(role)) return signInAs(page, demo, role);
  if (TEMPLATES.includes(role)) await createFromTemplate(page, demo, role);
  else {
    const roles = await ask<{ items: { id: string; name: string }[] }>(demo, "GET", "/roles?limit=100");
    const listed = roles.items.filter(({ name }) => ["Developer", "Organization Member"].includes(name));
    const permissions = [{ area: "team", level: "manage" }];
    await ask(demo, "POST", "/roles", { name: role, permissions, assigns: listed.map(({ id }) => id) });
  }
  const { email, password } = await join(demo, `Somebody ${role}`, [role]);
  await signIn(page, email, password);
}

for (const role of [...SYSTEM, LISTED, ...TEMPLATES] as Role[]) {
  test(`what a ${role} sees of each page: on, off with the reason, or refused`, async ({ page, demo }) => {
    const made = await make(page, demo);
    await become(page, demo, role);
    for (const [path, control, except] of WALK) {
      const expected = except[role] ?? ON;
      const address = path(demo, made);
      await page.goto(address);
      const heading = page.getByRole("heading", { level: 1 });
      const main = page.getByRole("main");
      if (expected === "absent" || (typeof expected === "object" && "refused" in expected)) {
        await expect.soft(heading, address).toHaveText("You do not have permission");
        if (expected === "absent") await expect.soft(main, address).toContainText("… or it does not exist");
        else {
          await expect.soft(main, address).toContainText(expected.refused);
          await expect.soft(main.getByRole("button", { name: "Request access" }), address).toBeVisible();
          await expect.soft(main.getByRole("link", { name: "Why" }), address).toBeVisible();
        }
        continue;
      }
      const named = { name: control, exact: typeof control === "string" };
      const found = main.getByRole("button", named).or(main.getByRole("combobox", named)).first();
      await expect.soft(found, address).toBeVisible();
      if (typeof expected === "object") {
        await expect.soft(found, address).toHaveAttribute("aria-disabled", "true");
        await expect.soft(found, address).toHaveAccessibleDescription(new RegExp(expected.off.replace(".", "\\.")));
      } else {
        await expect.soft(found, address).not.toHaveAttribute("aria-disabled", "true");
      }
    }
  });
}
