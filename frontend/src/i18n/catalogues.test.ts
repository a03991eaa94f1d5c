import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LOCALES, nearestLocale } from "./index";

const here = join(process.cwd(), "src/i18n");
const source = join(process.cwd(), "src");

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value]] : Object.entries(flat(value, `${prefix}${key}.`)),
    ),
  );
}

function catalogue(locale: string): Record<string, string> {
  const files = readdirSync(join(here, locale)).filter((name) => name.endsWith(".json"));
  return Object.assign(
    {},
    ...files.map((name) =>
      flat(JSON.parse(readFileSync(join(here, locale, name), "utf8")), `${name.replace(".json", "")}.`),
    ),
  );
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "generated" ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const first = catalogue("zh-CN");
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, "");
const placeholders = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort();

describe.each(LOCALES.filter((locale) => locale !== "zh-CN"))("the catalogue %s", (locale) => {
  const other = catalogue(locale);

  test("has the same keys as zh-CN", () => {
    const keys = (texts: Record<string, string>) =>
      [...new Set(Object.keys(texts).map(withoutPlural))].sort();
    expect(keys(other)).toEqual(keys(first));
  });

  test("has the same placeholders in every text", () => {
    for (const [key, text] of Object.entries(other)) {
      const original = first[key] ?? first[withoutPlural(key)] ?? first[`${withoutPlural(key)}_other`] ?? "";
      // The singular may spell the number out.
      if (!key.endsWith("_one")) expect([key, placeholders(text)]).toEqual([key, placeholders(original)]);
    }
  });

  test("has no empty text", () => {
    expect(Object.entries(other).filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

test("no catalogue holds a text of another script", () => {
  const han = /\p{Script=Han}/u;
  expect(Object.entries(catalogue("en")).filter(([, text]) => han.test(text))).toEqual([]);
  // Words that differ between the mainland's and Taiwan's business usage.
  const mainland = /[们个这设户务说请时间单页删]|用戶|默認|信息|軟件|數據字典|登錄|賬號|視圖|字段/;
  expect(Object.entries(catalogue("zh-TW")).filter(([, text]) => mainland.test(text))).toEqual([]);
});

describe("the sources", () => {
  const files = sources(source).map(
    (path) => [path.slice(source.length + 1), readFileSync(path, "utf8")] as const,
  );

  test("use only keys that exist", () => {
    const known = new Set(Object.keys(first).map(withoutPlural));
    const missing: string[] = [];
    for (const [path, text] of files) {
      for (const [, key] of text.matchAll(/\bt\(\s*"([^"$]+)"/g)) {
        if (key && !known.has(key)) missing.push(`${path}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test("hold no Chinese text", () => {
    const withoutComments = (text: string) =>
      text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
    const found = files
      .filter(([, text]) => /\p{Script=Han}/u.test(withoutComments(text)))
      .map(([path]) => path);
    expect(found).toEqual([]);
  });

  test("hold no English text between tags or in the attributes people hear and see", () => {
    const found: string[] = [];
    for (const [path, text] of files.filter(([name]) => name.endsWith(".tsx"))) {
      for (const [, words] of text.matchAll(
        /<[a-zA-Z.]+(?:\s[^<>]*)?>\s*([A-Za-z][a-z]+(?:\s[a-z]+)*)\s*<\//g,
      )) {
        found.push(`${path}: ${words}`);
      }
      for (const [, words] of text.matchAll(
        /\s(?:title|label|placeholder|aria-label|alt)="([^"]*[a-z]{2}[^"]*)"/g,
      )) {
        found.push(`${path}: ${words}`);
      }
    }
    expect(found).toEqual([]);
  });
});

test.each([
  ["zh-Hant-HK", "zh-TW"],
  ["zh-HK", "zh-TW"],
  ["zh", "zh-CN"],
  ["zh-SG", "zh-CN"],
  ["en-GB", "en"],
  ["fr", undefined],
])("%s is nearest to %s", (tag, expected) => {
  expect(nearestLocale(tag)).toBe(expected);
});
