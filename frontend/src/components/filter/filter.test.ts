import { describe, expect, test } from "vitest";
import { setTimeZone } from "@/lib/dates";
import type { Condition, Group, Operator } from "./model";
import { isComplete, operatorsFor, settled, takesDays, takesList } from "./model";
import { parseFilter } from "./parse";
import { bothFilters, printFilter } from "./print";

setTimeZone("Asia/Shanghai");

const kinds: Record<string, string> = {
  name: "text",
  level: "code",
  owner_id: "id",
  registered_capital: "decimal",
  founded_on: "date",
  created_at: "timestamp",
  tags: "text_list",
  "custom.size": "integer",
  "custom.vip": "boolean",
};
const kindOf = (path: string) => kinds[path];
const and = (...items: Group["items"]): Group => ({ kind: "group", join: "and", items });
const or = (...items: Group["items"]): Group => ({ kind: "group", join: "or", items });
const is = (field: string, op: Operator, value: Condition["value"] = null): Condition => ({
  kind: "condition",
  field,
  op,
  value,
});

describe("a filter is written as CEL and read back", () => {
  test.each<[Group, string]>([
    [and(is("name", "contains", '科"技')), String.raw`name.contains("科\"技")`],
    [
      and(is("name", "notContains", "x"), is("level", "notIn", ["A", "B"])),
      '!name.contains("x") && !(level in ["A", "B"])',
    ],
    [and(is("owner_id", "isMe")), "owner_id == me"],
    [
      or(is("level", "in", ["A"]), and(is("custom.size", "gt", 50), is("custom.vip", "isTrue"))),
      'level in ["A"] || (custom.size > 50 && custom.vip == true)',
    ],
    [and(is("tags", "hasAny", ["a", "b"])), '("a" in tags || "b" in tags)'],
    [and(is("created_at", "lastDays", 30)), 'created_at >= now - duration("720h")'],
    [and(is("founded_on", "olderThanDays", 7)), 'founded_on < today - duration("168h")'],
    [and(is("created_at", "from", "2026-11-23")), 'created_at >= timestamp("2026-11-23T00:00:00+08:00")'],
    [and(is("founded_on", "until", "2026-11-23")), 'founded_on <= date("2026-11-23")'],
    [and(is("registered_capital", "lt", -5)), "registered_capital < -5"],
    [and(is("level", "empty"), is("name", "present")), "level == null && name != null"],
  ])("%#", (group, source) => {
    expect(printFilter(group, kindOf)).toBe(source);
    expect(parseFilter(source)).toEqual(group);
  });

  test("every operator of every kind comes back as itself", () => {
    for (const [field, kind] of Object.entries(kinds)) {
      for (const op of operatorsFor({
        kind: kind as "text",
        reference: kind === "id" ? "users" : undefined,
      })) {
        let value: Condition["value"] = null;
        if (takesList(op)) value = ["a", "b"];
        else if (takesDays(op)) value = 3;
        else if (["on", "from", "until"].includes(op)) value = "2026-02-28";
        else if (["contains", "notContains", "startsWith"].includes(op)) value = '\\ " \n 文';
        else if (["eq", "ne", "gt", "ge", "lt", "le"].includes(op)) value = kind === "text" ? "文" : 12;
        const group = and(is(field, op, value));
        expect(parseFilter(printFilter(group, kindOf))).toEqual(group);
      }
    }
  });
});

test("what the builder cannot show is left as text", () => {
  for (const source of [
    "a ? b : c",
    "size(tags) > 2",
    "name ==",
    'created_at > timestamp("2026-11-23T10:30:00Z")',
    "!(a == 1)",
  ]) {
    expect(parseFilter(source)).toBeNull();
  }
});

test("half-typed conditions are not sent", () => {
  expect(
    printFilter(and(is("name", "contains", ""), is("level", "in", []), is("name", "present")), kindOf),
  ).toBe("name != null");
  expect(isComplete(or(is("name", "eq", "")))).toBe(false);
});

test("filters are joined without changing their meaning", () => {
  expect(bothFilters("a == 1 || b == 2", "c == 3")).toBe("(a == 1 || b == 2) && (c == 3)");
  expect(bothFilters(undefined, "c == 3")).toBe("c == 3");
  expect(bothFilters(undefined, "")).toBeUndefined();
});

test("a code compared with one value is one of a list of one, as the builder writes it", () => {
  const parsed = parseFilter('level == "A" && (kind != "person" || name == "A")');
  const read = parsed && settled(parsed, (path) => (path === "name" ? "text" : "code"));
  expect(read && printFilter(read, () => undefined)).toBe(
    'level in ["A"] && (!(kind in ["person"]) || name == "A")',
  );
});
