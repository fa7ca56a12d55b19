import { expect } from "@playwright/test";
import { expectNoBarriers, instancePath, signInAs } from "./acts";
import { test } from "./server";

test("the data browser says why a row shows, why another does not, and what would change it", async ({
  page,
  demo,
}) => {
  await signInAs(page, demo, "Owner");
  const data = `${instancePath(demo, "data")}?connection=main&table=orders&roles=customer`;
  await page.goto(`${data}&subject=7&order=id.asc`);
  const rows = page.getByRole("region", { name: "Rows of orders" });
  const why = rows.getByRole("button", { name: /^Why this row: / }).first();
  const id = (await why.getAttribute("aria-label"))?.split(": ")[1] ?? "";
  await why.click();
  const dialog = page.getByRole("dialog", { name: "Explain a row" });
  await expect(dialog.getByLabel("id", { exact: true })).toHaveValue(id);
  await expect(dialog.getByText("This user sees the row.")).toBeVisible();
  await expect(dialog.getByRole("table", { name: "Cells" }).getByRole("row", { name: /^status Yes/ })).toBeVisible();
  await expectNoBarriers(page);

  // One that does not show, by its key; then what may be done with it.
  await dialog.getByLabel("id", { exact: true }).fill("1");
  await expect(dialog.getByText("This user does not see the row.")).toBeVisible();
  await expect(dialog.getByRole("heading", { name: "What would allow it" })).toBeVisible();
  await dialog.getByRole("radio", { name: "Remove it" }).click();
  await expect(dialog.getByText("This user may not remove the row.")).toBeVisible();
  await dialog.getByLabel("id", { exact: true }).fill("987654321");
  await expect(dialog.getByText(/row/).last()).toBeVisible();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(why).toBeFocused();

  await page.goto(`${data}&subject=999999`);
  await page.getByRole("button", { name: "Explain a row" }).click();
  await expect(page.getByText("Name the row by its key, also one that the user does not see.")).toBeVisible();
});
