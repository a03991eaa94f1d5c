import { expect, open, Rest, signIn, test, unique } from "./support.ts";

test("a customer is entered by keyboard alone", async ({ page }) => {
  await signIn(page, "rep1");
  const name = `键盘${unique()}贸易有限公司`;
  await expect(page.getByRole("grid")).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("dialog").getByLabel("客户名称")).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type("13912345678");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  // The number was assigned by the organization's pattern.
  await expect(page.getByText(/C\d{6}-\d{5}/).first()).toBeVisible();
  await expect(page.getByText("13912345678").first()).toBeVisible();
});

test("wrong values are told at their fields", async ({ page }) => {
  await signIn(page, "rep1");
  await open(page, "/customers/new");
  await page.getByLabel("客户名称").fill(`错误${unique()}`);
  await page.getByLabel("统一社会信用代码").fill("91310000MA1K35XXX0");
  await page.getByLabel("电话", { exact: true }).fill("12");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByRole("alert").first()).toContainText("2 个字段需要修改");
  await expect(page.locator(".ant-form-item-explain-error")).toHaveCount(2);
});

test("whoever enters a customer twice is warned while typing", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const word = unique();
  const phone = `139${String(Date.now()).slice(-8)}`;
  await rest.post("/customers", { kind: "company", name: `南京${word}科技有限公司`, phone });
  await signIn(page, "admin");
  await page.keyboard.press("c");
  const form = page.getByRole("dialog");
  await form.getByLabel("客户名称").fill(`${word}科技`);
  await expect(form.getByText("有 1 位相似的客户")).toBeVisible();
  await form.getByLabel("电话", { exact: true }).fill(phone);
  await expect(form.getByText("电话相同")).toBeVisible();
  await form.getByRole("button", { name: "取消" }).click();
  await page.getByRole("button", { name: "放弃修改" }).click();
  await expect(form).toHaveCount(0);
});

test("a customer is found by pinyin initials, in the list and from anywhere", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const tail = unique();
  const { id } = await rest.post("/customers", { kind: "company", name: `翠屏山茶叶${tail}` });
  await signIn(page, "admin");
  await expect(page.getByRole("searchbox")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type(`cpscy${tail}`);
  await expect(page.getByRole("grid").getByText(`翠屏山茶叶${tail}`)).toBeVisible();
  await expect(page).toHaveURL(/q=cpscy/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "搜索" })).toBeFocused();
  await page.keyboard.type(`翠屏山茶叶${tail}`);
  await expect(page.getByRole("option", { name: new RegExp(`翠屏山茶叶${tail}`) })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/customers/${id}`));
});

test("an edit on a stale copy shows what the other person changed", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const made = await rest.post("/customers", { kind: "company", name: `并发${unique()}`, phone: "13900000001" });
  await signIn(page, "admin");
  await open(page, `/customers/${made.id}/edit`);
  await page.getByLabel("简称").fill("我的简称");
  await page.getByLabel("电话", { exact: true }).fill("13900000002");
  const manager = await Rest.as(request, "manager");
  await rest.post(`/customers/${made.id}/transfer`, {
    owner_id: (await manager.get("/me")).user.id,
    keep_as_team_member: false,
  });
  const now = await manager.get(`/customers/${made.id}`);
  await manager.patch(`/customers/${made.id}`, now.version, { phone: "13900000003" });
  await page.getByRole("button", { name: "保存", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "记录已被他人修改" });
  await expect(dialog).toContainText("13900000003");
  await expect(dialog).toContainText("13900000002");
  await dialog.getByText("用对方的").first().click();
  await dialog.getByRole("button", { name: "按此保存" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const after = await rest.get(`/customers/${made.id}`);
  expect([after.phone, after.short_name]).toEqual(["13900000003", "我的简称"]);
});

test("what others do appears without reloading", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const made = await rest.post("/customers", { kind: "company", name: `实时${unique()}`, phone: "13900000004" });
  await signIn(page, "admin");
  await open(page, `/customers/${made.id}`);
  await rest.patch(`/customers/${made.id}`, made.version, { phone: "13900000005" });
  await expect(page.getByText("13900000005").first()).toBeVisible();
});

test("a deleted customer waits in the recycle bin and comes back", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const name = `回收${unique()}`;
  const { id } = await rest.post("/customers", { kind: "company", name });
  await signIn(page, "admin");
  await open(page, `/customers/${id}`);
  await page.getByRole("button", { name: "更多操作" }).click();
  await page.getByRole("menuitem", { name: "删除" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await expect(page).toHaveURL(/\/customers$/);
  await page.getByRole("button", { name: "更多操作" }).click();
  await page.getByRole("menuitem", { name: "回收站" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await row.hover();
  await row.getByRole("button", { name: "恢复" }).click();
  await expect(page.getByText(`已恢复客户 ${name}`)).toBeVisible();
  expect((await rest.get(`/customers/${id}`)).name).toBe(name);
});

test("the history tells who changed what", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const made = await rest.post("/customers", { kind: "company", name: `历史${unique()}`, phone: "13900000006" });
  await rest.patch(`/customers/${made.id}`, made.version, { phone: "13900000007" });
  await signIn(page, "admin");
  await open(page, `/customers/${made.id}`);
  await page.getByRole("tab", { name: "变更记录" }).click();
  await expect(page.getByRole("tabpanel").getByText("13900000006")).toBeVisible();
  await expect(page.getByRole("tabpanel").getByText("13900000007")).toBeVisible();
});
