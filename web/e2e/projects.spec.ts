import { expect } from "@playwright/test";
import { instancePath, signInAs } from "./acts";
import { test } from "./server";

test("an instance is added, renamed and destroyed by typing its name", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "connections"));
  await page.getByRole("button", { name: /^Instance:/ }).click();
  await page.getByRole("menuitem", { name: "Add Instance" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Instance" });
  await dialog.getByRole("button", { name: "Create instance" }).click();
  await expect(dialog.getByLabel("Name"), "the error stands at its field").toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill("Staging");
  await dialog.getByRole("button", { name: "Create instance" }).click();
  await expect(page.getByText("This instance is connected to no database.")).toBeVisible();

  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Rehearsal");
  await page.getByRole("button", { name: "Save instance" }).click();
  await expect(page.getByRole("button", { name: "Instance: Rehearsal" })).toBeVisible();

  await page.getByRole("button", { name: "Destroy instance" }).click();
  const destroy = page.getByRole("dialog", { name: "Destroy instance" });
  const last = destroy.getByRole("button", { name: "Destroy instance" });
  await expect(last).toHaveAttribute("aria-disabled", "true");
  await destroy.getByRole("textbox").fill("Rehearsal");
  await last.click();
  await expect(page.getByRole("heading", { level: 1, name: "Wanderlust Tracker" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Rehearsal" })).toHaveCount(0);
});

test("a project in which something lives says what, and stays", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/project/${demo.project_id}`);
  const remove = page.getByRole("button", { name: "Delete project" });
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await expect(remove).toHaveAccessibleDescription(/still lives/);
  await expect(page.getByRole("list").filter({ hasText: "Instance Development" })).toBeVisible();
});

test("a connection is tested before it is saved, and a failing step says why", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "connections"));
  await page.getByRole("button", { name: "Add connection" }).click();
  const dialog = page.getByRole("dialog", { name: "Add connection" });
  await dialog.getByRole("radio", { name: "URL" }).click();
  await dialog.getByLabel("URL", { exact: true }).fill("postgres://reader:secret@127.0.0.1:9/shop");
  await dialog.getByRole("button", { name: "Test Connection" }).click();
  await expect(dialog.getByRole("list", { name: "Test result" })).toContainText("Reachable failed");
  await expect(dialog).not.toContainText("secret");
});

test("a branch is made and deleted by typing its name", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/databases`);
  await page.getByRole("table", { name: "Databases" }).getByRole("link").first().click();
  await page.getByRole("button", { name: "Create branch" }).click();
  const dialog = page.getByRole("dialog", { name: "Create branch" });
  await dialog.getByLabel("Name").fill("try-out");
  await dialog.getByRole("button", { name: "Create branch" }).click();
  await expect(page.getByRole("row", { name: /try-out/ })).toBeVisible();
  await page.getByRole("button", { name: "More for try-out" }).click();
  await page.getByRole("menuitem", { name: "Delete branch" }).click();
  const confirm = page.getByRole("dialog", { name: "Delete branch" });
  await confirm.getByRole("textbox").fill("try-out");
  await confirm.getByRole("button", { name: "Delete branch" }).click();
  await expect(page.getByRole("row", { name: /try-out/ })).toHaveCount(0);
});

test("an access token is shown once", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto("/account/access-tokens");
  await page.getByRole("button", { name: "Create token" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Nightly report");
  await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
  const secret = (await page.getByRole("dialog", { name: "Copy your token" }).locator("code").textContent()) ?? "";
  expect(secret.length).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: /Nightly report/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("row", { name: /Nightly report/ })).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole("button", { name: "Acts on Nightly report" }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke token" }).click();
  await expect(page.getByRole("row", { name: /Nightly report/ })).toHaveCount(0);
});

test("a save that comes second is held back, and nothing typed is lost", async ({ page, demo, context }) => {
  await signInAs(page, demo, "Owner");
  const path = `/org/${demo.organization_id}/project/${demo.project_id}`;
  await page.goto(path);
  const other = await context.newPage();
  await other.goto(path);
  await other.getByLabel("Project name").fill("Wanderlust Tracker 2");
  await page.getByLabel("Project name").fill("Wanderlust Tracker 3");
  await other.getByRole("button", { name: "Rename project" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Wanderlust Tracker 2");
  await page.getByRole("button", { name: "Rename project" }).click();
  await expect(page.getByRole("dialog", { name: "Someone else changed this" })).toBeVisible();
  await page.getByRole("button", { name: "Fetch newest version" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Rename project" })).toBeFocused();
  await expect(page.getByLabel("Project name")).toHaveValue("Wanderlust Tracker 3");
  await page.getByLabel("Project name").fill("Wanderlust Tracker");
  await page.getByRole("button", { name: "Rename project" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Wanderlust Tracker");
});
