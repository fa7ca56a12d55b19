import { expect } from "@playwright/test";
import { ask, expectNoBarriers, join, signIn } from "./acts";
import { test } from "./server";

test("a new password ends other sessions, and access tokens where that is wished", async ({ page, demo, browser }) => {
  const person = await join(demo, "Petra Password", ["Organization Member"]);
  const elsewhere = await browser.newContext({ baseURL: new URL(demo.instances.development.url).origin });
  const other = await elsewhere.newPage();
  await signIn(other, person.email, person.password);
  await signIn(page, person.email, person.password);
  const made = await page.request.post("/api/v1/account/tokens", {
    data: { name: "leaked" },
    headers: { origin: new URL(page.url()).origin },
  });
  const { secret } = (await made.json()) as { secret: string };
  const asks = () => fetch(new URL("/api/v1/me", page.url()), { headers: { authorization: `Bearer ${secret}` } });
  expect((await asks()).status).toBe(200);

  await page.goto("/account/security");
  await expect(page.getByRole("table", { name: "Sessions" }).getByText("this one")).toBeVisible();
  await page.getByLabel("Current password").fill("not my password");
  await page.getByLabel("New password").fill("a heron stands in the reeds");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The current password is not right")).toBeVisible();
  expect((await asks()).status).toBe(200);
  await page.getByLabel("Current password").fill(person.password);
  await page.getByLabel("End my access tokens too").check();
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password was changed.")).toBeVisible();
  expect((await asks()).status).toBe(401);
  await other.goto("/account/security");
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await elsewhere.close();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Security" })).toBeVisible();
});

test("another session is revoked, and one's own stays", async ({ page, demo, browser, baseURL }) => {
  const person = await join(demo, "Sam Sessions", ["Organization Member"]);
  const elsewhere = await browser.newContext({ baseURL, userAgent: "Mozilla/5.0 (X11; rv:140.0) Firefox/140.0" });
  const other = await elsewhere.newPage();
  await signIn(other, person.email, person.password);
  await signIn(page, person.email, person.password);
  await page.goto("/account/security");
  const sessions = page.getByRole("table", { name: "Sessions" });
  const own = sessions.getByRole("row").filter({ hasText: "this one" });
  const theirs = sessions.getByRole("row").filter({ hasText: "Firefox" });
  await expect(own).toHaveCount(1);
  await expect(own.getByRole("button"), "signing out is for that").toHaveCount(0);
  await theirs.getByRole("button", { name: "Revoke" }).click();
  await expect(theirs).toHaveCount(0);
  await expect(own).toHaveCount(1);
  await other.reload();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await elsewhere.close();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Security" })).toBeVisible();
});

test("who belongs to no organization is welcomed, and begins one", async ({ page, demo }) => {
  const nora = await join(demo, "Nora Nobody", []);
  await ask(demo, "DELETE", `/members/${nora.member}`);
  await signIn(page, nora.email, nora.password);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome, Nora Nobody");
  await expectNoBarriers(page);
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/name/i);
  await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await expectNoBarriers(page);
  await page.getByLabel("Name").fill("Nora's");
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await page.goto("/account/me");
  await expect(page.getByRole("main")).toContainText("Nora's");
});
