import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, test as base, expect, type Locator, type Page } from "@playwright/test";

/** Fails a test whose page writes an error to the console, throws, or loads anything from elsewhere. */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page, baseURL }, use) => {
      const noise: string[] = [];
      listen(page, noise, baseURL);
      await use(undefined);
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

function listen(page: Page, noise: string[], baseURL: string | undefined) {
  page.on("pageerror", (error) => noise.push(`thrown: ${error.message}`));
  page.on("console", (message) => {
    // An answer of 4xx is the page's business; Chromium logs it all the same.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      noise.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    // A test may start a server of its own; nothing else than this machine is ever asked.
    if (!url.startsWith(baseURL ?? "") && !/^(data|blob):|^http:\/\/127\.0\.0\.1:/.test(url))
      noise.push(`from elsewhere: ${url}`);
  });
}

/** The demo company's password. */
export const PASSWORD = "Guanxi-demo-1";

/** Signs in through the page, as a person does. */
export async function signIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("navigation").first()).toBeVisible();
  await expect(page).not.toHaveURL(/\/login/);
}

/** The REST API with somebody's credential: to prepare what a test needs and to see what came of it. */
export class Rest {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly token: string,
  ) {}

  static async as(request: APIRequestContext, login: string): Promise<Rest> {
    const data = { login, password: PASSWORD, delivery: "body" };
    const answer = await request.post("/api/v1/auth/login", { data });
    expect(answer.status()).toBe(200);
    return new Rest(request, (await answer.json()).access_token);
  }

  private headers(version?: number) {
    const match = version === undefined ? {} : { "If-Match": `"${version}"` };
    return { authorization: `Bearer ${this.token}`, ...match };
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field, and a wrong one fails the test
  async get(path: string, params: Record<string, string | number> = {}): Promise<any> {
    const answer = await this.request.get(`/api/v1${path}`, { headers: this.headers(), params });
    expect([path, answer.status()]).toEqual([path, 200]);
    return answer.json();
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  async post(path: string, data: object = {}): Promise<any> {
    const answer = await this.request.post(`/api/v1${path}`, { headers: this.headers(), data });
    expect([path, answer.ok(), answer.ok() ? "" : await answer.text()]).toEqual([path, true, ""]);
    return answer.status() === 204 ? null : answer.json();
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  async patch(path: string, version: number, data: object): Promise<any> {
    const answer = await this.request.patch(`/api/v1${path}`, { headers: this.headers(version), data });
    expect([path, answer.ok(), answer.ok() ? "" : await answer.text()]).toEqual([path, true, ""]);
    return answer.json();
  }

  async remove(path: string, version?: number): Promise<void> {
    const answer = await this.request.delete(`/api/v1${path}`, { headers: this.headers(version) });
    expect([path, answer.status()]).toEqual([path, 204]);
  }
}

/** A word no other test and no earlier run has used. */
export const unique = (): string => Date.now().toString(36).slice(-6).replace(/\d/g, (digit) => "ghjkmnpqrs"[+digit] ?? "z");

/** Opens a page of the application by its address, without losing the session, and waits until it stands. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
}

/** Chooses in a list box of the component library by typing a part of the option. */
export async function choose(page: Page, box: Locator, text: string): Promise<void> {
  await box.click();
  await box.fill(text);
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: text }).first().click();
}

/** No violation of WCAG 2.1 AA that a machine can see. */
export async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(told).toEqual([]);
}
