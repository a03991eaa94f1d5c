import { defineConfig } from "@playwright/test";

/** Run by scripts/test-e2e.sh, which starts a server with the demo company and says where both are. */
function told(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run scripts/test-e2e.sh`);
  return value;
}

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  // Two cores are shared with the server, its database and the browser.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // A flow that fails is walked once more and then told as flaky, with the trace of its failure: what fails twice is
  // broken, what fails once is looked into without holding everybody up.
  retries: 1,
  // A flow of twenty steps takes half a minute on two idle cores. A busy machine may take several times as long, and
  // that says nothing about the product: what is waited for here is that a thing comes, the benchmark says how fast.
  timeout: 150_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL: told("GUANXI_URL"),
    browserName: "chromium",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: told("CHROMIUM_PATH"),
      // In a container the sandbox cannot be set up; the browser shows our own pages only, and calls nobody else.
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    },
  },
});
