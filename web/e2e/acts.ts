import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
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

/** Everything that axe finds wrong on the page, one line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const { violations } = await (window as any).axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap((violation: { id: string; nodes: { target: string[]; failureSummary: string }[] }) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
    );
  });
}
