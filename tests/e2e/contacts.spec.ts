import { readFile } from "node:fs/promises";
import { choose, expect, isAccessible, open, Rest, signIn, test, unique } from "./support.ts";

/** A mobile number that no other test and no earlier run has used. */
const mobile = () => `137${String(Date.now()).slice(-8)}`;

/** A customer of the administrator's for whom nobody is known yet. */
async function customer(rest: Rest): Promise<{ id: string; name: string }> {
  return rest.post("/customers", { kind: "company", name: `联络${unique()}有限公司` });
}

test("a contact is entered on the customer's page, and entering it twice is noticed", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id, name } = await customer(rest);
  const number = mobile();
  await signIn(page, "admin");
  await open(page, `/customers/${id}`);
  await page.getByRole("tab", { name: "联系人" }).click();
  await page.getByRole("tabpanel").getByRole("button", { name: "新建联系人" }).click();
  const form = page.getByRole("dialog", { name: "新建联系人" });
  await expect(form.getByLabel("姓名")).toBeFocused();
  await expect(form.locator(".ant-form-item", { hasText: "所属客户" })).toContainText(name);
  await page.keyboard.type("沈青禾");
  await form.getByLabel("手机").fill(number);
  await form.getByLabel("职务").fill("采购经理");
  await page.keyboard.press("Control+s");
  await expect(form).toHaveCount(0);
  // The person stays with the customer and sees whom they have entered.
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const people = page.getByRole("list", { name: "联系人" });
  await expect(people.getByRole("listitem")).toHaveCount(1);
  await expect(people).toContainText("采购经理");
  await expect(people.getByRole("link", { name: `拨打 ${number}` })).toHaveAttribute("href", `tel:${number}`);

  await page.getByRole("tabpanel").getByRole("button", { name: "新建联系人" }).click();
  await form.getByLabel("姓名").fill("沈青禾");
  await expect(form.getByText("有 1 位相似的联系人")).toBeVisible();
  await expect(form.getByText("名称相同")).toBeVisible();
  await form.getByLabel("姓名").fill("别人");
  await expect(form.getByText("有 1 位相似的联系人")).toHaveCount(0);
  await form.getByLabel("手机").fill(number);
  await expect(form.getByText("电话相同")).toBeVisible();
});

