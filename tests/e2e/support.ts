import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

/** Fails a test whose page writes an error to the console, throws, or loads anything from elsewhere. */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page, baseURL }, use) => {
      const noise: string[] = [];
      page.on("pageerror", (error) => noise.push(`thrown: ${error.message}`));
      page.on("console", (message) => {
        // An answer of 4xx is the page's business; Chromium logs it all the same.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
          noise.push(message.text());
      });
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(baseURL ?? "") && !/^(data|blob):/.test(url)) noise.push(`from elsewhere: ${url}`);
      });
      await use(undefined);
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** No violation of WCAG 2.1 AA that a machine can see. */
export async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(told).toEqual([]);
}
