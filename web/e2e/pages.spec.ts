import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { findBarriers, instancePath, signInAs } from "./acts";
import { type Demo, test } from "./server";

const SHOTS = process.env.BAILIWICK_SHOTS ?? join(tmpdir(), "bailiwick-shots");
const WIDTHS = [375, 1180, 1440];

const PAGES: Record<string, (demo: Demo) => string> = {
  projects: (demo) => `/org/${demo.organization_id}/projects`,
  project: (demo) => `/org/${demo.organization_id}/project/${demo.project_id}`,
  databases: (demo) => `/org/${demo.organization_id}/databases`,
  team: (demo) => `/org/${demo.organization_id}/team`,
  audit: (demo) => `/org/${demo.organization_id}/audit`,
  settings: (demo) => `/org/${demo.organization_id}/settings`,
  connections: (demo) => instancePath(demo, "connections"),
  "client-auth": (demo) => instancePath(demo, "client-auth"),
  permissions: (demo) => instancePath(demo, "permissions"),
  data: (demo) =>
    `${instancePath(demo, "data")}?connection=main&table=orders&subject=${demo.users[0]?.id}&roles=${demo.users[0]?.roles.join(",")}`,
  "instance-settings": (demo) => instancePath(demo, "settings"),
  account: () => "/account/me",
  security: () => "/account/security",
  "access-tokens": () => "/account/access-tokens",
  refused: (demo) => `/org/${demo.organization_id}/project/${"f".repeat(24)}`,
};

mkdirSync(SHOTS, { recursive: true });

for (const theme of ["light", "dark"] as const) {
  test(`every page is free of barriers at every width, ${theme}`, async ({ page, demo }) => {
    test.setTimeout(240_000);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("Failed to load resource"))
        errors.push(message.text());
    });
    await page.emulateMedia({ colorScheme: theme });
    await signInAs(page, demo, "Owner");
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(path(demo));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width < 900 ? 800 : 900 });
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect.soft(excess, `${name} at ${width} scrolls sideways`).toBeLessThanOrEqual(0);
        await page.screenshot({ path: join(SHOTS, `${name}-${width}-${theme}.png`) });
        expect.soft(await findBarriers(page), `${name} at ${width}, ${theme}`).toEqual([]);
      }
    }
    expect(errors).toEqual([]);
  });
}

test("everything can be reached by keyboard", async ({ page, demo }) => {
  await signInAs(page, demo, "Owner");
  await page.goto(PAGES.projects?.(demo) ?? "/");
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
