import { expect } from "@playwright/test";
import { ask, expectNoBarriers, instancePath, signInAs, writePolicy } from "./acts";
import { type Demo, test } from "./server";

const development = (demo: Demo) => `/projects/${demo.project_id}/instances/${demo.instances.development.id}`;

test("an action is tried as a user: undone where it can be, and for good where somebody says so", async ({
  page,
  demo,
  request,
}) => {
  const user = demo.users.find(({ roles }) => roles.includes("customer"));
  if (!user) throw new Error("the demonstration has no customer");
  const headers = { Authorization: `Bearer ${user.token}` };
  const orders = `${demo.instances.development.url}/rest/v1/orders`;
  const open = await request.get(`${orders}?select=id,status&status=in.(draft,open)&limit=1`, { headers });
  const [order] = (await open.json()) as { id: number; status: string }[];
  if (!order) throw new Error("the customer has no open order");
  const statusNow = async () => {
    const answer = await request.get(`${orders}?select=status&id=eq.${order.id}`, { headers });
    return ((await answer.json()) as { status: string }[])[0]?.status;
  };
  await signInAs(page, demo, "Owner");
  await page.goto(`${instancePath(demo, "permissions")}?actions=all`);
  await expect(page.getByRole("heading", { level: 2, name: /cancel an order/i })).toBeVisible();
  await page.getByLabel("User id").fill(user.id);
  await expect(page.getByLabel("Roles", { exact: true })).toHaveValue("customer");
  const run = page.getByRole("button", { name: "Try action" });
  const answer = page.getByRole("region", { name: "Answer", exact: true });
  await run.click();
  await expect(page.getByText("This is required.")).toBeVisible();
  await expect(answer).toHaveCount(0);
  await page.getByLabel("id", { exact: true }).fill("many");
  await expect(page.getByText("This is no whole number.")).toBeVisible();
  await page.getByLabel("id", { exact: true }).fill(String(order.id));
  await run.click();
  await expect(answer.getByRole("status").first()).toContainText("200");
  await expect(answer.getByRole("status").first()).toContainText("undone again");
  await expect(answer.getByRole("region", { name: "What it answers" })).toContainText("cancelled");
  expect(await statusNow(), "nothing was kept").toBe(order.status);
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByLabel("Roles", { exact: true }).fill("support");
  await run.click();
  await expect(answer.getByRole("status").first()).toContainText("404");
  await expect(answer).toContainText("PGRST202");
  await answer.getByRole("link", { name: "Why" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why it was refused");
  await page.goBack();

  await page.getByLabel("User id").fill(user.id);
  await page.getByLabel("id", { exact: true }).fill(String(order.id));
  await page.getByLabel("Dry run").uncheck();
  await expect(page.getByText("It really runs: what it writes stays.")).toBeVisible();
  await page.getByRole("button", { name: "Run action" }).click();
  await expect(answer.getByRole("status").first()).toContainText("It was done");
  expect(await statusNow()).toBe("cancelled");

  await page.goto(
    instancePath(demo, "permissions").replace(demo.instances.development.id, demo.instances.production.id),
  );
  await page.getByRole("radio", { name: "Actions" }).click();
  await expect(page.getByRole("button", { name: "Try action" })).toHaveAccessibleDescription(/production instance/);
});

test("what an action does as owner is never offered as a dry run", async ({ page, demo }) => {
  const source = `permissions: {}
actions:
  reset_notes:
    roles: [manager]
    as: owner
    tables: [main.orders]
    run: [update orders set note = null where id = 0]
`;
  await signInAs(page, demo, "Owner");
  const before = await ask<{ deployed: { version: number } }>(demo, "GET", `${development(demo)}/policy`);
  await page.goto(instancePath(demo, "permissions"));
  await writePolicy(page, source);
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(page.getByText(/v\d+ is in force/)).toBeVisible();
  await page.getByRole("radio", { name: "Actions" }).click();
  await expect(page.getByText(/It really runs: what it writes stays\. What an action does as owner/)).toBeVisible();
  await expect(page.getByLabel("Dry run")).toHaveCount(0);
  await page.getByRole("button", { name: "Run action" }).click();
  await expect(page.getByRole("region", { name: "Answer", exact: true }).getByRole("status").first()).toContainText(
    "It was done",
  );
  await expect(page.getByRole("region", { name: "What it answers" })).toContainText('"affected"');
  const version = before.deployed.version;
  await ask(demo, "POST", `${development(demo)}/policy/versions/${version}/rollback`);
});

test("a signing key is made, shown once, turned over, and the one before is ended", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`${instancePath(demo, "permissions")}?actions=all`);
  await expect(page.getByText("No key was made yet")).toBeVisible();
  const minted = page.getByRole("dialog", { name: "Copy your signing key" });
  const secrets: string[] = [];
  for (const button of ["Make a key", "Make a new key"]) {
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(minted).toContainText("whsec_");
    secrets.push((await minted.locator("code").first().textContent()) ?? "");
    await minted.getByRole("button", { name: "Done" }).click();
    await expect(page.getByText("whsec_"), "it is shown once").toHaveCount(0);
  }
  expect(new Set(secrets).size).toBe(2);
  const again = page.getByRole("button", { name: "Make a new key", exact: true });
  await expect(again).toHaveAccessibleDescription(/still signs/);
  await expectNoBarriers(page);
  await page.getByRole("button", { name: "End it now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End it now" }).click();
  await expect(page.getByText("Before it")).toHaveCount(0);
  await expect(again).toBeEnabled();
});
