import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { ask, expectNoBarriers, instancePath, join, signIn, signInAs, writePolicy } from "./acts";
import { type Demo, test } from "./server";

/** The four example blocks of the documentation that the language comes from, as they stand there. */
const EXAMPLES = `# pasted
permissions:
  orders: # the orders
    table: main.orders
    roles: [customer]
    read:
      where: { status: { $ne: 'deleted' }, customer_id: { $in: '$user.org_ids' } }
    create:
      validate: { total: { $gt: 0, $lte: 100_000 }, status: { $in: ['draft', 'active'] } }
      default: { status: 'draft', total: 3 }
    update:
      columns: [status]
      overwrite: { updated_at: '$now', updated_by: '$user.id' }
`;

function permissions(page: Page) {
  return page.getByRole("navigation", { name: "Permissions" });
}

async function show(page: Page, view: "Visual" | "YAML" | "SQL"): Promise<void> {
  await page.getByRole("radio", { name: view, exact: true }).click();
}

async function sourceOf(page: Page): Promise<string> {
  await show(page, "YAML");
  // Long documents are drawn in part; these are short.
  return (await page.locator(".cm-line").allTextContents()).join("\n");
}

async function deploy(page: Page): Promise<void> {
  const inForce = page.getByText(/^v\d+ is in force\.$/);
  await expect(inForce).toHaveCount(0);
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(inForce).toBeVisible();
}

async function ordersOf(request: APIRequestContext, demo: Demo): Promise<{ id: number; status: string }[]> {
  const customer = demo.users.find((user) => user.roles.includes("customer"));
  const answer = await request.get(`${demo.instances.development.url}/rest/v1/orders?select=id,status`, {
    headers: { Authorization: `Bearer ${customer?.token}` },
  });
  expect(answer.status()).toBe(200);
  return (await answer.json()) as { id: number; status: string }[];
}

test("a rule with groups and a value of the user is built by hand, is YAML, and is what the data obeys", async ({
  page,
  demo,
  request,
}) => {
  const before = await ordersOf(request, demo);
  const statuses = new Set(before.map((order) => order.status));
  expect(statuses.has("shipped") && statuses.size > 1, "there is something to hide").toBe(true);
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "permissions"));
  await permissions(page)
    .getByRole("button", { name: /^Own orders/ })
    .click();
  const read = page.getByRole("region", { name: "Read", exact: true });

  await read.getByRole("button", { name: "Group" }).click();
  await page.getByRole("menuitem", { name: "Any of" }).click();
  await read.getByLabel("Column of the new condition").selectOption("status");
  await read.getByLabel("Value of the new condition").fill("shipped");
  await read.getByRole("button", { name: "Add condition" }).click();

  await read.getByRole("button", { name: "Choice" }).click();
  await read.getByLabel("Column of the new condition").selectOption("total");
  await read.getByLabel("Operator of the new condition").selectOption("$lt");
  const value = read.getByLabel("Value of the new condition");
  await value.fill("cheap");
  await value.press("Enter");
  await expect(read.getByText("A number is wanted here.")).toBeVisible();
  await value.fill("0");
  await read.getByRole("button", { name: "Add condition" }).click();

  await read.getByRole("button", { name: "Choice" }).click();
  await read.getByLabel("Column of the new condition").selectOption("note");
  await read.getByLabel("Value of the new condition").fill("$user.id");
  await read.getByRole("button", { name: "Add condition" }).click();

  const meaning = page.getByRole("region", { name: "What it means" });
  await expect(meaning).toContainText("(either status is “shipped”, total is below 0 or note is the user's id)");
  await expect(permissions(page).getByRole("button", { name: /^Own orders\s+changed/ })).toBeVisible();
  await show(page, "YAML");
  await expect(page.locator(".cm-content")).toContainText(
    "where: { customer_id: $user.id, status: { $ne: deleted }, $or: [{ status: shipped }, { total: { $lt: 0 } }, { note: $user.id }] }",
  );
  await expect(page.getByText("valid", { exact: true })).toBeVisible();
  await deploy(page);
  const after = await ordersOf(request, demo);
  expect(after.length).toBeGreaterThan(0);
  expect(new Set(after.map((order) => order.status))).toEqual(new Set(["shipped"]));

  await show(page, "Visual");
  await read.getByRole("button", { name: "Remove the group" }).click();
  await show(page, "YAML");
  await expect(page.locator(".cm-content")).toContainText("where: { customer_id: $user.id, status: { $ne: deleted } }");
  await deploy(page);
  expect(await ordersOf(request, demo)).toEqual(before);
});

