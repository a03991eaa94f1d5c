import { describe, expect, test } from "vitest";
import { type Case, readAccessSearch, remediesOf, sentencesOf } from "./access";

const about = (reason: Case["explanation"]["reason"], rest: Partial<Case> = {}): Case => ({
  explanation: { allowed: false, reason, message: "", roles: [] },
  action: "view",
  owner: "Yang Fan",
  department: "Chengdu",
  level: null,
  ...rest,
});

describe("why a record is out of reach", () => {
  test.each([
    [{}, ["why.out_of_scope", "whose.ownedIn", "share.none"]],
    [{ department: null }, ["why.out_of_scope", "whose.owned", "share.none"]],
    [{ owner: null }, ["why.out_of_scope", "whose.unownedIn", "share.none"]],
    [{ owner: null, department: null }, ["why.out_of_scope", "whose.unowned", "share.none"]],
    [{ action: "edit", level: "read" as const }, ["why.out_of_scope", "whose.ownedIn", "share.readOnly"]],
    [{ action: "delete", level: "write" as const }, ["why.out_of_scope", "whose.ownedIn", "share.unfit"]],
  ])("%o", (rest, told) => expect(sentencesOf(about("out_of_scope", rest))).toEqual(told));
});

test("every other reason is one sentence", () => {
  expect(sentencesOf(about("owner"))).toEqual(["why.owner"]);
  expect(sentencesOf(about("shared_write", { level: "write" }))).toEqual(["why.shared"]);
});

describe("what would help", () => {
  test("who is let in needs no help", () => expect(remediesOf(about("owner"))).toEqual([]));

  test.each([
    ["view", null, ["joinRead", "transfer", "widen"]],
    ["edit", null, ["joinWrite", "transfer", "widen"]],
    ["edit", "read", ["raise", "transfer", "widen"]],
    // A team gives seeing and editing, nothing else.
    ["delete", null, ["transfer", "widen"]],
  ] as const)("to %s with %s", (action, level, keys) => {
    expect(remediesOf(about("out_of_scope", { action, level })).map(({ key }) => key)).toEqual(keys);
  });

  test("without any role it is roles that help, in the bin restoring", () => {
    expect(remediesOf(about("no_permission")).map(({ place }) => place)).toEqual(["users", "roles"]);
    expect(remediesOf(about("deleted")).map(({ place }) => place)).toEqual(["bin"]);
  });
});

test("an address keeps what makes sense", () => {
  expect(readAccessSearch({ user: "a", record: 7, action: "", other: "x" })).toEqual({ user: "a" });
});
