import type { APIRequestContext } from "@playwright/test";
import { expect, open, Rest, signIn, test, unique } from "./support.ts";

/** Does something while the organization treats duplicates in a certain way; afterwards it warns again, as it does by default. */
async function underPolicy(request: APIRequestContext, policy: string, run: () => Promise<void>): Promise<void> {
  const rest = await Rest.as(request, "admin");
  const set = async (duplicate_policy: string) => {
    const { version, settings } = await rest.get("/organization");
    await rest.patch("/organization", version, { settings: { ...settings, duplicate_policy } });
  };
  await set(policy);
  try {
    await run();
  } finally {
    await set("warn");
  }
}

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

test("half a phone number does not hide who has the same name, and the second phone is asked too", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const word = unique();
  const phone2 = `138${String(Date.now()).slice(-8)}`;
  await rest.post("/customers", { kind: "company", name: `苏州${word}包装有限公司`, phone2 });
  await signIn(page, "admin");
  await open(page, "/customers/new");
  await page.getByLabel("电话", { exact: true }).fill("13");
  await page.getByLabel("客户名称").fill(`苏州${word}包装有限公司`);
  await expect(page.getByText("名称相同")).toBeVisible();
  await page.getByLabel("客户名称").fill(`无关${unique()}`);
  await page.getByLabel("电话", { exact: true }).fill("");
  await page.getByLabel("电话 2").fill(phone2);
  await expect(page.getByText("电话相同")).toBeVisible();
});

test("where the organization asks for it, a duplicate is saved with a reason that the history keeps", async ({ page, request }) => {
  const name = `无锡${unique()}机械有限公司`;
  const rest = await Rest.as(request, "admin");
  await rest.post("/customers", { kind: "company", name });
  await underPolicy(request, "allow_with_reason", async () => {
    await signIn(page, "admin");
    await page.keyboard.press("c");
    await page.getByRole("dialog").getByLabel("客户名称").fill(name);
    await expect(page.getByText("保存时请说明理由")).toBeVisible();
    await page.keyboard.press("Control+s");
    const question = page.getByRole("dialog", { name: "可能与已有记录重复" });
    await expect(question.getByText("名称相同")).toBeVisible();
    await question.getByRole("button", { name: "说明理由并保存" }).click();
    await expect(question.getByText("必填")).toBeVisible();
    await question.getByLabel("仍要保存的理由").fill("同名的另一家公司");
    await question.getByRole("button", { name: "说明理由并保存" }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await page.getByRole("tab", { name: "变更记录" }).click();
    await expect(page.getByRole("tabpanel").getByText("同名的另一家公司")).toBeVisible();
  });
  const { items } = await rest.get("/customers", { q: name });
  expect(items).toHaveLength(2);
});

test("where the organization blocks duplicates, the person learns whom to ask and loses nothing", async ({ page, request }) => {
  const name = `常州${unique()}电气有限公司`;
  const manager = await Rest.as(request, "manager");
  await manager.post("/customers", { kind: "company", name });
  const owner = (await manager.get("/me")).user.display_name;
  await underPolicy(request, "block", async () => {
    await signIn(page, "rep1");
    await page.keyboard.press("c");
    const form = page.getByRole("dialog", { name: "新建客户" });
    await form.getByLabel("客户名称").fill(name);
    await form.getByLabel("备注").fill("展会上认识");
    await page.keyboard.press("Control+s");
    const refusal = page.getByRole("dialog", { name: "可能与已有记录重复" });
    await expect(refusal.getByText(`请联系负责人${owner}`)).toBeVisible();
    await expect(refusal.getByRole("textbox")).toHaveCount(0);
    await refusal.getByRole("button", { name: "返回修改" }).click();
    await expect(form.getByLabel("备注")).toHaveValue("展会上认识");
    await form.getByRole("button", { name: "取消" }).click();
    await page.getByRole("button", { name: "放弃修改" }).click();
    await expect(form).toHaveCount(0);
  });
});

test("an edit that makes a duplicate is asked about where it is made", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const phone = `137${String(Date.now()).slice(-8)}`;
  await rest.post("/customers", { kind: "company", name: `甲${unique()}`, phone });
  const other = await rest.post("/customers", { kind: "company", name: `乙${unique()}` });
  await underPolicy(request, "allow_with_reason", async () => {
    await signIn(page, "admin");
    await open(page, `/customers/${other.id}`);
    await page.getByRole("button", { name: "编辑电话", exact: true }).click();
    await page.getByRole("textbox", { name: "电话", exact: true }).fill(phone);
    await page.keyboard.press("Enter");
    const question = page.getByRole("dialog", { name: "可能与已有记录重复" });
    await question.getByLabel("仍要保存的理由").fill("两家公司共用总机");
    await question.getByRole("button", { name: "说明理由并保存" }).click();
    await expect(question).toHaveCount(0);
    await expect(page.getByRole("link", { name: phone })).toBeVisible();
  });
  expect((await rest.get(`/customers/${other.id}`)).phone).toBe(phone);
});

