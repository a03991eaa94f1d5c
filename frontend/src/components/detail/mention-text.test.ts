import { expect, test } from "vitest";
import { piecesOf, toBody, toTyped } from "./mention-text";

const A = "01890a5d-ac96-774b-bcce-b302099a8057";
const B = "01890a5d-ac96-774b-bcce-b302099a8058";
const people = [
  { id: A, name: "Chen" },
  { id: B, name: "Chen Wei" },
];
const chosen = new Map(people.map(({ id, name }) => [name, id]));

test.each([
  ["@Chen please", `<@${A}> please`],
  ["@Chen Wei, @Chen", `<@${B}>, <@${A}>`],
  ["@Chenille", "@Chenille"],
  ["mail@Chen.cn", `mail<@${A}>.cn`],
  ["@Nobody", "@Nobody"],
])("what is typed as %s is sent as %s", (typed, body) => {
  expect(toBody(typed, chosen)).toBe(body);
});

test("a text comes back to the field as it was typed", () => {
  const body = toBody("@Chen Wei: see @Chen", chosen);
  expect(toTyped(body, people)).toBe("@Chen Wei: see @Chen");
});

test("a person who is not known stays a person", () => {
  expect(piecesOf(`a<@${A}>b`, [])).toEqual(["a", { id: A, name: "?" }, "b"]);
  expect(piecesOf("a <@x>", [])).toEqual(["a <@x>"]);
});
