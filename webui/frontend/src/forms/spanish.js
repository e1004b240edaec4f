// A step of the build: the form editor's own literals become Spanish. One that is no longer found fails the build, so that a
// new version of the editor cannot bring English back unnoticed.
import { PATCHES, WORDS } from "./words.js";

const PACKAGE = /@bpmn-io\/form-js-(editor|viewer)\/dist\/index\.es\.js$/;
const COMPARED = String.raw`(?<![!=]== |case |prefix = )`; // what is compared or made an id of is no word for a reader

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const literals = new RegExp(`${COMPARED}(['"\`])(${Object.keys(WORDS).map(escaped).join("|")})\\1`, "g");

export function spanishForms() {
  const missing = new Set([...Object.keys(WORDS), ...PATCHES.map(([from]) => String(from))]);
  let seen = 0;
  return {
    name: "cabildo:spanish-forms",
    transform: {
      filter: { id: PACKAGE },
      handler(code) {
        seen += 1;
        let said = code;
        for (const [from, to] of PATCHES) {
          if (from instanceof RegExp ? !from.test(said) : !said.includes(from)) continue;
          missing.delete(String(from));
          if (from instanceof RegExp) from.lastIndex = 0;
          said = said.replaceAll(from instanceof RegExp && !from.global ? new RegExp(from, "g") : from, () => to);
        }
        said = said.replace(literals, (whole, quote, text) => {
          missing.delete(text);
          return JSON.stringify(WORDS[text]);
        });
        return { code: said, map: null };
      },
    },
    buildEnd(error) {
      if (!error && seen && missing.size) this.error(`The form editor no longer says: ${[...missing].join(" | ")}`);
    },
  };
}

/** The editor holds an old preact of its own and the viewer beneath it asks for any: both must draw with the same one. */
export function onePreact() {
  return {
    name: "cabildo:one-preact",
    enforce: "pre",
    resolveId: {
      filter: { id: /^preact(\/|$)/ },
      handler(source, importer) {
        if (!importer || !/form-js-viewer|\/src\/forms\//.test(importer)) return null;
        return this.resolve(source, importer.replace(/(node_modules|src)\/.*$/, "node_modules/@bpmn-io/form-js-editor/dist/index.es.js"), { skipSelf: true });
      },
    },
  };
}
