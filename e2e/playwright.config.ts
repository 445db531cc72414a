import { defineConfig } from "@playwright/test";

// The walks of a file run one after another. Each worker has a demo per engine, and the walks of its files share the schools
// of it, so each takes a page or a cell of its own. A walk needs about a core: its browser and its server take turns.
// Chromium is Debian's; the switches keep it from asking the outside world for anything.
export default defineConfig({
  testDir: ".",
  testMatch: "*.walk.ts",
  outputDir: "test-results",
  globalSetup: "./servers.ts",
  workers: 2,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    viewport: { width: 1366, height: 768 },
    locale: "ru-RU",
    timezoneId: "Asia/Tomsk",
    screenshot: "only-on-failure",
    trace: process.env.PARTA_TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath: process.env.PARTA_CHROMIUM || "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "sqlite" },
    { name: "postgres", testMatch: ["mark.walk.ts", "conflict.walk.ts"] },
  ],
});
