// What is marked in a table: cells that findings speak of, and rows that a try has hit. The editor draws anew at will, so marks
// are put again whenever the canvas changes.
import { byElement, summed } from "../shared/findings.js";

/** Returns {findings(list), hits(row ids)} for the canvas. */
export function marksIn(canvas) {
  let findings = new Map();
  let hits = new Set();
  const draw = () => {
    for (const cell of canvas.querySelectorAll("[data-element-id]")) {
      const own = findings.get(cell.dataset.elementId);
      if (own) {
        cell.dataset.finding = summed(own).level;
        cell.title = summed(own).title;
      } else if (cell.dataset.finding) {
        delete cell.dataset.finding;
        cell.removeAttribute("title");
      }
    }
    for (const head of canvas.querySelectorAll("th:empty")) head.setAttribute("role", "presentation");
    for (const cell of canvas.querySelectorAll("[data-row-id]")) cell.toggleAttribute("data-hit", hits.has(cell.dataset.rowId));
  };
  let waiting = 0;
  new MutationObserver(() => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  }).observe(canvas, { childList: true, subtree: true });
  return {
    findings(list) { findings = byElement(list); draw(); },
    hits(rows) { hits = new Set(rows); draw(); },
  };
}
