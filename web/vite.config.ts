import { defineConfig } from "vite";

// Small files are not inlined: the desk's Content-Security-Policy lets in nothing but files of its own.
export default defineConfig({
  root: ".",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: { outDir: "dist", emptyOutDir: true, target: "es2020", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
