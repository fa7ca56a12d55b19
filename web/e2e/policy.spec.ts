import { expect } from "@playwright/test";
import { instancePath, signInAs, writePolicy } from "./acts";
import { test } from "./server";

const POLICY = `permissions:
  own_orders:
    table: main.orders
    roles: [customer]
    select:
      columns: [id, customer_id, total]
      where: { customer_id: $user.id }
  all_orders:
    table: main.orders
    roles: [manager]
    select:
      columns: [id, customer_id, status, total]
`;

test("a mistake is marked where it stands, and stops the deploy", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "permissions"));
  await writePolicy(page, POLICY.replace("main.orders", "main.ordres"));

  const problems = page.getByRole("list", { name: "Problems" });
  await expect(problems).toContainText("ordres");
  await expect(problems).toContainText("Line 3");
  await expect(page.locator(".cm-lintRange-error")).toContainText("ordres");
  const deploy = page.getByRole("button", { name: "Deploy" });
  await expect(deploy).toHaveAttribute("aria-disabled", "true");
  await expect(deploy).toHaveAccessibleDescription(/stops the deploy/);

  await writePolicy(page, POLICY);
  await expect(page.getByText("valid", { exact: true })).toBeVisible();
  await expect(page.getByText("not saved")).toBeVisible();
  await page.getByRole("button", { name: "View diff" }).click();
  await expect(page.getByRole("dialog", { name: "View diff" })).toContainText("all_orders");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(/saved today/)).toBeVisible();
  await deploy.click();
  await expect(page.getByText(/v\d+ is in force/)).toBeVisible();

  await page.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("dialog", { name: "History" });
  await expect(history.getByRole("listitem").first()).toContainText("in force");
  await history.getByRole("listitem").nth(1).getByRole("button").click();
  await page.getByRole("button", { name: /^Roll back to v\d+$/ }).click();
  await expect(page.getByText(/v\d+ is in force/)).toBeVisible();
});

test("three users read the same table and get three answers", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  const answers: string[] = [];
  expect(demo.users.length).toBeGreaterThanOrEqual(3);
  for (const user of demo.users) {
    const { sub, id, roles, aud, iss, iat, exp, nbf, ...claims } = JSON.parse(atob(user.token.split(".")[1] ?? ""));
    const as = new URLSearchParams({
      connection: "main",
      table: "orders",
      subject: user.id,
      roles: user.roles.join(","),
      order: "id.asc",
    });
    if (Object.keys(claims).length > 0) as.set("claims", JSON.stringify(claims));
    await page.goto(`${instancePath(demo, "data")}?${as}`);
    const rows = page.getByRole("region", { name: "Rows of orders" });
    await expect(rows.getByRole("row").nth(1)).toBeVisible();
    answers.push((await rows.getByRole("row").allTextContents()).slice(0, 6).join("\n"));
  }
  expect(new Set(answers).size).toBe(demo.users.length);

  // Someone without a role is told nothing, in a sentence.
  await page.goto(`${instancePath(demo, "data")}?connection=main&table=orders&subject=1`);
  await expect(page.getByText(/orders/).last()).toBeVisible();
  await expect(page.getByRole("region", { name: "Rows of orders" })).toHaveCount(0);
});

test("a development token from Connect is good for the data API", async ({ page, demo, request }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "connections"));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Connect to/ });
  await dialog.getByLabel("Subject").fill(demo.users[0]?.id ?? "1");
  await dialog.getByLabel("Roles").fill(demo.users[0]?.roles.join(", ") ?? "customer");
  await dialog.getByRole("button", { name: "Generate Token" }).click();
  await expect(dialog.getByText("Shown once.")).toBeVisible();
  const line = await dialog.getByRole("region", { name: "curl line" }).textContent();
  const token = line?.match(/Bearer ([^']+)'/)?.[1] ?? "";
  const answer = await request.get(`${demo.instances.development.url}/rest/v1/orders?select=id&limit=5`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(answer.status()).toBe(200);
});

test("a cell that the row does not open is shown as hidden, not as empty", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  const as = new URLSearchParams({
    connection: "main",
    table: "customers",
    subject: "7",
    roles: "customer,support",
    claims: '{"countries":["DE","PT"]}',
  });
  await page.goto(`${instancePath(demo, "data")}?${as}`);
  await expect(page.getByRole("cell", { name: "hidden" }).first()).toBeVisible();
});
