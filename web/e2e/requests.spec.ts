import { expect } from "@playwright/test";
import { join, signIn, signInAs } from "./acts";
import { test } from "./server";

test("access is asked for from a refusal, approved, works, and is listed", async ({ page, demo, browser, baseURL }) => {
  const rita = await join(demo, "Rita Requests", ["Organization Member"]);
  const asker = await (await browser.newContext({ baseURL })).newPage();
  await signIn(asker, rita.email, rita.password);
  const audit = `/org/${demo.organization_id}/audit`;
  await asker.goto(audit);
  await expect(asker.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
  await asker.getByRole("button", { name: "Request access" }).click();
  const dialog = asker.getByRole("dialog", { name: "Request access" });
  await expect(dialog).toContainText("audit.view");
  await dialog.getByRole("button", { name: "Request access" }).click();
  await expect(dialog.getByLabel("Reason")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Reason").fill("An incident of last night");
  await dialog.getByLabel("For", { exact: true }).selectOption("1 hour");
  await dialog.getByRole("button", { name: "Request access" }).click();
  const asked = asker.getByRole("dialog", { name: "Access requested" });
  await expect(asked).toContainText("Ana Administrator");
  await expect(asked).toContainText("Olga Owner");
  await asked.getByRole("link", { name: "See your requests" }).click();
  const own = asker.getByRole("table", { name: "Requests for access" }).getByRole("row", { name: /Rita Requests/ });
  await expect(own).toContainText("waiting");
  await own.getByRole("button", { name: /^Acts on/ }).click();
  await expect(asker.getByRole("menuitem", { name: /^Decide/ })).toContainText("Nobody decides");
  await asker.keyboard.press("Escape");

  await signInAs(page, demo, "Organization Administrator");
  await page.goto(`/org/${demo.organization_id}/team`);
  await page.getByRole("link", { name: /^Requests/ }).click();
  const row = page.getByRole("row", { name: /Rita Requests/ });
  await expect(row).toContainText("An incident of last night");
  await row.getByRole("button", { name: /^Decide/ }).click();
  const decide = page.getByRole("dialog", { name: "Decide" });
  await expect(decide.getByRole("region", { name: "What it would do" })).toContainText("audit.view");
  await decide.getByRole("radio", { name: "A role" }).click();
  await expect(decide.getByRole("button", { name: "Approve" })).toHaveAccessibleDescription("Choose a role first.");
  const owner = decide.getByLabel("Role", { exact: true }).getByRole("option", { name: /^Owner/ });
  await expect(owner, "nobody gives what they do not hold").toBeDisabled();
  await decide.getByRole("radio", { name: /^Exactly/ }).click();
  await decide.getByLabel("Answer").fill("Good luck");
  await decide.getByRole("button", { name: "Approve" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("radio", { name: "Approved" }).click();
  await expect(row).toContainText("by Ana Administrator");
  await expect(row).toContainText("Good luck");

  await asker.goto(audit);
  await expect(asker.getByRole("heading", { level: 1 })).toHaveText("Audit log");
  await asker.context().close();
  await page.goto(`/org/${demo.organization_id}/team/members/${rita.member}`);
  await expect(page.getByRole("table", { name: "What they hold" })).toContainText("audit.view");

  await page.goto(`/org/${demo.organization_id}/team/requests`);
  await page.getByRole("radio", { name: "Approved" }).click();
  await row.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByRole("button", { name: "Revoke access" }).click();
  await expect(row).toHaveCount(0);
  await page.goto(`/org/${demo.organization_id}/team/members/${rita.member}`);
  await expect(page.getByRole("main")).not.toContainText("audit.view");
});

test("a request is declined with a word, or withdrawn", async ({ page, demo, browser, baseURL }) => {
  const dora = await join(demo, "Dora Declined", ["Organization Member"]);
  const asker = await (await browser.newContext({ baseURL })).newPage();
  await signIn(asker, dora.email, dora.password);
  await asker.goto(`/org/${demo.organization_id}/team/requests`);
  const request = async (action: string) => {
    await asker.getByRole("button", { name: "Request access" }).first().click();
    const dialog = asker.getByRole("dialog", { name: "Request access" });
    await expect(dialog.getByRole("button", { name: "Request access" })).toHaveAccessibleDescription(
      "Choose an action first.",
    );
    await dialog.getByRole("combobox", { name: "Find an action" }).fill(action);
    // Enter takes what is listed: it is not, before the actions have come.
    await dialog.getByRole("option", { name: action }).first().waitFor();
    await asker.keyboard.press("Enter");
    await dialog.getByLabel("Reason").fill("because");
    await dialog.getByRole("button", { name: "Request access" }).click();
    await asker.getByRole("button", { name: "Done" }).click();
  };
  await request("billing.view");
  await request("roles.view");
  await expect(asker.getByRole("link", { name: "Requests 2" })).toBeVisible();
  await asker.getByRole("button", { name: "Acts on your request to view roles" }).click();
  await asker.getByRole("menuitem", { name: "Withdraw" }).click();
  await asker.getByRole("button", { name: "Withdraw request" }).click();
  await expect(asker.getByRole("row", { name: /roles\.view/ })).toHaveCount(0);

  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/requests`);
  await page.getByRole("button", { name: "Decide: Dora Declined, View billing" }).click();
  await page.getByLabel("Answer").fill("Ask the accountant");
  await page.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByRole("row", { name: /Dora Declined/ })).toHaveCount(0);

  await asker.getByRole("radio", { name: "All" }).click();
  await expect(asker.getByRole("row", { name: /billing\.view/ })).toContainText("Ask the accountant");
  await expect(asker.getByRole("row", { name: /roles\.view/ })).toContainText("withdrawn");
  await asker.context().close();
});
