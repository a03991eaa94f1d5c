import type { Plugin } from "vite";
import { tokenStylesheet } from "../src/theme/stylesheet.ts";

const ID = "virtual:tokens.css";

/**
 * Serves the design tokens as the stylesheet `virtual:tokens.css`.
 *
 * The variables are in a file rather than set by script, so that the first paint already has the right
 * paper and ink.
 */
export function tokensCss(): Plugin {
  return {
    name: "guanxi-tokens-css",
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load: (id) => (id === `\0${ID}` ? tokenStylesheet() : null),
  };
}
