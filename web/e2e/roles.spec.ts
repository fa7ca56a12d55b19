import { expect, type Page } from "@playwright/test";
import { ask, expectNoBarriers, instancePath, join, lookAway, pressOff, signIn, signInAs } from "./acts";
import { type Demo, test } from "./server";

test("a role is built, read as a sentence, changed and deleted", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles`);
  await page.getByRole("button", { name: "Create role" }).click();
  await page.getByRole("button", { name: /^Empty role/ }).click();
  await page.getByLabel("Name", { exact: true }).fill("On call");
  const level = (area: string, name: string) =>
    page.getByRole("radiogroup", { name: area, exact: true }).getByRole("radio", { name });

  await level("Instance logs", "View").click();
  await expect(level("Instances", "View")).toBeChecked();
  await expect(level("Projects", "View")).toBeChecked();
  await expect(page.getByText("needed by Instance logs")).toBeVisible();
  await pressOff(level("Instances", "None"));
  await expect(level("Instances", "View"), "a parent cannot be taken from its child").toBeChecked();
  await level("Instances", "Deploy").click();
  await page.getByRole("button", { name: "Create role" }).click();

  const row = page.getByRole("row", { name: /On call/ });
  await expect(row).toContainText("Deploys Instances. Views Projects and Instance logs.");
  await row.getByRole("link", { name: "On call" }).click();
  await page.getByRole("radio", { name: "Chosen projects" }).click();
  await expect(page.getByText("Nothing is chosen yet, so the project areas grant nothing.")).toBeVisible();
  await page.getByRole("button", { name: "Project", exact: true }).click();
  await page.getByRole("menuitem", { name: "Wanderlust Tracker" }).click();
  await pressOff(level("Projects", "Manage"));
  await expect(level("Projects", "View"), "managing projects needs all of them").toBeChecked();
  await page.getByRole("checkbox", { name: "Leave out production" }).check();
  await page.getByRole("button", { name: "Save role" }).click();
  await expect(row).toContainText("1 project, not production");

  await row.getByRole("button", { name: "Acts on On call" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("textbox").fill("On call");
  await page.getByRole("button", { name: "Delete role" }).click();
  await expect(row).toHaveCount(0);
});

test("the builder says who gains and loses what before it is saved", async ({ page, demo, request, demoServer }) => {
  const owner = demo.members.find((member) => member.roles.includes("Owner"));
  const headers = { authorization: `Bearer ${owner?.token}` };
  const organization = `${demoServer.url}/api/v1/organizations/${demo.organization_id}`;
  const role = await (
    await request.post(`${organization}/roles`, {
      headers,
      data: { name: "Auditing", permissions: [{ area: "audit_log", level: "view" }] },
    })
  ).json();
  const { items } = await (await request.get(`${organization}/members?search=member@`, { headers })).json();
  const given = [...items[0].roles.map((held: { id: string }) => held.id), role.id];
  await request.put(`${organization}/members/${items[0].id}/roles`, { headers, data: { roles: given } });

  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles/${role.id}`);
  const effect = page.getByRole("complementary", { name: "Effect of this change" });
  await expect(effect).toContainText("Nobody gains or loses anything");
  const level = (area: string, name: string) =>
    page.getByRole("radiogroup", { name: area, exact: true }).getByRole("radio", { name });
  await level("Audit log", "None").click();
  await level("Billing", "View").click();
  await expect(effect.getByRole("listitem").filter({ hasText: items[0].display_name })).toHaveCount(2);
  await expect(effect).toContainText("Billing View");
  await expect(effect).toContainText("Audit log View");
  await expect(page.getByText("Billing raised and Audit log lowered")).toBeVisible();
});

test("a template fills the builder, and a name that looks like a system role is refused at its field", async ({
  page,
  demo,
}) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles/new?template=Auditor`);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Auditor");
  await expect(
    page.getByRole("radiogroup", { name: "Audit log", exact: true }).getByRole("radio", { name: "View" }),
  ).toBeChecked();
  await page.getByLabel("Name", { exact: true }).fill("0wner");
  // The builder may have said so already, and then the button is off.
  await pressOff(page.getByRole("button", { name: "Create role" }));
  await expect(
    page
      .getByRole("main")
      .getByText(/looks like/)
      .first(),
  ).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true }), "what was typed stays").toHaveValue("0wner");
});

test("a system role is shown, and cannot be changed", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles`);
  await page.getByRole("link", { name: "Developer" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Developer");
  const deploy = page.getByRole("radiogroup", { name: "Billing", exact: true }).getByRole("radio", { name: "Manage" });
  await expect(deploy).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByRole("button", { name: "Save role" })).toHaveCount(0);
});

