import { expect } from "@playwright/test";
import { ask, instancePath, lookAway, signInAs } from "./acts";
import { test } from "./server";

test("a connection is added, renamed and deleted by typing its name", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "connections"));
  const row = (name: string) => page.getByRole("row", { name: new RegExp(`^${name} `) });
  const dialog = page.getByRole("dialog");

  await page.getByRole("button", { name: "Add connection" }).click();
  await expect(dialog.getByLabel("Name"), "main is taken").toHaveValue("");
  await dialog.getByLabel("Name").fill("main");
  await dialog.getByRole("button", { name: "Save Connection" }).click();
  await expect(dialog.getByRole("alert")).toContainText("main");
  await dialog.getByLabel("Name").fill("spare");
  await dialog.getByRole("button", { name: "Save Connection" }).click();
  await expect(row("spare")).toBeVisible();

  await page.getByRole("button", { name: "More for spare" }).click();
  await page.getByRole("menuitem", { name: "Edit connection" }).click();
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await dialog.getByLabel("Name").fill("rehearsal");
  await dialog.getByRole("button", { name: "Save Connection" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row("rehearsal")).toContainText("branch");
  await page.reload();
  await expect(row("rehearsal")).toBeVisible();
  await expect(row("spare")).toHaveCount(0);
  await page.getByRole("button", { name: "Test rehearsal" }).click();
  await expect(dialog.getByRole("list", { name: "Test result" })).toContainText("May read passed");
  await page.getByRole("button", { name: "Done" }).click();

  await page.getByRole("button", { name: "More for rehearsal" }).click();
  await page.getByRole("menuitem", { name: "Delete connection" }).click();
  const last = dialog.getByRole("button", { name: "Delete connection" });
  await dialog.getByRole("textbox").fill("main");
  await expect(last, "another name does not do").toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox").fill("rehearsal");
  await last.click();
  // Behind the dialog no row is told of, deleted or not.
  await expect(dialog).toHaveCount(0);
  await expect(row("rehearsal")).toHaveCount(0);
  await page.reload();
  await expect(row("main")).toBeVisible();
  await expect(row("rehearsal")).toHaveCount(0);
});

test("a connection that somebody else renamed meanwhile is held back, and saved after a look at it", async ({
  page,
  demo,
}) => {
  const path = `/projects/${demo.project_id}/instances/${demo.instances.development.id}/connections`;
  type Held = { target: { branch: string } };
  const { items } = await ask<{ items: Held[] }>(demo, "GET", path);
  await ask(demo, "POST", path, { name: "twice", branch: items[0]?.target.branch });
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "connections"));
  await page.getByRole("button", { name: "More for twice" }).click();
  await page.getByRole("menuitem", { name: "Edit connection" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit connection" });
  await dialog.getByLabel("Name").fill("third");
  await ask(demo, "PATCH", `${path}/twice`, { name: "second" });
  await lookAway(page);
  await dialog.getByRole("button", { name: "Save Connection" }).click();
  const conflict = page.getByRole("dialog", { name: "Someone else changed this" });
  await conflict.getByRole("button", { name: "Fetch newest version" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(dialog.getByLabel("Name"), "what was typed is still there").toHaveValue("third");
  await dialog.getByRole("button", { name: "Save Connection" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("row", { name: /^third / })).toBeVisible();
  await ask(demo, "DELETE", `${path}/third`);
});

test("a connection is not saved before there is a branch to lead to", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/branches(\?|$)/, async (route) => {
    await isReleased;
    await route.continue();
  });
  await page.goto(instancePath(demo, "connections"));
  await page.getByRole("button", { name: "Add connection" }).click();
  const dialog = page.getByRole("dialog");
  const save = dialog.getByRole("button", { name: "Save Connection" });
  await dialog.getByLabel("Name").fill("early");
  await expect(save).toHaveAccessibleDescription("Choose a branch first.");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  release();
  await expect(save).toBeEnabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

test("what acts on a connection stands clear of the rest of its row on a phone", async ({ page, demo }) => {
  await page.setViewportSize({ width: 375, height: 800 });
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "connections"));
  const button = await page.getByRole("button", { name: "Test main" }).boundingBox();
  const words = await page.getByText("wanderlust-tracker / development").boundingBox();
  expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(words?.y ?? 0);
});

test("the settings of an instance show the region it is in", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  const project = `/org/${demo.organization_id}/project/${demo.project_id}`;
  await page.goto(`${project}/${demo.instances.production.id}/settings`);
  await expect(page.getByLabel("Region")).toHaveValue("eu");
});
