import { expect, test } from "vitest";
import { questionOf, withoutRefused } from "./duplicates";

test("what is typed is asked, both phones included, and the kind goes with it", () => {
  expect(
    questionOf({ kind: "person", name: " Li ", phone: "13900000000", phone2: "02512345678", email: "x" }),
  ).toEqual({ kind: "person", name: "Li", phone: "13900000000", phone2: "02512345678" });
});

test("a kind alone is no question", () => {
  expect(questionOf({ kind: "company", name: "", phone: null, level: "A" })).toBeNull();
});

test("half a phone number leaves the rest of the question standing", () => {
  const question = { kind: "company", name: "Lighthouse", phone: "13" };
  expect(withoutRefused(question, [{ pointer: "/phone" }])).toEqual({ kind: "company", name: "Lighthouse" });
});
