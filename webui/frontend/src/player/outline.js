// The outline tells the same as the drawing: each step's state in words, and the step that the entry is about.

export function follow(outline, states, key, focus, first) {
  if (!outline) return;
  for (const item of outline.querySelectorAll("[data-element]")) {
    const own = item.closest("[data-diagram-key]")?.dataset.diagramKey ?? first;
    const [state, words] = stateOf(item.dataset.element, states.get(own));
    item.dataset.state = state;
    const shown = item.querySelector(":scope > .step [data-state-words]");
    if (shown) shown.textContent = words;
    const isMeant = own === key && item.dataset.element === focus;
    if (isMeant) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
}

function stateOf(id, state) {
  if (!state) return ["todo", ""];
  if (state.late.has(id)) return ["late", "vencida"];
  if (state.now.has(id)) return ["now", "ahora"];
  const times = state.done.get(id);
  if (!times) return ["todo", ""];
  return ["done", times > 1 ? `hecho ${times} veces` : "hecho"];
}
