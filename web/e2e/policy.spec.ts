import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { ask, instancePath, lookAway, putInForce, signInAs, writePolicy } from "./acts";
import { type Demo, test } from "./server";

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
  const deploy = page.getByRole("button", { name: "Deploy", exact: true });
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
  const version = await putInForce(demo, () => deploy.click());
  await expect(page.getByText(`v${version} is in force`)).toBeVisible();

  await page.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("dialog", { name: "History" });
  await expect(history.getByRole("listitem").first()).toContainText(new RegExp(`v${version}.*in force`));
  await history.getByRole("listitem").nth(1).getByRole("button").click();
  const again = await putInForce(demo, () =>
    page.getByRole("button", { name: `Roll back to v${version - 1}` }).click(),
  );
  await expect(page.getByText(`v${again} is in force`)).toBeVisible();
});

test("tests say what they find, and a policy is not deployed while one fails", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "permissions"));
  const tests = page.getByRole("list", { name: "Tests" });
  const run = page.getByRole("button", { name: "Run tests" });
  const withTest = (count: number) => `${POLICY}tests:
  - name: managers see every order
    as: { roles: [manager] }
    select: main.orders
    expect: { count: ${count} }
`;
  await writePolicy(page, withTest(1));
  await expect(page.getByText("1 test on live rows.")).toBeVisible();
  await run.click();
  await expect(page.getByText("1 fails")).toBeVisible();
  await expect(tests).toContainText(/\d+ rows seen, not 1/);
  const seen = Number((await tests.textContent())?.match(/(\d+) rows seen/)?.[1]);
  const deploy = page.getByRole("button", { name: "Deploy", exact: true });
  await deploy.click();
  const refused = page.getByRole("alert").filter({ hasText: "managers see every order" });
  await expect(refused).toContainText(/\d+ rows seen, not 1/);
  await writePolicy(page, withTest(seen));
  await run.click();
  await expect(page.getByText("passed", { exact: true })).toBeVisible();
  const version = await putInForce(demo, () => deploy.click());
  await expect(page.getByText(`v${version} is in force`)).toBeVisible();

  // Back to what the other tests expect.
  await page.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("dialog", { name: "History" });
  await expect(history.getByRole("listitem").first()).toContainText(new RegExp(`v${version}.*in force`));
  await history.getByRole("listitem").nth(1).getByRole("button").click();
  const again = await putInForce(demo, () =>
    page.getByRole("button", { name: `Roll back to v${version - 1}` }).click(),
  );
  await expect(page.getByText(`v${again} is in force`)).toBeVisible();
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
});