test("roles are refused to who may not see them, with the reason", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Member");
  await page.goto(`/org/${demo.organization_id}/team/roles`);
  await expect(page.getByRole("heading", { name: "You do not have permission" })).toBeVisible();
  await expect(page.getByText("roles.view").first()).toBeVisible();
});

test("a role is made to give listed roles, and its holder builds nothing stronger than themselves", async ({
  page,
  demo,
  browser,
  baseURL,
}) => {
  await ask(demo, "POST", "/roles", { name: "Front desk", permissions: [{ area: "team", level: "manage" }] });
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles/new`);
  await page.getByLabel("Name", { exact: true }).fill("Hiring");
  const level = (within: Page, area: string, name: string) =>
    within.getByRole("radiogroup", { name: area, exact: true }).getByRole("radio", { name });
  await level(page, "Team", "Manage").click();
  await page.getByText("Roles its holders may give").click();
  await page.getByRole("radio", { name: "These roles" }).click();
  const desk = page.getByRole("checkbox", { name: /^Front desk/ });
  await expect(desk).toBeDisabled();
  await expect(desk).toHaveAccessibleDescription(/without a list of its own/);
  await page.getByRole("checkbox", { name: "Organization Member" }).check();
  await page.getByRole("checkbox", { name: "Developer", exact: true }).check();
  await expectNoBarriers(page);
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("row", { name: /Hiring/ })).toBeVisible();

  const hanna = await join(demo, "Hanna Hiring", ["Hiring"]);
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn(other, hanna.email, hanna.password);
  await other.goto(`/org/${demo.organization_id}/team`);
  await other.getByRole("button", { name: "Invite", exact: true }).click();
  const invitation = other.getByRole("dialog");
  await expect(invitation.getByRole("checkbox", { name: /^Developer/ })).toBeEnabled();
  await expect(invitation.getByRole("checkbox", { name: /^Organization Administrator/ })).toBeDisabled();
  await other.keyboard.press("Escape");

  await other.goto(`/org/${demo.organization_id}/team/roles/new`);
  await other.getByLabel("Name", { exact: true }).fill("Treasurers");
  await level(other, "Billing", "View").click();
  const effect = other.getByRole("complementary", { name: "Effect of this change" });
  await expect(effect).toContainText("Saving this is refused");
  await expect(effect).toContainText("billing.view");
  await expect(other.getByRole("button", { name: "Create role" })).toBeDisabled();
  await expect(other.getByRole("button", { name: "Create role" })).toHaveAccessibleDescription(/is refused/);
  await other.context().close();
});

/** A role as the API gives it. */
type Saved = { id: string; name: string; permissions: object[]; actions: string[]; scope: object; assigns: unknown };

async function roleNamed(demo: Demo, name: string): Promise<Saved> {
  const { items } = await ask<{ items: Saved[] }>(demo, "GET", `/roles?search=${encodeURIComponent(name)}&limit=100`);
  const found = items.find((role) => role.name === name);
  if (!found) throw new Error(`no role is called ${name}`);
  return ask<Saved>(demo, "GET", `/roles/${found.id}`);
}

test("a single action is chosen beside the levels, saved, and read back", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles/new`);
  await page.getByLabel("Name", { exact: true }).fill("Exporters");
  const level = (area: string, name: string) =>
    page.getByRole("radiogroup", { name: area, exact: true }).getByRole("radio", { name });
  await level("Projects", "View").click();
  await page.getByText("Single actions").click();
  const action = (name: string) => page.getByRole("checkbox", { name, exact: true });
  await expect(action("projects.view"), "it comes with the level").toBeChecked();
  await expect(action("projects.view")).toBeDisabled();
  await expect(action("projects.view")).toHaveAccessibleDescription(/comes with a level/);
  await pressOff(action("projects.view"));
  await expect(action("projects.view")).toBeChecked();
  await page.getByRole("searchbox", { name: "Filter actions" }).fill("audit");
  await expect(action("projects.view")).toHaveCount(0);
  const counted = page.waitForResponse(/access\/simulate/);
  await action("audit.export").check();
  await counted;
  await expectNoBarriers(page);
  await page.getByRole("button", { name: "Create role" }).click();

  const row = page.getByRole("row", { name: /Exporters/ });
  await expect(row).toContainText("Views Projects. 1 single action.");
  const saved = await roleNamed(demo, "Exporters");
  expect(saved.actions).toContain("audit.export");
  expect(saved.actions).not.toContain("audit.view");
  await row.getByRole("link", { name: "Exporters" }).click();
  await page.getByText("Single actions").click();
  await expect(action("audit.export")).toBeChecked();
  await expect(action("audit.export")).toBeEnabled();
  await expect(action("audit.view")).not.toBeChecked();
  await action("audit.export").uncheck();
  await action("audit.view").check();
  await expect(page.getByRole("complementary", { name: "Effect of this change" })).toContainText("Nobody gains");
  await page.getByRole("button", { name: "Save role" }).click();
  await expect(row).toBeVisible();
  const changed = await roleNamed(demo, "Exporters");
  expect(changed.actions).toContain("audit.view");
  expect(changed.actions).not.toContain("audit.export");
});

