import { expect } from "@playwright/test";
import { ask, expectNoBarriers, instancePath, signInAs } from "./acts";
import { test } from "./server";

test("the health of an instance shows its connections and what was deployed by whom", async ({
  page,
  demo,
  request,
}) => {
  const user = demo.users[0];
  const orders = `${demo.instances.development.url}/rest/v1/orders?select=id&limit=1`;
  await request.get(orders, { headers: { Authorization: `Bearer ${user?.token}` } });
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "connections"));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Health" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Health");
  await expect(page.getByText("healthy", { exact: true })).toBeVisible();
  await expect(page.getByText("Running", { exact: true })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText(/v\d+ is in force/);
  await expect(main).toContainText(/\d+ answered, \d+ refused/);
  const connections = page.getByRole("table", { name: "Connections" });
  await expect(connections.getByRole("row", { name: /^main / })).toContainText("Answers");
  const deploys = page.getByRole("table", { name: "Last deploys" });
  await expect(deploys.getByRole("row").filter({ hasText: "in force" })).toHaveCount(1);

  // A connection that leads nowhere is told by its name, after a look.
  const place = `/projects/${demo.project_id}/instances/${demo.instances.development.id}/connections`;
  await ask(demo, "POST", place, { name: "broken", url: "postgres://nobody:x@no-such-host.invalid/x" });
  await page.getByRole("button", { name: "Refresh" }).click();
  const broken = connections.getByRole("row", { name: /^broken / });
  await expect(broken).toContainText("Does not answer", { timeout: 30_000 });
  await expect(page.getByText("a connection does not answer")).toBeVisible();
  await expectNoBarriers(page);
  await ask(demo, "DELETE", `${place}/broken`);
});

test("who may not know of an instance is refused its health like any address", async ({ page, demo }) => {
  await signInAs(page, demo, "Database Administrator");
  await page.goto(instancePath(demo, "health"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
});