test("without a role the data browser says that there is nothing to see, and asks for one", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  // At first somebody is chosen who sees something.
  await page.goto(`${instancePath(demo, "data")}?connection=main&table=orders`);
  const rows = page.getByRole("region", { name: "Rows of orders" });
  await expect(rows.getByRole("row").nth(1)).toBeVisible();
  const chosen = page.getByRole("group", { name: "Roles" }).getByRole("button", { pressed: true });
  await expect(chosen).toHaveText("manager");

  await chosen.click();
  await expect(page.getByText(/A user without a role sees nothing/)).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(/could not find/i);
  await expect(rows).toHaveCount(0);
  await page.getByRole("button", { name: "See as manager" }).click();
  await expect(rows.getByRole("row").nth(1)).toBeVisible();

  await page.goto(`${instancePath(demo, "data")}?connection=main&table=orders&subject=1`);
  await expect(page.getByText(/A user without a role sees nothing/)).toBeVisible();
  await page.goto(`${instancePath(demo, "data")}?connection=main&table=orders&subject=1&roles=pirate`);
  await expect(page.getByText(/This user sees nothing of main\.orders/)).toContainText("pirate");
  await page.goto(`${instancePath(demo, "data")}?connection=main&table=orders&subject=999999&roles=customer`);
  await expect(page.getByText(/No rows\./)).toBeVisible();
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

/** Selects a word of the permission that the list calls `name`, as a person does, and types over it. */
async function retype(page: Page, name: string, line: RegExp, word: string, instead: string): Promise<void> {
  await page
    .getByRole("navigation", { name: "Permissions" })
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .click();
  const found = page.locator(".cm-line", { hasText: line }).first();
  const at = await found.evaluate((element, text) => {
    const range = document.createRange();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const start = node.textContent?.indexOf(text) ?? -1;
      if (start < 0) continue;
      range.setStart(node, start);
      range.setEnd(node, start + text.length);
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    throw new Error(`the line has no ${text}`);
  }, word);
  await page.mouse.dblclick(at.x, at.y);
  await page.keyboard.type(instead);
}

async function statusesOf(request: APIRequestContext, demo: Demo): Promise<Set<string>> {
  const customer = demo.users.find((user) => user.roles.includes("customer"));
  const answer = await request.get(`${demo.instances.development.url}/rest/v1/orders?select=id,status`, {
    headers: { Authorization: `Bearer ${customer?.token}` },
  });
  expect(answer.status()).toBe(200);
  return new Set(((await answer.json()) as { status: string }[]).map((order) => order.status));
}

test("a changed word is deployed, and the customer's next request is answered by it", async ({
  page,
  demo,
  request,
}) => {
  const before = await statusesOf(request, demo);
  expect(before.has("shipped")).toBe(true);
  expect(before.has("deleted")).toBe(false);
  await signInAs(page, demo, "Owner");
  await page.goto(`${instancePath(demo, "permissions")}?edit=yaml`);

  await retype(page, "Own orders", /customer_id: \$user\.id, status: \{ \$ne: deleted/, "deleted", "shipped");
  const inForce = page.getByText(/^v\d+ is in force\.$/);
  await expect(inForce).toHaveCount(0);
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(inForce).toBeVisible();
  const after = await statusesOf(request, demo);
  expect(after.has("shipped")).toBe(false);
  expect(after.has("deleted")).toBe(true);

  await retype(page, "Own orders", /customer_id: \$user\.id, status: \{ \$ne: shipped/, "shipped", "deleted");
  await expect(inForce).toHaveCount(0);
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(inForce).toBeVisible();
  expect(await statusesOf(request, demo)).toEqual(before);
});

test("a misspelt column is marked in its line when Validate is pressed", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`${instancePath(demo, "permissions")}?edit=yaml`);
  await expect(page.getByText("valid", { exact: true })).toBeVisible();
  await retype(page, "Own orders", /columns: \[id, customer_id, status, total, created_at\]/, "total", "totla");
  await page.getByRole("button", { name: "Validate" }).click();

  await expect(page.locator(".cm-lintRange-error")).toHaveText("totla");
  await expect(page.locator(".cm-lint-marker-error")).toHaveCount(1);
  const problem = page.getByRole("list", { name: "Problems" }).getByRole("button", { name: /error/i });
  await expect(problem).toHaveCount(1);
  await expect(problem).toContainText("totla");
  const said = (await problem.textContent())?.match(/Line (\d+), column (\d+)/);
  const marked = page.locator(".cm-line", { hasText: "totla" });
  const number = page.locator(".cm-lineNumbers .cm-gutterElement", { hasText: new RegExp(`^${said?.[1]}$`) });
  expect((await number.boundingBox())?.y, "the number said is that of the line").toBe((await marked.boundingBox())?.y);
  await expect(page.getByRole("button", { name: "Deploy", exact: true })).toHaveAttribute("aria-disabled", "true");

  // The words that say what is in the way lead there.
  await page.getByRole("navigation", { name: "Permissions" }).getByRole("button", { name: "Moderation" }).click();
  await page.getByRole("button", { name: "1 error stops the deploy" }).click();
  await expect(marked).toBeInViewport();
});

test("the roles are seen as cards and side by side, and a press names one in the draft", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "permissions"));
  await writePolicy(page, POLICY);
  const view = page.getByRole("radiogroup", { name: "View" }).or(page.getByRole("group", { name: "View" }));
  await view.getByText("Roles", { exact: true }).click();
  const customer = page.getByRole("region", { name: "customer" });
  await expect(customer).toContainText("1 permission");
  await expect(page.getByRole("region", { name: "manager" })).toContainText("all orders");

  await page.getByText("By permission", { exact: true }).click();
  const cell = page.getByRole("checkbox", { name: "own orders: manager" });
  await expect(cell).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "own orders: customer" })).toBeDisabled();
  await cell.check();
  await expect(page.getByRole("checkbox", { name: "own orders: customer" })).toBeEnabled();
  await page.getByLabel("Another role").fill("auditor");
  await page.getByRole("checkbox", { name: "all orders: auditor" }).check();
  await expect(page.getByText("not saved")).toBeVisible();

  await page.getByText("By table", { exact: true }).click();
  await page.getByLabel("Role", { exact: true }).selectOption("manager");
  await page.getByRole("button", { name: "Read main.orders: filtered" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /all orders/i })
    .click();
  await expect(page.locator(".cm-content")).toContainText("roles: [customer, manager]");
  await expect(page.locator(".cm-content")).toContainText("roles: [manager, auditor]");
});

test("of two who edit a draft the second is held back, and what they typed stays", async ({
  page,
  demo,
  browser,
  baseURL,
}) => {
  const [first, second] = [POLICY, POLICY.replace("all_orders", "every_order")];
  const path = `/projects/${demo.project_id}/instances/${demo.instances.development.id}/policy/draft`;
  const saved = async () => (await ask<{ source: string }>(demo, "GET", path)).source;
  const editor = `${instancePath(demo, "permissions")}?edit=yaml`;
  const other = await (await browser.newContext({ baseURL })).newPage();
  for (const [window, role] of [
    [page, "Owner"],
    [other, "Organization Administrator"],
  ] as const) {
    await signInAs(window, demo, role);
    await window.goto(editor);
    await expect(window.getByRole("textbox", { name: "Policy document" })).toBeVisible();
  }
  await writePolicy(page, second);
  await writePolicy(other, first);
  await other.getByRole("button", { name: "Save draft" }).click();
  await expect(other.getByText(/saved today/)).toBeVisible();

  const conflict = page.getByRole("dialog", { name: "Someone else changed this" });
  await page.getByRole("button", { name: "Save draft" }).click();
  await conflict.getByRole("button", { name: "Keep editing" }).click();
  expect(await saved(), "the first save stands").toBe(first);
  // What was asked again meanwhile is not what they saw.
  await lookAway(page);
  await expect(page.locator(".cm-content")).toContainText("every_order");
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(conflict).toBeVisible();
  expect(await saved()).toBe(first);
  await conflict.getByRole("button", { name: "Fetch newest version" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(page.locator(".cm-content"), "nothing typed is lost").toContainText("every_order");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(/saved today/)).toBeVisible();
  expect(await saved()).toBe(second);

  // Who has typed nothing since is shown the newest.
  await lookAway(other);
  await expect(other.locator(".cm-content")).toContainText("every_order");
  await other.context().close();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText(/^v\d+ is in force\.$/)).toBeVisible();
});
