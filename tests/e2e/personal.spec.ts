import { createHmac } from "node:crypto";
import { expect, isAccessible, open, PASSWORD, Rest, signIn, test, unique } from "./support.ts";

/** The six digits that an authenticator app shows now (RFC 6238 with its usual values). */
function totp(secret: string, now = Date.now()): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** A colleague of this test's own, who has already chosen the demo password. */
async function colleague(rest: Rest, role: string, request: Parameters<typeof Rest.as>[0]) {
  const login = `e2e_${unique()}`;
  const first = "Green-valley-31";
  const { id } = await rest.post("/users", { login, display_name: "何晓雯", role_ids: [role], password: first });
  const data = { login, password: first, delivery: "body" };
  const { access_token } = await (await request.post("/api/v1/auth/login", { data })).json();
  const changed = await request.post("/api/v1/me/password", {
    headers: { authorization: `Bearer ${access_token}` },
    data: { current_password: first, new_password: PASSWORD },
  });
  expect(changed.status()).toBe(204);
  return { id, login };
}

const roleOf = async (rest: Rest, code: string) =>
  (await rest.get("/roles")).items.find((each: { code: string }) => each.code === code);

test("where a role asks for a second factor nothing else is open until there is one", async ({ page, request }) => {
  test.setTimeout(60_000);
  const rest = await Rest.as(request, "admin");
  const { grants } = await roleOf(rest, "sales_rep");
  const role = await rest.post("/roles", { name: `两步${unique()}`, grants, field_rules: [], require_otp: true });
  const { login } = await colleague(rest, role.id, request);

  await page.goto("/login?to=/customers");
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/set-up-second-factor/);
  await expect(page.getByRole("heading", { level: 1, name: "设置两步验证" })).toBeVisible();
  await isAccessible(page);
  await page.goto("/customers");
  await expect(page).toHaveURL(/\/set-up-second-factor/);

  await page.getByRole("button", { name: "开启两步验证" }).click();
  const secret = (await page.locator("code").first().textContent()) ?? "";
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  await isAccessible(page);
  // A wrong code is refused where it was typed.
  const right = totp(secret);
  await page.getByLabel("验证码").fill(right === "000000" ? "111111" : "000000");
  await page.getByRole("button", { name: "确认开启" }).click();
  await expect(page.locator(".ant-form-item-explain-error")).toBeVisible();
  await page.getByLabel("验证码").fill(totp(secret));
  await page.getByRole("button", { name: "确认开启" }).click();
  const dialog = page.getByRole("dialog", { name: "恢复码" });
  const codes = ((await dialog.locator("code").textContent()) ?? "").trim().split(/\s+/);
  expect(codes).toHaveLength(10);
  await isAccessible(page);
  await dialog.getByRole("button", { name: "关闭" }).last().click();
  await page.getByRole("button", { name: "继续" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "客户" })).toBeVisible();

  // From now on the password is not enough; a recovery code stands in for the telephone, once.
  await page.getByRole("button", { name: /的菜单$/ }).click();
  await page.getByRole("menuitem", { name: "退出登录" }).click();
  for (const [code, good] of [[codes[0], true], [codes[0], false]] as const) {
    await page.goto("/login");
    await page.getByLabel("登录名").fill(login);
    await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByLabel("验证码").fill(code ?? "");
    await page.getByRole("button", { name: "登录" }).click();
    if (good) {
      await expect(page.getByRole("heading", { level: 1, name: "客户" })).toBeVisible();
      await page.getByRole("button", { name: /的菜单$/ }).click();
      await page.getByRole("menuitem", { name: "退出登录" }).click();
    } else await expect(page.getByLabel("验证码")).toBeVisible();
    await expect(page).toHaveURL(/\/login/);
  }
});

test("one's address is changed with the password, and not without", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const rep = await roleOf(rest, "sales_rep");
  const { id, login } = await colleague(rest, rep.id, request);
  const address = `${login}@example.com`;
  await signIn(page, login);
  await open(page, "/me");
  await page.getByRole("tab", { name: "安全" }).click();
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: "修改邮箱" }) });
  const change = async (email: string, password: string) => {
    await form.getByLabel("邮箱").fill(email);
    await form.getByLabel("当前密码").fill(password);
    await form.getByRole("button", { name: "修改邮箱" }).click();
  };
  await change(address, "Not-the-password-1");
  await expect(form.locator(".ant-form-item-explain-error")).toBeVisible();
  // What was typed is not lost with the refusal.
  await expect(form.getByLabel("邮箱")).toHaveValue(address);
  await change("not an address", PASSWORD);
  await expect(form.locator(".ant-form-item-explain-error")).toBeVisible();
  expect((await rest.get(`/users/${id}`)).email ?? null).toBeNull();
  await change(address, PASSWORD);
  await expect(page.getByText("邮箱已修改")).toBeVisible();
  await expect(form.getByLabel("当前密码")).toHaveValue("");
  expect((await rest.get(`/users/${id}`)).email).toBe(address);
  await page.getByRole("tab", { name: "资料" }).click();
  await expect(page.getByRole("tabpanel", { name: "资料" }).getByLabel("邮箱")).toHaveValue(address);
});

test("a person gives themselves a picture and a signature", async ({ page, request }) => {
  const rest = await Rest.as(request, "admin");
  const rep = await roleOf(rest, "sales_rep");
  const { id, login } = await colleague(rest, rep.id, request);
  await signIn(page, login);
  await open(page, "/me");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "上传头像" }).click();
  const input = await chooser;
  await input.setFiles({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await expect(page.getByText("无法读取这个文件")).toBeVisible();
  const picture = await page.screenshot();
  await input.setFiles({ name: "me.png", mimeType: "image/png", buffer: picture });
  await expect(page.getByRole("button", { name: "更换头像" })).toBeVisible();
  // The face appears in the bar as well, at once.
  await expect(page.locator("header img[src^='data:image/jpeg']")).toBeVisible();
  expect((await rest.get(`/users/${id}`)).avatar).toMatch(/^data:image\/jpeg;base64,/);
  await page.getByLabel("邮件签名").fill("何晓雯\n演示公司 销售部");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("已保存").first()).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("邮件签名")).toHaveValue("何晓雯\n演示公司 销售部");
  await page.getByRole("button", { name: "移除" }).click();
  await expect(page.getByRole("button", { name: "上传头像" })).toBeVisible();
  expect((await rest.get(`/users/${id}`)).avatar ?? null).toBeNull();
});
