import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { authorizedFetch, unwrap } from "./client";
import { ApiProblem } from "./problem";
import { sessionState, signedIn, signedOut } from "./session";

type Handler = (request: Request, count: number) => Response | Promise<Response>;

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

/** A server made of one function; remembers what it was asked. */
function serve(handler: Handler) {
  const asked: { path: string; token: string | null; body: string }[] = [];
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.origin), init);
    const path = new URL(request.url).pathname;
    asked.push({ path, token: request.headers.get("authorization"), body: await request.clone().text() });
    return handler(request, asked.filter((each) => each.path === path).length);
  });
  return asked;
}

const isRefresh = (request: Request) => request.url.endsWith("/auth/refresh");
const ask = (path = "/api/v1/me", body?: string) =>
  authorizedFetch(new Request(location.origin + path, body ? { method: "POST", body } : {}));

beforeEach(() => signedIn("old"));
afterEach(() => {
  vi.unstubAllGlobals();
  signedOut();
});

describe("a request whose token has expired", () => {
  test("is sent again with a new token, body included", async () => {
    const asked = serve((request, count) => {
      if (isRefresh(request)) return json(200, { access_token: "new" });
      return count === 1 ? json(401, {}) : json(200, { ok: true });
    });
    const response = await ask("/api/v1/customers", '{"name":"x"}');
    expect(response.status).toBe(200);
    expect(asked.map(({ path, token, body }) => [path, token, body])).toEqual([
      ["/api/v1/customers", "Bearer old", '{"name":"x"}'],
      ["/api/v1/auth/refresh", null, "{}"],
      ["/api/v1/customers", "Bearer new", '{"name":"x"}'],
    ]);
  });

  test("shares one refresh with the others", async () => {
    const asked = serve((request, count) => {
      if (isRefresh(request)) return json(200, { access_token: "new" });
      return count <= 3 ? json(401, {}) : json(200, {});
    });
    await Promise.all([ask(), ask(), ask()]);
    expect(asked.filter((each) => each.path.endsWith("/auth/refresh"))).toHaveLength(1);
  });

  test("is not sent a third time", async () => {
    const asked = serve((request) =>
      isRefresh(request) ? json(200, { access_token: "new" }) : json(401, {}),
    );
    expect((await ask()).status).toBe(401);
    expect(asked).toHaveLength(3);
    expect(sessionState()).toBe("signed-out");
  });
});

describe("a refresh", () => {
  test("that is refused ends the session", async () => {
    serve(() => json(401, {}));
    await ask();
    expect(sessionState()).toBe("signed-out");
  });

  test("that fails because the server restarts does not", async () => {
    serve((request) => (isRefresh(request) ? json(503, {}) : json(401, {})));
    await ask();
    expect(sessionState()).toBe("signed-in");
  });
});

test("a wrong password is not answered by a refresh", async () => {
  const asked = serve(() => json(401, { code: "invalid_credentials" }));
  await ask("/api/v1/auth/login", "{}");
  expect(asked).toHaveLength(1);
});

test("a lost connection and a refusal become problems", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
  await expect(ask()).rejects.toMatchObject({ code: "network", status: 0 });
  const body = {
    title: "t",
    code: "invalid_fields",
    errors: [{ pointer: "/a", code: "c", message: "m" }],
    request_id: "r",
  };
  const refused = unwrap(Promise.resolve({ error: body, response: json(422, body, { "retry-after": "7" }) }));
  await expect(refused).rejects.toBeInstanceOf(ApiProblem);
  await expect(refused).rejects.toMatchObject({
    status: 422,
    code: "invalid_fields",
    requestId: "r",
    retryAfter: 7,
  });
});