test("the live rows are counted for a user while the rule is written, and its SQL is shown", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`${instancePath(demo, "permissions")}?permission=all_orders`);
  const matches = page.getByRole("region", { name: "Matches" });
  const counted = matches.getByRole("status");
  await expect(counted).toContainText(/^[\d,]+ of [\d,]+ rows$/);
  const [, all] = (await counted.textContent())?.match(/^([\d,]+) of \1 rows$/) ?? [];
  expect(all, "everybody's orders are all orders").toBeDefined();

  await permissions(page)
    .getByRole("button", { name: /^Own orders/ })
    .click();
  await expect(counted).toContainText(/No row: the user/);
  await matches.getByLabel("User id").fill("7");
  await expect(counted).toContainText(new RegExp(`^\\d+ of ${all} rows$`));
  const some = Number((await counted.textContent())?.match(/^(\d+)/)?.[1]);
  expect(some).toBeGreaterThan(0);

  const read = page.getByRole("region", { name: "Read", exact: true });
  await read.getByRole("button", { name: "Remove the condition on status" }).click();
  await expect.poll(async () => Number((await counted.textContent())?.match(/^(\d+)/)?.[1])).toBeGreaterThan(some);

  await show(page, "SQL");
  const sql = page.getByRole("region", { name: "Read", exact: true });
  await expect(sql).toContainText('"customer_id" = 7');
  await expect(sql).not.toContainText("deleted");
  await page.getByLabel("User id").fill("");
  await expect(sql).toContainText(/No row: the user/);
  await show(page, "Visual");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/^v\d+ is in force\.$/)).toBeVisible();
});

