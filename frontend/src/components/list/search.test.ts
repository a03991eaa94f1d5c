import { expect, test } from "vitest";
import {
  nextSort,
  readColumns,
  readListSearch,
  readSort,
  sortAfter,
  writeColumns,
  writeSort,
} from "./search";

test("an address is read tolerantly", () => {
  expect(readListSearch({ view: "mine", limit: "50", page: 3, q: 138, cursor: "abc", other: 1 })).toEqual({
    view: "mine",
    limit: 50,
    page: 3,
    q: "138",
    cursor: "abc",
  });
  expect(readListSearch({ limit: 7, page: -1, sort: {}, filter: "" })).toEqual({ filter: "" });
});

test("columns survive the address", () => {
  const columns = [{ name: "name", width: 240 }, { name: "custom.size" }];
  expect(writeColumns(columns)).toBe("name:240,custom.size");
  expect(readColumns("name:240,custom.size")).toEqual(columns);
  expect(readColumns("na me,<b>,level:5")).toEqual([]);
});

test("sorting goes up, down, away; with Shift it adds", () => {
  const up = nextSort([], "name", false);
  expect(writeSort(up)).toBe("name");
  const down = nextSort(up, "name", false);
  expect(writeSort(down)).toBe("-name");
  expect(nextSort(down, "name", false)).toEqual([]);
  expect(writeSort(nextSort(down, "level", true))).toBe("-name,level");
  expect(readSort("-created_at, name")).toEqual([
    { name: "created_at", descending: true },
    { name: "name", descending: false },
  ]);
});

test("the column of the usual sort can be turned round, and turned back", () => {
  const usual = "-created_at";
  expect(sortAfter(usual, "created_at", false, usual)).toBe("created_at");
  expect(sortAfter("created_at", "created_at", false, usual)).toBeUndefined();
  expect(sortAfter("-name", "name", false, usual)).toBeUndefined();
  expect(sortAfter(usual, "name", false, usual)).toBe("name");
});
