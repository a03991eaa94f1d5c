import { expect, open, Rest, signIn, test, unique } from "./support.ts";

test("a field the role masks is masked everywhere and cannot be edited", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const name = `打码${unique()}`;
  const { id } = await rest.post("/customers", { kind: "company", name, phone: "13812345678" });
  await signIn(page, "marketing");
  await open(page, `/customers?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole("grid").getByText("138****5678")).toBeVisible();
  await expect(page.getByText("13812345678")).toHaveCount(0);
  await open(page, `/customers/${id}`);
  await expect(page.getByText("138****5678").first()).toBeVisible();
  await expect(page.getByText("13812345678")).toHaveCount(0);
});

test("what a role may do changes while its holder is at work", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const role = (await rest.get("/roles")).items.find((each: { code: string }) => each.code === "purchasing");
  expect(role).toBeTruthy();
  await signIn(page, "purchasing");
  await expect(page.getByRole("button", { name: "新建客户" })).toHaveCount(0);
  const grants = role.grants.map((grant: { resource: string; actions: string[] }) =>
    grant.resource === "customers" ? { ...grant, actions: [...new Set([...grant.actions, "create"])] } : grant,
  );
  const changed = await rest.patch(`/roles/${role.id}`, role.version, { grants });
  await expect(page.getByRole("button", { name: "新建客户" })).toBeVisible();
  await rest.patch(`/roles/${role.id}`, changed.version, { grants: role.grants });
  await expect(page.getByRole("button", { name: "新建客户" })).toHaveCount(0);
});

test("the administrator ticks a right in the matrix", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const name = `角色${unique()}`;
  const { id } = await rest.post("/roles", { name, grants: [], field_rules: [] });
  await signIn(page, "admin");
  await open(page, "/settings/roles");
  await page.getByRole("button", { name }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("checkbox", { name: "客户 查看" }).check();
  await form.getByRole("checkbox", { name: "客户 编辑" }).check();
  await form.getByRole("button", { name: "保存" }).click();
  await expect(form).toHaveCount(0);
  const saved = await rest.get(`/roles/${id}`);
  expect(saved.grants).toEqual([{ resource: "customers", actions: ["view", "edit"], scope: "all" }]);
  await rest.remove(`/roles/${id}`, saved.version);
});

test("a record out of reach does not exist", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const { id } = await rest.post("/customers", { kind: "company", name: `不可见${unique()}` });
  await signIn(page, "rep1");
  await page.goto(`/customers/${id}`);
  await expect(page.getByText(/不存在|不在您的数据范围/).first()).toBeVisible();
});
