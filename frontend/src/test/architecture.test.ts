import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(process.cwd(), "src");

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "generated" ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Every import of a source file, as a path below `src/`. */
function imports(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].flatMap(([, name = ""]) => {
    if (name.startsWith("@/")) return [name.slice(2)];
    return name.startsWith(".") ? [relative(root, resolve(dirname(file), name))] : [];
  });
}

const edges = sources(root).flatMap((file) =>
  imports(file).map((to) => ({ from: relative(root, file), to })),
);
const featureOf = (path: string) => /^features\/([^/]+)/.exec(path)?.[1];

describe("the floors of the application", () => {
  test("the check sees the imports", () => {
    expect(edges.length).toBeGreaterThan(200);
    expect(edges.some(({ from, to }) => from.startsWith("app/") && to.startsWith("features/"))).toBe(true);
  });

  test("a feature never reaches into another", () => {
    expect(
      edges.filter(({ from, to }) => featureOf(from) && featureOf(to) && featureOf(from) !== featureOf(to)),
    ).toEqual([]);
  });

  test("only the application's frame knows the features", () => {
    const allowed = (from: string) => from.startsWith("app/") || from.startsWith("features/");
    expect(edges.filter(({ from, to }) => featureOf(to) && !allowed(from))).toEqual([]);
  });

  test("nothing below knows the frame", () => {
    expect(
      edges.filter(
        ({ from, to }) => to.startsWith("app/") && !from.startsWith("app/") && from !== "main.tsx",
      ),
    ).toEqual([]);
  });

  test("the API layer knows neither components nor features", () => {
    expect(
      edges.filter(({ from, to }) => from.startsWith("api/") && /^(components|features|theme)\//.test(to)),
    ).toEqual([]);
  });

  test("requests go through the API layer", () => {
    const own = sources(root).filter((file) => /\bfetch\(/.test(readFileSync(file, "utf8")));
    expect(
      own
        .map((file) => relative(root, file))
        .filter((file) => !file.startsWith("api/") && !file.startsWith("test/")),
    ).toEqual([]);
  });
});
