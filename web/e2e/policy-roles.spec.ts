import { expect } from "@playwright/test";
import { ask, expectNoBarriers, instancePath, signInAs } from "./acts";
import { type Demo, test } from "./server";

const development = (demo: Demo) => `/projects/${demo.project_id}/instances/${demo.instances.development.id}`;

/** What people typed into the draft of an instance goes, so that the next test finds what is in force. */
async function discard(demo: Demo, instance: string): Promise<void> {
  const draft = await ask<{ updated_at: string | null }>(demo, "GET", `${instance}/policy/draft`);
  if (draft.updated_at) await ask(demo, "DELETE", `${instance}/policy/draft`);
}

test("a role has an address of its own, with who holds it and what is behind each cell", async ({
  page,
  demo,
  request,
}) => {
  const user = demo.users.find(({ roles }) => roles.includes("support"));
  if (!user) throw new Error("the demonstration has no support");
  const orders = `${demo.instances.development.url}/rest/v1/orders?select=id&limit=1`;
  const seen = await request.get(orders, { headers: { Authorization: `Bearer ${user.token}` } });
  expect(seen.status()).toBe(200);
  await signInAs(page, demo, "Owner");
  // Who came in is written down every few seconds.
  await expect(async () => {
    await page.goto(`${instancePath(demo, "permissions")}?roles=cards`);
    await expect(page.getByRole("region", { name: "support" })).toContainText("1 user", { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await page.getByRole("region", { name: "support" }).getByRole("button", { name: "support", exact: true }).click();
  await expect(page).toHaveURL(/permissions\?role=support$/);
  await page.reload();
  await expect(page.getByRole("heading", { level: 2, name: "support" })).toBeVisible();
  await expect(page.getByText("1 user", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Read main.reviews: full" }).click();
  const behind = page.getByRole("dialog", { name: "Read main.reviews: full" });
  await expect(behind.getByRole("listitem")).toHaveText([/published_reviews/, /moderation/]);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "See data" }).click();
  await expect(page.getByRole("group", { name: "Roles" }).getByRole("button", { pressed: true })).toHaveText("support");
  await page.goBack();
  await page.getByRole("button", { name: "All roles" }).click();
  await expect(page.getByRole("region", { name: "manager" })).toBeVisible();
  await page.goto(`${instancePath(demo, "permissions")}?role=support`);
  await expect(page.getByRole("button", { name: "Read main.reviews: full" })).toBeVisible();
  await expectNoBarriers(page);
});

test("a role is added by naming it, and deleted after what its users lose was shown", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`${instancePath(demo, "permissions")}?roles=cards`);
  await page.getByRole("button", { name: "Add role" }).click();
  const adding = page.getByRole("dialog", { name: "Add role" });
  await adding.getByLabel("Name").fill("manager");
  await expect(adding.getByText("There is a role of that name.").first()).toBeVisible();
  await adding.getByLabel("Name").fill("auditor");
  await expect(adding.getByRole("button", { name: "Add role" })).toHaveAttribute("aria-disabled", "true");
  await adding.getByLabel("All orders").check();
  await adding.getByLabel("Cancel an order").check();
  await adding.getByRole("button", { name: "Add role" }).click();
  await expect(page).toHaveURL(/permissions\?role=auditor$/);
  await expect(page.getByRole("button", { name: "Read main.orders: full" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Actions it may call" })).toContainText("Cancel an order");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(/saved today/)).toBeVisible();
  const draft = await ask<{ source: string }>(demo, "GET", `${development(demo)}/policy/draft`);
  expect(draft.source).toContain("roles: [manager, auditor]");
  expect(draft.source).toContain("roles: [customer, auditor]");
  expect(draft.source, "what people wrote around it stays").toContain("# Who sees what of Wanderlust's data.");
  type Told = { roles: { role: string; actions: { name: string }[] }[] };
  const told = await ask<Told>(demo, "GET", `${development(demo)}/policy/roles?of=draft`);
  expect(told.roles.find(({ role }) => role === "auditor")?.actions).toEqual([
    { name: "cancel_order", is_owner: false, calls: null },
  ]);

  await page.goto(`${instancePath(demo, "permissions")}?role=customer`);
  await page.getByRole("button", { name: "Delete role" }).click();
  const deleting = page.getByRole("dialog", { name: "Delete role" });
  const kept = deleting.getByRole("region", { name: /^Its users lose/ });
  await expect(kept.getByRole("listitem")).toHaveText([/Catalogue/, /Published reviews/, /Cancel an order/]);
  const gone = deleting.getByRole("region", { name: /^These are for this role alone/ });
  await expect(gone.getByRole("listitem")).toHaveText([
    /Own profile/,
    /Own orders/,
    /Items of own orders/,
    /Own reviews/,
  ]);
  await deleting.getByRole("button", { name: "Compare on rows" }).click();
  await expect(deleting.getByRole("status")).toContainText(/with customer\s+reads\s+main\.orders/, { timeout: 30_000 });
  await expectNoBarriers(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await deleting.getByRole("button", { name: "Delete role" }).click();
  await expect(page.getByRole("region", { name: "manager" })).toBeVisible();
  await expect(page.getByRole("region", { name: "customer" })).toHaveCount(0);
  await expect(page.getByText("not saved")).toBeVisible();
  await discard(demo, development(demo));
});
