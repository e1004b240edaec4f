// What the editors of the desk share: a bar that says what became of the work, a drawer with findings, and saving.
import "./desk.css";
import { inWords, listFindings } from "./findings.js";
import { answerOf } from "./page.js";
import { keepSaved, tellOvertaken } from "./saving.js";

const UNKNOWN = "No se pudieron traer los avisos; llegarán con el próximo guardado.";

/** Returns the desk around an editor in `section`: {part, say, drawer, show, keep, fetchFindings}.
 *  `mark(findings, point)` marks them in the editor, `lead(id)` brings what one speaks of into sight. */
export function deskOf(section, { mark, lead }) {
  const part = (name) => section.querySelector(`[data-${name}]`);
  const drawer = drawerOf(section);
  const say = (sentence, isWrong = false) => {
    part("status").textContent = sentence;
    part("status").classList.toggle("is-wrong", isWrong);
  };
  const show = (next) => {
    const findings = next ?? [];
    mark(findings, (id) => drawer.point(id));
    listFindings(part("findings"), findings, lead);
    part("findings-count").textContent = inWords(findings);
  };
  const heard = (answer) => {
    if (answer.findings) show(answer.findings);
    section.dispatchEvent(new CustomEvent("cabildo:saved", { bubbles: true, detail: answer }));
  };

  /** Keeps `work` saved (see `keepSaved`), also by Ctrl+S and the bar's button; returns what saves at once. */
  const keep = (work, etag) => {
    const overtaken = (sentence) => tellOvertaken(section, work.text, work, sentence);
    const saveNow = keepSaved(work, section.dataset, etag, { say, heard, overtaken });
    section.querySelector('[data-do="save"]')?.addEventListener("click", saveNow);
    section.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      saveNow();
    });
    return saveNow;
  };
  const fetchFindings = async () => {
    try {
      const answer = await answerOf(await fetch(section.dataset.findingsUrl, { credentials: "same-origin" }), UNKNOWN);
      show(Array.isArray(answer) ? answer : answer.findings);
    } catch {
      say(UNKNOWN, true);
    }
  };
  return { part, say, drawer, show, keep, fetchFindings };
}

/** The buttons to undo and redo, by a command stack that may change with `stackOf()`; returns what sets them anew. */
export function wireHistory(section, stackOf) {
  const [undo, redo] = ["undo", "redo"].map((name) => section.querySelector(`[data-do="${name}"]`));
  undo?.addEventListener("click", () => stackOf()?.undo());
  redo?.addEventListener("click", () => stackOf()?.redo());
  const refresh = () => {
    undo?.toggleAttribute("disabled", !stackOf()?.canUndo());
    redo?.toggleAttribute("disabled", !stackOf()?.canRedo());
  };
  refresh();
  return refresh;
}

/** The drawer: tabs; the open tab's button folds it. */
function drawerOf(section) {
  const drawer = section.querySelector("[data-drawer]");
  const tabs = [...drawer.querySelectorAll('[role="tab"]')];
  const open = (tab) => {
    for (const each of tabs) {
      const isOpen = each === tab;
      each.setAttribute("aria-selected", String(isOpen));
      document.getElementById(each.getAttribute("aria-controls")).hidden = !isOpen;
    }
    drawer.classList.toggle("is-folded", tab === null);
  };
  for (const tab of tabs) tab.addEventListener("click", () => open(tab.getAttribute("aria-selected") === "true" ? null : tab));
  drawer.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target);
    if (at < 0 || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    tabs[(at + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length].focus();
  });
  return {
    /** Opens the findings and points at those of one element. */
    point(id) {
      open(tabs[0]);
      const lines = [...drawer.querySelectorAll(".finding")];
      for (const line of lines) line.classList.toggle("is-meant", line.dataset.element === id);
      lines.find((line) => line.dataset.element === id)?.scrollIntoView({ block: "nearest" });
    },
  };
}