test("the owners of a customer are told one after another, with who gave it", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const me = (await rest.get("/me")).user;
  const made = await rest.post("/customers", { kind: "company", name: `转手${unique()}` });
  await signIn(page, "admin");
  await open(page, `/customers/${made.id}`);
  const owners = page.getByRole("list", { name: "历任负责人" });
  await expect(owners.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "转移" }).click();
  await page.getByRole("dialog").getByRole("combobox").fill("李晓明");
  await page.locator(".ant-select-item-option", { hasText: "李晓明" }).click();
  await page.keyboard.press("Control+s");
  await expect(page.getByText("客户已转移")).toBeVisible();
  await expect(owners.getByRole("listitem")).toHaveCount(2);
  await expect(owners.getByRole("listitem").first()).toContainText(/李晓明.*现任.*至今.*转来/);
  await expect(owners.getByRole("listitem").last()).toContainText(`${me.display_name}新建`);
});

test("a rep is not offered what only those who assign may do", async ({ page, request }) => {
  const rest = await Rest.as(request, "rep1");
  const made = await rest.post("/customers", { kind: "company", name: `自有${unique()}` });
  await signIn(page, "rep1");
  await open(page, `/customers/${made.id}`);
  await expect(page.getByRole("button", { name: "编辑简称" })).toHaveCount(1);
  await expect(page.getByRole("button", { name: "编辑负责人" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "转移" })).toHaveCount(0);
  await expect(page.getByRole("combobox", { name: "添加团队成员" })).toHaveCount(0);
});

test("what was typed into the quick form is on the page with all fields", async ({ page }) => {
  await signIn(page, "rep1");
  await page.keyboard.press("c");
  const name = `草稿${unique()}`;
  await page.getByRole("dialog").getByLabel("客户名称").fill(name);
  await page.getByRole("button", { name: "全部字段" }).click();
  await expect(page).toHaveURL(/customers\/new/);
  await expect(page.getByLabel("客户名称")).toHaveValue(name);
  // It exists nowhere else yet: leaving asks.
  await page.getByRole("button", { name: "取消" }).click();
  await page.getByRole("button", { name: "放弃修改" }).click();
  await expect(page).toHaveURL(/customers$/);
});

test("an incomplete form says above what is missing and leads there", async ({ page }) => {
  await signIn(page, "rep1");
  await open(page, "/customers/new");
  await page.getByRole("textbox", { name: "备注" }).fill("只写了备注");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("alert").first()).toContainText("客户名称");
  await expect(page.getByLabel("客户名称")).toBeFocused();
});

test("a deletion is taken back at once", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id } = await rest.post("/customers", { kind: "company", name: `误删${unique()}` });
  await signIn(page, "admin");
  await open(page, `/customers/${id}`);
  await page.getByRole("button", { name: "更多操作" }).click();
  await page.getByRole("menuitem", { name: "删除" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await page.getByRole("button", { name: "撤销" }).click();
  await expect.poll(async () => (await rest.get(`/customers/${id}`)).deleted_at).toBeNull();
});

test("a deleted customer can be looked at and brought back, not edited", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id, version } = await rest.post("/customers", { kind: "company", name: `已删${unique()}` });
  await rest.remove(`/customers/${id}`, version);
  await signIn(page, "admin");
  await open(page, `/customers/${id}`);
  await expect(page.getByText("这条记录在回收站中")).toBeVisible();
  await expect(page.getByRole("button", { name: "编辑", exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "恢复" }).click();
  await expect(page.getByText("这条记录在回收站中")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "编辑", exact: true })).toHaveCount(1);
});
