// How the islands are built: an entry point for each, hashed names, a manifest that webui/assets.py reads.
import { defineConfig } from "vite";
import { onePreact, spanishForms } from "./src/forms/spanish.js";

/** CodeMirror (in the panel's FEEL fields) writes a <style> element, which a strict policy blocks; adopted sheets may pass. */
const adoptedStyles = {
  name: "cabildo:adopted-styles",
  transform(code, id) {
    if (!id.includes("/style-mod/")) return null;
    const patched = code.replace("!root.head && root.adoptedStyleSheets", "root.adoptedStyleSheets");
    if (patched === code) throw new Error("style-mod has changed: look again how it mounts its styles");
    return { code: patched, map: null };
  },
};

/** Where a kind of data is chosen, the table editor shows the word that stands in the file; as a plain choice it shows its label. */
const kindsInWords = {
  name: "cabildo:kinds-in-words",
  transform: {
    filter: { id: /(TypeRefCellContextMenu|LiteralExpressionPropertiesEditorComponent|ElementVariableEditorComponent|FormalParametersEditor)\.js$/ },
    handler(code) {
      const patched = code.replaceAll("InputSelect, {", 'InputSelect, { "noInput": true,');
      if (patched === code) throw new Error("dmn-js has changed: look again how it asks for the kind of a datum");
      return { code: patched, map: null };
    },
  },
};

export default defineConfig({
  plugins: [adoptedStyles, kindsInWords, onePreact(), spanishForms()],
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
        forms: "src/forms/main.js",
        tables: "src/tables/main.js",
      },
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
