// The designer's table: canvas, panel, and a drawer with the server's findings and the list of elements.
//
// <section data-modeler data-url="…" data-draft-url="…" data-save-url="…" data-findings-url="…" data-organs="[…]"
//          data-forms="{…}" data-add-url="…" data-text-url="…">
import "./modeler.css";
import { untranslated } from "../shared/spanish.js";
import { answerOf, debounce, make, mount, xmlOf } from "../shared/page.js";
import { create, editorIn, elementsOf, fit, lead } from "./editor.js";
import { inWords, listFindings, markFindings } from "./findings.js";
import { keepSaved } from "./saving.js";
import { shelfOf } from "./shelf.js";

const NOT_FETCHED = "No se pudo traer el diagrama. Vuelva a cargar la página.";

mount("[data-modeler]", async (section) => {
  const part = (name) => section.querySelector(`[data-${name}]`);
  const editor = editorIn(part("canvas"), part("panel"), JSON.parse(section.dataset.organs || "[]"), shelfOf(section.dataset));
  const drawer = drawerOf(section);
  let findings = [];
  let mark = null; // of the file as it came

  const say = (sentence, isWrong = false) => {
    part("status").textContent = sentence;
    part("status").classList.toggle("is-wrong", isWrong);
  };
  const showFindings = (next) => {
    findings = next ?? [];
    markFindings(editor, findings, (id) => drawer.point(id));
    listFindings(part("findings"), findings, (id) => lead(editor, id));
    part("findings-count").textContent = inWords(findings);
  };
  const heard = (answer) => {
    if (answer.findings) showFindings(answer.findings);
    section.dispatchEvent(new CustomEvent("cabildo:saved", { bubbles: true, detail: answer }));
  };
  editor.on("cabildo.say", ({ sentence }) => say(sentence, true));
  const listElements = debounce(() => fillElements(part("elements"), editor), 300);

  try {
    const response = await fetch(section.dataset.url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(NOT_FETCHED);
    mark = response.headers.get("ETag");
    const { warnings } = await editor.importXML(await xmlOf(response));
    if (warnings.length) say(`El archivo se abrió; ${warnings.length === 1 ? "una parte" : `${warnings.length} partes`} no se entendió.`);
    fit(editor);
  } catch (error) {
    say(error instanceof TypeError ? NOT_FETCHED : `No se pudo abrir el diagrama: ${error.message}`, true);
    return;
  }
  const overtaken = (sentence) => tellOvertaken(section, editor, sentence);
  const saveNow = keepSaved(editor, section.dataset, mark, { say, heard, overtaken });
  editor.on(["commandStack.changed", "import.done"], listElements);
  listElements();
  wireButtons(section, editor, saveNow);
  section.cabildo = { editor, save: saveNow, findings: showFindings, select: (id) => lead(editor, id), untranslated };
  if (section.dataset.findingsUrl) await fetchFindings(section.dataset.findingsUrl, showFindings, say);
  if (section.dataset.focus) lead(editor, section.dataset.focus);
  section.dispatchEvent(new CustomEvent("cabildo:ready", { bubbles: true }));
});

async function fetchFindings(url, showFindings, say) {
  const failed = "No se pudieron traer los avisos; llegarán con el próximo guardado.";
  try {
    const answer = await answerOf(await fetch(url, { credentials: "same-origin" }), failed);
    showFindings(Array.isArray(answer) ? answer : answer.findings);
  } catch {
    say(failed, true);
  }
}

/** Somebody else saved first: says so above the canvas, and lets the person keep a copy of this drawing. */
function tellOvertaken(section, editor, sentence) {
  const copy = make("button", { type: "button", class: "btn btn-outline btn-small" }, "Descargar mi dibujo");
  copy.addEventListener("click", () => download(editor, section.dataset.url.split("/").pop()));
  const open = make("a", { class: "btn btn-primary btn-small", href: location.href }, "Abrir lo guardado");
  const notice = make("div", { class: "modeler-overtaken", role: "alert" }, make("p", {}, sentence), copy, open);
  section.querySelector(".modeler-bar").append(notice);
}

async function download(editor, name) {
  const { xml } = await editor.saveXML({ format: true });
  const address = URL.createObjectURL(new Blob([xml], { type: "application/xml" }));
  make("a", { href: address, download: `mio-${decodeURIComponent(name)}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function wireButtons(section, editor, saveNow) {
  const stack = editor.get("commandStack");
  const works = {
    save: saveNow,
    undo: () => stack.undo(),
    redo: () => stack.redo(),
    fit: () => fit(editor),
    in: () => editor.get("zoomScroll").stepZoom(1),
    out: () => editor.get("zoomScroll").stepZoom(-1),
    create: () => create(editor),
  };
  for (const [name, work] of Object.entries(works)) section.querySelector(`[data-do="${name}"]`)?.addEventListener("click", work);
  const refresh = () => {
    section.querySelector('[data-do="undo"]')?.toggleAttribute("disabled", !stack.canUndo());
    section.querySelector('[data-do="redo"]')?.toggleAttribute("disabled", !stack.canRedo());
  };
  editor.on("commandStack.changed", refresh);
  refresh();
  section.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      saveNow();
    }
  });
}

function fillElements(list, editor) {
  list.replaceChildren(...elementsOf(editor).map(({ id, name, kind }) => {
    const button = make("button", { type: "button", class: "element-go" },
      make("span", {}, name || id), make("span", { class: "soft" }, `${kind} · ${id}`));
    button.addEventListener("click", () => lead(editor, id));
    return make("li", {}, button);
  }));
}

/** The drawer: two tabs; the open tab's button folds it. */
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
    tabs[(at + 1) % tabs.length].focus();
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
