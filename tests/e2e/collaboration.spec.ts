import { expect, isAccessible, open, Rest, signIn, test, unique } from "./support.ts";

test("a mention is told at once, leads to the comment, and is answered there", async ({ page, request }) => {
  test.setTimeout(300_000);
  const [rep, manager] = [await Rest.as(request, "rep1"), await Rest.as(request, "manager")];
  const [me, boss] = [(await rep.get("/me")).user, (await manager.get("/me")).user];
  const name = `协作${unique()}`;
  const customer = await rep.post("/customers", { name });
  await rep.post("/notifications/read", { all: true });

  await signIn(page, "rep1");
  await open(page, "/customers");
  await expect(page.getByRole("button", { name: "通知", exact: true })).toBeVisible();
  await manager.post(`/customers/${customer.id}/comments`, { body: `<@${me.id}> 请今天回访` });
  // No reload: the stream tells.
  await page.getByRole("button", { name: "通知，1 条未读" }).click({ timeout: 15_000 });
  const latest = page.getByRole("dialog", { name: "通知" });
  const notice = latest.getByRole("link", { name: new RegExp(name) });
  await expect(notice).toContainText("请今天回访");
  await isAccessible(page);
  await notice.click();
  await expect(page).toHaveURL(new RegExp(`/customers/${customer.id}\\?tab=comments`));
  await expect(page.getByRole("button", { name: "通知", exact: true })).toBeVisible();
  const said = page.getByRole("list", { name: "评论" }).getByRole("listitem");
  await expect(said).toHaveCount(1);
  await expect(page.getByRole("button", { name: "关注", exact: true })).toHaveAttribute("aria-pressed", "false");

  const field = page.getByLabel("发表评论");
  await field.click();
  await page.keyboard.type(`好的 @${boss.display_name.slice(0, 1)}`);
  await page.locator(".ant-mentions-dropdown-menu-item", { hasText: boss.display_name }).first().click();
  await page.keyboard.type("今天联系");
  await page.keyboard.press("Control+Enter");
  await expect(said).toHaveCount(2);
  await expect(said.first()).toContainText(`好的 @${boss.display_name} 今天联系`);
  // Whoever talks about it follows it.
  await expect(page.getByRole("button", { name: "已关注" })).toHaveAttribute("aria-pressed", "true");
  await isAccessible(page);

  await said.first().getByRole("button", { name: "修改评论" }).click();
  const editing = said.first().getByLabel("修改评论");
  await expect(editing).toHaveValue(`好的 @${boss.display_name} 今天联系`);
  await editing.press("End");
  await page.keyboard.type("，已约");
  await said.first().getByRole("button", { name: "保存" }).click();
  await expect(said.first()).toContainText("今天联系，已约");
  await expect(said.first()).toContainText("已修改");
  const told = await manager.get("/notifications", { limit: 1 });
  expect([told.items[0].kind, told.items[0].excerpt]).toEqual(["mentioned", `好的 @${boss.display_name} 今天联系，已约`]);

  await said.first().getByRole("button", { name: "删除评论" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await expect(said).toHaveCount(1);
});

test("the page of notifications filters, marks read, and lists what one follows", async ({ page, request }) => {
  test.setTimeout(180_000);
  const [rep, manager] = [await Rest.as(request, "rep1"), await Rest.as(request, "manager")];
  const name = `通知${unique()}`;
  const customer = await rep.post("/customers", { name });
  await rep.post("/notifications/read", { all: true });
  await manager.post(`/customers/${customer.id}/comments`, { body: "看一下合同" });

  await signIn(page, "rep1");
  await open(page, "/notifications?show=unread");
  const list = page.getByRole("list", { name: "通知" }).getByRole("listitem");
  await expect(list).toHaveCount(1);
  await expect(list).toContainText("看一下合同");
  await isAccessible(page);
  await list.getByRole("button", { name: "标为已读" }).click();
  await expect(page.getByText("没有未读通知")).toBeVisible();
  await expect(page.getByRole("button", { name: "全部标为已读" })).toBeDisabled();

  await open(page, `/customers/${customer.id}`);
  await page.getByRole("button", { name: "关注", exact: true }).click();
  await expect(page.getByRole("button", { name: "已关注" })).toBeVisible();
  await open(page, "/notifications?show=followed");
  const row = page.getByRole("row", { name: new RegExp(name) });
  await isAccessible(page);
  await row.getByRole("button", { name: "取消关注" }).click();
  await expect(row).toHaveCount(0);

  // What one does not want to hear is a tick in one's own settings.
  await open(page, "/me?tab=notifications");
  const tick = page.getByRole("checkbox", { name: "我关注的记录有变动: 站内" });
  await expect(tick).toBeChecked();
  await isAccessible(page);
  await tick.uncheck();
  const chosen = async () => {
    const { items } = await rep.get("/me/notification-choices");
    return items.find((each: { kind: string }) => each.kind === "record_changed").channels.in_app;
  };
  await expect.poll(chosen).toBe(false);
  await open(page, "/me?tab=notifications");
  await expect(tick).not.toBeChecked();
  await tick.check();
  await expect(tick).toBeChecked();
});

test("an administrator adds a robot, hears why it cannot be reached, and removes it", async ({ page }) => {
  test.setTimeout(180_000);
  const name = `群${unique()}`;
  await signIn(page, "admin");
  await open(page, "/settings/robots");
  await page.getByRole("button", { name: "添加机器人" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("名称").fill(name);
  await drawer.getByLabel("Webhook 地址").fill("https://127.0.0.1/hook");
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(drawer.locator(".ant-form-item-explain-error")).toContainText("内网");
  await isAccessible(page);
  await drawer.getByLabel("Webhook 地址").fill("https://localhost/hook");
  await drawer.getByRole("button", { name: "保存" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("localhost");
  await isAccessible(page);
  await row.getByRole("button", { name: `测试“${name}”` }).click();
  await expect(page.getByText(/不能使用内网或本机地址/)).toBeVisible();
  await row.getByRole("button", { name: "删除" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await expect(row).toHaveCount(0);
});