test("a role is duplicated with all that it gives, and the first stays as it is", async ({ page, demo }) => {
  const member = await roleNamed(demo, "Organization Member");
  const first = await ask<Saved>(demo, "POST", "/roles", {
    name: "Night shift",
    description: "Who is called at night",
    permissions: [
      { area: "projects", level: "view" },
      { area: "instances", level: "deploy" },
      { area: "team", level: "manage" },
    ],
    actions: ["audit.view"],
    scope: { projects: [demo.project_id], instances: "all", production: false },
    assigns: [member.id],
  });
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles`);
  await page.getByRole("button", { name: "Acts on Night shift" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Create role");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Copy of Night shift");
  await page.getByLabel("Name", { exact: true }).fill("Day shift");
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("row", { name: /Day shift/ })).toContainText("1 project, not production");
  const gives = ({ permissions, actions, scope, assigns }: Saved) => ({ permissions, actions, scope, assigns });
  expect(gives(await roleNamed(demo, "Day shift"))).toEqual(gives(first));
  expect(gives(await roleNamed(demo, "Night shift"))).toEqual(gives(first));

  // Of a system role the copy gives the same, and can be changed.
  await page.getByRole("button", { name: "Acts on Developer", exact: true }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Own developers");
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("row", { name: /Own developers/ })).toBeVisible();
  const [developer, copy] = [await roleNamed(demo, "Developer"), await roleNamed(demo, "Own developers")];
  const compared = await ask<Compared>(demo, "GET", `/roles/${developer.id}/compare/${copy.id}`);
  expect(compared.same_scope).toBe(true);
  expect([compared.role.only, compared.other.only]).toEqual([[], []]);
  expect(compared.both).not.toEqual([]);
  await ask(demo, "DELETE", `/roles/${copy.id}`);
});

type Compared = { same_scope: boolean; role: { only: string[] }; other: { only: string[] }; both: string[] };

test("two roles are compared: what only one gives, what both do, and where", async ({ page, demo }) => {
  await ask(demo, "POST", "/roles", { name: "Bookkeeping", permissions: [{ area: "billing", level: "view" }] });
  await ask(demo, "POST", "/roles", {
    name: "Paying",
    permissions: [
      { area: "billing", level: "manage" },
      { area: "projects", level: "view" },
    ],
    scope: { projects: "all", instances: "all", production: false },
  });
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles`);
  await page.getByRole("button", { name: "Acts on Bookkeeping" }).click();
  await page.getByRole("menuitem", { name: "Compare" }).click();
  const dialog = page.getByRole("dialog", { name: "Compare" });
  await expect(dialog.getByLabel("Role", { exact: true }).locator("option:checked")).toHaveText("Bookkeeping");
  await dialog.getByLabel("With").selectOption({ label: "Paying" });
  const part = (title: string) =>
    dialog.locator("section").filter({ has: page.getByRole("heading", { name: new RegExp(`^${title}`) }) });
  await expect(part("Only Bookkeeping")).toContainText("nothing");
  await expect(part("Only Paying").getByRole("listitem")).toHaveText(["projects.view", "billing.update"]);
  await expect(part("Both").getByText("billing.view", { exact: true })).toBeVisible();
  await expect(part("Both").getByText("projects.view", { exact: true })).toHaveCount(0);
  await expect(dialog).toContainText("They apply in different places.");
  await expectNoBarriers(page);
  await dialog.getByLabel("With").selectOption({ label: "Bookkeeping" });
  await expect(dialog).not.toContainText("They apply in different places.");
  await expect(dialog.locator("section").first()).toContainText("nothing");
});

