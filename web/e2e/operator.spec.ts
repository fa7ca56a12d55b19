import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { expectNoBarriers, join, signIn, signInAs } from "./acts";
import { readDemo, startServer, test } from "./server";

const PAGES: [path: string, title: string][] = [
  ["/server/settings", "Server settings"],
  ["/server/operators", "Operators"],
  ["/server/organizations", "Organizations"],
  ["/server/audit", "Server audit log"],
];

test("an operator finds the server in the account menu, and sets who may make an account", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.getByRole("button", { name: /account of/ }).click();
  await page.getByRole("menuitem", { name: "Server", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Server settings");
  const mode = page.getByLabel("Who may make an account");
  await expect(mode).toHaveValue("invited");
  const save = page.getByRole("button", { name: "Save settings" });
  await mode.selectOption("closed");
  await save.click();
  const known = () => page.request.get("/api/v1/first-run").then((answer) => answer.json());
  await expect.poll(async () => (await known()).sign_up).toBe("closed");
  await page.reload();
  await expect(mode).toHaveValue("closed");
  await mode.selectOption("invited");
  await save.click();
  await expect.poll(async () => (await known()).sign_up).toBe("invited");
  await page.getByRole("link", { name: "Server audit log" }).click();
  await expect(page.getByRole("row", { name: /server_settings\.update/ }).first()).toContainText("Olga Owner");
  await page.getByRole("button", { name: "Verify" }).click();
  const verdict = page.getByRole("dialog", { name: "Verify the audit log" });
  await expect(verdict.getByText("The log holds.")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Export" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /JSON Lines/ }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^audit-server-\d{4}-\d\d-\d\d\.jsonl$/);
  expect(readFileSync(await download.path(), "utf8")).toContain("server_settings.update");
  await page.getByRole("radio", { name: "Refused" }).click();
  await expect(page).toHaveURL(/outcome=denied/);
  await page.goto("/server/audit?action=accounts.reset_password");
  await expect(page.getByRole("row", { name: /Mika Member/ })).toContainText("the command line");
});

test("an operator is added, works at once, and is removed again", async ({ page, demo, browser }) => {
  const davi = demo.members.find((each) => each.roles.includes("Developer"));
  await signInAs(page, demo, "Owner");
  await page.goto("/server/operators");
  await page.getByRole("button", { name: "Acts on Olga Owner" }).click();
  const only = page.getByRole("menuitem", { name: /Remove as operator/ });
  await expect(only).toHaveAttribute("aria-disabled", "true");
  await expect(only).toContainText("The only operator");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Add operator" }).click();
  const dialog = page.getByRole("dialog", { name: "Add operator" });
  const email = dialog.getByLabel("E-mail address");
  await email.fill("nobody@example.com");
  await dialog.getByRole("button", { name: "Add operator" }).click();
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveAccessibleDescription(/No account has this address/);
  await email.fill(davi?.email ?? "");
  await dialog.getByRole("button", { name: "Add operator" }).click();
  await expect(page.getByRole("row", { name: /Davi Developer/ })).toBeVisible();

  const other = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await signIn(other, davi?.email ?? "", davi?.password ?? "");
  await other.goto("/server/operators");
  await expect(other.getByRole("row", { name: /Davi Developer/ })).toContainText("you");
  await page.getByRole("button", { name: "Acts on Davi Developer" }).click();
  await page.getByRole("menuitem", { name: "Remove as operator" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove as operator" }).click();
  await expect(page.getByRole("row", { name: /Davi Developer/ })).toHaveCount(0);
  await other.reload();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");

  await page.getByRole("button", { name: "Add operator" }).click();
  await email.fill(davi?.email ?? "");
  await dialog.getByRole("button", { name: "Add operator" }).click();
  await expect(dialog).toHaveCount(0);
  await other.goto("/server/operators");
  await other.getByRole("button", { name: "Acts on Davi Developer" }).click();
  await other.getByRole("menuitem", { name: "Remove as operator" }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Remove as operator" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await other.getByRole("button", { name: /account of/ }).click();
  await expect(other.getByRole("menuitem", { name: "Security" })).toBeVisible();
  await expect(other.getByRole("menuitem", { name: "Server", exact: true })).toHaveCount(0);
  await other.context().close();
});

test("who does not run the server finds no way there, and is told whom to ask", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Administrator");
  await page.getByRole("button", { name: /account of/ }).click();
  await expect(page.getByRole("menuitem", { name: "Security" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Server", exact: true })).toHaveCount(0);
  for (const [path] of PAGES) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
    await expect(page.getByRole("main")).toContainText("This is for those who run the server.");
    await expect(page.getByRole("main")).not.toContainText("owner of the organization");
    await expect(page.getByRole("main")).not.toContainText("your requests");
  }
  await expectNoBarriers(page);
});

test("rules that lock an organization are cleared, and its members read it", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  const headers = { Origin: new URL(page.url()).origin };
  const rules = { headers, data: { session_hours: 12 } };
  await page.request.patch(`/api/v1/organizations/${demo.organization_id}/settings`, rules);
  await page.goto("/server/organizations");
  await choose(page, "Wanderlust Inc.", "Clear entry rules");
  const dialog = page.getByRole("dialog", { name: "Clear entry rules" });
  await dialog.getByRole("button", { name: "Clear entry rules" }).click();
  await expect(dialog).toHaveCount(0);
  const found = await page.request.get(`/api/v1/organizations/${demo.organization_id}/settings`);
  expect((await found.json()).session_hours).toBeNull();
  await page.goto(`/org/${demo.organization_id}/audit`);
  await expect(page.getByRole("row", { name: /organization_settings\.open/ }).first()).toContainText("Olga Owner");
  await page.goto("/server/organizations");
  await choose(page, "Wanderlust Inc.", "Clear entry rules");
  await dialog.getByRole("button", { name: "Clear entry rules" }).click();
  await expect(dialog).toContainText("keeps nobody out");
});

test("an owner is named where there is none; where one came back meanwhile, that is said", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto("/server/organizations");
  await page.getByRole("button", { name: "Acts on Wanderlust Inc." }).click();
  const name = page.getByRole("menuitem", { name: /Name owner/ });
  await expect(name).toHaveAttribute("aria-disabled", "true");
  await expect(name).toContainText("Somebody owns it who can sign in");
  await page.keyboard.press("Escape");
  await page.getByRole("radio", { name: "Without an owner" }).click();
  await expect(page).toHaveURL(/owner=none/);
  await expect(page.getByRole("main")).toContainText("Every organization has an owner who can sign in.");
  // The list as it was before the owner came back: no page can take the last owner away.
  await page.route("**/api/v1/server/organizations?*", async (route) => {
    const all = await page.request.get("/api/v1/server/organizations");
    const { items } = (await all.json()) as { items: object[] };
    await route.fulfill({
      json: { items: items.map((one) => ({ ...one, has_owner: false })), next_cursor: null, total: 1 },
    });
  });
  await page.reload();
  await choose(page, "Wanderlust Inc.", "Name owner");
  const dialog = page.getByRole("dialog", { name: "Name owner" });
  await dialog.getByLabel("E-mail address").fill("member@wanderlust.example");
  await dialog.getByRole("button", { name: "Name owner" }).click();
  await expect(dialog.getByRole("alert")).toContainText("they name further owners");
});

/** Nobody in the dashboard can do this: it is what is left when an owner's account is lost to everybody. */
const LOST = (organization: string) => `UPDATE members SET state = 'suspended' WHERE organization = '${organization}'`;
const hasSqlite = spawnSync("sqlite3", ["--version"]).status === 0;

test("an owner is named where there is none, and owns it at once", async ({ browser }) => {
  test.skip(!hasSqlite, "only the database itself can lose the last owner: this needs the command sqlite3");
  const server = await startServer("--demo");
  try {
    const demo = readDemo(server);
    const page = await (await browser.newContext({ baseURL: server.url })).newPage();
    await signInAs(page, demo, "Developer");
    const headers = { Origin: server.url };
    const made = await page.request.post("/api/v1/organizations", { headers, data: { name: "Lost & Found" } });
    const { id } = (await made.json()) as { id: string };
    const wrote = spawnSync("sqlite3", ["-cmd", ".timeout 10000", `${server.data}/bailiwick.db`, LOST(id)]);
    expect(wrote.status, String(wrote.stderr)).toBe(0);
    await page.context().clearCookies();

    await signInAs(page, demo, "Owner");
    await page.goto("/server/organizations");
    await page.getByRole("radio", { name: "Without an owner" }).click();
    const row = page.getByRole("row", { name: /Lost & Found/ });
    await expect(row).toContainText("nobody who can sign in");
    await expect(page.getByRole("row", { name: /Wanderlust/ })).toHaveCount(0);
    await choose(page, "Lost & Found", "Name owner");
    const dialog = page.getByRole("dialog", { name: "Name owner" });
    const email = dialog.getByLabel("E-mail address");
    await email.fill("nobody@example.com");
    await dialog.getByRole("button", { name: "Name owner" }).click();
    await expect(email).toHaveAttribute("aria-invalid", "true");
    await email.fill("member@wanderlust.example");
    await dialog.getByRole("button", { name: "Name owner" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("main")).toContainText("Every organization has an owner who can sign in.");
    await page.getByRole("radio", { name: "All" }).click();
    await expect(row).toContainText("can sign in");
    await page.goto(`/org/${id}/projects`);
    await expect(page.getByRole("heading", { level: 1 }), "who named them is nobody there").toHaveText(
      "You do not have permission",
    );

    await page.context().clearCookies();
    await signInAs(page, demo, "Organization Member");
    await page.goto(`/org/${id}/team`);
    await expect(page.getByRole("row", { name: /Mika Member/ })).toContainText("Owner");
    await page.goto(`/org/${id}/audit`);
    await expect(page.getByRole("row", { name: /owners\.add/ }).first()).toContainText("Olga Owner");
  } finally {
    await server.stop();
  }
});

test("what the server was started with is shown, locked, with where it is changed", async ({ browser }) => {
  const server = await startServer("--demo", "--sign-up", "closed");
  try {
    const page = await (await browser.newContext({ baseURL: server.url })).newPage();
    await signInAs(page, readDemo(server), "Owner");
    await page.goto("/server/settings");
    await expect(page.getByLabel("Who may make an account")).toBeDisabled();
    await expect(page.getByLabel("Who may make an account")).toHaveValue("closed");
    const save = page.getByRole("button", { name: "Save settings" });
    await expect(save).toHaveAttribute("aria-disabled", "true");
    await expect(save).toHaveAccessibleDescription(/--sign-up/);
    await expectNoBarriers(page);
  } finally {
    await server.stop();
  }
});

test("the palette leads an operator to the server, and nobody else", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("operators");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Operators");
  const mia = await join(demo, "Mia Palette", []);
  await page.context().clearCookies();
  await signIn(page, mia.email, mia.password);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("operators");
  await expect(page.getByRole("option")).toHaveCount(0);
});

async function choose(page: Page, organization: string, act: string): Promise<void> {
  await page.getByRole("button", { name: `Acts on ${organization}` }).click();
  await page.getByRole("menuitem", { name: act }).click();
}
