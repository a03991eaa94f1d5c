import { expect, open, signIn, test } from "./support.ts";

test("signing in leads to where one wanted to go, signing out ends it everywhere", async ({ page, context }) => {
  await page.goto("/customers?view=mine");
  await page.getByLabel("登录名").fill("rep1");
  await page.getByLabel("密码", { exact: true }).fill("Guanxi-demo-1");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/customers\?view=mine/);
  const other = await context.newPage();
  await open(other, "/customers");
  await page.getByRole("button", { name: /的菜单$/ }).click();
  await page.getByRole("menuitem", { name: "退出登录" }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect(other).toHaveURL(/\/login/);
  await page.goto("/customers");
  await expect(page).toHaveURL(/\/login/);
});

test("language and theme change at once and are remembered", async ({ page }) => {
  await signIn(page, "service");
  await page.goto("/me");
  await page.getByRole("button", { name: /的菜单$/ }).click();
  await page.getByRole("menuitem", { name: "外观" }).hover();
  await page.getByRole("menuitem", { name: "深色" }).click();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect.poll(ground).toBe("rgb(17, 17, 19)");
  await page.getByRole("button", { name: /的菜单$/ }).click();
  await page.getByRole("menuitem", { name: "语言" }).hover();
  await page.getByRole("menuitem", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Personal settings");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Personal settings");
  expect(await ground()).toBe("rgb(17, 17, 19)");
  // As they were, for the tests that come after.
  await page.getByRole("button", { name: /menu/i }).click();
  await page.getByRole("menuitem", { name: "Language" }).hover();
  await page.getByRole("menuitem", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("个人设置");
});
