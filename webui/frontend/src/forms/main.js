// The form editor: what a task asks, drawn field by field, judged by the server after each change.
//
// <section data-form-editor data-url="…" data-draft-url="…" data-findings-url="…" data-focus="…">
import "./forms.css";
import { deskOf, wireHistory } from "../shared/desk.js";
import { byElement, summed } from "../shared/findings.js";
import { mount } from "../shared/page.js";
import { editorIn, lead } from "./editor.js";
import { readIn, written } from "./writing.js";

const NOT_FETCHED = "No se pudo traer el formulario. Vuelva a cargar la página.";
const NOT_OPENED = "El formulario no se puede abrir aquí; la pestaña «Texto» dice qué corregir.";

mount("[data-form-editor]", async (section) => {
  let marked = () => {};
  const desk = deskOf(section, {
    mark: (findings) => marked(findings),
    lead: (id) => lead(editor, id),
  });
  const editor = editorIn(desk.part("canvas"), desk.part("panel"));
  marked = marksIn(desk.part("canvas"), editor);
  if (section.dataset.findingsUrl) desk.fetchFindings();

  const open = (source) => editor.importSchema(readIn(source));
  let mark = null; // of the file as it came
  try {
    const response = await fetch(section.dataset.url, { credentials: "same-origin" });
    if (!response.ok) throw new TypeError(NOT_FETCHED);
    mark = response.headers.get("ETag");
    await open(await response.text());
  } catch (error) {
    desk.say(error instanceof TypeError ? NOT_FETCHED : NOT_OPENED, true);
    section.classList.add("is-shut");
    return;
  }
  const text = async () => written(editor.saveSchema());
  const save = desk.keep({
    text,
    changed: (tell) => editor.on("commandStack.changed", tell),
    type: "application/json",
    words: "Descargar mi formulario",
    wait: 700,
  }, mark);
  editor.on("commandStack.changed", wireHistory(section, () => editor.get("commandStack")));
  section.cabildo = { editor, save, open, text, select: (id) => lead(editor, id) };
  if (section.dataset.focus) lead(editor, section.dataset.focus);
  section.dispatchEvent(new CustomEvent("cabildo:ready", { bubbles: true }));
});

/** Returns what marks the fields that findings speak of; the editor draws its fields anew at will, so marks are put again. */
function marksIn(canvas, editor) {
  let findings = new Map();
  const draw = () => {
    for (const field of canvas.querySelectorAll("[data-id]")) {
      const own = findings.get(field.dataset.id);
      if (own) Object.assign(field.dataset, { finding: summed(own).level, findingWords: summed(own).title });
      else delete field.dataset.finding;
    }
  };
  editor.on("changed", () => { requestAnimationFrame(draw); }); // a listener that returns something ends the event
  return (next) => {
    findings = byElement(next);
    draw();
  };
}
