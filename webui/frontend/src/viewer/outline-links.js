// Names in an outline lead to the drawing beside it; an element clicked in the drawing is pointed out in the outline.
import { make } from "../shared/page.js";

export function linkOutlines(figure) {
  for (const outline of document.querySelectorAll(`[data-outline][data-for="${CSS.escape(figure.id)}"]`)) {
    for (const name of outline.querySelectorAll(".step-name")) if (!name.querySelector("a, button")) asButton(name, figure);
  }
}

export function pointOut(figure, id) {
  for (const outline of document.querySelectorAll(`[data-outline][data-for="${CSS.escape(figure.id)}"]`)) {
    for (const item of outline.querySelectorAll("[data-element]")) item.classList.toggle("is-meant", item.dataset.element === id);
  }
}

function asButton(name, figure) {
  const button = make("button", { type: "button", class: "step-go" }, ...name.childNodes);
  name.append(button);
  button.addEventListener("click", () => {
    const id = name.closest("[data-element]").dataset.element;
    figure.scrollIntoView({ block: "nearest" });
    figure.cabildo.select(id);
    pointOut(figure, id);
  });
}
