import { expect } from "@playwright/test";
import { instancePath, signInAs } from "./acts";
import { test } from "./server";

test("what application users asked is listed, and a refusal leads to why", async ({ page, demo, request }) => {
  const user = demo.users.find(({ roles }) => roles.includes("customer"));
  if (!user) throw new Error("the demonstration has no customer");
  const orders = `${demo.instances.development.url}/rest/v1/orders`;
  const headers = { Authorization: `Bearer ${user.token}` };
  expect((await request.get(`${orders}?select=id&limit=2`, { headers })).status()).toBe(200);
  const forNothing = () => request.post(orders, { headers, data: { total: 0 } });
  expect((await forNothing()).status()).toBe(403);

  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "logs"));
  const log = page.getByRole("table", { name: "Requests" });
  const read = log.getByRole("row", { name: /GET main\.orders/ }).first();
  await expect(read).toContainText("customer");
  await expect(read).toContainText("200");
  await page.getByLabel("Status").selectOption("Refused");
  await expect(log.getByRole("row", { name: /GET main\.orders/ })).toHaveCount(0);
  const refused = log.getByRole("row", { name: /POST main\.orders/ }).first();
  await expect(refused).toContainText("42501");
  // What is asked meanwhile comes by itself.
  expect((await forNothing()).status()).toBe(403);
  await expect(log.getByRole("row", { name: /POST main\.orders/ })).toHaveCount(2);
  await refused.getByRole("link", { name: "Why" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why it was refused");
  await expect(page.getByRole("main")).toContainText("insert");
});

test("an application user's tokens are revoked, and let in again", async ({ page, demo, request }) => {
  const user = demo.users.find(({ roles }) => roles.includes("manager"));
  if (!user) throw new Error("the demonstration has no manager");
  const ask = () =>
    request.get(`${demo.instances.development.url}/rest/v1/orders?select=id&limit=1`, {
      headers: { Authorization: `Bearer ${user.token}` },
    });
  expect((await ask()).status()).toBe(200);
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "users"));
  const row = page.getByRole("table", { name: "Application users" }).getByRole("row", { name: new RegExp(user.id) });
  // Who came in is written down every few seconds.
  await expect(async () => {
    await page.reload();
    await expect(row).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await expect(row).toContainText(user.roles[0] ?? "");
  await page.getByRole("button", { name: `Revoke ${user.id}`, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Revoke tokens" });
  await expect(dialog.getByLabel("User id")).toHaveValue(user.id);
  await dialog.getByLabel("Reason").fill("A lost phone");
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText("revoked");
  expect((await ask()).status()).toBe(401);
  const revoked = page.getByRole("table", { name: "Revoked tokens" });
  await expect(revoked).toContainText("A lost phone");
  await page.getByRole("button", { name: `Restore ${user.id}`, exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /restore/i })
    .click();
  // What stands behind a dialog is not found by its role.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(revoked).toHaveCount(0);
  expect((await ask()).status()).toBe(200);
});

test("the impact of a draft is counted on the live rows", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "permissions"));
  const impact = page.getByRole("region", { name: "Impact" });
  await impact.getByRole("button", { name: "Compare on rows" }).click();
  await expect(impact.getByRole("status")).toContainText("Nothing changes for anybody.");
});
