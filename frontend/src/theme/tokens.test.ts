import { describe, expect, test } from "vitest";
import { tokenStylesheet } from "./stylesheet";
import { dark, light, type Palette } from "./tokens";

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

const readable: [keyof Palette, keyof Palette][] = [
  ...(["ink", "inkSoft", "inkFaint", "accent", "good", "warn", "bad", "plan", "fresh"] as const).flatMap(
    (text) => [
      [text, "paper"] as [keyof Palette, keyof Palette],
      [text, "desk"] as [keyof Palette, keyof Palette],
    ],
  ),
  ["good", "goodTint"],
  ["warn", "warnTint"],
  ["bad", "badTint"],
  ["plan", "planTint"],
  ["fresh", "freshTint"],
  ["accent", "accentTint"],
  ["ink", "accentTint"],
  ["inkSoft", "mutedTint"],
  ["inkSoft", "hover"],
  ["onAccent", "accent"],
];

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s palette", (_, palette) => {
  test.each(readable)("%s is readable on %s", (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });
});

test("every token reaches the stylesheet, in both themes", () => {
  const css = tokenStylesheet();
  expect(css).toContain(`--accent-tint:${light.accentTint};`);
  expect(css).toContain(`--accent-tint:${dark.accentTint};`);
  expect(css).toContain("--row:40px;");
});
