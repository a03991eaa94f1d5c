import { expect, isAccessible, open, Rest, signIn, test } from "./support.ts";

/** The pages there are for a kind of record, and those of one record with something on them. */
async function everyPage(rest: Rest): Promise<string[]> {
  const [customer] = (await rest.get("/customers", { limit: 1 })).items;
  const contact = await rest.post("/contacts", {
    name: "样例",
    customer_id: customer.id,
    attitude: "supporter",
  });
  await rest.post("/contacts", { name: "样例之下", customer_id: customer.id, reports_to_id: contact.id });
  return [
    ...PAGES,
    ...[`/customers/${customer.id}`, `/contacts/${contact.id}`].flatMap((path) => [path, `${path}/edit`]),
    `/customers/${customer.id}?tab=contacts`,
  ];
}

const PAGES = [
  "/customers",
  "/customers/recycle-bin",
  "/customers/new",
  "/contacts",
  "/contacts/recycle-bin",
  "/contacts/new",
  "/me",
  "/settings/organization",
  "/settings/departments",
  "/settings/users",
  "/settings/roles",
  "/settings/access",
  "/settings/dictionaries",
  "/settings/custom-fields",
  "/settings/numbering",
  "/settings/tags",
  "/settings/api-keys",
  "/settings/jobs",
  "/settings/audit",
  "/settings/system",
];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    test("every page can be used with a screen reader", async ({ page, request }) => {
      test.setTimeout(480_000);
      const rest = await Rest.as(request, "admin");
      const pages = await everyPage(rest);
      await signIn(page, "admin");
      for (const path of pages) {
        await test.step(path, async () => {
          await open(page, path);
          await isAccessible(page);
        });
      }
    });
  });
}

test("every page fits a telephone", async ({ page, request }) => {
  test.setTimeout(240_000);
  await page.setViewportSize({ width: 375, height: 812 });
  const rest = await Rest.as(request, "admin");
  const pages = await everyPage(rest);
  await signIn(page, "admin");
  for (const path of pages) {
    await test.step(path, async () => {
      await open(page, path);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([path, beyond <= 0]).toEqual([path, true]);
    });
  }
});

test("on a telephone a customer is entered, opened, deleted and restored", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 812 });
  const name = `手机${Date.now()}`;
  await signIn(page, "admin");
  await page.getByRole("navigation").getByRole("button", { name: "新建" }).click();
  await page.getByRole("menuitem", { name: "新建客户" }).click();
  await page.getByRole("dialog").getByLabel("客户名称").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.getByRole("button", { name: "更多操作" }).click();
  await page.getByRole("menuitem", { name: "删除" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await page.getByRole("button", { name: "更多操作" }).click();
  await page.getByRole("menuitem", { name: "回收站" }).click();
  await page.getByRole("listitem").filter({ hasText: name }).getByRole("button", { name: "恢复" }).click();
  await expect(page.getByText(`已恢复客户 ${name}`)).toBeVisible();
});
