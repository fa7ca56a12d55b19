import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { ask, expectNoBarriers, join, signIn, signInAs } from "./acts";
import { type Demo, test } from "./server";

function question(demo: Demo, who: string): string {
  const place = `project=${demo.project_id}&instance=${demo.instances.production.id}`;
  return `/org/${demo.organization_id}/access?who=${who}&action=policy.deploy&${place}`;
}

const verdict = (page: Page) => page.getByRole("main").getByRole("status").first();

test("why not is explained grant by grant, a fix is previewed, applied, and then it is yes", async ({ page, demo }) => {
  const vera = await join(demo, "Vera Explained", ["Organization Member"]);
  await signInAs(page, demo, "Owner");
  await page.goto(question(demo, `member:${vera.member}`));
  await expect(verdict(page)).toContainText("No");
  await expect(verdict(page)).toContainText("Vera Explained holds one grant.");
  await expect(verdict(page)).toContainText("It does not give “Deploy policy” on Production.");
  const grant = page.getByRole("table", { name: "Grants" }).getByRole("row", { name: /Organization Member/ });
  await expect(grant).toContainText("lacks it");
  await expect(grant).toContainText("everywhere");
  await expect(grant).toContainText("no end");
  const fixes = page.getByRole("complementary", { name: "Fixes" }).getByRole("listitem");
  const adds = (await fixes.allTextContents()).map((text) => Number(/adds (\d+)/.exec(text)?.[1]));
  expect(adds, "least authority first").toEqual(adds.toSorted((one, other) => one - other));

  const developer = fixes.filter({ hasText: "the role Developer" });
  await developer.getByRole("button", { name: /^Preview/ }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect(preview).toContainText("Policy Deploy");
  const before = await ask<{ roles: unknown[] }>(demo, "GET", `/members/${vera.member}`);
  expect(before.roles, "nothing is saved by looking").toHaveLength(1);
  await preview.getByRole("button", { name: "Apply" }).click();
  await expect(verdict(page)).toContainText("Yes");
  await expect(verdict(page)).toContainText("Developer, given directly");
});

test("a fix that makes a role asks for its name, makes it and gives it", async ({ page, demo }) => {
  const nils = await join(demo, "Nils Narrow", ["Organization Member"]);
  await signInAs(page, demo, "Owner");
  await page.goto(question(demo, `member:${nils.member}`));
  await page.getByRole("button", { name: "Preview 1", exact: true }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await preview.getByLabel("Name of the new role").fill("Owner");
  await preview.getByRole("button", { name: "Apply" }).click();
  await expect(preview.getByLabel("Name of the new role")).toHaveAttribute("aria-invalid", "true");
  await preview.getByLabel("Name of the new role").fill("Deploys to production");
  await preview.getByRole("button", { name: "Apply" }).click();
  await expect(verdict(page)).toContainText("Yes");
  const held = await ask<{ roles: { name: string }[] }>(demo, "GET", `/members/${nils.member}`);
  expect(held.roles.map(({ name }) => name).toSorted()).toEqual(["Deploys to production", "Organization Member"]);
});

test("the question is chosen by keyboard and stands in the address", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/access`);
  const choose = async (word: RegExp, text: string, option: RegExp) => {
    await page.getByRole("button", { name: word }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type(text);
    await expect(page.getByRole("option").first()).toContainText(option);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("option")).toHaveCount(0);
  };
  await choose(/^Who:/, "davi", /Davi Developer/);
  await choose(/^Action:/, "deploy policy", /policy\.deploy/);
  await choose(/^On:/, "wanderlust / prod", /Production/);
  await expect(verdict(page)).toContainText("Yes");
  const url = new URL(page.url());
  expect(url.searchParams.get("who")).toMatch(/^member:/);
  expect(url.searchParams.get("instance")).toBe(demo.instances.production.id);
  await page.getByRole("radio", { name: "Who can" }).click();
  await expect(page.getByRole("row", { name: /Davi Developer/ }).last()).toContainText("The role Developer");
  await expect(page.getByRole("row", { name: /Mika Member/ })).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Filter people" }).fill("olga");
  await page.getByRole("link", { name: "Why Olga Owner may" }).click();
  await expect(verdict(page)).toContainText("Olga Owner");

  await page.goto(
    `/org/${demo.organization_id}/access?action=audit.view&instance=${"f".repeat(24)}&who=${"member:nobody"}`,
  );
  await expect(page.getByRole("main"), "nonsense in the address is said, not a blank page").not.toBeEmpty();
});

test("who may not explain others asks about themselves, and what they could not apply says why", async ({
  page,
  demo,
}) => {
  await signInAs(page, demo, "Organization Member");
  await page.goto(question(demo, ""));
  await expect(page.getByRole("button", { name: "Who: Mika Member" })).toHaveAccessibleDescription(/access\.explain/);
  await expect(page.getByRole("main")).toContainText("There is no such thing, or you may not know of it.");
  await page.goto(`/org/${demo.organization_id}/access?action=projects.create`);
  await page.getByRole("button", { name: "Preview 1", exact: true }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  const apply = preview.getByRole("button", { name: "Apply" });
  await expect(apply).toHaveAttribute("aria-disabled", "true");
  await expect(preview).toContainText("roles.create");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Request access" }).click();
  await expect(page.getByRole("dialog", { name: "Request access" })).toContainText("projects.create");
});

test("the matrix says what everybody may do, is filtered, and is taken away as CSV", async ({ page, demo }) => {
  await signInAs(page, demo, "Developer");
  await page.goto(`/org/${demo.organization_id}/access/matrix`);
  const row = (name: string) => page.getByRole("row", { name: new RegExp(name) }).first();
  await expect(row("Olga Owner")).toContainText("everywhere");
  await expect(row("Dana Databases"), "only in the project of her database").toContainText("Wanderlust Tracker");
  await page.getByLabel("Area").selectOption("Policy");
  await expect(page.getByRole("columnheader", { name: "policy.deploy" })).toBeVisible();
  await expect(row("Davi Developer").getByRole("img", { name: "yes" })).toHaveCount(2);
  await page
    .getByRole("main")
    .getByRole("button", { name: /^Project:/ })
    .click();
  await page.getByRole("option", { name: "Wanderlust Tracker" }).click();
  await page.getByRole("searchbox", { name: "Filter people" }).fill("mika");
  await expect(page.getByText("1 member", { exact: true })).toBeVisible();
  const url = new URL(page.url());
  expect([url.searchParams.get("area"), url.searchParams.get("project"), url.searchParams.get("person")]).toEqual([
    "policy",
    demo.project_id,
    "mika",
  ]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("access-matrix.csv");
  const text = readFileSync(await download.path(), "utf8");
  expect(text).toMatch(/^member,email,project_id,project,organization\.view/);
  expect(text).toContain("Mika Member");
  expect(text).not.toContain("Olga Owner");
});

test("the page of a refusal explains it to whom it was said, and is absent for everybody else", async ({
  page,
  demo,
  browser,
  baseURL,
}) => {
  await signInAs(page, demo, "Organization Member");
  await page.goto(`/org/${demo.organization_id}/audit`);
  await page.getByRole("link", { name: "Why" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why it was refused");
  await expect(verdict(page)).toContainText("It does not give “View audit” on Wanderlust Inc.");
  await expect(page.getByRole("button", { name: "Request access" })).toBeVisible();
  await expectNoBarriers(page);
  const address = new URL(page.url()).pathname;

  const owner = await (await browser.newContext({ baseURL })).newPage();
  await signInAs(owner, demo, "Owner");
  await owner.goto(address);
  await expect(verdict(owner), "who may explain access reads it too").toContainText("Mika Member");
  await owner.context().close();

  const other = await (await browser.newContext({ baseURL })).newPage();
  const oda = await join(demo, "Oda Other", ["Organization Member"]);
  await signIn(other, oda.email, oda.password);
  const see = async (path: string) => {
    await other.goto(path);
    await expect(other.getByRole("main")).toContainText("… or it does not exist");
    return other.getByRole("main").innerHTML();
  };
  expect(await see(address)).toBe(await see(`/explain/${"f".repeat(24)}`));
  await other.context().close();
});
