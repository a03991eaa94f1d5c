import { expect, test } from "vitest";
import { questionOf, withoutRefused } from "./duplicates";

const RULE = { asked: ["name", "phone", "phone2"], beside: ["kind"] };

test("what is typed is asked, both phones included, and the kind goes with it", () => {
  expect(
    questionOf(RULE, {
      kind: "person",
      name: " Li ",
      phone: "13900000000",
      phone2: "02512345678",
      email: "x",
    }),
  ).toEqual({ kind: "person", name: "Li", phone: "13900000000", phone2: "02512345678" });
});

test("a kind alone is no question", () => {
  expect(questionOf(RULE, { kind: "company", name: "", phone: null, level: "A" })).toBeNull();
});

test("what is not chosen yet does not go with the question", () => {
  expect(questionOf(RULE, { kind: null, name: "Lighthouse" })).toEqual({ name: "Lighthouse" });
});

test("half a phone number leaves the rest of the question standing", () => {
  const question = { kind: "company", name: "Lighthouse", phone: "13" };
  expect(withoutRefused(question, [{ pointer: "/phone" }])).toEqual({ kind: "company", name: "Lighthouse" });
});
