// The words of the diagram toolkit, in Spanish: a module that answers its `translate`.
import { WORDS } from "./words-core.js";

/** What was asked for and has no Spanish: a test reads it. */
export const untranslated = new Set();

/** Returns a translate function; words differing only in case, spaces or hyphens are the same word. */
export function translator(words) {
  const loose = new Map(Object.entries(words).map(([key, value]) => [looseKey(key), value]));
  const known = (text) => words[text] ?? loose.get(looseKey(text));
  const said = (text) => known(text) ?? text;
  const noted = (text) => {
    if (text && known(text) === undefined) untranslated.add(text);
    return said(text);
  };
  return (template, replacements = {}) => noted(template).replace(/{([^}]+)}/g, (whole, key) => {
    const value = replacements[key.trim()] ?? whole;
    return typeof value === "string" ? said(value) : value;
  });
}

function looseKey(text) {
  return text.toLowerCase().replace(/[\s-]/g, "");
}

export const inSpanish = { translate: ["value", translator(WORDS)] };
