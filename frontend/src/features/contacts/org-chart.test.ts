import { expect, test } from "vitest";
import type { CustomerPerson } from "./api";
import { type ChartNode, hasLines, orgChart } from "./org-chart";

const person = (id: string, superior: string | null = null) =>
  ({ contact: { id, version: 1, reports_to_id: superior }, position: null }) as CustomerPerson;

/** `a(b,c(d))` */
const told = (chart: readonly ChartNode[]): string =>
  chart
    .map(({ person, below }) => person.contact.id + (below.length > 0 ? `(${told(below)})` : ""))
    .join(",");

test("everybody stands under whom they report to", () => {
  expect(told(orgChart([person("b", "a"), person("a"), person("d", "c"), person("c", "a")]))).toBe(
    "a(b,c(d))",
  );
});

test("who leads nobody comes after who does", () => {
  const chart = orgChart([person("x"), person("a"), person("b", "a")]);
  expect(told(chart)).toBe("a(b),x");
  expect(hasLines(chart)).toBe(true);
  expect(hasLines(orgChart([person("x")]))).toBe(false);
});

test("whose superior is not among them stands at the top", () => {
  expect(told(orgChart([person("a", "gone"), person("b", "a")]))).toBe("a(b)");
});

test("a circle loses nobody and ends", () => {
  expect(told(orgChart([person("a", "b"), person("b", "a"), person("c", "c"), person("d")]))).toBe(
    "a(b),d,c",
  );
});
