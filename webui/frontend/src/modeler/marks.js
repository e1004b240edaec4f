// The findings on the canvas: a mark on each element that one speaks of.
import { byElement, summed } from "../shared/findings.js";
import { make } from "../shared/page.js";

/** Marks the canvas; a click on a mark tells `chosen(element id)`. */
export function markFindings(editor, findings, chosen) {
  const overlays = editor.get("overlays");
  const elements = editor.get("elementRegistry");
  overlays.remove({ type: "cabildo-finding" });
  for (const [id, own] of byElement(findings)) {
    const element = elements.get(id);
    if (!element?.parent) continue;
    const { level, title, words } = summed(own);
    const mark = make("div", { class: `finding-mark is-${level}`, title }, words);
    mark.addEventListener("click", () => chosen(id));
    overlays.add(id, "cabildo-finding", { position: element.waypoints ? { top: 0, left: 0 } : { top: -12, left: -10 }, html: mark, scale: { min: 0.8, max: 1.2 } });
  }
}
