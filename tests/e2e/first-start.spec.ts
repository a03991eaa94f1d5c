import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, isAccessible, signIn, test } from "./support.ts";

/** A server of this test's own, with nothing in it. */
interface Empty {
  url: string;
  folder: string;
  process: ChildProcess;
}

async function emptyServer(): Promise<Empty> {
  const folder = await mkdtemp(join(tmpdir(), "guanxi-e2e-"));
  // A server run by root runs PostgreSQL as another user, who must be able to pass.
  await chmod(folder, 0o755);
  const process_ = spawn(process.env.GUANXI_BIN ?? "", ["serve"], {
    env: { ...process.env, GUANXI_DATA: folder, GUANXI_LISTEN: "127.0.0.1:0" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = createInterface({ input: process_.stdout });
  for await (const line of lines) {
    const ready = /ready on (http\S+)/.exec(line);
    if (ready?.[1]) return { url: ready[1], folder, process: process_ };
  }
  throw new Error("the server ended before it was ready");
}

async function stop({ process: server, folder }: Empty): Promise<void> {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
  await rm(folder, { recursive: true, force: true });
}

/** The letter to an address: without a mail server they are files. */
async function letterTo(folder: string, address: string): Promise<string> {
  const mail = join(folder, "mail");
  for (const name of await readdir(mail).catch(() => [])) {
    if (!name.endsWith(".eml")) continue;
    const [head = "", ...body] = (await readFile(join(mail, name), "utf8")).split(/\r?\n\r?\n/);
    if (!head.includes(address)) continue;
    const text = body.join("\n\n");
    if (/base64/i.test(head)) return Buffer.from(text, "base64").toString("utf8");
    if (!/quoted-printable/i.test(head)) return text;
    return text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return "";
}

test.describe("an empty server", () => {
  if (!process.env.GUANXI_BIN) throw new Error("GUANXI_BIN must name the server to start: scripts/test-e2e.sh sets it");
  test.setTimeout(120_000);
  let server: Empty;
  test.beforeAll(async () => {
    server = await emptyServer();
  });
  test.afterAll(() => stop(server));

  test("is set up, and a colleague joins by invitation", async ({ browser }) => {
    const context = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
    const page = await context.newPage();
    await page.goto("/");
    await expect(page).toHaveURL(/\/setup$/);
    await isAccessible(page);
    await page.getByLabel("企业名称").fill("远航贸易有限公司");
    await page.getByLabel("姓名").fill("陈思远");
    await page.getByLabel("登录名").fill("chen");
    await page.getByLabel("新密码").fill("Blue-harbour-42");
    await page.getByLabel("再输一次").fill("Blue-harbour-42");
    await page.getByRole("button", { name: "创建企业" }).click();
    await expect(page.getByRole("heading", { name: "客户" })).toBeVisible();

    await page.goto("/settings/users");
    await page.getByRole("button", { name: "邀请用户" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("登录名").fill("zhou");
    await form.getByLabel("邮箱").fill("zhou@yuanhang.example");
    await form.getByLabel("姓名").fill("周敏");
    await form.getByRole("combobox", { name: "角色" }).fill("客户经理");
    await page.locator(".ant-select-item-option", { hasText: "客户经理" }).click();
    await form.getByRole("button", { name: "发出邀请" }).click();
    await expect(page.getByRole("row", { name: /周敏/ })).toContainText("已邀请");

    let link: string | undefined;
    await expect(async () => {
      link = /\/accept-invitation#\S+/.exec(await letterTo(server.folder, "zhou@yuanhang.example"))?.[0];
      expect(link).toBeTruthy();
    }).toPass({ timeout: 10_000 });

    const theirs = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
    const guest = await theirs.newPage();
    await guest.goto(link ?? "");
    await expect(guest.getByLabel("姓名")).toHaveValue("周敏");
    await isAccessible(guest);
    await guest.getByLabel("新密码").fill("Silver-bridge-77");
    await guest.getByLabel("再输一次").fill("Silver-bridge-77");
    await guest.getByRole("button", { name: "加入" }).click();
    await expect(guest.getByText("欢迎加入")).toBeVisible();
    await signIn(guest, "zhou", "Silver-bridge-77");
    await expect(guest.getByRole("heading", { name: "客户" })).toBeVisible();
    // A sales rep runs nothing: people and roles are not theirs to change.
    await guest.goto("/settings");
    await expect(guest.getByRole("link", { name: "用户", exact: true })).toHaveCount(0);
    await theirs.close();
    await context.close();
  });
});
