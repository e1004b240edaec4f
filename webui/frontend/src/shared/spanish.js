// The words of the diagram toolkit, in Spanish: a module that answers its `translate`.
import { WORDS } from "./words-core.js";

export function translator(words) {
  return (template, replacements = {}) => (words[template] ?? template).replace(/{([^}]+)}/g, (whole, key) => {
    const value = replacements[key] ?? whole;
    return words[value] ?? value;
  });
}

export const inSpanish = { translate: ["value", translator(WORDS)] };
