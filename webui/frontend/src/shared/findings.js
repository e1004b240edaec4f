// What the server says of a file: a list of findings that lead to what they speak of.
import { make } from "./page.js";

const SIGNS = { error: "▲", warning: "!" };

/** Returns findings by the id of the element that they speak of. */
export function byElement(findings) {
  const groups = new Map();
  for (const finding of findings) {
    if (finding.element) groups.set(finding.element, [...(groups.get(finding.element) ?? []), finding]);
  }
  return groups;
}

/** Returns of the findings of one element: the worse level, their sentences, and what a mark says of them. */
export function summed(findings) {
  const level = findings.some((finding) => finding.level === "error") ? "error" : "warning";
  return { level, title: findings.map((finding) => finding.message).join("\n"), words: `${SIGNS[level]} ${findings.length}` };
}

/** Fills the list; errors first. A line whose element is known is a button that tells `lead(id)`. */
export function listFindings(list, findings, lead) {
  const sorted = [...findings].sort((one, other) => Number(other.level === "error") - Number(one.level === "error"));
  list.replaceChildren(...sorted.map((finding) => {
    const words = make("span", { class: "finding-words" }, finding.message);
    const where = [finding.element, finding.line && `línea ${finding.line}`].filter(Boolean).join(" · ");
    const level = make("span", { class: `state state-${finding.level}` }, finding.level === "error" ? "error" : "aviso");
    const body = finding.element
      ? make("button", { type: "button", class: "finding-go" }, words)
      : make("div", { class: "finding-go" }, words);
    if (finding.element) body.addEventListener("click", () => lead(finding.element));
    const play = finding.play && make("a", { class: "btn btn-outline btn-small", href: finding.play, title: "Ver los pasos en el dibujo" }, "Reproducir");
    return make("li", { class: "finding", "data-element": finding.element }, level, body,
      make("span", { class: "finding-where" }, where, make("br"), finding.rule ?? "", play && make("br"), play));
  }));
}

/** "2 errores y 1 aviso", or that nothing is wrong. */
export function inWords(findings) {
  const errors = findings.filter((finding) => finding.level === "error").length;
  const warnings = findings.length - errors;
  const parts = [];
  if (errors) parts.push(errors === 1 ? "1 error" : `${errors} errores`);
  if (warnings) parts.push(warnings === 1 ? "1 aviso" : `${warnings} avisos`);
  return parts.join(" y ") || "Sin errores ni avisos";
}
