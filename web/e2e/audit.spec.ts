import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { signInAs } from "./acts";
import { test } from "./server";

test("the audit log is narrowed by who, what and when, and an entry tells before and after", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  const settings = `/org/${demo.organization_id}/settings`;
  await page.goto(settings);
  await page.getByLabel("Days that entries are kept").fill("400");
  await page.getByRole("button", { name: "Save retention" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  await page.goto(`/org/${demo.organization_id}/audit`);
  await page.getByRole("searchbox", { name: "Filter by action" }).fill("organization_settings.update");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/action=organization_settings\.update/);
  const rows = page.getByRole("table", { name: "Audit entries" }).getByRole("row");
  await expect(rows).toHaveCount(2);
  await page.getByRole("button", { name: /^No\. / }).click();
  const changed = page.getByRole("table", { name: "What changed" });
  await expect(changed.getByRole("row", { name: /audit days/ })).toContainText("–400");
  await page.keyboard.press("Escape");

  await rows.getByRole("button", { name: "Olga Owner" }).click();
  await expect(page).toHaveURL(/actor=/);
  await expect(page.getByRole("button", { name: /^By Olga Owner/ })).toBeVisible();
  await page.getByLabel("To day").fill("2020-01-01");
  await expect(page.getByText("No entry matches.")).toBeVisible();
  await page.getByRole("button", { name: "Clear filter" }).click();
  await expect(page).toHaveURL(/\/audit$/);
});

test("the audit log is taken away as it is filtered, and verified in words", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/audit`);
  await expect(page.getByRole("table", { name: "Audit entries" })).toBeVisible();
  const save = async (format: string) => {
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: format }).click(),
    ]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  };
  const whole = await save("JSON Lines");
  expect(whole.name).toMatch(/^audit-[0-9a-f]{24}-\d{4}-\d\d-\d\d\.jsonl$/);
  const [head = "", ...lines] = whole.text.trim().split("\n");
  expect(JSON.parse(head).head.entries).toBe(lines.length);
  expect(JSON.parse(lines.at(-1) ?? "").action).toBe("audit.export");

  await page.getByRole("searchbox", { name: "Filter by action" }).fill("audit.export");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/action=audit\.export/);
  const table = await save("CSV");
  const rows = table.text.trim().split("\r\n");
  expect(rows[0]).toContain("sequence,at,actor_kind");
  expect(rows.slice(1).every((row) => row.includes(",audit.export,"))).toBe(true);
  expect(rows.length).toBe(3);

  await page.getByRole("button", { name: "Verify", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Verify the audit log" });
  await expect(dialog.getByRole("status").filter({ hasText: "The log holds. Entries 1 to" })).toBeVisible();
  await expect(dialog.getByText(/^Head after/)).toBeVisible();
});

test("an owner erases a person from the log, and it still holds", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Administrator");
  const settings = `/org/${demo.organization_id}/settings`;
  await page.goto(settings);
  await page.getByLabel("Days that entries are kept").fill("500");
  await page.getByRole("button", { name: "Save retention" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.context().clearCookies();

  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/audit?action=organization_settings.update`);
  const rows = page.getByRole("table", { name: "Audit entries" }).getByRole("row");
  const row = rows.filter({ hasText: "Ana Administrator" });
  await row.getByRole("button", { name: /^No\. / }).click();
  await page.getByRole("button", { name: "Erase Ana Administrator from the log" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase a person from the log" });
  await dialog.getByRole("textbox").fill("Ana Administrator");
  await dialog.getByRole("button", { name: "Erase person" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toHaveCount(0);
  await expect(rows.filter({ hasText: "erased" })).toHaveCount(1);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByText(/Personal data was erased in \d+ places/)).toBeVisible();
});

test("a refusal leads to why, and to what would allow it", async ({ page, demo }) => {
  const log = `/org/${demo.organization_id}/audit`;
  await signInAs(page, demo, "Developer");
  await page.goto(log);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
  await page.context().clearCookies();

  await signInAs(page, demo, "Owner");
  await page.goto(`${log}?outcome=denied&action=audit_list`);
  const row = page
    .getByRole("table", { name: "Audit entries" })
    .getByRole("row", { name: /Davi Developer/ })
    .first();
  await expect(row).toContainText("Wanderlust Inc.");
  await row.getByRole("button", { name: /^No\. / }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Why, and what would allow it" }).click();
  await expect(page).toHaveURL(/\/access\?who=member%3A[0-9a-f]{24}&action=audit\.view$/);
  await expect(page.getByRole("button", { name: "Who: Davi Developer" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "“View audit” on Wanderlust Inc." })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What would allow it" })).toBeVisible();
});

test("pages ask only for what their reader may list", async ({ page, demo }) => {
  const refused: string[] = [];
  page.on("response", (answer) => {
    // The table of projects asks each of them for its instances, which may be hidden one by one.
    if (answer.status() === 403 && !answer.url().includes("/instances?")) refused.push(answer.url());
  });
  await signInAs(page, demo, "Organization Member");
  for (const [path, title] of [
    ["projects", "Projects"],
    ["team", "Team"],
    ["team/requests", "Team"],
    ["settings", "Settings"],
  ]) {
    await page.goto(`/org/${demo.organization_id}/${path}`, { waitUntil: "networkidle" });
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title ?? "");
  }
  await expect(page.getByLabel("Default role")).toBeVisible();
  expect(refused).toEqual([]);
  await page.context().clearCookies();
  await signInAs(page, demo, "Database Administrator");
  await page.goto(`/org/${demo.organization_id}/databases`, { waitUntil: "networkidle" });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Databases");
  expect(refused).toEqual([]);
});

test("an address with filters that name nothing shows the whole log", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/audit?actor=Olga&from=monday&outcome=maybe`);
  await expect(page.getByRole("table", { name: "Audit entries" })).toBeVisible();
  await expect(page.getByRole("button", { name: /take this filter away/ })).toHaveCount(0);
  await page.goto(`/org/${demo.organization_id}/access?who=member:olga&action=audit.view&project=tracker`);
  await expect(page.getByRole("status").filter({ hasText: "“View audit” on Wanderlust Inc." })).toBeVisible();
});
