import { expect } from "@playwright/test";
import { ask, expectNoBarriers, join, lookAway, signInAs } from "./acts";
import { test } from "./server";

test("a team is made, given members, a role and a database, renamed and deleted", async ({ page, demo }) => {
  const tina = await join(demo, "Tina Team", ["Organization Member"]);
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/teams`);
  await page.getByRole("button", { name: "Create team" }).first().click();
  const create = page.getByRole("dialog", { name: "Create team" });
  await create.getByRole("button", { name: "Create team" }).click();
  await expect(create.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await create.getByLabel("Name").fill("Backend");
  await create.getByRole("button", { name: "Create team" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Backend" })).toBeVisible();
  await expect(page.getByText("Nobody is in this team yet.")).toBeVisible();

  await page.getByRole("button", { name: "Add member" }).click();
  await page.getByRole("combobox", { name: "Find a member" }).fill("tina");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Tina Team was added.")).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Change roles" }).click();
  await page.getByRole("dialog").getByRole("checkbox", { name: "Developer (system role)" }).check();
  await expect(page.getByRole("region", { name: "What it would do" })).toContainText("Tina Team");
  await page.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Developer, everywhere" })).toBeVisible();
  await page.getByRole("button", { name: "Add database" }).click();
  await page.getByRole("option").first().click();
  await expect(page.getByText(/was added\./)).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("table", { name: "Databases of the team" }).getByRole("row")).toHaveCount(2);
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole("table", { name: "Databases of the team" }).getByRole("link").click();
  const administrators = page.getByRole("table", { name: "Administrators" });
  await expect(administrators.getByRole("row", { name: /Tina Team/ })).toContainText("the team Backend");
  await page.getByRole("button", { name: "Acts on Tina Team" }).click();
  await expect(page.getByRole("menuitem")).toContainText("An administrator through Backend");
  await page.keyboard.press("Escape");

  await page.goto(`/org/${demo.organization_id}/team/members/${tina.member}`);
  await expect(page.getByRole("table", { name: "What they hold" })).toContainText("Backend");
  await page.getByRole("link", { name: "Backend" }).last().click();

  await page.getByRole("button", { name: "Acts on Backend" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Platform");
  await page.getByRole("dialog").getByRole("button", { name: "Save team" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Platform" })).toBeVisible();
  await page.getByRole("button", { name: "Acts on Platform" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const gone = page.getByRole("dialog", { name: "Delete team" });
  await expect(gone).toContainText("1 member loses at once");
  await expect(gone).toContainText("Developer");
  await expect(gone).toContainText("the administration of 1 database");
  await expect(gone.getByRole("region", { name: "What it would do" })).toContainText("Tina Team");
  await expect(gone.getByRole("button", { name: "Delete team" })).toHaveAttribute("aria-disabled", "true");
  await gone.getByRole("textbox").fill("Platform");
  await gone.getByRole("button", { name: "Delete team" }).click();
  await expect(page.getByRole("link", { name: "Platform" })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "Team" })).toBeVisible();
});

test("roles of a team that somebody else changed meanwhile are held back, with what was chosen", async ({
  page,
  demo,
}) => {
  const made = await ask<{ id: string }>(demo, "POST", "/teams", { name: "Twice armed" });
  const { items } = await ask<{ items: { id: string; name: string }[] }>(demo, "GET", "/roles?limit=100");
  const member = items.find(({ name }) => name === "Organization Member");
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/teams/${made.id}`);
  await page.getByRole("button", { name: "Change roles" }).click();
  const dialog = page.getByRole("dialog", { name: "Change roles" });
  const developer = dialog.getByRole("checkbox", { name: "Developer (system role)" });
  await developer.check();
  await ask(demo, "PUT", `/teams/${made.id}/roles`, { roles: [member?.id] });
  await lookAway(page);
  await dialog.getByRole("button", { name: "Save roles" }).click();
  const conflict = page.getByRole("dialog", { name: "Someone else changed this" });
  await conflict.getByRole("button", { name: "Fetch newest version" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(developer, "what was chosen is still there").toBeChecked();
  await dialog.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Developer, everywhere" })).toBeVisible();
});

test("who may not change teams reads why on every control", async ({ page, demo }) => {
  const made = await ask<{ id: string }>(demo, "POST", "/teams", { name: "Readers" });
  await signInAs(page, demo, "Developer");
  await page.goto(`/org/${demo.organization_id}/team/teams`);
  await expect(page.getByRole("button", { name: "Create team" })).toHaveAccessibleDescription(/teams\.create/);
  await page.goto(`/org/${demo.organization_id}/team/teams/${made.id}`);
  for (const name of ["Add member", "Change roles", "Add database"]) {
    await expect(page.getByRole("button", { name })).toHaveAccessibleDescription(/teams\.update/);
  }
  await page.getByRole("button", { name: "Acts on Readers" }).click();
  await expect(page.getByRole("menuitem", { name: /^Delete/ })).toContainText("teams.delete");
});

test("who may not see teams reads what is missing", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Member");
  await page.goto(`/org/${demo.organization_id}/team/teams`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
  await expect(page.getByRole("main")).toContainText("teams.view");
});

test("a database gets an administrator of its own, and loses them", async ({ page, demo }) => {
  await join(demo, "Adam Admin", ["Organization Member"]);
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/databases`);
  await page.getByRole("main").getByRole("link").first().click();
  await page.getByRole("button", { name: "Add administrator" }).click();
  await page.getByRole("combobox", { name: "Find a member" }).fill("adam");
  await page.getByRole("option", { name: /Adam Admin/ }).click();
  await expect(page.getByText("Adam Admin was added.")).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("table", { name: "Administrators" }).getByRole("row", { name: /Adam Admin/ });
  await expect(row).toContainText("directly, for this database");
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Acts on Adam Admin" }).click();
  await page.getByRole("menuitem", { name: "Remove as administrator" }).click();
  const effect = page.getByRole("dialog").getByRole("region", { name: "What it would do" });
  await expect(effect).toContainText("Adam Admin");
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("dialog").getByRole("button", { name: "Remove administrator" }).click();
  await expect(row).toHaveCount(0);
});

test("who may not change administrators reads why", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Member");
  await page.goto(`/org/${demo.organization_id}/databases`);
  await page.getByRole("main").getByRole("link").first().click();
  await expect(page.getByRole("button", { name: "Add administrator" })).toHaveAccessibleDescription(
    /database_members\.update/,
  );
});
