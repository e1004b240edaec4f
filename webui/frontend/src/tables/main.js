// The editor of decisions: tables, expressions and the drawing of what hangs on what, judged after each change and tried out.
//
// <section data-table-editor data-url="…" data-draft-url="…" data-findings-url="…" data-trial-url="…" data-focus="…">
import "./tables.css";
import { deskOf, wireHistory } from "../shared/desk.js";
import { fitBeside } from "../shared/fit.js";
import { mount, xmlOf } from "../shared/page.js";
import { untranslated } from "../shared/spanish.js";
import { editorIn, lead, viewFor } from "./editor.js";
import { writeFacts } from "./facts.js";
import { marksIn } from "./marks.js";
import { tryOut } from "./trial.js";
import { listViews } from "./views.js";

const NOT_FETCHED = "No se pudo traer la tabla. Vuelva a cargar la página.";
const NOT_OPENED = "El archivo no se puede abrir aquí; la pestaña «Texto» dice qué corregir.";

mount("[data-table-editor]", async (section) => {
  const canvas = section.querySelector("[data-canvas]");
  const editor = editorIn(canvas);
  const marks = marksIn(canvas);
  const desk = deskOf(section, { mark: (findings) => marks.findings(findings), lead: (id) => lead(editor, canvas, id) });
  if (section.dataset.findingsUrl) desk.fetchFindings();

  const changes = [];
  const refresh = wireHistory(section, () => editor.getActiveViewer()?.get("commandStack", false));
  editor.on("viewer.created", ({ viewer }) => viewer.on("commandStack.changed", ({ trigger }) => {
    refresh();
    if (trigger !== "clear") for (const tell of changes) tell(); // a view that is left is cleared
  }));
  editor.on("views.changed", refresh);
  editor.on("import.render.complete", ({ view, error }) => {
    if (!error && view.type === "drd") fitBeside(editor.getActiveViewer().get("canvas"));
  });

  writeFacts(desk.part("facts"), editor, desk.say);

  let mark = null; // of the file as it came
  try {
    const response = await fetch(section.dataset.url, { credentials: "same-origin" });
    if (!response.ok) throw new TypeError(NOT_FETCHED);
    mark = response.headers.get("ETag");
    await editor.importXML(await xmlOf(response), { open: false });
    await editor.open(viewFor(editor, section.dataset.focus));
  } catch (error) {
    desk.say(error instanceof TypeError ? NOT_FETCHED : NOT_OPENED, true);
    return;
  }
  const save = desk.keep({
    text: async () => (await editor.saveXML({ format: true })).xml,
    changed: (tell) => changes.push(tell),
    type: "application/xml",
    words: "Descargar mi tabla",
    wait: 700,
  }, mark);
  listViews(desk.part("views"), editor);
  const again = tryOut({ form: desk.part("trial"), said: desk.part("trial-said"), url: section.dataset.trialUrl, editor, hits: (rows) => marks.hits(rows) });
  editor.on("views.changed", () => { again(); }); // a listener that returns something ends the event
  section.addEventListener("cabildo:saved", again);
  again();
  section.cabildo = { editor, save, select: (id) => lead(editor, canvas, id), untranslated };
  if (section.dataset.focus) lead(editor, canvas, section.dataset.focus);
  section.dispatchEvent(new CustomEvent("cabildo:ready", { bubbles: true }));
});
