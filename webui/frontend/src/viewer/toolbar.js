// The buttons that move a drawing: real buttons, reached by keyboard.
import { icon } from "../shared/icons.js";
import { make } from "../shared/page.js";

export function toolbar(diagram) {
  const button = (sign, words, work) => {
    const element = make("button", { type: "button", class: "tool", "aria-label": words, title: words }, icon(sign));
    element.addEventListener("click", work);
    return element;
  };
  return make("div", { class: "diagram-tools", role: "group", "aria-label": "Ver el diagrama" },
    button("minus", "Alejar", () => diagram.zoom(0.8)),
    button("plus", "Acercar", () => diagram.zoom(1.25)),
    button("fit", "Ver todo", () => diagram.fit()));
}
