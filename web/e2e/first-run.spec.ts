import { expect, test } from "@playwright/test";
import { findBarriers, signIn } from "./acts";
import { type Server, startServer } from "./server";

const EMAIL = "ada@example.com";
const PASSWORD = "correct horse battery staple 41";
let server: Server;

test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.stop());

test("a new server becomes somebody's, with a project, in a minute", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();

  await page.goto("/");
  await expect(page).toHaveURL(/\/first-run$/);
  expect(await findBarriers(page)).toEqual([]);
  const fill = async (code: string) => {
    await page.getByLabel("One-time code").fill(code);
    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByLabel("Organization").fill("Engines Ltd");
    await page.getByRole("button", { name: "Create account" }).click();
  };

  await fill("0000-0000");
  await expect(page.getByText(/code/i).filter({ hasNotText: "One-time" }).first()).toBeVisible();
  await expect(page.getByLabel("Your name"), "nothing is lost on a failed save").toHaveValue("Ada Lovelace");

  const code = server.output().match(/enter this code:\s+(\S+)/)?.[1] ?? "";
  expect(code, "the code is on the terminal").not.toBe("");
  await fill(code);
  await expect(page.getByText("You don't have any projects yet.")).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("button", { name: /account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await page.getByLabel("E-mail").fill(EMAIL);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await signIn(page, EMAIL, PASSWORD);

  await page.getByRole("button", { name: "Create a New Project" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a New Project" });
  await expect(dialog.getByLabel("Name", { exact: true })).toBeFocused();
  await dialog.getByLabel("Name", { exact: true }).fill("Trip Journal");
  await expect(dialog.getByText("trip-journal", { exact: true })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Create project" }).dblclick();
  await expect(page.getByRole("heading", { level: 1, name: "Trip Journal" })).toBeVisible();
  await expect(page.getByRole("row", { name: /Development/ })).toContainText("Empty");
  await expect(page.getByRole("row", { name: /Production/ })).toContainText("production");

  await page.getByRole("link", { name: "Development", exact: true }).first().click();
  await page.getByRole("button", { name: "Test main" }).click();
  const stages = page.getByRole("list", { name: "Test result" });
  await expect(stages.getByRole("listitem")).toHaveCount(4);
  await expect(stages).toContainText("Reachable passed");
  await expect(stages).toContainText("May read passed");
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Escape");

  // What is empty says so, and how to go on; nobody is greeted by an error.
  await page.getByRole("link", { name: "Permissions & Roles" }).click();
  await expect(page.getByText("No permission yet: nobody sees anything.")).toBeVisible();
  await expect(page.getByText("valid", { exact: true })).toBeVisible();
  await expect(page.getByText("Nothing is in force yet.")).toBeVisible();
  await page.getByRole("link", { name: "Data browser" }).click();
  await expect(page.getByText(/No connection of this instance has a table yet/)).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await context.close();
});

test("a server that has an owner shows its first run to nobody", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/first-run");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await context.close();
});
