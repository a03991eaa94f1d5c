import { createHmac } from "node:crypto";
import { choose, expect, isAccessible, open, PASSWORD, Rest, signIn, test, unique } from "./support.ts";

/** The code an authenticator app shows now (RFC 6238: SHA-1, six digits, thirty seconds). */
function codeOf(secret: string): string {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("the page of jobs says in words what became of each", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id } = await rest.post("/customers", { kind: "company", name: `任务${unique()}` });
  await rest.post("/customers/bulk-actions", { action: "tag", arguments: { tags: ["测试"] }, ids: [id] });
  await signIn(page, "admin");
  await open(page, "/settings/jobs");
  await expect(page.getByRole("row", { name: /批量操作/ }).first()).toBeVisible();
  await expect(page.getByText("已完成").first()).toBeVisible();
  await expect(page.getByText("jobs.state")).toHaveCount(0);
});

test("a role restricts only what can be restricted, and each field once", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const name = `字段${unique()}`;
  const { id } = await rest.post("/roles", { name, grants: [], field_rules: [] });
  await signIn(page, "admin");
  await open(page, "/settings/roles");
  await page.getByRole("button", { name }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "添加字段权限" }).click();
  const field = form.getByRole("combobox", { name: "字段", exact: true });
  const offered = (text: string) => page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: text });
  await field.click();
  await field.fill("客户名称");
  await expect(offered("客户名称")).toHaveCount(0);
  await field.fill("税号");
  await offered("税号").first().click();
  await form.getByRole("button", { name: "添加字段权限" }).click();
  await field.last().click();
  await field.last().fill("税号");
  await expect(offered("税号").first()).toHaveClass(/disabled/);
  await field.last().fill("开户银行");
  await offered("开户银行").first().click();
  await form.getByRole("button", { name: "保存" }).click();
  await expect(form).toHaveCount(0);
  const saved = await rest.get(`/roles/${id}`);
  expect(saved.field_rules.map((rule: { field: string }) => rule.field).sort()).toEqual(["bank", "tax_number"]);
  await rest.remove(`/roles/${id}`, saved.version);
});

test("the organization chooses how long its bin keeps things", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  await signIn(page, "admin");
  await open(page, "/settings/organization");
  // Duplicates are let through as before: other tests enter customers at the same time.
  await expect(page.getByRole("radio", { name: /提醒，但可以保存/ })).toBeChecked();
  await expect(page.getByRole("radio", { name: /不允许保存/ })).toBeVisible();
  const days = page.getByLabel("回收站保留天数");
  const save = page.locator("form", { has: days }).getByRole("button", { name: "保存" });
  await days.fill("400");
  await days.press("Tab");
  await expect(days).toHaveValue("365");
  await days.fill("90");
  await save.click();
  await expect(page.getByText("已保存")).toBeVisible();
  expect((await rest.get("/organization")).settings).toEqual({ duplicate_policy: "warn", bin_days: 90 });
  await days.fill("");
  await save.click();
  await expect.poll(async () => (await rest.get("/organization")).settings.bin_days).toBeNull();
});

test("who has lost phone and recovery codes is let in by the password again", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const login = `e2e_${unique()}`;
  const roles = (await rest.get("/roles")).items;
  const rep = roles.find((each: { code: string }) => each.code === "sales_rep");
  await rest.post("/users", { login, display_name: "丢手机", role_ids: [rep.id], password: PASSWORD });
  const theirs = await Rest.as(request, login);
  await theirs.post("/me/password", { current_password: PASSWORD, new_password: "Green-valley-31" });
  await theirs.post("/me/totp/confirm", { code: codeOf((await theirs.post("/me/totp")).secret) });
  await signIn(page, "admin");
  await open(page, "/settings/users");
  await page.getByPlaceholder("搜索姓名、登录名").fill(login);
  // The heading and the one who was found: a menu opened before that goes with the rows it belongs to.
  await expect(page.getByRole("row")).toHaveCount(2);
  const row = page.getByRole("row", { name: /丢手机/ });
  await expect(row.getByText("已开启")).toBeVisible();
  await row.getByRole("button", { name: "更多操作" }).click();
  await page.getByRole("menuitem", { name: "关闭两步验证" }).click();
  await expect(page.getByRole("dialog")).toContainText("先核实是本人");
  await page.getByRole("dialog").getByRole("button", { name: "关闭两步验证" }).click();
  await expect(row.getByText("已开启")).toHaveCount(0);
  // There is nothing left to take away.
  await row.getByRole("button", { name: "更多操作" }).click();
  await expect(page.getByRole("menuitem", { name: "停用" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "关闭两步验证" })).toHaveCount(0);
  const data = { login, password: "Green-valley-31", delivery: "body" };
  expect((await request.post("/api/v1/auth/login", { data })).status()).toBe(200);
});

