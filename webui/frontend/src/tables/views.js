// The views of a file of decisions: a button for each decision, and one for the drawing of how they hang together.
import { make } from "../shared/page.js";

/** Fills `bar` with the views of the editor, and again whenever they change. */
export function listViews(bar, editor) {
  const draw = () => {
    const active = editor.getActiveView();
    bar.replaceChildren(...editor.getViews().map((view) => {
      const words = view.type === "drd" ? "Dibujo de las decisiones" : view.name || view.id;
      const button = make("button", { type: "button", class: "btn btn-outline btn-small", "aria-pressed": String(view === active), "data-view": view.id }, words);
      button.addEventListener("click", () => editor.open(view));
      return button;
    }));
  };
  editor.on("views.changed", draw);
  draw();
}
