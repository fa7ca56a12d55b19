import { expect } from "@playwright/test";
import { ask, expectNoBarriers, lookAway, signIn, signInAs } from "./acts";
import { test } from "./server";

test("rules of entry are saved, and a list that shuts out its author is refused at its field", async ({
  page,
  demo,
}) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/settings`);
  const save = page.getByRole("button", { name: "Save rules" });
  const addresses = page.getByLabel("Addresses");
  await addresses.fill("203.0.113.0/24");
  await save.click();
  await expect(addresses).toHaveAttribute("aria-invalid", "true");
  await expect(addresses).toHaveAccessibleDescription(/127\.0\.0\.1/);
  await page.getByRole("button", { name: "Add my address" }).click();
  await expect(addresses).toHaveValue("203.0.113.0/24\n127.0.0.1");
  await page.getByLabel("Hours after sign-in").fill("a while");
  await save.click();
  await expect(page.getByLabel("Hours after sign-in")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Hours after sign-in").fill("12");
  await save.click();
  await expect(page.getByText("It counts from the next request on.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Hours after sign-in")).toHaveValue("12");
  await expect(addresses).toHaveValue(/203\.0\.113\.0\/24/);
  await page.getByLabel("Hours after sign-in").fill("");
  await addresses.fill("");
  await save.click();
  await expect(page.getByText("It counts from the next request on.")).toBeVisible();
  await page.reload();
  await expect(addresses).toHaveValue("");
});

test("the default role is chosen and stays", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/settings`);
  const role = page.getByLabel("Default role");
  const before = await role.inputValue();
  await role.selectOption("Developer");
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(role.locator("option:checked")).toHaveText("Developer");
  await role.selectOption(before);
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
});

test("settings that somebody else saved meanwhile are held back, and neither change is lost", async ({
  page,
  demo,
}) => {
  type Named = { name: string; default_role: string };
  const before = await ask<Named>(demo, "GET", "/settings");
  const { items } = await ask<{ items: { id: string; name: string }[] }>(demo, "GET", "/roles?limit=100");
  const developer = items.find(({ name }) => name === "Developer")?.id ?? "";
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/settings`);
  const name = page.getByLabel("Organization name");
  await name.fill("Typed meanwhile");
  await ask(demo, "PATCH", "/settings", { default_role: developer });
  await lookAway(page);
  await page.getByRole("button", { name: "Save settings" }).click();
  const conflict = page.getByRole("dialog", { name: "Someone else changed this" });
  await conflict.getByRole("button", { name: "Fetch newest version" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(name, "what was typed is still there").toHaveValue("Typed meanwhile");
  await expect(page.getByLabel("Default role").locator("option:checked")).toHaveText("Developer");
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  const after = await ask<Named>(demo, "GET", "/settings");
  expect(after).toMatchObject({ name: "Typed meanwhile", default_role: developer });
  // A second save by the same hand is not held back by the first.
  await name.fill(before.name);
  await page.getByLabel("Default role").selectOption(before.default_role);
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect.poll(async () => (await ask<Named>(demo, "GET", "/settings")).name).toBe(before.name);
});

test("who may not change settings reads them, and is told why", async ({ page, demo }) => {
  await signInAs(page, demo, "Organization Member");
  await page.goto(`/org/${demo.organization_id}/settings`);
  for (const name of ["Save settings", "Save rules", "Save retention", "Delete organization"]) {
    const button = page.getByRole("button", { name });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(/organization\.(update|delete)/);
  }
  for (const name of ["Organization name", "Hours after sign-in", "Addresses", "Days that entries are kept"]) {
    const field = page.getByLabel(name);
    await expect(field).not.toBeEditable();
    await expect(field).toHaveAccessibleDescription(/organization\.update/);
  }
  await expect(page.getByLabel("Default role")).toBeDisabled();
  await expectNoBarriers(page);
});

test("an organization is deleted by its typed name; a stale sign-in is made fresh on the way", async ({
  page,
  demo,
}) => {
  const owner = demo.members.find((member) => member.roles.includes("Owner"));
  await signIn(page, owner?.email ?? "", owner?.password ?? "");
  const made = await page.request.post("/api/v1/organizations", {
    data: { name: "Soon gone" },
    headers: { Origin: new URL(page.url()).origin },
  });
  const { id } = (await made.json()) as { id: string };
  // An hour cannot be waited for: the first answer is the one that a stale session gets, the rest is the server's.
  await page.route(
    `**/api/v1/organizations/${id}`,
    (route) =>
      route.request().method() === "DELETE"
        ? route.fulfill({
            status: 403,
            json: { error: { code: "fresh_sign_in_required", message: "this needs a fresh sign-in" } },
          })
        : route.continue(),
    { times: 10 },
  );
  await page.goto(`/org/${id}/settings`);
  await page.getByRole("button", { name: "Delete organization" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete organization" });
  const last = dialog.getByRole("button", { name: "Delete organization" });
  await expect(last).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox").fill("Soon gone");
  await last.click();
  const fresh = page.getByRole("dialog", { name: "Confirm that it is you" });
  await fresh.getByLabel(/^Password of/).fill("not the password");
  await fresh.getByRole("button", { name: "Continue" }).click();
  await expect(fresh).toContainText("not right");
  await page.unroute(`**/api/v1/organizations/${id}`);
  await fresh.getByLabel(/^Password of/).fill(owner?.password ?? "");
  await fresh.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  expect((await page.request.get(`/api/v1/organizations/${id}`)).status()).toBe(404);
});