test("a contact is found by pinyin initials from anywhere", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const tail = unique();
  const { id } = await rest.post("/contacts", { name: `慕容清${tail}` });
  await signIn(page, "admin");
  await expect(page.getByRole("searchbox")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "搜索" })).toBeFocused();
  await page.keyboard.type(`mrq${tail}`);
  const found = page.getByRole("group", { name: "联系人" }).getByRole("option", { name: new RegExp(`慕容清${tail}`) });
  await expect(found).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/contacts/${id}`));
});

test("the chart tells who reports to whom, is used by keyboard and fits a telephone", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id } = await customer(rest);
  const at = { customer_id: id };
  const boss = await rest.post("/contacts", {
    ...at,
    name: "董一鸣",
    decision_role: "decision_maker",
    attitude: "opponent",
  });
  const middle = await rest.post("/contacts", {
    ...at,
    name: "许二南",
    reports_to_id: boss.id,
    attitude: "supporter",
  });
  await rest.post("/contacts", { ...at, name: "韩三川", reports_to_id: middle.id });
  await signIn(page, "admin");
  await open(page, `/customers/${id}?tab=contacts`);
  await page.getByText("组织架构").click();
  const chart = page.getByRole("list", { name: "组织架构" });
  const under = (name: string) =>
    chart
      .getByRole("listitem")
      .filter({ has: page.getByRole("link", { name }) })
      .last();
  await expect(under("韩三川")).toBeVisible();
  await expect(chart.getByRole("listitem").filter({ hasText: "许二南" }).last()).toContainText("韩三川");
  await expect(chart).toContainText("决策人");
  await expect(chart).toContainText("反对者");
  await isAccessible(page);
  await chart.getByRole("button", { name: "许二南的下级，1 人" }).focus();
  await page.keyboard.press("Enter");
  await expect(chart.getByRole("link", { name: "韩三川" })).toHaveCount(0);
  await page.keyboard.press("Enter");
  await page.setViewportSize({ width: 375, height: 812 });
  await expect(chart.getByRole("link", { name: "韩三川" })).toBeVisible();
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);
  // The way back leads to the same tab.
  await chart.getByRole("link", { name: "许二南" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "许二南" })).toBeVisible();
  await expect(page.getByRole("link", { name: "董一鸣" }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "韩三川" }).first()).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("list", { name: "组织架构" })).toBeVisible();
});

test("whoever changes jobs keeps what they were, and a further post makes them one of that customer's people", async ({
  page,
  request,
}) => {
  const rest = await Rest.as(request, "admin");
  const former = await customer(rest);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const next = await customer(rest);
  const one = await rest.post("/contacts", { name: "罗迁", customer_id: former.id, job_title: "设备科长" });
  await signIn(page, "admin");
  await open(page, `/contacts/${one.id}/edit`);
  await choose(page, page.getByLabel("所属客户"), next.name);
  await page.getByLabel("职务").fill("设备部长");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  const posts = page.getByRole("list", { name: "任职经历" });
  await expect(posts.getByRole("listitem").nth(0)).toContainText(next.name);
  await expect(posts.getByRole("listitem").nth(0)).toContainText("设备部长");
  await expect(posts.getByRole("listitem").nth(1)).toContainText(former.name);
  await expect(posts.getByRole("listitem").nth(1)).toContainText("设备科长");

  await page.getByRole("button", { name: "编辑任职经历" }).click();
  const drawer = page.getByRole("dialog", { name: "任职经历" });
  await isAccessible(page);
  await drawer.getByRole("button", { name: "添加任职" }).click();
  const row = drawer.getByRole("group", { name: "任职 2" });
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(row.getByText("必填")).toBeVisible();
  await row.getByRole("textbox", { name: "其他单位" }).fill("省设备协会");
  await row.getByLabel("职务").fill("理事");
  await row.getByLabel("开始").fill("2024-05-01");
  await row.getByLabel("结束").fill("2023-05-01");
  await drawer.locator(".ant-drawer-title").click();
  await drawer.getByRole("button", { name: "保存" }).click();
  // What the server finds wrong stands at its field.
  await expect(row.locator(".ant-form-item-explain-error")).toBeVisible();
  await row.getByLabel("结束").fill("2025-05-01");
  await drawer.locator(".ant-drawer-title").click();
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(drawer).toHaveCount(0);
  await expect(posts).toContainText("省设备协会");
  await expect(posts).toContainText("2024-05-01 – 2025-05-01");
});

test("a contact's card is a code to scan and a file to keep", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id, name } = await customer(rest);
  const number = mobile();
  const made = await rest.post("/contacts", {
    name: "纪名片",
    customer_id: id,
    job_title: "总工",
    mobile: number,
  });
  await signIn(page, "admin");
  await open(page, `/contacts/${made.id}`);
  await page.getByRole("button", { name: "名片" }).click();
  const dialog = page.getByRole("dialog", { name: "纪名片的名片" });
  await expect(dialog.getByRole("img", { name: "纪名片的名片二维码" })).toBeVisible();
  await isAccessible(page);
  const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "下载 vCard" }).click()]);
  expect(file.suggestedFilename()).toBe("纪名片.vcf");
  const card = await readFile(await file.path(), "utf8");
  for (const part of ["BEGIN:VCARD", "纪名片", number, name, "总工"]) expect(card).toContain(part);
});

test("one person at a customer is the first to call", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id } = await customer(rest);
  const first = await rest.post("/contacts", { name: "甲前任", customer_id: id, is_primary: true });
  const second = await rest.post("/contacts", { name: "乙后任", customer_id: id });
  await signIn(page, "admin");
  await open(page, `/customers/${id}?tab=contacts`);
  const people = page.getByRole("list", { name: "联系人" }).getByRole("listitem");
  await expect(people.first()).toContainText("甲前任");
  await page.getByRole("button", { name: "把乙后任设为首要联系人" }).click();
  await expect(people.first()).toContainText("乙后任");
  await expect(people.first().getByRole("img", { name: "首要联系人" })).toBeVisible();
  await expect(page.getByRole("img", { name: "首要联系人" })).toHaveCount(1);
  expect((await rest.get(`/contacts/${second.id}`)).is_primary).toBe(true);
  expect((await rest.get(`/contacts/${first.id}`)).is_primary).toBe(false);
});

test("when a customer is transferred, its contacts go along unless they shall stay", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const people = (await rest.get("/people")).items as { id: string; name: string }[];
  const me = (await rest.get("/me")).user.id;
  const heir = people.find((each) => each.id !== me);
  expect(heir).toBeDefined();
  await signIn(page, "admin");
  for (const along of [true, false]) {
    const { id } = await customer(rest);
    const { id: contact } = await rest.post("/contacts", { name: "随行", customer_id: id });
    await open(page, `/customers/${id}`);
    await page.getByRole("button", { name: "转移" }).click();
    const drawer = page.getByRole("dialog", { name: "转移" });
    await choose(page, drawer.getByLabel("新负责人"), heir?.name ?? "");
    await expect(drawer.getByLabel("联系人一并移交")).toBeChecked();
    if (!along) await drawer.getByLabel("联系人一并移交").uncheck();
    await drawer.getByRole("button", { name: "转移" }).click();
    await expect(page.getByText("客户已转移").last()).toBeVisible();
    await expect(drawer).toHaveCount(0);
    expect((await rest.get(`/customers/${id}`)).owner_id).toBe(heir?.id);
    expect((await rest.get(`/contacts/${contact}`)).owner_id).toBe(along ? heir?.id : me);
  }
});

test("several contacts are tagged, deleted and brought back at once", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const tail = unique();
  const ids: string[] = [];
  for (const name of ["批一", "批二"]) ids.push((await rest.post("/contacts", { name: `${name}${tail}` })).id);
  const tagged = async () => Promise.all(ids.map(async (id) => (await rest.get(`/contacts/${id}`)).tags));
  await signIn(page, "admin");
  await open(page, `/contacts?q=${tail}`);
  const grid = page.getByRole("grid", { name: "联系人" });
  await expect(grid.getByText(`批一${tail}`)).toBeVisible();
  await isAccessible(page);
  await page.getByRole("checkbox", { name: "选择本页" }).check();
  const bar = page.getByRole("toolbar", { name: "所选记录的操作" });
  await bar.getByRole("button", { name: "打标签" }).click();
  const drawer = page.getByRole("dialog", { name: "给 2 位联系人打标签" });
  await drawer.getByLabel("添加标签").fill(`批${tail}`);
  await page.keyboard.press("Enter");
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(async () => expect(await tagged()).toEqual([[`批${tail}`], [`批${tail}`]])).toPass();

  await page.getByRole("checkbox", { name: "选择本页" }).check();
  await bar.getByRole("button", { name: "删除" }).click();
  await page.getByRole("dialog", { name: "删除所选 2 位联系人？" }).getByRole("button", { name: "删除" }).click();
  await expect(async () => expect((await rest.get("/contacts", { q: tail })).items).toEqual([])).toPass();
  const bin = new URLSearchParams({ filter: `name.contains("${tail}")` });
  await open(page, `/contacts/recycle-bin?${bin}`);
  await page.getByRole("checkbox", { name: "选择本页" }).check();
  await bar.getByRole("button", { name: "恢复" }).click();
  await expect(async () => expect((await rest.get("/contacts", { q: tail })).items).toHaveLength(2)).toPass();
});

test("whoever sees numbers masked is not invited to call them", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id } = await customer(rest);
  const number = mobile();
  await rest.post("/contacts", { name: "遮号", customer_id: id, mobile: number, email: `${unique()}@example.com` });
  await signIn(page, "marketing");
  await open(page, `/customers/${id}?tab=contacts`);
  const people = page.getByRole("list", { name: "联系人" });
  await expect(people).toContainText("遮号");
  await expect(people).toContainText("*");
  await expect(people).not.toContainText(number);
  await expect(people.getByRole("link")).toHaveCount(1);
  await expect(page.getByRole("tabpanel").getByRole("button", { name: "新建联系人" })).toHaveCount(0);
});
