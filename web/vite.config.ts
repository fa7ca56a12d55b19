import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Any running server will do for `npm run dev`: BAILIWICK_URL=https://… npm run dev
const server = process.env.BAILIWICK_URL ?? "http://127.0.0.1:7700";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: "es2023",
    // All of these know light-dark(); an older target would have it rewritten into variables.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The content security policy allows no data: sources.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: { "/api": server, "/instances": server, "/openapi.json": server },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
