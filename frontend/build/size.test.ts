import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const BUDGET_KIB = 400;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  isEntry?: boolean;
}

function manifest(): Record<string, Chunk> {
  const path = `${dist}.vite/manifest.json`;
  if (!existsSync(path)) throw new Error("dist/ is missing: run `npm run build` first");
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Every file the browser must load before the chunk `key` runs. */
function closure(chunks: Record<string, Chunk>, key: string, seen = new Set<string>()): Set<string> {
  const chunk = chunks[key];
  if (!chunk) throw new Error(`no chunk ${key} in the manifest`);
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const next of chunk.imports ?? []) closure(chunks, next, seen);
  return seen;
}

function gzipKib(files: Iterable<string>): number {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(dist + file)).length;
  return bytes / 1024;
}

describe("the built application", () => {
  test.each([
    ["the sign-in page", ["src/features/identity/index.ts", "src/i18n/zh-CN/settings.ts"]],
    ["the list of customers", ["src/app/shell/Shell.tsx", "src/features/customers/ListPage.tsx"]],
  ])(`%s opens with at most ${BUDGET_KIB} KiB, compressed, language included`, (_, routes) => {
    const chunks = manifest();
    const files = closure(chunks, "index.html");
    for (const key of ["src/i18n/zh-CN/index.ts", ...routes]) closure(chunks, key, files);
    const size = gzipKib(files);
    expect(size).toBeGreaterThan(50);
    expect(size).toBeLessThanOrEqual(BUDGET_KIB);
  });

  test("has no inline script and no foreign origin in its page", () => {
    const html = readFileSync(`${dist}index.html`, "utf8");
    const scripts = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, body] of scripts) {
      expect(attributes).toContain("src=");
      expect(body?.trim()).toBe("");
    }
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    expect(html).not.toMatch(/\son\w+=/);
  });
});
