import { expect, open, Rest, signIn, test, unique } from "./support.ts";

test("conditions are built by hand, and the address reproduces them", async ({ page, context }) => {
  await signIn(page, "admin");
  await open(page, "/customers");
  await page.getByRole("button", { name: "条件", exact: true }).click();
  await page.getByPlaceholder("查找字段").fill("客户等级");
  await page.keyboard.press("Enter");
  const editor = page.locator(".ant-popover:visible");
  await editor.getByRole("combobox", { name: "值" }).fill("A");
  await page.keyboard.press("Enter");
  await expect(editor.getByText(/^A/).first()).toBeVisible();
  // Leaving the editor applies what was chosen.
  await page.getByRole("heading", { level: 1 }).click();
  await expect(page).toHaveURL(/filter=.*level/);
  const shown = await page.getByRole("row").count();
  const other = await context.newPage();
  await open(other, page.url().replace(/^https?:\/\/[^/]+/, ""));
  await expect(other.getByRole("row")).toHaveCount(shown);
  await expect(other.getByRole("button", { name: /客户等级/ }).first()).toBeVisible();
});

test("a view is saved, chosen again and removed", async ({ page }) => {
  const name = `视图${unique()}`;
  await signIn(page, "rep1");
  await open(page, `/customers?filter=${encodeURIComponent('kind == "company"')}&sort=name`);
  await page.getByRole("button", { name: "存为视图" }).click();
  await page.getByLabel("视图名称").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  const tab = page.getByRole("tab", { name: new RegExp(name) });
  await expect(tab).toHaveAttribute("aria-selected", "true");
  await page.getByRole("tab", { name: /^全部/ }).click();
  await tab.click();
  await expect(page).toHaveURL(/view=/);
  await expect(page.getByRole("columnheader", { name: "客户名称" })).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("button", { name: "视图操作" }).click();
  await page.getByRole("menuitem", { name: "删除" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await expect(tab).toHaveCount(0);
});

test("columns are chosen, and the choice stays", async ({ page }) => {
  await signIn(page, "rep2");
  await open(page, "/customers");
  await expect(page.getByRole("columnheader", { name: "邮箱" })).toHaveCount(0);
  await page.getByRole("button", { name: "列设置" }).click();
  await page.getByRole("checkbox", { name: "邮箱" }).check();
  await expect(page.getByRole("columnheader", { name: "邮箱" })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await open(page, "/customers");
  await expect(page.getByRole("columnheader", { name: "邮箱" })).toHaveCount(1);
});

test("a page is reached by its number", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/customers?limit=20");
  const first = await page.getByRole("grid").getByRole("link").first().textContent();
  const number = page.getByLabel("页码");
  await number.fill("3");
  await number.press("Enter");
  await expect(page).toHaveURL(/page=3/);
  await expect(page.getByRole("grid").getByRole("link").first()).not.toHaveText(first ?? "");
  await page.getByRole("button", { name: "下一页" }).click();
  await expect(number).toHaveValue("4");
  await page.getByRole("button", { name: "上一页" }).click();
  await expect(number).toHaveValue("3");
});

test("a value is edited where it stands", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const name = `行内${unique()}`;
  const { id } = await rest.post("/customers", { kind: "company", name, phone: "13900000008" });
  await signIn(page, "admin");
  await open(page, `/customers?q=${encodeURIComponent(name)}`);
  await page.getByRole("gridcell", { name: "13900000008" }).dblclick({ position: { x: 3, y: 3 } });
  const input = page.getByRole("grid").getByRole("textbox", { name: "电话" });
  await input.fill("13900000009");
  await input.press("Enter");
  await expect(page.getByText("电话已保存")).toBeVisible();
  expect((await rest.get(`/customers/${id}`)).phone).toBe("13900000009");
});

test("a tag is put on everything that is selected, and the tray tells what came of it", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const word = unique();
  for (const at of [1, 2, 3]) await rest.post("/customers", { kind: "company", name: `批量${word}${at}号` });
  await signIn(page, "admin");
  await open(page, `/customers?q=${encodeURIComponent(`批量${word}`)}`);
  await page.getByRole("checkbox", { name: "选择本页" }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "打标签" }).click();
  const tags = page.getByRole("dialog").getByRole("combobox").first();
  await tags.fill("重点跟进");
  await tags.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("region", { name: "后台任务" })).toContainText("完成 3 条", { timeout: 15_000 });
  await expect(page.getByRole("grid").getByText("重点跟进")).toHaveCount(3);
});

test("the usual sort is turned round", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/customers");
  const head = page.getByRole("columnheader", { name: "创建时间" });
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "ascending");
});

test("the list is sorted from a menu too", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/customers");
  await page.getByRole("button", { name: "排序" }).click();
  await page.getByRole("menuitem", { name: "客户名称" }).click();
  await expect(page.getByRole("columnheader", { name: "客户名称" })).toHaveAttribute("aria-sort", "ascending");
  await expect(page).toHaveURL(/sort=name/);
});

test("a bulk action on all that match says how many they are", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/customers?limit=20");
  await page.getByRole("checkbox", { name: "选择本页" }).check();
  const bar = page.getByRole("toolbar");
  await bar.getByRole("button", { name: /^选择全部/ }).click();
  await bar.getByRole("button", { name: "删除" }).click();
  await expect(page.getByRole("dialog")).toContainText(/删除所选 [\d,]+ 位客户？/);
});

test("other conditions end a selection: nothing unseen is acted on", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/customers?limit=20");
  await page.getByRole("checkbox", { name: "选择本页" }).check();
  const bar = page.getByRole("toolbar");
  await expect(bar).toBeVisible();
  await page.getByRole("tab", { name: /^我的/ }).click();
  await expect(page).toHaveURL(/view=mine/);
  await expect(bar).toHaveCount(0);
});

