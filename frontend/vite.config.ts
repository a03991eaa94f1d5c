import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { tokensCss } from "./build/tokens-css.ts";

/** Where `npm run dev` and `npm run preview` find the API server. */
const server = process.env.GUANXI_API ?? "http://127.0.0.1:8080";
const proxy = { "/api": { target: server, changeOrigin: false } };

export default defineConfig({
  plugins: [react(), tokensCss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy },
  preview: { proxy },
  build: {
    target: "es2023",
    // The size test follows the imports of the entry chunk through this file.
    manifest: true,
    // Inline `data:` URLs would need an exception in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