test("a permission is added narrow, widened by hand, renamed, duplicated and deleted", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "permissions"));
  await writePolicy(page, EXAMPLES);
  await show(page, "Visual");
  await page.getByRole("button", { name: "Add permission" }).click();
  const dialog = page.getByRole("dialog", { name: "Add permission" });
  await dialog.getByRole("button", { name: "Add permission" }).click();
  await expect(dialog.getByText("What is it called?")).toBeVisible();
  await dialog.getByLabel("Name").fill("Reviews");
  await dialog.getByLabel("Table").selectOption("main.reviews");
  await dialog.getByLabel("Other roles").fill("auditor");
  await dialog.getByRole("button", { name: "Add permission" }).click();

  await expect(page.getByRole("heading", { name: "Reviews", exact: true })).toBeVisible();
  const meaning = page.getByRole("region", { name: "What it means" });
  await expect(meaning).toContainText("auditor may read every row, and see id.");
  await expect(page.getByRole("switch", { name: "Read" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("switch", { name: "Create" }).click();
  await expect(meaning).toContainText("They may add rows, giving no column themselves.");
  await page.getByRole("region", { name: "Read", exact: true }).getByRole("button", { name: "rating" }).click();
  await page.getByRole("button", { name: "Edit roles" }).click();
  await page.getByRole("button", { name: "customer", exact: true }).click();
  await page.getByRole("button", { name: "Acts on Reviews" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Slug").fill("ratings");
  await page.getByRole("dialog").getByRole("button", { name: "Rename permission" }).click();
  await page.getByRole("button", { name: "Acts on Reviews" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Duplicate permission" }).click();
  await expect(page.getByRole("heading", { name: "Reviews, copy" })).toBeVisible();
  const added = `  ratings:
    name: Reviews
    table: main.reviews
    roles: [auditor, customer]
    select: { columns: [id, rating] }
    insert: { columns: [] }
`;
  const copy = added.replace("ratings:", "ratings_copy:").replace("name: Reviews", "name: 'Reviews, copy'");
  expect(await sourceOf(page)).toBe(EXAMPLES + added + copy);

  for (const name of ["Reviews, copy", "Reviews"]) {
    await show(page, "Visual");
    await permissions(page)
      .getByRole("button", { name: new RegExp(`^${name}\\s+changed`) })
      .click();
    await page.getByRole("button", { name: `Acts on ${name}`, exact: true }).click();
    await page.getByRole("menuitem", { name: "Delete from the draft" }).click();
  }
  expect(await sourceOf(page)).toBe(EXAMPLES);
});

test("the examples of the documentation go through the form and back without the loss of a byte", async ({
  page,
  demo,
}) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "permissions"));
  await writePolicy(page, EXAMPLES);
  await show(page, "Visual");
  const create = page.getByRole("region", { name: "Create", exact: true });
  const most = create.getByLabel("Value of total").nth(1);
  await expect(most).toHaveValue("100_000");
  // Through every field by keyboard: what is not changed is not written.
  await most.focus();
  for (let field = 0; field < 12; field += 1) await page.keyboard.press("Tab");
  expect(await sourceOf(page)).toBe(EXAMPLES);

  await show(page, "Visual");
  await most.fill("5000");
  await most.press("Enter");
  await expect(page.getByRole("region", { name: "What it means" })).toContainText("total is at most 5000");
  await most.fill("100_000");
  await most.press("Enter");
  await expect(page.getByRole("region", { name: "What it means" })).toContainText("total is at most 100,000");
  await page.getByRole("switch", { name: "Delete" }).click();
  await page.getByRole("switch", { name: "Delete" }).click();
  expect(await sourceOf(page)).toBe(EXAMPLES);
});

test("what the form cannot show stays as it is written, and a text that is no YAML says why there is no form", async ({
  page,
  demo,
}) => {
  await signInAs(page, demo, "Owner");
  await page.goto(instancePath(demo, "permissions"));
  const odd = EXAMPLES.replace("status: { $ne: 'deleted' },", "$exists: { table: main.customers },");
  await writePolicy(page, odd);
  await show(page, "Visual");
  const read = page.getByRole("region", { name: "Read", exact: true });
  await expect(read).toContainText("$exists: { table: main.customers }");
  await read.getByRole("button", { name: "Remove the condition on customer_id" }).click();
  await read.getByRole("button", { name: "Edit in YAML" }).click();
  await expect(page.getByRole("textbox", { name: "Policy document" })).toBeFocused();
  expect(await sourceOf(page)).toContain("where: { $exists: { table: main.customers } }");

  await writePolicy(page, "permissions: [");
  await show(page, "Visual");
  await expect(page.getByText(/The document cannot be read, so there is only its text: .* \(line \d+\)/)).toBeVisible();
  const document = page.getByRole("textbox", { name: "Policy document" });
  await expect(document).toBeVisible();
  // While it is mended the text stays.
  await document.press("Control+End");
  await page.keyboard.type("]");
  await expect(page.getByRole("radio", { name: "YAML" })).toBeChecked();
  await expect(document).toBeFocused();
});

test("who may not edit sees the form, cannot use it, and reads why", async ({ page, demo }) => {
  const areas = ["policy", "instances", "projects"];
  const permissions = areas.map((area) => ({ area, level: "view" }));
  await ask(demo, "POST", "/roles", { name: "Policy reader", permissions });
  const reader = await join(demo, "Rita Reader", ["Policy reader"]);
  await signIn(page, reader.email, reader.password);
  await page.goto(`${instancePath(demo, "permissions")}?permission=own_orders`);
  await expect(page.getByRole("region", { name: "What it means" })).toContainText("customer may read rows where");
  await expect(page.locator("#read-only")).toContainText("needs the right “deploy policy”");
  const read = page.getByRole("region", { name: "Read", exact: true });
  await expect(read.getByLabel("Value of status")).toBeDisabled();
  await expect(page.getByRole("switch", { name: "Delete" })).toBeDisabled();
  await expect(read.getByRole("button", { name: "Condition" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Add permission" })).toHaveAttribute("aria-disabled", "true");
  await show(page, "SQL");
  await expect(page.getByText(/This is the policy in force/)).toBeVisible();
  await page.getByLabel("User id").fill("7");
  await expect(read).toContainText('"customer_id" = 7');
});

test("the form has no barriers on a phone and on a desk", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`${instancePath(demo, "permissions")}?permission=served_orders`);
  const read = page.getByRole("region", { name: "Read", exact: true });
  await read.getByRole("button", { name: "Condition", exact: true }).last().click();
  await read.getByLabel("Column of the new condition").selectOption("total");
  const value = read.getByLabel("Value of the new condition");
  await value.fill("no number");
  await value.press("Enter");
  await expect(value).toHaveAttribute("aria-invalid", "true");
  await expectNoBarriers(page);
  await page.keyboard.press("Escape");
  await expect(value).toHaveCount(0);
  await page.setViewportSize({ width: 375, height: 900 });
  await page.getByLabel("Permission", { exact: true }).selectOption("own_reviews");
  await expect(page.getByRole("heading", { name: "Own reviews" })).toBeVisible();
  await show(page, "SQL");
  await expectNoBarriers(page);
});
