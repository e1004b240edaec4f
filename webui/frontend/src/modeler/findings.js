// What the server says of the drawing: a mark on each element it speaks of, and a list that leads there.
import { make } from "../shared/page.js";

const SIGNS = { error: "▲", warning: "!" };

/** Marks the canvas; a click on a mark tells `chosen(element id)`. */
export function markFindings(editor, findings, chosen) {
  const overlays = editor.get("overlays");
  const elements = editor.get("elementRegistry");
  overlays.remove({ type: "cabildo-finding" });
  for (const [id, own] of byElement(findings)) {
    const element = elements.get(id);
    if (!element?.parent) continue;
    const level = own.some((finding) => finding.level === "error") ? "error" : "warning";
    const mark = make("div", { class: `finding-mark is-${level}`, title: own.map((finding) => finding.message).join("\n") },
      `${SIGNS[level]} ${own.length}`);
    mark.addEventListener("click", () => chosen(id));
    overlays.add(id, "cabildo-finding", { position: element.waypoints ? { top: 0, left: 0 } : { top: -12, left: -10 }, html: mark, scale: { min: 0.8, max: 1.2 } });
  }
}

function byElement(findings) {
  const groups = new Map();
  for (const finding of findings) {
    if (finding.element) groups.set(finding.element, [...(groups.get(finding.element) ?? []), finding]);
  }
  return groups;
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
