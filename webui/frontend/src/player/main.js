// A history walked through: a slider under the diagram; at each entry the sentence, the marks and the outline agree.
//
// <section data-player data-url="…" data-diagram-id="…" data-outline-id="…">
import "./player.css";
import { answerOf, mount } from "../shared/page.js";
import { controlsOf } from "./controls.js";
import { follow } from "./outline.js";
import { focusOf, statesAt } from "./states.js";

const PACE = 1400; // milliseconds per entry while playing
const NOT_FETCHED = "No se pudo traer la historia. La lista de asientos dice lo mismo.";

mount("[data-player]", async (section) => {
  let story;
  try {
    story = storyOf(await answerOf(await fetch(section.dataset.url, { credentials: "same-origin" }), NOT_FETCHED));
  } catch (error) {
    section.querySelector("[data-status]").textContent = error instanceof TypeError ? NOT_FETCHED : error.message;
    return;
  }
  if (!story.entries.length) section.querySelector("[data-status]").textContent = "Todavía no hay asientos que recorrer.";
  else play(section, story);
});

function storyOf(answer) {
  const { entries, diagrams = {} } = Array.isArray(answer) ? { entries: answer } : answer;
  return { entries, diagrams, first: Object.keys(diagrams)[0] ?? "" };
}

function play(section, story) {
  const { entries, diagrams, first } = story;
  const controls = controlsOf(section, entries, diagrams);
  let at = -1;
  let timer = null;

  const show = (index, chosen = null) => {
    at = Math.max(0, Math.min(entries.length - 1, index));
    const entry = entries[at];
    const states = statesAt(entries, at, first);
    const key = chosen ?? entry.diagram ?? first;
    const focus = focusOf(entry);
    controls.show(at, key);
    markDiagram(section, diagrams[key], states.get(key), chosen === null ? focus : null);
    follow(document.getElementById(section.dataset.outlineId), states, entry.diagram ?? first, focus, first);
    markHistory(entry.position);
    section.dispatchEvent(new CustomEvent("cabildo:entry", { bubbles: true, detail: { position: entry.position } }));
  };
  const move = (index) => {
    show(index);
    history.replaceState(history.state, "", `#asiento-${entries[at].position}`);
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    controls.playing(false);
  };
  const toggle = () => {
    if (timer) return stop();
    if (at === entries.length - 1) move(0);
    timer = setInterval(() => (at === entries.length - 1 ? stop() : move(at + 1)), PACE);
    controls.playing(true);
  };

  controls.on({
    go: (index) => { stop(); move(index); },
    step: (by) => { stop(); move(at + by); },
    toggle,
    diagram: (key) => { stop(); show(at, key); },
  });
  const asked = entries.findIndex((entry) => `#asiento-${entry.position}` === location.hash);
  if (section.hasAttribute("data-from-start")) show(Math.max(0, asked));
  else show(asked < 0 ? entries.length - 1 : asked);
}

async function markDiagram(section, diagram, state, focus) {
  const figure = document.getElementById(section.dataset.diagramId);
  if (!figure?.cabildo) {
    document.addEventListener("cabildo:ready", () => markDiagram(section, diagram, state, focus), { once: true });
    return;
  }
  if (diagram) await figure.cabildo.open(diagram.url, diagram.name);
  figure.cabildo.show({ done: {}, now: {}, late: {}, flows: {}, ...state?.asMarks(), focus });
}

function markHistory(position) {
  for (const entry of document.querySelectorAll(".journal-entry[aria-current]")) entry.removeAttribute("aria-current");
  document.getElementById(`asiento-${position}`)?.setAttribute("aria-current", "true");
}