test("a tag is made with a colour and renamed", async ({ page }) => {
  const word = unique();
  await signIn(page, "admin");
  await open(page, "/settings/tags");
  await page.getByRole("button", { name: "新建标签" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("标签", { exact: true }).fill(`初${word}`);
  await form.getByRole("combobox", { name: "颜色" }).click();
  await page.locator(".ant-select-item-option", { hasText: "绿" }).click();
  await form.getByRole("button", { name: "保存" }).click();
  await page.getByRole("button", { name: `初${word}` }).click();
  await form.getByLabel("标签", { exact: true }).fill(`新${word}`);
  await form.getByRole("button", { name: "保存" }).click();
  const row = page.getByRole("row", { name: new RegExp(`新${word}`) });
  await expect(row).toContainText("绿");
  await expect(page.getByText(`初${word}`)).toHaveCount(0);
});

test("a tag that a record carries keeps its name, and the record keeps the tag", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const word = `签${unique()}`;
  const name = `标签${word}`;
  await rest.post("/tags", { name: word, color: "green" });
  await rest.post("/customers", { kind: "company", name, tags: [word] });
  await signIn(page, "admin");
  await open(page, "/settings/tags");
  const row = page.getByRole("row", { name: new RegExp(word) });
  await row.getByRole("button").first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("标签", { exact: true }).fill(`再${word}`);
  await form.getByRole("button", { name: "保存" }).click();
  await expect(form.getByText("已有记录在使用这个标签，不能改名")).toBeVisible();
  await isAccessible(page);
  await form.getByRole("button", { name: "取消" }).click();

  await row.getByRole("button", { name: "删除" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await expect(row).toContainText("仅在记录中使用");
  await open(page, `/customers?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole("gridcell", { name: word, exact: true })).toBeVisible();
});

test("a word that is on records is registered and gets a colour", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const word = `词${unique()}`;
  await rest.post("/customers", { kind: "company", name: `登记${word}`, tags: [word] });
  await signIn(page, "admin");
  await open(page, "/settings/tags");
  await page.getByRole("searchbox", { name: "搜索标签" }).fill(word);
  await expect(page.getByRole("row")).toHaveCount(1 + 1);
  await page.getByRole("button", { name: word }).click();
  const form = page.getByRole("dialog", { name: "登记标签" });
  await expect(form.getByLabel("标签", { exact: true })).toBeDisabled();
  await form.getByRole("combobox", { name: "颜色" }).click();
  await page.locator(".ant-select-item-option", { hasText: "紫" }).click();
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("row", { name: new RegExp(word) })).toContainText("已登记");
  const [tag] = (await rest.get("/tags", { q: word })).items;
  expect(tag.color).toBe("violet");
  await rest.remove(`/tags/${tag.id}`, tag.version);
});

test("the administrator reads what is installed, and nobody else", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const system = await rest.get("/system");
  await signIn(page, "admin");
  await open(page, "/settings/system");
  const main = page.getByRole("main");
  await expect(main.getByText(system.version, { exact: true })).toBeVisible();
  await expect(main.getByText(system.database.version)).toBeVisible();
  await expect(main.getByText(/^[\d.]+ MB/)).toBeVisible();
  await main.getByText(`共 ${system.database.migrations.length} 次升级`).click();
  await expect(main.getByText(system.database.migrations[0])).toBeVisible();
  await isAccessible(page);
});

test("a sales representative is told that the system is none of their business", async ({ page }) => {
  await signIn(page, "rep1");
  await page.goto("/settings/system");
  await expect(page.getByRole("alert")).toContainText("没有执行此操作的权限");
  await expect(page.getByRole("link", { name: "系统信息" })).toHaveCount(0);
});

test("an administrator reads why a colleague may not edit a customer, and helps", async ({ page, request }) => {
  test.setTimeout(60_000);
  const rest = await Rest.as(request, "admin");
  const name = `诊断${unique()}`;
  const [colleague] = (await rest.get("/people", { q: "rep1" })).items;
  const customer = await rest.post("/customers", { kind: "company", name });
  await signIn(page, "admin");
  await open(page, "/settings/access");
  await choose(page, page.getByLabel("谁"), colleague.name);
  await choose(page, page.getByLabel("哪一条记录"), name);
  await expect(page.getByRole("heading", { name: `${colleague.name}不能查看“${name}”` })).toBeVisible();
  await expect(page.getByText("只允许查看自己负责的客户")).toBeVisible();
  await expect(page.getByText(`${colleague.name}也不是该客户的团队成员`)).toBeVisible();
  await isAccessible(page);
  // The address holds the question: it can be sent to whoever is to help.
  await expect(page).toHaveURL(new RegExp(`record=${customer.id}`));
  await page.getByRole("link", { name: `把${colleague.name}加入该客户的团队` }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await choose(page, page.getByRole("combobox", { name: "添加团队成员" }), colleague.name);
  await expect(page.getByRole("button", { name: "移除" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: `${colleague.name}可以查看“${name}”` })).toBeVisible();
  await expect(page.getByText("团队成员（只读），因此可以查看")).toBeVisible();
  await page.getByLabel("想做什么").click();
  await page.locator(".ant-select-item-option", { hasText: "编辑" }).click();
  await expect(page.getByRole("heading", { name: `${colleague.name}不能编辑“${name}”` })).toBeVisible();
  await expect(page.getByRole("link", { name: `把${colleague.name}在团队中的级别改为“可编辑”` })).toBeVisible();
});

test("every reason for a decision is told in words", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const name = `缘由${unique()}`;
  const [rep] = (await rest.get("/people", { q: "rep1" })).items;
  const [me] = (await rest.get("/people", { q: "admin" })).items;
  const { id, version } = await rest.post("/customers", { kind: "company", name, owner_id: rep.id });
  await signIn(page, "admin");
  const ask = (user: string, action: string) => open(page, `/settings/access?user=${user}&record=${id}&action=${action}`);
  await ask(rep.id, "edit");
  await expect(page.getByText(`${rep.name}是该客户的负责人，其角色允许编辑自己负责的客户。`)).toBeVisible();
  await ask(rep.id, "export");
  await expect(page.getByText(`${rep.name}的角色都没有“导出客户”这项权限`)).toBeVisible();
  await ask(me.id, "view");
  await expect(page.getByText("其角色允许查看全部客户，不论由谁负责。")).toBeVisible();
  await rest.remove(`/customers/${id}`, version);
  await ask(rep.id, "view");
  await expect(page.getByText("该客户在回收站中，恢复之前谁都不能查看。")).toBeVisible();
  await expect(page.getByRole("link", { name: "在回收站中恢复该客户" })).toBeVisible();
});

test("an auditor may ask why, and a sales representative is not offered to", async ({ page }) => {
  await signIn(page, "auditor");
  await open(page, "/settings/access");
  await expect(page.getByRole("link", { name: "权限诊断" })).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, "rep1");
  await page.goto("/settings");
  await expect(page.getByRole("navigation", { name: "设置" })).toBeVisible();
  await expect(page.getByRole("link", { name: "权限诊断" })).toHaveCount(0);
});
