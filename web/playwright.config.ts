import { defineConfig } from "@playwright/test";

// The system's chromium; as root it has no sandbox.
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "e2e",
  timeout: 90_000,
  expect: { timeout: 10_000 },
  // Each worker starts a server of its own.
  workers: process.env.CI ? 1 : 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: isRoot ? ["--no-sandbox"] : [],
    },
    trace: "retain-on-failure",
  },
});
