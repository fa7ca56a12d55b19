import { expect } from "@playwright/test";
import { instancePath, signInAs } from "./acts";
import { test } from "./server";

test("what a member may not do stays visible, focusable, and says why", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Member");
  await page.goto(`/org/${demo.organization_id}/projects`);
  const create = page.getByRole("button", { name: "Create a New Project" });
  await expect(create).toHaveAttribute("aria-disabled", "true");
  await expect(create).toHaveAccessibleDescription(/projects\.create/);
  await create.focus();
  await expect(page.getByRole("tooltip")).toContainText("projects.create");
  await page.keyboard.press("Enter");
  const why = page.getByRole("dialog", { name: "Why not" });
  await expect(why).toContainText("projects.create");
  await expect(page.getByRole("dialog", { name: "Create a New Project" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(create, "focus returns").toBeFocused();
  await page.keyboard.press("Enter");
  await why.getByRole("button", { name: "Request access" }).click();
  const request = page.getByRole("dialog", { name: "Request access" });
  await expect(request).toContainText("projects.create");
  await expect(request).toContainText("Wanderlust Inc.");
  await page.keyboard.press("Escape");
  await expect(create, "and from the dialog too").toBeFocused();
  await page.keyboard.press("Enter");
  await why.getByRole("button", { name: "Why" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Access explorer");
  await expect(page.getByRole("main")).toContainText(/(It does not give|None gives) “Create projects”/);
});

test("hidden and missing look byte for byte alike", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Member");
  const see = async (path: string) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
    await expect(page.getByRole("main")).toContainText("… or it does not exist");
    return page.getByRole("main").innerHTML();
  };
  const hidden = await see(instancePath(demo, "permissions"));
  const missing = await see(instancePath(demo, "permissions").replace(demo.instances.development.id, "f".repeat(24)));
  expect(hidden).toBe(missing);
});

test("a page that is nobody's is refused the same way", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "no-such-view"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
  await page.goto("/nothing/here");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
});

test("a session that ended leads to sign in and back", async ({ page, demo, context }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/databases`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Databases");
  await context.clearCookies();
  await page.getByRole("link", { name: "Team" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  const owner = demo.members.find((member) => member.roles.includes("Owner"));
  await page.getByLabel("E-mail").fill(owner?.email ?? "");
  await page.getByLabel("Password").fill(owner?.password ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Team");
});
