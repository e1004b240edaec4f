// The designer's table: canvas, panel, and a drawer with the server's findings and the list of elements.
//
// <section data-modeler data-url="…" data-draft-url="…" data-save-url="…" data-findings-url="…" data-organs="[…]"
//          data-forms="{…}" data-add-url="…" data-text-url="…">
import "./modeler.css";
import { deskOf, wireHistory } from "../shared/desk.js";
import { debounce, make, mount, xmlOf } from "../shared/page.js";
import { untranslated } from "../shared/spanish.js";
import { create, editorIn, elementsOf, fit, lead } from "./editor.js";
import { markFindings } from "./marks.js";
import { shelfOf } from "./shelf.js";

const NOT_FETCHED = "No se pudo traer el diagrama. Vuelva a cargar la página.";

mount("[data-modeler]", async (section) => {
  const desk = deskOf(section, {
    mark: (findings, point) => markFindings(editor, findings, point),
    lead: (id) => lead(editor, id),
  });
  const { part, say } = desk;
  const editor = editorIn(part("canvas"), part("panel"), JSON.parse(section.dataset.organs || "[]"), shelfOf(section.dataset));
  editor.on("cabildo.say", ({ sentence }) => say(sentence, true));
  const listElements = debounce(() => fillElements(part("elements"), editor), 300);
  let mark = null; // of the file as it came

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
  const save = desk.keep({
    text: async () => (await editor.saveXML({ format: true })).xml,
    changed: (tell) => editor.on("commandStack.changed", tell),
    type: "application/xml",
    words: "Descargar mi dibujo",
  }, mark);
  editor.on(["commandStack.changed", "import.done"], listElements);
  listElements();
  wireButtons(section, editor);
  section.cabildo = { editor, save, findings: desk.show, select: (id) => lead(editor, id), untranslated };
  if (section.dataset.findingsUrl) await desk.fetchFindings();
  if (section.dataset.focus) lead(editor, section.dataset.focus);
  section.dispatchEvent(new CustomEvent("cabildo:ready", { bubbles: true }));
});

function wireButtons(section, editor) {
  const works = {
    fit: () => fit(editor),
    in: () => editor.get("zoomScroll").stepZoom(1),
    out: () => editor.get("zoomScroll").stepZoom(-1),
    create: () => create(editor),
  };
  for (const [name, work] of Object.entries(works)) section.querySelector(`[data-do="${name}"]`)?.addEventListener("click", work);
  editor.on("commandStack.changed", wireHistory(section, () => editor.get("commandStack")));
}

function fillElements(list, editor) {
  list.replaceChildren(...elementsOf(editor).map(({ id, name, kind }) => {
    const button = make("button", { type: "button", class: "element-go" },
      make("span", {}, name || id), make("span", { class: "soft" }, `${kind} · ${id}`));
    button.addEventListener("click", () => lead(editor, id));
    return make("li", {}, button);
  }));
}
