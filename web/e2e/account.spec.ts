import { expect } from "@playwright/test";
import { join, signIn } from "./acts";
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
