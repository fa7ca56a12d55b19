import { expect, type Page } from "@playwright/test";
import { ask, expectNoBarriers, join, signIn, signInAs } from "./acts";
import { test } from "./server";

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
  await level("Instances", "None").click({ force: true });
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
  await level("Projects", "Manage").click({ force: true });
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
  await page.getByRole("button", { name: "Create role" }).click({ force: true });
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
