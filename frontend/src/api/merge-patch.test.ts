import { describe, expect, test } from "vitest";
import { findConflicts, mergeDiff, sameJson } from "./merge-patch";

/** RFC 7396, section 2. */
function apply(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...(typeof target === "object" && target ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = apply(result[key], value);
  }
  return result;
}

describe("mergeDiff", () => {
  test.each([
    [{ name: "甲" }, { name: "乙" }, { name: "乙" }],
    [{ name: "甲", phone: "1" }, { name: "甲", phone: "" }, { phone: null }],
    [{ name: "甲" }, { name: "甲", phone: "" }, {}],
    [{ tags: ["a"] }, { tags: ["a", "b"] }, { tags: ["a", "b"] }],
    [{ custom: { a: 1, b: 2 } }, { custom: { a: 1, b: 3 } }, { custom: { b: 3 } }],
    [{ name: "甲", level: "A" }, { name: "甲" }, {}],
  ])("%j → %j is %j", (before, after, patch) => {
    expect(mergeDiff(before, after)).toEqual(patch);
  });

  test("applied to the old record it gives the new one", () => {
    const before = { name: "甲", phone: "1", addresses: [{ city: "x" }], custom: { a: 1, b: null, c: "z" } };
    const after = { name: "乙", phone: null, addresses: [], custom: { a: 2, b: 5, c: "z" } };
    const result = apply(before, mergeDiff(before, after));
    expect(sameJson(result, { name: "乙", addresses: [], custom: { a: 2, b: 5, c: "z" } })).toBe(true);
  });
});

describe("findConflicts", () => {
  const base = { name: "甲", phone: "1", level: "A", custom: { size: 1 } };
  const fields = ["name", "phone", "level", "custom.size"];

  test("lists what the other person changed, and marks what both changed", () => {
    const found = findConflicts(
      base,
      { phone: "2" },
      { ...base, name: "乙", phone: "3", custom: { size: 9 } },
      fields,
    );
    expect(found.map(({ field, contested }) => [field, contested])).toEqual([
      ["name", false],
      ["phone", true],
      ["custom.size", false],
    ]);
  });

  test("the same change by both is not contested", () => {
    const found = findConflicts(base, { phone: "3" }, { ...base, phone: "3" }, fields);
    expect(found).toEqual([{ field: "phone", base: "1", mine: "3", theirs: "3", contested: false }]);
  });
});
