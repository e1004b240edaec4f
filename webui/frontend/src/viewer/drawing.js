// One drawing on a canvas: bpmn-js behind the few verbs that pages need.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "diagram-js/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import { inSpanish } from "../shared/spanish.js";
import { marksOf } from "./marks.js";

const LEGIBLE = 0.5; // below this scale names cannot be read: show a part, not the whole
const NARROW = 700; // pixels
const FRAMES = ["bpmn:Lane", "bpmn:Participant"];
const BOXES = [...FRAMES, "bpmn:Process", "bpmn:Collaboration", "label"];

export class Drawing {
  constructor(container, { tall = "560" } = {}) {
    this.container = container;
    this.most = Number(tall);
    this.viewer = new NavigatedViewer({ container, zoomScroll: { enabled: false }, additionalModules: [inSpanish] });
    this.canvas = this.viewer.get("canvas");
    this.overlays = this.viewer.get("overlays");
    this.elements = this.viewer.get("elementRegistry");
    this.marked = []; // [id, class]
    this.moved = false; // the reader has zoomed or scrolled
    this.#wheel();
    this.#touch();
    new ResizeObserver(() => this.#resized()).observe(container);
  }

  async draw(xml, name) {
    this.marked = [];
    this.moved = false;
    this.container.hidden = false;
    await this.viewer.importXML(xml);
    this.#label(name);
    this.elements.forEach((element) => {
      if (isStep(element)) this.canvas.addMarker(element, "cab-step");
      else if (FRAMES.includes(element.type)) this.canvas.addMarker(element, "cab-frame");
    });
    this.#height();
    this.fit();
  }

  /** Shows which elements were done, wait now, are late; which flows were taken; and brings `focus` into sight. */
  mark(marks) {
    for (const [id, name] of this.marked) if (this.elements.get(id)) this.canvas.removeMarker(id, name);
    this.marked = [];
    this.overlays.remove({ type: "cabildo" });
    this.container.classList.toggle("cab-told", marks != null);
    if (marks == null) return;
    for (const { id, name, badge } of marksOf(marks)) {
      const element = this.elements.get(id);
      if (!element) continue;
      this.canvas.addMarker(id, name);
      this.marked.push([id, name]);
      if (badge && element.width) this.#badge(id, element, badge, name);
    }
    if (marks.focus) this.#bring(marks.focus);
  }

  select(id) {
    const element = this.elements.get(id);
    if (!element) return;
    this.viewer.get("selection").select(element);
    this.#bring(id);
  }

  fit() {
    if (!this.container.clientWidth) return;
    this.canvas.zoom("fit-viewport", "auto");
    const scale = this.canvas.zoom();
    if (scale > 1) this.canvas.zoom(1, "auto");
    this.moved = false;
    if (scale < LEGIBLE && this.container.clientWidth < NARROW) this.#part();
  }

  zoom(factor) {
    this.moved = true;
    this.canvas.zoom(Math.min(4, Math.max(0.15, this.canvas.zoom() * factor)));
  }

  onElement(tell) {
    this.viewer.on("element.click", ({ element }) => {
      const meant = element.labelTarget ?? element;
      if (isStep(meant)) tell({ id: meant.id, name: meant.businessObject.name ?? "", type: meant.type.replace("bpmn:", "") });
    });
  }

  #badge(id, element, text, name) {
    const html = document.createElement("div");
    html.className = `cab-badge ${name}-badge`;
    html.textContent = element.width < 60 ? text.split(" ")[0] : text;
    this.overlays.add(id, "cabildo", { position: { top: -12, right: 10 }, html, scale: { min: 0.75, max: 1.1 } });
  }

  #bring(id) {
    const element = this.elements.get(id);
    if (!element) return;
    const root = this.canvas.findRoot(element);
    if (root && root !== this.canvas.getRootElement()) this.canvas.setRootElement(root);
    this.canvas.scrollToElement(element, 60);
  }

  /** On a narrow canvas: the top left part at a scale that can be read; the rest is a swipe away. */
  #part() {
    const { inner, outer } = this.canvas.viewbox();
    const scale = Math.max(LEGIBLE, Math.min(1, (outer.height - 16) / inner.height));
    this.canvas.viewbox({ x: inner.x - 12, y: inner.y - 8 / scale, width: outer.width / scale, height: outer.height / scale });
    const waiting = this.marked.find(([, name]) => name === "cab-now" || name === "cab-late");
    if (waiting) this.#bring(waiting[0]);
  }

  #height() {
    const { inner } = this.canvas.viewbox();
    const width = this.container.clientWidth || 800;
    const wanted = Math.min(1, width / (inner.width + 40)) * inner.height + 48;
    this.container.style.height = `${Math.round(Math.min(this.most, Math.max(width < NARROW ? 300 : 220, wanted)))}px`;
    this.canvas.resized();
  }

  #label(name) {
    const svg = this.container.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `Diagrama${name ? `: ${name}` : ""}. El esquema en texto dice lo mismo.`);
    svg.setAttribute("tabindex", "-1");
  }

  #resized() {
    if (!this.container.clientWidth || !this.viewer.getDefinitions()) return;
    this.canvas.resized();
    if (!this.moved) this.fit();
  }

  /** The wheel scrolls the page; with Ctrl it zooms. */
  #wheel() {
    this.container.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.moved = true;
      const box = this.container.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      const scale = this.canvas.zoom() * (event.deltaY < 0 ? 1.1 : 1 / 1.1);
      this.canvas.zoom(Math.min(4, Math.max(0.15, scale)), at);
    }, { passive: false });
    this.container.addEventListener("mousedown", () => { this.moved = true; });
  }

  /** A finger moves the drawing sideways; up and down it still scrolls the page (touch-action: pan-y). */
  #touch() {
    let last = null;
    this.container.addEventListener("pointerdown", (event) => { last = event.pointerType === "touch" ? event : null; });
    this.container.addEventListener("pointermove", (event) => {
      if (!last || event.pointerType !== "touch") return;
      this.moved = true;
      this.canvas.scroll({ dx: event.clientX - last.clientX, dy: event.clientY - last.clientY });
      last = event;
    });
    for (const end of ["pointerup", "pointercancel"]) this.container.addEventListener(end, () => { last = null; });
  }
}

function isStep(element) {
  return !BOXES.includes(element.type) && !element.labelTarget && element.parent != null;
}
