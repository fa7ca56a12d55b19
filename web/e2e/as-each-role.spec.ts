import { expect } from "@playwright/test";
import { ask, instancePath, join, signIn, signInAs } from "./acts";
import { type Demo, test } from "./server";

const ROLES = [
  "Owner",
  "Organization Administrator",
  "Developer",
  "Organization Member",
  "Database Administrator",
  "Human Resources",
  "Auditor",
] as const;

/** Those of the roles that the test makes first: one of a list of its own, and one of a template. */
const CUSTOM: Record<string, (demo: Demo) => Promise<object>> = {
  "Human Resources": async (demo) => {
    const roles = await ask<{ items: { id: string; name: string }[] }>(demo, "GET", "/roles?limit=100");
    const listed = roles.items.filter(({ name }) => ["Developer", "Organization Member"].includes(name));
    return { permissions: [{ area: "team", level: "manage" }], assigns: listed.map(({ id }) => id) };
  },
  Auditor: async () => ({
    permissions: [
      "projects",
      "instances",
      "private_endpoints",
      "team",
      "billing",
      "databases",
      "policy",
      "service_tokens",
      "audit_log",
      "integrations",
    ].map((area) => ({ area, level: "view" })),
  }),
};

/** `on`; `off` with the right that the reason names; the right that the page is refused for; or as if it were absent. */
type Seen = "on" | { off: string } | { refused: string } | "absent";

const ON: Seen = "on";
const ABSENT: Seen = "absent";
const off = (right: string): Seen => ({ off: right });
const refused = (right: string): Seen => ({ refused: right });

/** A page, what stands on it to be pressed, and what each role, in the order above, sees of it. */
const WALK: [path: (demo: Demo) => string, control: string | RegExp, seen: Seen[]][] = [
  [
    org("projects"),
    "Create a New Project",
    [ON, ON, ON, off("projects.create"), off("projects.create"), refused("projects.view"), off("projects.create")],
  ],
  [
    (demo) => `/org/${demo.organization_id}/project/${demo.project_id}`,
    "Add Instance",
    [ON, ON, ON, off("instances.create"), off("instances.create"), ABSENT, off("instances.create")],
  ],
  [
    org("databases"),
    "Create database",
    [ON, ON, off("databases.create"), ON, off("databases.create"), refused("databases.view"), off("databases.create")],
  ],
  [
    org("team"),
    "Invite",
    [
      ON,
      ON,
      off("invitations.create"),
      off("invitations.create"),
      refused("members.view"),
      ON,
      off("invitations.create"),
    ],
  ],
  [
    org("team/roles"),
    "Create role",
    [ON, ON, off("roles.create"), refused("roles.view"), refused("roles.view"), ON, off("roles.create")],
  ],
  [
    org("team/teams"),
    "Create team",
    [ON, ON, off("teams.create"), refused("teams.view"), refused("teams.view"), ON, off("teams.create")],
  ],
  [
    org("team/service-tokens"),
    "Create service token",
    [
      ON,
      ON,
      refused("service_tokens.view"),
      ON,
      refused("service_tokens.view"),
      refused("service_tokens.view"),
      off("service_tokens.create"),
    ],
  ],
  [org("team/requests"), "Request access", [ON, ON, ON, ON, ON, ON, ON]],
  [org("access"), /^Who:/, [ON, ON, ON, off("access.explain"), off("access.explain"), ON, ON]],
  [
    org("access/who-can?action=policy.deploy"),
    /^Action:/,
    [ON, ON, ON, refused("access.explain"), refused("access.explain"), ON, ON],
  ],
  [org("access/matrix"), "Download CSV", [ON, ON, ON, refused("access.explain"), refused("access.explain"), ON, ON]],
  [
    org("audit"),
    /^No\. /,
    [ON, ON, refused("audit.view"), refused("audit.view"), refused("audit.view"), refused("audit.view"), ON],
  ],
  [
    org("settings"),
    "Delete organization",
    [
      ON,
      ON,
      off("organization.delete"),
      off("organization.delete"),
      refused("organization.view"),
      off("organization.delete"),
      off("organization.delete"),
    ],
  ],
  [(demo) => instancePath(demo, "health"), "Refresh", [ON, ON, ON, ABSENT, ABSENT, ABSENT, ON]],
  [
    (demo) => instancePath(demo, "connections"),
    "Add connection",
    [ON, ON, ON, ABSENT, ABSENT, ABSENT, off("connections.deploy")],
  ],
  [(demo) => instancePath(demo, "data"), "See rows", [ON, ON, ON, ABSENT, ABSENT, ABSENT, off("data.view")]],
  [
    (demo) => instancePath(demo, "settings"),
    "Destroy instance",
    [ON, ON, ON, ABSENT, ABSENT, ABSENT, off("instances.delete")],
  ],
];

function org(path: string): (demo: Demo) => string {
  return (demo) => `/org/${demo.organization_id}/${path}`;
}

for (const [place, role] of ROLES.entries()) {
  test(`what a ${role} sees of each page: on, off with the reason, or refused`, async ({ page, demo }) => {
    const custom = CUSTOM[role];
    if (custom) {
      await ask(demo, "POST", "/roles", { name: role, ...(await custom(demo)) });
      const { email, password } = await join(demo, `Somebody ${role}`, [role]);
      await signIn(page, email, password);
    } else {
      await signInAs(page, demo, role);
    }
    for (const [path, control, seen] of WALK) {
      const expected = seen[place];
      const address = path(demo);
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
      const button = main.getByRole("button", { name: control, exact: typeof control === "string" }).first();
      await expect.soft(button, address).toBeVisible();
      if (typeof expected === "object") {
        await expect.soft(button, address).toHaveAttribute("aria-disabled", "true");
        await expect.soft(button, address).toHaveAccessibleDescription(new RegExp(expected.off.replace(".", "\\.")));
      } else {
        await expect.soft(button, address).not.toHaveAttribute("aria-disabled", "true");
      }
    }
  });
}
