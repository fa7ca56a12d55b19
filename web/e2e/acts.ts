import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Locator, type Page } from "@playwright/test";
import type { Demo } from "./server";

/** Signs in as the demonstration's member who holds `role`. */
export async function signInAs(page: Page, demo: Demo, role: string): Promise<void> {
  const member = demo.members.find((each) => each.roles.includes(role));
  if (!member) throw new Error(`nobody in demo.json is ${role}`);
  await signIn(page, member.email, member.password);
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Sign in");
}

export function instancePath(demo: Demo, view: string): string {
  return `/org/${demo.organization_id}/project/${demo.project_id}/${demo.instances.development.id}/${view}`;
}

/** Replaces the text of the policy editor. */
export async function writePolicy(page: Page, source: string): Promise<void> {
  const yaml = page.getByRole("radio", { name: "YAML" });
  if (!(await yaml.isChecked())) await yaml.click();
  const editor = page.getByRole("textbox", { name: "Policy document" });
  await editor.click();
  await page.keyboard.press("Control+a");
  // Pasted, because typing would be helped by the editor's own indentation.
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, source);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules of axe that a theme can break: the others read what both themes have in common. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** What axe finds wrong on the page, one line each: everything, or only what depends on colours. */
export async function findBarriers(page: Page, among: "everything" | "colours" = "everything"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const rules = among === "colours" ? COLOUR_RULES : undefined;
  return page.evaluate(async (runOnly) => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const { violations } = await (window as any).axe.run(document, { resultTypes: ["violations"], runOnly });
    return violations.flatMap((violation: { id: string; nodes: { target: string[]; failureSummary: string }[] }) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
    );
  }, rules);
}

/** Somebody who came in by an invitation, with the named roles. */
export type Newcomer = { email: string; password: string; name: string; member: string };

/** Invites an address as the owner would, and gives the path of its link. */
export async function invite(demo: Demo, email: string, roles: string[] = []): Promise<string> {
  const all = await ask<{ items: { id: string; name: string }[] }>(demo, "GET", "/roles?limit=100");
  const ids = roles.map((name) => all.items.find((role) => role.name === name)?.id);
  const sent = await ask<{ link: string }>(demo, "POST", "/invitations", { email, roles: ids });
  return new URL(sent.link).pathname;
}

/** Makes a member by invitation, without the dashboard. */
export async function join(demo: Demo, name: string, roles: string[]): Promise<Newcomer> {
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@example.com`;
  const password = "a kettle sings at seven";
  const path = await invite(demo, email, roles);
  const accepted = await fetch(`${address(demo)}/api/v1${path}/accept`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ password, display_name: name }),
  });
  if (!accepted.ok) throw new Error(await accepted.text());
  const { member } = (await accepted.json()) as { member: string };
  return { email, password, name, member };
}

/** Asks the API as the owner would, below the organization. */
export async function ask<Answer>(demo: Demo, method: string, path: string, body?: unknown): Promise<Answer> {
  const token = demo.members.find((each) => each.roles.includes("Owner"))?.token;
  const answer = await fetch(`${address(demo)}/api/v1/organizations/${demo.organization_id}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as Answer;
}

/** Presses what puts a policy in force on Development, and waits until it is. Gives the number of the version. */
export async function putInForce(demo: Demo, press: () => Promise<void>): Promise<number> {
  const path = `/projects/${demo.project_id}/instances/${demo.instances.development.id}/policy`;
  type Policy = { deployed: { version: number } | null };
  const version = async () => (await ask<Policy>(demo, "GET", path)).deployed?.version ?? 0;
  const before = await version();
  await press();
  await expect.poll(version).toBe(before + 1);
  return before + 1;
}

function address(demo: Demo): string {
  return new URL(demo.instances.development.url).origin;
}

/** Nothing scrolls sideways and axe finds nothing, on a phone and on a desk, in both themes. */
export async function expectNoBarriers(page: Page): Promise<void> {
  for (const width of [375, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoBarriersHere(page, `${page.url()} at ${width}`);
  }
}

/** The same as the page stands. `seen` is called in each theme, once it has come to rest. */
export async function expectNoBarriersHere(
  page: Page,
  name: string,
  seen?: (theme: "light" | "dark") => Promise<unknown>,
): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    // What is asked anew or changes colour is not looked at halfway.
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    // Brought to their ends, not waited for: one that is not painted never comes there.
    await page.evaluate(() => {
      for (const each of document.getAnimations()) each.finish();
    });
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(excess, `${name} scrolls sideways, ${theme}`).toBeLessThanOrEqual(0);
    await seen?.(theme);
    const among = theme === "light" ? "everything" : "colours";
    expect.soft(await findBarriers(page, among), `${name}, ${theme}`).toEqual([]);
  }
}

/** The window is left and looked at again, after so long that the dashboard asks the server anew. */
export async function lookAway(page: Page): Promise<void> {
  await page.waitForTimeout(STALE_MS);
  const asked = page.waitForResponse((answer) => answer.url().includes("/api/v1/"), { timeout: 15_000 });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await asked;
  await page.waitForLoadState("networkidle");
}

/** A little more than the dashboard keeps an answer. */
const STALE_MS = 5_200;

/** Makes a role of a template as an owner does it: chosen in the dialog, and saved as it comes. */
export async function createFromTemplate(page: Page, demo: Demo, name: string): Promise<void> {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/team/roles`);
  await page.getByRole("button", { name: "Create role" }).click();
  const offered = page.getByRole("dialog", { name: "Create role" });
  await offered.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
  await page.context().clearCookies();
}

/**
 * Presses what says it is off. A forced press of the mouse goes to where the control was when it was looked for, and
 * hits something else when the page moves; this one cannot miss, so that nothing happening means what it seems.
 */
export async function pressOff(control: Locator): Promise<void> {
  await control.dispatchEvent("click");
}
