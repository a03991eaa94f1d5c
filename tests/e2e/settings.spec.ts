import { expect, open, Rest, signIn, test, unique } from "./support.ts";

test("a field of the organization's own appears in form and list", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const word = unique();
  await signIn(page, "admin");
  await open(page, "/settings/custom-fields");
  await page.getByRole("button", { name: "新建字段" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("名称 (简体中文)").fill(`船期${word}`);
  await form.getByLabel("代码").fill(`sailing_${word}`);
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("row", { name: new RegExp(`船期${word}`) })).toBeVisible();
  const name = `字段${word}`;
  await open(page, "/customers/new");
  await page.getByLabel("客户名称").fill(name);
  await page.getByLabel(`船期${word}`).fill("每周三");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await open(page, `/customers?q=${encodeURIComponent(name)}&cols=name,custom.sailing_${word}`);
  await expect(page.getByRole("columnheader", { name: `船期${word}` })).toBeVisible();
  await expect(page.getByRole("gridcell", { name: "每周三" })).toBeVisible();
  const { items } = await rest.get("/custom-fields", { entity: "customer" });
  const field = items.find((each: { code: string }) => each.code === `sailing_${word}`);
  await rest.remove(`/custom-fields/${field.id}`, field.version);
});

test("a value added to a dictionary can be chosen at once", async ({ page }) => {
  const word = unique();
  await signIn(page, "admin");
  await open(page, "/settings/dictionaries");
  await page.getByRole("navigation", { name: "数据字典" }).getByRole("button", { name: /客户来源/ }).click();
  await page.getByRole("button", { name: "添加值" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("名称 (简体中文)").fill(`展会${word}`);
  await form.getByLabel("代码").fill(`fair_${word}`);
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText(`展会${word}`)).toBeVisible();
  await open(page, "/customers/new");
  const source = page.getByRole("combobox", { name: "客户来源" });
  await source.fill(`展会${word}`);
  await expect(page.locator(".ant-select-item-option", { hasText: `展会${word}` })).toBeVisible();
});

test("an API key is shown once, works, and ends when it is revoked", async ({ page, request }) => {
  const name = `ERP ${unique()}`;
  await signIn(page, "admin");
  await open(page, "/settings/api-keys");
  await page.getByRole("button", { name: "新建密钥" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("名称").fill(name);
  await form.getByRole("combobox", { name: "角色" }).fill("审计员");
  await page.locator(".ant-select-item-option", { hasText: "审计员" }).click();
  await form.getByRole("button", { name: "保存" }).click();
  const key = (await page.getByRole("dialog").locator("code").textContent()) ?? "";
  expect(key).toMatch(/^gx_/);
  await page.getByRole("dialog").getByRole("button", { name: "关闭" }).last().click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toBeVisible();
  await expect(page.getByText(key)).toHaveCount(0);
  const headers = { authorization: `Bearer ${key}` };
  expect((await request.get("/api/v1/customers?limit=1", { headers })).status()).toBe(200);
  await row.getByRole("button", { name: "吊销" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "吊销" }).click();
  await expect.poll(async () => (await request.get("/api/v1/customers?limit=1", { headers })).status()).toBe(401);
});

test("a colleague's roles are changed", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const login = `e2e_${unique()}`;
  const roles = (await rest.get("/roles")).items;
  const rep = roles.find((each: { code: string }) => each.code === "sales_rep");
  const { id } = await rest.post("/users", { login, display_name: "测试同事", role_ids: [rep.id], password: "Green-valley-31" });
  await signIn(page, "admin");
  await open(page, "/settings/users");
  await page.getByPlaceholder("搜索姓名、登录名").fill(login);
  await page.getByRole("button", { name: /测试同事/ }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("combobox", { name: "角色" }).fill("市场专员");
  await page.locator(".ant-select-item-option", { hasText: "市场专员" }).click();
  await form.getByRole("button", { name: "保存" }).click();
  await expect(form).toHaveCount(0);
  expect((await rest.get(`/users/${id}`)).roles.map((each: { name: string }) => each.name).sort()).toEqual(["客户经理", "市场专员"]);
});

/** A dictionary of the test's own with three values. */
async function dictionary(rest: Rest) {
  const word = unique();
  const labels = (text: string) => ({ "zh-CN": text });
  const code = `order_${word}`;
  const values = ["甲", "乙", "丙"].map((text, at) => ({ code: `v${at}`, labels: labels(`${text}${word}`) }));
  await rest.post("/dictionaries", { code, labels: labels(`次序${word}`) });
  for (const value of values) await rest.post(`/dictionaries/${code}/values`, value);
  const order = async () => (await rest.get(`/dictionaries/${code}`)).values.map((each: { code: string }) => each.code);
  return { code, word, order };
}

test("values are put into an order by dragging, by keyboard and by menu", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { word, order } = await dictionary(rest);
  await signIn(page, "admin");
  await open(page, "/settings/dictionaries");
  await page.getByRole("button", { name: new RegExp(`次序${word}`) }).click();
  const names = page.locator("tbody tr td:first-child");
  await expect(names).toHaveText([`甲${word}`, `乙${word}`, `丙${word}`]);
  const grip = (text: string) => page.getByRole("button", { name: `调整${text}${word}的顺序` });

  await grip("丙").focus();
  await page.keyboard.press("Space");
  await expect(page.getByText(`已拿起丙${word}，当前第 3 位，共 3 位。`)).toBeAttached();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByText(`丙${word}移到第 2 位，共 3 位。`)).toBeAttached();
  await page.keyboard.press("Space");
  await expect(names).toHaveText([`甲${word}`, `丙${word}`, `乙${word}`]);
  await expect.poll(order).toEqual(["v0", "v2", "v1"]);

  await page.getByRole("button", { name: `甲${word}的更多操作` }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "上移" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("menuitem", { name: "下移" }).click();
  await expect(names).toHaveText([`丙${word}`, `甲${word}`, `乙${word}`]);
  await expect(page.getByRole("button", { name: `甲${word}的更多操作` })).toBeFocused();
  await expect.poll(order).toEqual(["v2", "v0", "v1"]);

  const from = await grip("乙").boundingBox();
  const to = await grip("丙").boundingBox();
  if (!from || !to) throw new Error("the grips are not on screen");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
  await page.mouse.up();
  await expect(names).toHaveText([`乙${word}`, `丙${word}`, `甲${word}`]);
  await expect.poll(order).toEqual(["v1", "v2", "v0"]);
});

test("an order that the server refuses is taken back", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { code, word, order } = await dictionary(rest);
  await signIn(page, "admin");
  await open(page, "/settings/dictionaries");
  await page.getByRole("button", { name: new RegExp(`次序${word}`) }).click();
  const names = page.locator("tbody tr td:first-child");
  await expect(names).toHaveText([`甲${word}`, `乙${word}`, `丙${word}`]);
  await page.route(`**/dictionaries/${code}/order`, (route) =>
    route.fulfill({ status: 409, contentType: "application/problem+json", json: { status: 409, code: "conflict" } }),
  );
  await page.getByRole("button", { name: `甲${word}的更多操作` }).click();
  await page.getByRole("menuitem", { name: "下移" }).click();
  await expect(page.getByText("数据状态已变化")).toBeVisible();
  await expect(names).toHaveText([`甲${word}`, `乙${word}`, `丙${word}`]);
  expect(await order()).toEqual(["v0", "v1", "v2"]);
});
