import { expect, type Page } from "@playwright/test";
import { pressOff, signInAs } from "./acts";
import { type Demo, test } from "./server";

const list = (demo: Demo) => `/org/${demo.organization_id}/team/service-tokens`;

async function createToken(page: Page, demo: Demo, name: string): Promise<string> {
  await page.goto(list(demo));
  await page.getByRole("button", { name: "Create service token" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create service token" });
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByRole("radio", { name: "Grant something" }).click();
  await dialog.getByRole("radio", { name: /^Read only/ }).check();
  await dialog.getByRole("button", { name: "Create service token" }).click();
  const minted = page.getByRole("dialog", { name: "Copy your token" });
  const secret = (await minted.locator("code").textContent()) ?? "";
  await minted.getByRole("button", { name: "Done" }).click();
  return secret;
}

test("a service token is made, does what it was granted and no more, is rotated, suspended and deleted", async ({
  page,
  demo,
  request,
}) => {
  await signInAs(page, demo, "Owner");
  const path = `/api/v1/organizations/${demo.organization_id}/projects`;
  const ask = async (secret: string) => {
    const answer = await request.get(path, { headers: { Authorization: `Bearer ${secret}` } });
    return { status: answer.status(), total: answer.ok() ? ((await answer.json()) as { total: number }).total : 0 };
  };
  const first = await createToken(page, demo, "Nightly reports");
  expect(first).toMatch(/^bw_svc_/);
  expect((await ask(first)).total).toBeGreaterThan(0);

  const row = page.getByRole("row", { name: /Nightly reports/ });
  await expect(row).toContainText("View on Projects");
  await expect(row).toContainText(`…${first.slice(-4)}`);
  expect(await page.content()).not.toContain(first);
  await page.getByRole("link", { name: "Nightly reports" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nightly reports");

  await page.getByRole("button", { name: "Add grant" }).click();
  const add = page.getByRole("dialog", { name: "Add grant" });
  await add.getByRole("radio", { name: "Single actions" }).click();
  await pressOff(add.getByRole("button", { name: "Add grant" }));
  await expect(add, "nothing is sent before something is chosen").toBeVisible();
  await add.getByRole("radio", { name: "Project", exact: true }).click();
  await add.getByRole("radio", { name: "Wanderlust Tracker" }).check();
  await add.getByRole("checkbox", { name: "policy.deploy" }).check();
  await add.getByRole("button", { name: "Add grant" }).click();
  await expect(page.getByRole("table", { name: "Grants" })).toContainText("in the project Wanderlust Tracker");

  await page.getByRole("button", { name: "Acts on Nightly reports" }).click();
  await page.getByRole("menuitem", { name: "Rotate secret" }).click();
  const rotate = page.getByRole("dialog", { name: "Rotate secret" });
  await rotate.getByLabel("The old secret ends").selectOption("After 1 hour");
  await rotate.getByRole("button", { name: "Rotate secret" }).click();
  const minted = page.getByRole("dialog", { name: "Copy your token" });
  const second = (await minted.locator("code").textContent()) ?? "";
  await minted.getByRole("button", { name: "Done" }).click();
  expect(second).not.toBe(first);
  expect((await ask(first)).status, "both work until the overlap ends").toBe(200);
  expect((await ask(second)).status).toBe(200);

  await page.getByRole("button", { name: "Acts on Nightly reports" }).click();
  await page.getByRole("menuitem", { name: "Suspend" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend service token" }).click();
  await expect(page.getByText("suspended", { exact: true })).toBeVisible();
  expect((await ask(second)).total).toBe(0);

  await page.getByRole("button", { name: "Remove: View on Projects" }).first().click();
  await page.getByRole("dialog", { name: "Remove grant" }).getByRole("button", { name: "Remove grant" }).click();
  await expect(page.getByRole("table", { name: "Grants" }).getByRole("row")).toHaveCount(2);

  await page.getByRole("button", { name: "Acts on Nightly reports" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const gone = page.getByRole("dialog", { name: "Delete service token" });
  await gone.getByRole("textbox").fill("Nightly reports");
  await gone.getByRole("button", { name: "Delete service token" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Team");
  await expect(page.getByRole("row", { name: /Nightly reports/ })).toHaveCount(0);
  expect((await ask(second)).status).toBe(401);
});

test("two service tokens cannot have one name, and what was typed stays", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await createToken(page, demo, "One of a kind");
  await page.getByRole("button", { name: "Create service token" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create service token" });
  await dialog.getByLabel("Name", { exact: true }).fill("One of a kind");
  await dialog.getByRole("button", { name: "Create service token" }).click();
  await expect(dialog).toContainText(/name/i);
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("One of a kind");
});

test("who may not see service tokens is refused in words", async ({ page, demo }) => {
  await signInAs(page, demo, "Developer");
  await page.goto(list(demo));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have permission");
  await expect(page.getByRole("main")).toContainText("service_tokens.view");
});

test("a member neither changes a token that stands above, nor grants production", async ({
  page,
  demo,
  browser,
  baseURL,
}) => {
  await signInAs(page, demo, "Owner");
  await createToken(page, demo, "Not theirs");
  const other = await browser.newPage({ baseURL });
  await signInAs(other, demo, "Organization Member");
  await other.goto(list(demo));
  await other.getByRole("button", { name: "Create service token" }).first().click();
  const dialog = other.getByRole("dialog", { name: "Create service token" });
  await dialog.getByRole("radio", { name: "Grant something" }).click();
  const production = dialog.getByRole("checkbox", { name: "Also in production" });
  await expect(production).toHaveAttribute("aria-disabled", "true");
  await expect(production).toHaveAccessibleDescription(/service_token_grants\.create_production/);
  await pressOff(production);
  await expect(production).not.toBeChecked();
  await other.keyboard.press("Escape");
  await other.getByRole("link", { name: "Not theirs" }).click();
  const add = other.getByRole("button", { name: "Add grant" });
  await expect(add).toHaveAttribute("aria-disabled", "true");
  await expect(add).toHaveAccessibleDescription(/no more than you/);
  await other.getByRole("button", { name: "Acts on Not theirs" }).click();
  await pressOff(other.getByRole("menuitem", { name: "Delete" }));
  await expect(other.getByRole("dialog")).toHaveCount(0);
  await other.close();
});

test("a personal token may carry a chosen part, and is renamed and rotated", async ({ page, demo, request }) => {
  await signInAs(page, demo, "Owner");
  await page.goto("/account/access-tokens");
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog", { name: "Create token" });
  await dialog.getByLabel("Name", { exact: true }).fill("Policy bot");
  await dialog.getByLabel("Authority").selectOption("Only what you choose");
  const create = dialog.getByRole("button", { name: "Create token" });
  await expect(create).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("radio", { name: /^Policy/ }).check();
  await dialog.getByRole("radio", { name: "Project", exact: true }).click();
  await dialog.getByRole("radio", { name: "Wanderlust Tracker" }).check();
  await dialog.getByLabel("Instance", { exact: true }).selectOption("Development");
  await create.click();
  const minted = page.getByRole("dialog", { name: "Copy your token" });
  const secret = (await minted.locator("code").textContent()) ?? "";
  await minted.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: /Policy bot/ });
  await expect(row).toContainText("/Development");
  const as = { headers: { Authorization: `Bearer ${secret}` } };
  const at = `/api/v1/organizations/${demo.organization_id}`;
  expect((await request.get(`${at}/projects/${demo.project_id}/instances`, as)).status()).toBe(200);
  expect((await request.get(`${at}/members`, as)).status(), "its owner may, it may not").toBe(403);

  await page.getByRole("button", { name: "Acts on Policy bot" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Policy robot");
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await page.getByRole("button", { name: "Acts on Policy robot" }).click();
  await page.getByRole("menuitem", { name: "Rotate secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate secret" }).click();
  await expect(page.getByRole("dialog", { name: "Copy your token" })).toContainText("refused from now on");
  await page.getByRole("button", { name: "Done" }).click();
  expect((await request.get(`${at}/projects`, as)).status()).toBe(401);
  await expect(page.getByRole("row", { name: /Policy robot/ })).not.toContainText(`…${secret.slice(-4)}`);
});
