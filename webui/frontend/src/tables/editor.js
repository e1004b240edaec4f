// The editor itself: dmn-js in Spanish, with FEEL only, the kinds of data that are executed, and ids made of names.
import Modeler from "dmn-js/lib/Modeler";
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { shortOf } from "../shared/names.js";
import { translator } from "../shared/spanish.js";
import { WORDS } from "./words.js";

export const KINDS = ["string", "number", "boolean", "date", "time", "date and time", "days and time duration", "years and months duration", "Any"];

const spanish = { translate: ["value", translator(WORDS)] };

export function editorIn(canvas) {
  const views = Object.fromEntries(["drd", "decisionTable", "literalExpression", "boxedExpression"].map((view) => [view, { additionalModules: [spanish] }]));
  views.drd.additionalModules.push(drawingHabits);
  return new Modeler({ container: canvas, common: { dataTypes: KINDS }, ...views });
}

/** Gives what is drawn now an id made of its name: by it the diagram calls a decision, and a case knows a datum. */
class IdsOfNames extends CommandInterceptor {
  static $inject = ["eventBus", "modeling"];

  constructor(eventBus, modeling) {
    super(eventBus);
    const made = /^(Decision|InputData|BusinessKnowledgeModel|KnowledgeSource)_[0-9a-z]{7}$/;
    const fresh = new WeakSet();
    this.postExecuted(["element.updateLabel", "element.updateProperties"], ({ context }) => {
      const object = context.element?.businessObject;
      if (!object?.name || !(context.newLabel !== undefined || "name" in (context.properties ?? {}))) return;
      if (made.test(object.id)) fresh.add(object);
      const id = fresh.has(object) && freeId(shortOf(object.name, "dato"), object);
      if (id && id !== object.id) modeling.updateProperties(context.element, { id });
    });
  }
}

function freeId(wanted, object) {
  const taken = new Set(object.$parent.get("drgElement").filter((one) => one !== object).map((one) => one.id));
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}_${n}`;
  return id;
}

const drawingHabits = { __init__: ["idsOfNames"], idsOfNames: ["type", IdsOfNames] };

/** The view that a person begins with: that of `focus`, else the one decision there is, else the drawing of all. */
export function viewFor(editor, focus) {
  const views = editor.getViews();
  const written = views.filter((view) => view.type !== "drd");
  return viewOf(editor, focus) ?? (written.length === 1 ? written[0] : views.find((view) => view.type === "drd") ?? views[0]);
}

/** The view that shows an element (a decision, a row, a cell), by its id; undefined where there is none. */
export function viewOf(editor, id) {
  const owner = ownerOf(editor, id);
  return owner && (editor.getViews().find((view) => view.element === owner) ?? editor.getViews().find((view) => view.type === "drd"));
}

/** The decision, function or input that an id belongs to. */
function ownerOf(editor, id) {
  return editor.getDefinitions()?.get("drgElement").find((one) => one.id === id || holds(one, id));
}

function holds(object, id) {
  return object.$descriptor.properties.some(({ name, isReference, isAttr }) => {
    if (isReference || isAttr) return false;
    const inner = object.get(name);
    return (Array.isArray(inner) ? inner : [inner]).some((one) => one?.$descriptor && (one.id === id || holds(one, id)));
  });
}

/** Opens the view of an element and points at it; false where the file has no such element. */
export async function lead(editor, canvas, id) {
  const view = viewOf(editor, id);
  if (!view) return false;
  if (view !== editor.getActiveView()) await editor.open(view);
  if (view.type === "drd") {
    const viewer = editor.getActiveViewer();
    const shape = viewer.get("elementRegistry").get(id);
    if (shape) viewer.get("selection").select(shape);
  }
  const cell = canvas.querySelector(`[data-element-id="${CSS.escape(id)}"]`);
  cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  for (const old of canvas.querySelectorAll("[data-meant]")) delete old.dataset.meant;
  if (cell) cell.dataset.meant = "";
  return true;
}