test("a role for chosen instances opens those and hides the others", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles/new`);
  await page.getByLabel("Name", { exact: true }).fill("Caretakers");
  await page.getByRole("radio", { name: "Chosen instances" }).click();
  await expect(page.getByText("Nothing is chosen yet, so the project areas grant nothing.")).toBeVisible();
  await page.getByRole("button", { name: "Instance", exact: true }).click();
  const menu = page.getByRole("menu", { name: "Add an instance" });
  await expect(menu.getByRole("menuitem")).toHaveText(["Development", "Production"]);
  await menu.getByRole("menuitem", { name: "Development" }).click();
  const chosen = page.getByRole("button", { name: /^Remove Wanderlust Tracker \/ / });
  await expect(chosen).toHaveAccessibleName("Remove Wanderlust Tracker / Development");
  await expect(page.getByText("Nothing is chosen yet")).toHaveCount(0);
  await page.getByRole("radiogroup", { name: "Instances", exact: true }).getByRole("radio", { name: "View" }).click();
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Create role" }).click();
  const row = page.getByRole("row", { name: /Caretakers/ });
  await expect(row).toContainText("1 instance");
  await row.getByRole("link", { name: "Caretakers" }).click();
  await expect(page.getByRole("radio", { name: "Chosen instances" })).toBeChecked();
  await expect(chosen).toHaveAccessibleName("Remove Wanderlust Tracker / Development");
  expect((await roleNamed(demo, "Caretakers")).scope).toMatchObject({ instances: [demo.instances.development.id] });

  const cara = await join(demo, "Cara Caretaker", ["Caretakers"]);
  await page.context().clearCookies();
  await signIn(page, cara.email, cara.password);
  const health = instancePath(demo, "health");
  await page.goto(health);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Health");
  await page.goto(health.replace(demo.instances.development.id, demo.instances.production.id));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
});

test("a role that somebody else saved meanwhile is held back, with what was typed", async ({ page, demo }) => {
  const role = await ask<Saved>(demo, "POST", "/roles", {
    name: "Twice changed",
    permissions: [{ area: "projects", level: "view" }],
  });
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles/${role.id}`);
  const billing = page.getByRole("radiogroup", { name: "Billing", exact: true }).getByRole("radio", { name: "View" });
  await billing.click();
  await ask(demo, "PATCH", `/roles/${role.id}`, { description: "Said elsewhere" });
  await lookAway(page);
  await page.getByRole("button", { name: "Save role" }).click();
  const conflict = page.getByRole("dialog", { name: "Someone else changed this" });
  await conflict.getByRole("button", { name: "Fetch newest version" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(billing, "what was chosen is still there").toBeChecked();
  await expect(page.getByText("Billing raised and description")).toBeVisible();
  await page.getByLabel("Description").fill("Said elsewhere");
  await page.getByRole("button", { name: "Save role" }).click();
  await expect(page.getByRole("row", { name: /Twice changed/ })).toContainText("Views Projects and Billing.");
  expect(await roleNamed(demo, "Twice changed")).toMatchObject({ description: "Said elsewhere" });
});

test("who may see roles and make none finds the builder read-only, with the reason", async ({ page, demo }) => {
  await signInAs(page, demo, "Developer");
  await page.goto(`/org/${demo.organization_id}/team/roles/new?template=Auditor`);
  await expect(page.getByRole("main")).toContainText("roles.create");
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("readonly");
  const billing = page.getByRole("radiogroup", { name: "Billing", exact: true }).getByRole("radio", { name: "None" });
  await expect(billing).toHaveAccessibleDescription(/roles\.create/);
  await expect(page.getByRole("button", { name: "Create role" })).toHaveCount(0);
  await page.goto(`/org/${demo.organization_id}/team/roles`);
  await page.getByRole("button", { name: "Acts on Developer", exact: true }).click();
  await expect(page.getByRole("menuitem", { name: /Duplicate/ })).toContainText("roles.create");
});

test("a role that somebody got meanwhile is not deleted under them: another is offered", async ({ page, demo }) => {
  const crew = await ask<{ id: string }>(demo, "POST", "/roles", {
    name: "Crew",
    permissions: [{ area: "projects", level: "view" }],
  });
  const held = await join(demo, "Nina Newcomer", ["Organization Member"]);
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles`);
  await page.waitForLoadState("networkidle");
  await page.getByRole("button", { name: /Acts on Crew|More for Crew/ }).click();
  await page.getByRole("menuitem", { name: /Delete/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("is held by nobody");
  await ask(demo, "PUT", `/members/${held.member}/roles`, { roles: [{ id: crew.id }] });
  await dialog.getByRole("textbox").fill("Crew");
  await dialog.getByRole("button", { name: "Delete role" }).click();
  await expect(dialog).toContainText("Nina Newcomer");
  await expect(dialog).not.toContainText("is held by nobody");
  await expectNoBarriers(page);
  await dialog.getByRole("combobox").selectOption({ label: "Organization Member" });
  await dialog.getByRole("button", { name: "Delete role" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("link", { name: "Crew", exact: true })).toHaveCount(0);
});
