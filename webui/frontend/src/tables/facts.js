// What is said of a decision beside its table: its name, the id by which the diagram calls it, and the kind of its result.
import { make } from "../shared/page.js";
import { KINDS } from "./editor.js";
import { WORDS } from "./words.js";

const ID = /^[A-Za-z_][\w-]*$/;
const ABOUT = {
  "dmn:Decision": "Con este id la llama la tarea de regla del dibujo.",
  "dmn:InputData": "Con este nombre o este id se busca entre los datos del expediente.",
};

/** Fills `form` with what can be said of the decision that is open, or chosen in the drawing; `say` tells what cannot be. */
export function writeFacts(form, editor, say) {
  const draw = () => {
    const object = chosen(editor);
    form.replaceChildren(...(object ? entries(object, editor, say) : [make("p", { class: "soft" }, "Elija en el dibujo una decisión o un dato.")]));
  };
  editor.on("views.changed", draw);
  editor.on("viewer.created", ({ viewer }) => {
    viewer.on(["selection.changed", "elements.changed"], () => { if (!form.contains(document.activeElement)) draw(); });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusout", () => setTimeout(() => { if (!form.contains(document.activeElement)) draw(); }));
  draw();
}

/** The decision or datum that is open, or that is chosen in the drawing. */
function chosen(editor) {
  const view = editor.getActiveView();
  if (view?.type !== "drd") return view?.element;
  const [shape] = editor.getActiveViewer().get("selection").get();
  return shape?.businessObject?.$instanceOf("dmn:DRGElement") ? shape.businessObject : null;
}

function entries(object, editor, say) {
  const write = (target, properties) => editor.getActiveViewer().get("modeling").updateProperties(shapeOf(editor, target), properties);
  const others = () => object.$parent.get("drgElement").filter((one) => one !== object).map((one) => one.id);
  const name = input("Nombre", object.name ?? "", (value) => value && write(object, { name: value }));
  const id = input("Id", object.id, (value) => {
    if (!ID.test(value)) say("El id empieza con letra y lleva solo letras, cifras, guion y guion bajo.", true);
    else if (others().includes(value)) say(`Otro elemento de este archivo ya se llama «${value}».`, true);
    else write(object, { id: value });
  }, ABOUT[object.$type]);
  const variable = object.get("variable");
  if (!variable) return [name, id];
  return [name, id, choice("Tipo de dato", variable.get("typeRef") ?? "", (value) => write(variable, { typeRef: value || undefined }))];
}

/** Drawings change shapes; tables and expressions their objects themselves. */
function shapeOf(editor, object) {
  const viewer = editor.getActiveViewer();
  return (editor.getActiveView().type === "drd" && viewer.get("elementRegistry").get(object.id)) || object;
}

function input(label, value, changed, hint) {
  const id = `hecho-${label.toLowerCase()}`;
  const control = make("input", { id, value, autocomplete: "off", spellcheck: "false", ...(hint ? { "aria-describedby": `${id}-ayuda` } : {}) });
  control.addEventListener("change", () => changed(control.value.trim()));
  return make("div", { class: "field" }, make("label", { for: id }, label), hint && make("p", { class: "hint", id: `${id}-ayuda` }, hint), control);
}

function choice(label, value, changed) {
  const known = KINDS.includes(value) || !value ? KINDS : [value, ...KINDS];
  const options = ["", ...known].map((kind) => make("option", { value: kind, selected: kind === value }, WORDS[kind] || kind || "sin decir"));
  const control = make("select", { id: "hecho-tipo" }, ...options);
  control.addEventListener("change", () => changed(control.value));
  return make("div", { class: "field" }, make("label", { for: "hecho-tipo" }, label), control);
}