test("the way back from a customer leads to the list as it was left", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, `/customers?filter=${encodeURIComponent('kind == "company"')}&sort=name`);
  await page.getByRole("grid").getByRole("link").first().click();
  await expect(page.getByRole("tab", { name: "概览" })).toBeVisible();
  await page.getByRole("article").getByRole("link", { name: "客户", exact: true }).click();
  await expect(page).toHaveURL(/filter=.*kind.*sort=name/);
});

test("a region is asked for by its name, with all within it", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/customers");
  await page.getByRole("button", { name: "条件", exact: true }).click();
  await page.getByPlaceholder("查找字段").fill("地区");
  await page.keyboard.press("Enter");
  const editor = page.locator(".ant-popover:visible");
  await editor.getByRole("combobox", { name: "值" }).fill("广东");
  await page.locator(".ant-cascader-menu-item", { hasText: "广东省" }).first().click();
  await editor.getByRole("button", { name: "应用" }).click();
  await expect(page.getByRole("button", { name: "所在地区 位于 广东省" })).toBeVisible();
  await expect(page).toHaveURL(/startsWith.*44/);
  await expect(page.getByRole("grid").getByRole("link").first()).toBeVisible();
});

test("a group of conditions is told in words, joined as it is meant", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, `/customers?filter=${encodeURIComponent('level == null || (kind == "person" && name.contains("陈"))')}`);
  await expect(page.getByRole("button", { name: /客户等级 为空.*或.*且 客户名称 包含 陈/ })).toBeVisible();
});

test("on a phone the cards are sorted, filtered and called from", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const name = `手机${unique()}`;
  await rest.post("/customers", { kind: "company", name, phone: "13900000010" });
  await page.setViewportSize({ width: 375, height: 780 });
  await signIn(page, "admin");
  await open(page, `/customers?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole("link", { name: "拨打 13900000010" })).toHaveAttribute("href", "tel:13900000010");
  await page.getByRole("button", { name: "筛选" }).click();
  const apply = page.getByRole("dialog").getByRole("button", { name: "应用" });
  await expect(apply).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "排序" }).click();
  await page.getByRole("menuitem", { name: "客户名称" }).click();
  await expect(page).toHaveURL(/sort=name/);
});

test("what the server refuses stays in the open editor with the reason", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const name = `拒绝${unique()}`;
  const { id } = await rest.post("/customers", { kind: "company", name, phone: "13812345678" });
  await signIn(page, "admin");
  await open(page, `/customers?q=${encodeURIComponent(name)}&cols=name,phone`);
  await page.getByRole("gridcell", { name: "13812345678", exact: true }).dblclick();
  const editor = page.getByRole("textbox", { name: "电话" });
  await editor.fill("1381234");
  await editor.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "电话号码不正确" })).toBeVisible();
  await expect(editor).toHaveValue("1381234");
  await expect(editor).toBeFocused();
  await editor.fill("13987654321");
  await editor.press("Enter");
  await expect(page.getByRole("gridcell", { name: "13987654321", exact: true })).toBeFocused();
  expect((await rest.get(`/customers/${id}`)).phone).toBe("13987654321");

  await open(page, `/customers/${id}`);
  await page.getByRole("button", { name: "编辑邮箱" }).click();
  const address = page.getByRole("textbox", { name: "邮箱" });
  await address.fill("no address");
  await address.press("Enter");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(address).toHaveValue("no address");
  await address.press("Escape");
  await expect(address).toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect((await rest.get(`/customers/${id}`)).email ?? null).toBeNull();
});

test("the list is walked, filtered and left by keyboard, and the keyboard keeps its place", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/customers");
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const cell = (row: number) => page.locator(`[data-cell="${row}:0"]`);
  // Before there are rows, there is nowhere to walk.
  await expect(cell(2)).toBeVisible();
  await press("j", "j", "j", "k");
  await expect(cell(1)).toBeFocused();
  const name = (await cell(1).getByRole("link").first().textContent()) ?? "";
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.goBack();
  await expect(cell(1)).toBeFocused();
  // Dialogs give the keyboard back.
  await press("Control+k");
  await expect(page.getByRole("combobox", { name: "搜索" })).toBeFocused();
  await press("Escape");
  await expect(cell(1)).toBeFocused();
  await press("c");
  await expect(page.getByRole("dialog").getByLabel("客户名称")).toBeFocused();
  await press("Escape");
  await expect(cell(1)).toBeFocused();
  // A condition, from the field to the last key.
  await press("/", "Tab", "Enter");
  await page.getByPlaceholder("查找字段").fill("客户等级");
  await press("Enter");
  await expect(page.getByRole("combobox", { name: "值" })).toBeFocused();
  await page.keyboard.type("B");
  await press("Enter", "Tab");
  await expect(page.getByRole("button", { name: "应用" })).toBeFocused();
  await press("Enter");
  await expect(page.getByRole("button", { name: /客户等级 是 B 级/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "条件", exact: true })).toBeFocused();
  // A menu is entered as it opens, and left to its button.
  await page.getByRole("button", { name: "更多操作" }).focus();
  await press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await press("Escape");
  await expect(page.getByRole("button", { name: "更多操作" })).toBeFocused();
});

test("a condition that a link compares with a code is said in words", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, `/customers?filter=${encodeURIComponent('kind == "company"')}`);
  await page.getByRole("button", { name: "客户类别 是 企业客户" }).click();
  await expect(page.locator(".ant-popover:visible .ant-select-selection-item")).toHaveText("企业客户");
});
