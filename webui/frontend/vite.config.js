// How the islands are built: four entry points, hashed names, a manifest that webui/assets.py reads.
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    license: { fileName: "licenses.md" },
    target: ["chrome111", "firefox114", "safari16.4"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    assetsDir: "",
    chunkSizeWarningLimit: 2200,
    rolldownOptions: {
      input: {
        app: "src/app/main.js",
        viewer: "src/viewer/main.js",
        player: "src/player/main.js",
        modeler: "src/modeler/main.js",
      },
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
