import { defineConfig } from "vitest/config";

/** The checks of the built application: run after `npm run build`. */
export default defineConfig({
  test: { environment: "node", include: ["build/*.test.ts"] },
});
