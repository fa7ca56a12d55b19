import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { expectNoBarriersHere, signInAs } from "./acts";
import { DOORS, LAYERS, PAGES } from "./screens";
import { test } from "./server";

const SHOTS = process.env.BAILIWICK_SHOTS ?? join(tmpdir(), "bailiwick-shots");
const WIDTHS = [375, 1180, 1440];

mkdirSync(SHOTS, { recursive: true });

// The walk leaves requests, approvals and revoked tokens behind.
test.use({ ownServer: "pages" });

test("every page is free of barriers at every width, in both themes", async ({ page, demo, context }) => {
  test.setTimeout(600_000);
  const errors = collectErrors(page);
  await signInAs(page, demo, "Owner");
  for (const [name, path] of Object.entries(PAGES)) await look(page, name, await path(demo, page));
  await context.clearCookies();
  for (const [name, path] of Object.entries(DOORS)) await look(page, name, await path(demo, page));
  expect(errors).toEqual([]);
});

test("every layer fits the screen and is free of barriers, in both themes", async ({ page, demo }) => {
  test.setTimeout(600_000);
  const errors = collectErrors(page);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signInAs(page, demo, "Owner");
  for (const [name, [path, open]] of Object.entries(LAYERS)) {
    for (const width of [375, 1440]) {
      await size(page, width);
      await page.goto(await path(demo, page));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await open(page);
      const layer = page.getByRole("dialog");
      await expect(layer).toBeVisible();
      await page.waitForLoadState("networkidle");
      const box = await layer.boundingBox();
      expect.soft(box?.x, `${name} at ${width} is cut off`).toBeGreaterThanOrEqual(0);
      expect.soft((box?.x ?? 0) + (box?.width ?? 0), `${name} at ${width} is cut off`).toBeLessThanOrEqual(width);
      await check(page, `layer-${name}`, width);
    }
  }
  expect(errors).toEqual([]);
});

async function look(page: Page, name: string, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.waitForLoadState("networkidle");
  for (const width of WIDTHS) {
    await size(page, width);
    await check(page, name, width);
  }
}

function check(page: Page, name: string, width: number): Promise<void> {
  return expectNoBarriersHere(page, `${name} at ${width}`, (theme) =>
    page.screenshot({ path: join(SHOTS, `${name}-${width}-${theme}.png`) }),
  );
}

function size(page: Page, width: number): Promise<void> {
  return page.setViewportSize({ width, height: width < 900 ? 800 : 900 });
}

function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) errors.push(message.text());
  });
  return errors;
}

test("everything can be reached by keyboard", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(`/org/${demo.organization_id}/projects`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or jump to" })).toBeFocused();
  await page.keyboard.type("audit");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Audit log");
  await expect(page.getByRole("main")).toBeFocused();
});

test("the theme can be chosen and stays", async ({ page, demo }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await signInAs(page, demo, "Owner");
  await page.getByRole("button", { name: /account of/ }).click();
  await page.getByRole("menuitem", { name: "Dark" }).click();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(canvas).toBe("rgb(17, 16, 15)");
});
