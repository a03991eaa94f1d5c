import { expect, test } from "vitest";
import { forCode, MOST_BYTES } from "./vcard";

const card = (...lines: string[]) =>
  `${["BEGIN:VCARD", "VERSION:3.0", ...lines, "END:VCARD"].join("\r\n")}\r\n`;

test("folded lines come together, and what no telephone keeps is left out", () => {
  const text = card(
    "FN:Li",
    " Ming",
    "TEL;TYPE=cell:+8613800000000",
    "NOTE:likes tea",
    "UID:1",
    "ADR:;;;;;;",
  );
  expect(forCode(text)).toBe(card("FN:LiMing", "TEL;TYPE=cell:+8613800000000"));
});

test("grouped properties are known by their own name", () => {
  expect(forCode(card("item1.EMAIL:a@example.com"))).toContain("item1.EMAIL:a@example.com");
});

test("what is too long gives way, the least needed first, and the numbers stay", () => {
  const far = `ADR:;;${"x".repeat(500)};;;;`;
  const long = card("FN:Li", "TEL:1", "EMAIL:a@example.com", `ORG:${"y".repeat(200)}`, far);
  const short = forCode(long);
  expect(short).toContain("TEL:1");
  expect(short).toContain("EMAIL:a@example.com");
  expect(short).not.toContain("ADR");
  expect(new TextEncoder().encode(short).length).toBeLessThanOrEqual(MOST_BYTES);
});

test("what fits keeps its address", () => {
  expect(forCode(card("FN:Li", "ADR:;;Main Street;;;;"))).toContain("Main Street");
});
