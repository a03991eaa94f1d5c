import { expect, test } from "vitest";
import { ApiProblem, pointerPath } from "@/api/problem";
import { formName, sortErrors } from "./server-errors";

const fields = [{ path: "phone" }, { path: "addresses" }, { path: "custom.size" }];

test("each complaint goes to its field, the rest to the top", () => {
  const problem = new ApiProblem(422, {
    errors: [
      { pointer: "/phone", code: "invalid_phone", message: "a" },
      { pointer: "/addresses/0/postal_code", code: "x", message: "b" },
      { pointer: "/addresses/1/street", code: "x", message: "c" },
      { pointer: "/custom/size", code: "x", message: "d" },
      { pointer: "/custom/gone", code: "x", message: "e" },
      { pointer: "", code: "x", message: "f" },
    ],
  });
  const { byField, others } = sortErrors(problem, fields);
  expect([...byField]).toEqual([
    ["phone", ["a"]],
    ["addresses", ["b", "c"]],
    ["custom.size", ["d"]],
  ]);
  expect(others.map((each) => each.message)).toEqual(["e", "f"]);
});

test("pointers are read by RFC 6901", () => {
  expect(pointerPath("/a~1b/0/~01")).toEqual(["a/b", 0, "~1"]);
  expect(formName("custom.size")).toEqual(["custom", "size"]);
});
