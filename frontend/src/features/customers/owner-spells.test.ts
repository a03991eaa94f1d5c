import { expect, test } from "vitest";
import { ownerSpells } from "./owner-spells";

const [li, wang, boss] = [
  { id: "1", name: "Li" },
  { id: "2", name: "Wang" },
  { id: "9", name: "Boss" },
];

test("each owner's time ends when the next begins", () => {
  const spells = ownerSpells([
    { at: "2026-03-01T00:00:00Z", by: boss, from: li, to: wang },
    { at: "2026-01-01T00:00:00Z", by: li, from: null, to: li },
  ]);
  expect(spells).toEqual([
    { owner: wang, since: "2026-03-01T00:00:00Z", until: null, by: boss, first: false },
    { owner: li, since: "2026-01-01T00:00:00Z", until: "2026-03-01T00:00:00Z", by: li, first: true },
  ]);
});

test("an owner from before anything was recorded is told without a beginning", () => {
  const [now, before] = ownerSpells([{ at: "2026-03-01T00:00:00Z", by: boss, from: li, to: null }]);
  expect(now).toMatchObject({ owner: null, by: boss, first: false });
  expect(before).toEqual({ owner: li, since: null, until: "2026-03-01T00:00:00Z", by: null, first: false });
});

test("nothing recorded, nothing told", () => {
  expect(ownerSpells([])).toEqual([]);
});
