import { expect, isAccessible, test } from "./support.ts";

test("whoever opens the address is asked to sign in", async ({ page }) => {
  const answer = await page.goto("/");
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveTitle(/关系|Guanxi/);
  await expect(page).toHaveURL(/\/login/);
  await expect(page.locator("input[type=password]")).toBeVisible();
  await isAccessible(page);
});

test("a link into the application leads to the same door", async ({ page }) => {
  await page.goto("/customers?q=%E5%8D%8E%E5%85%B4");
  await expect(page.locator("input[type=password]")).toBeVisible();
});

test("a wrong password is told in words", async ({ page }) => {
  await page.goto("/login");
  await page.locator("input:not([type=password])").first().fill("nobody");
  await page.locator("input[type=password]").fill("not-the-password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page).toHaveURL(/\/login/);
});

test("the page fits a telephone", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 667 });
  await page.goto("/login");
  await expect(page.locator("input[type=password]")).toBeVisible();
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);
});
