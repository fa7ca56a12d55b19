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
