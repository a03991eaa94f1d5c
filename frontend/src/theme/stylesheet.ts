import { dark, light, measures, type Palette } from "./tokens.ts";

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function colours(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${kebab(name)}:${value};`)
    .join("");
}

function lengths(): string {
  return Object.entries(measures)
    .map(([name, value]) => {
      if (typeof value !== "number") return `--${kebab(name)}:${value};`;
      const unit = name === "lineHeight" ? "" : name === "quick" || name === "calm" ? "ms" : "px";
      return `--${kebab(name)}:${value}${unit};`;
    })
    .join("");
}

/** The tokens as CSS variables: `--ink`, `--accent-tint`, `--row` …, for both themes. */
export function tokenStylesheet(): string {
  return [
    `:root{color-scheme:light;${lengths()}${colours(light)}}`,
    `:root[data-theme="dark"]{color-scheme:dark;${colours(dark)}}`,
    `:root:lang(zh-TW){--font:${measures.fontTraditional};}`,
    `:root:lang(en){--font:${measures.fontLatin};}`,
    "@media (prefers-reduced-motion: reduce){:root{--quick:0ms;--calm:0ms;}}",
    `@media print{:root,:root[data-theme="dark"]{color-scheme:light;${colours(light)}}}`,
    "",
  ].join("\n");
}
