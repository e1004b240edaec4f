// A diagram to be read: drawn from its file, marked with what was done, what waits now and what is late.
//
// <figure data-diagram data-url="…" data-name="…" data-marks='{"done": [], "now": [], "late": [], "flows": []}'>
import "./viewer.css";
import { mount, xmlOf } from "../shared/page.js";
import { Drawing } from "./drawing.js";
import { linkOutlines, pointOut } from "./outline-links.js";
import { toolbar } from "./toolbar.js";

const NOT_FETCHED = "No se pudo traer el diagrama. El esquema en texto dice lo mismo.";
const NOT_SHOWN = "Este dibujo no se puede mostrar aquí. El esquema en texto dice qué contiene el archivo.";
const NOT_DRAWN = "Este archivo no trae dibujo. El esquema en texto dice lo mismo.";

mount("[data-diagram]", (figure) => {
  const canvas = figure.querySelector("[data-canvas]");
  const status = figure.querySelector("[data-status]");
  const drawing = new Drawing(canvas, figure.dataset);
  let marks = JSON.parse(figure.dataset.marks || "null");
  let shown = null; // the address of the diagram on the canvas
  let opening = Promise.resolve();

  const open = async (url, name) => {
    if (url === shown) return;
    const xml = await fetchText(url);
    await drawing.draw(xml, name ?? figure.dataset.name ?? "").catch(() => { throw new Error(NOT_SHOWN); });
    shown = url;
    const caption = figure.querySelector("[data-diagram-name]");
    if (caption && name) caption.textContent = name;
    drawing.mark(marks);
  };

  figure.cabildo = {
    /** Marks the drawing; see README for the shape. Waits for a drawing that is still being fetched. */
    show(next) {
      marks = next;
      opening = opening.then(() => { if (shown) drawing.mark(marks); });
      return opening;
    },
    /** Shows another diagram; resolves when it is drawn. */
    open(url, name) {
      opening = opening.then(() => open(url, name)).then(() => say(""), (error) => say(error.message));
      return opening;
    },
    fit: () => drawing.fit(),
    zoom: (factor) => drawing.zoom(factor),
    select: (id) => drawing.select(id),
    get ready() { return opening; },
  };

  const say = (sentence) => {
    canvas.hidden = sentence !== "";
    status.hidden = sentence === "";
    status.textContent = sentence;
  };

  drawing.onElement((element) => {
    pointOut(figure, element.id);
    figure.dispatchEvent(new CustomEvent("cabildo:element", { bubbles: true, detail: element }));
  });
  figure.querySelector("figcaption").append(toolbar(figure.cabildo));
  linkOutlines(figure);
  figure.cabildo.open(figure.dataset.url).then(() => {
    figure.dispatchEvent(new CustomEvent("cabildo:ready", { bubbles: true }));
  });
});

async function fetchText(url) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin" });
  } catch {
    throw new Error(NOT_FETCHED);
  }
  if (!response.ok) throw new Error(NOT_FETCHED);
  const text = await xmlOf(response);
  if (!text.includes("BPMNDiagram")) throw new Error(NOT_DRAWN);
  return text;
}
