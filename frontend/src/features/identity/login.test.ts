import { expect, test } from "vitest";
import { safeNext } from "./LoginPage";
import { deviceOf } from "./personal/Sessions";
import { departmentTree } from "./settings/department-tree";

test.each([
  ["/customers?q=1", "/customers?q=1"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example", "/"],
  ["javascript:alert(1)", "/"],
  [undefined, "/"],
])("after signing in, %s leads to %s", (next, to) => {
  expect(safeNext(next)).toBe(to);
});

test.each([
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140", "Edge · Windows"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18) AppleWebKit/605 Mobile MicroMessenger/8.0", "WeChat · iPhone"],
  ["curl/8.5", "curl/8.5"],
])("%s", (agent, name) => {
  expect(deviceOf(agent)).toBe(name);
});

test("departments stand below their parents, in order; one whose parent is not seen stands on top", () => {
  const tree = departmentTree([
    { id: "b", name: "B", parent_id: "a", sort_order: 2 },
    { id: "a", name: "A", parent_id: null, sort_order: 1 },
    { id: "c", name: "C", parent_id: "a", sort_order: 1 },
    { id: "d", name: "D", parent_id: "hidden", sort_order: 0 },
  ]);
  expect(tree.map((node) => node.department.id)).toEqual(["d", "a"]);
  expect(tree[1]?.children.map((node) => node.department.id)).toEqual(["c", "b"]);
});
