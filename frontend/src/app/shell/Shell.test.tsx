import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App as AntdApp } from "antd";
import { beforeEach, expect, test, vi } from "vitest";
import { signedIn } from "@/api/session";
import { changeLocale, startI18n } from "@/i18n";
import { createAppRouter } from "../router";

const ORGANIZATION = {
  id: "o",
  name: "Far Sail",
  short_code: "fs",
  locale: "en",
  time_zone: "UTC",
  currency: "CNY",
};
const ME = {
  user: {
    id: "u",
    login: "chen",
    display_name: "Chen",
    locale: "en",
    time_zone: "UTC",
    theme: "light",
    preferences: {},
  },
  organization: ORGANIZATION,
  roles: [{ id: "r", code: "sales_rep", name: "Sales rep" }],
  permissions: ["view", "create", "edit"].map((action) => ({ resource: "customers", action, scope: "own" })),
  must_change_password: false,
  must_set_up_otp: false,
  has_otp: false,
};
const field = (name: string, extra: object = {}) => ({
  name,
  kind: "text",
  custom: false,
  group: "identity",
  required: false,
  sortable: true,
  filterable: true,
  writable: true,
  ...extra,
});
const FIELDS = [
  field("number", { required: true }),
  field("kind", { kind: "code", codes: ["company", "person"], required: true }),
  field("name", { required: true }),
  field("phone", { group: "contact" }),
];
const NO_ROWS = { items: [], next_cursor: null, prev_cursor: null, total: { value: 0, exact: true } };

interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** What the server answers; a test may put its own answer in front. */
const answers: Record<string, (asked: Asked) => Response | object> = {
  "GET /api/v1/me": () => ME,
  "GET /api/v1/fields/customers": () => ({ items: FIELDS }),
  "GET /api/v1/customers": () => NO_ROWS,
  "GET /api/v1/dictionaries": () => ({ items: [] }),
  "GET /api/v1/saved-views": () => ({ items: [] }),
  "GET /api/v1/jobs": () => ({ items: [] }),
  "GET /api/v1/notifications/unread": () => ({ count: 0, more: false }),
  "GET /api/v1/people": () => ({ items: [{ id: "u", name: "Chen" }] }),
  "POST /api/v1/customers/duplicates": () => ({ matches: [] }),
};
let own: typeof answers = {};
let asked: Asked[] = [];

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const text = await request.clone().text();
  const one: Asked = { method: request.method, path, body: text ? JSON.parse(text) : null };
  asked.push(one);
  const found = (own[`${one.method} ${path}`] ?? answers[`${one.method} ${path}`])?.(one);
  if (found instanceof Response) return found;
  if (!found)
    return new Response("{}", { status: 404, headers: { "content-type": "application/problem+json" } });
  return new Response(JSON.stringify(found), { headers: { "content-type": "application/json" } });
}

beforeEach(async () => {
  own = {};
  asked = [];
  vi.stubGlobal("fetch", (input: Request) => answer(input));
  vi.stubGlobal("scrollTo", () => {});
  await startI18n();
  await changeLocale("en");
  signedIn("token");
  window.history.pushState({}, "", "/customers");
});

function open() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createAppRouter(queries);
  render(
    <AntdApp>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </AntdApp>,
  );
  return router;
}

const sent = (path: string) => asked.find((one) => one.method === "POST" && one.path === path)?.body;

test("the shell opens on the list, offers what one may do and nothing else", {
  timeout: 30_000,
}, async () => {
  open();
  await screen.findByRole("heading", { level: 1, name: "Customers" }, { timeout: 20_000 });
  expect(screen.getByRole("link", { name: "Far Sail" })).toBeTruthy();
  // A sales rep configures nothing.
  expect(screen.queryByRole("link", { name: "Settings" })).toBeNull();
  expect(await screen.findByText(/^No customers yet/)).toBeTruthy();
});

test("a customer is entered by keyboard; what the server refuses stands at its field", {
  timeout: 40_000,
}, async () => {
  const refusal = {
    title: "Not valid",
    status: 422,
    code: "validation_failed",
    errors: [{ pointer: "/phone", code: "invalid_phone", message: "This is no telephone number." }],
  };
  own["POST /api/v1/customers"] = ({ body }) =>
    (body as { phone?: string }).phone === "12"
      ? new Response(JSON.stringify(refusal), {
          status: 422,
          headers: { "content-type": "application/problem+json" },
        })
      : { id: "c", version: 1, ...(body as object) };
  own["GET /api/v1/customers/c"] = () => ({ id: "c", version: 1, name: "Lighthouse", number: "C-1" });
  const router = open();
  const user = userEvent.setup();
  await screen.findByRole("heading", { level: 1, name: "Customers" }, { timeout: 20_000 });
  await user.keyboard("c");
  const name = await screen.findByLabelText<HTMLInputElement>("Name", {}, { timeout: 10_000 });
  await user.type(name, "Lighthouse");
  await user.type(screen.getByLabelText("Phone"), "12");
  await user.keyboard("{Control>}s{/Control}");
  expect((await screen.findAllByText("This is no telephone number.")).length).toBeGreaterThan(0);
  await user.clear(screen.getByLabelText("Phone"));
  asked = [];
  await user.keyboard("{Control>}s{/Control}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/customers/c"), { timeout: 10_000 });
  // The number is the server's to give: nothing is sent for it.
  expect(sent("/api/v1/customers")).toEqual({ kind: "company", name: "Lighthouse" });
});

test("what one was told opens at the bell, and following it reads it", async () => {
  const notice = {
    id: "n",
    kind: "mentioned",
    text: "Wang mentioned you",
    excerpt: "please call",
    entity: "customer",
    resource: "customers",
    record: { id: "c", name: "Far Sail" },
    actor: { id: "w", name: "Wang" },
    count: 1,
    created_at: "2026-11-26T01:00:00Z",
    told_at: "2026-11-26T01:00:00Z",
    read_at: null,
  };
  own = {
    "GET /api/v1/notifications/unread": () => ({ count: 3, more: false }),
    "GET /api/v1/notifications": () => ({ items: [notice], next_cursor: null }),
    "POST /api/v1/notifications/read": () => new Response(null, { status: 204 }),
  };
  const user = userEvent.setup();
  const router = open();
  await user.click(
    await screen.findByRole("button", { name: "Notifications, 3 unread" }, { timeout: 10_000 }),
  );
  await user.click(await screen.findByRole("link", { name: /Wang mentioned you/ }, { timeout: 10_000 }));
  await waitFor(() => expect(router.state.location.href).toBe("/customers/c?tab=comments"));
  const read = asked.find(({ path }) => path === "/api/v1/notifications/read");
  expect(read?.body).toEqual({ ids: ["n"], all: false });
}, 40_000);
