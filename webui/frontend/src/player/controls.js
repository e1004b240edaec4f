// What the reader holds: buttons, the slider with its marks, the sentence, and which diagram is shown.
import { icon } from "../shared/icons.js";
import { make } from "../shared/page.js";

export function controlsOf(section, entries, diagrams) {
  const last = entries.length - 1;
  const range = make("input", { type: "range", min: 0, max: last, step: 1, value: last, "aria-label": "Asiento" });
  const track = make("div", { class: "player-track" }, marks(entries), range, days(entries));
  const when = make("span", { class: "player-when" });
  const sentence = make("p", { class: "player-sentence" });
  const text = make("div", { class: "player-text", "aria-live": "polite", "aria-atomic": "true" }, when, sentence);
  const toggle = button("play", "Reproducir (espacio)");
  const buttons = {
    first: button("first", "Primer asiento"), back: button("back", "Asiento anterior (flecha izquierda)"), toggle,
    next: button("next", "Asiento siguiente (flecha derecha)"), last: button("last", "Último asiento"),
  };
  const choice = choiceOf(diagrams);
  section.replaceChildren(
    make("div", { class: "player-row" },
      make("div", { class: "player-controls", role: "group", "aria-label": "Mover" }, ...Object.values(buttons)), track),
    text, ...(choice ? [choice.label] : []));

  return {
    show(index, key) {
      const entry = entries[index];
      range.value = index;
      range.style.setProperty("--at", last ? `${(index / last) * 100}%` : "100%");
      when.textContent = entry.at ? `${moment(entry.at)} · asiento ${entry.position}` : `paso ${index + 1} de ${entries.length}`;
      sentence.textContent = entry.sentence;
      range.setAttribute("aria-valuetext", titled(entry));
      if (choice) choice.select.value = key;
      buttons.first.disabled = buttons.back.disabled = index === 0;
      buttons.next.disabled = buttons.last.disabled = index === last;
    },
    playing(is) {
      toggle.replaceChildren(icon(is ? "pause" : "play"));
      toggle.setAttribute("aria-label", is ? "Pausar (espacio)" : "Reproducir (espacio)");
      toggle.title = toggle.getAttribute("aria-label");
      text.setAttribute("aria-live", is ? "off" : "polite");
    },
    on({ go, step, toggle: playOrPause, diagram }) {
      range.addEventListener("input", () => go(Number(range.value)));
      buttons.first.addEventListener("click", () => go(0));
      buttons.back.addEventListener("click", () => step(-1));
      toggle.addEventListener("click", playOrPause);
      buttons.next.addEventListener("click", () => step(1));
      buttons.last.addEventListener("click", () => go(last));
      choice?.select.addEventListener("change", () => diagram(choice.select.value));
      const figure = document.getElementById(section.dataset.diagramId);
      for (const place of [section, figure]) place?.addEventListener("keydown", (event) => onKey(event, step, playOrPause));
    },
  };
}

/** ← and → step; space plays or pauses, except on a button, which it presses. */
function onKey(event, step, playOrPause) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, textarea")) return;
  const work = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    " ": event.target.matches("button, summary, a") ? null : playOrPause,
  }[event.key];
  if (!work) return;
  event.preventDefault();
  work();
}

function button(sign, words) {
  return make("button", { type: "button", class: "tool", "aria-label": words, title: words }, icon(sign));
}

/** A mark for each entry by its kind; effects are small, causes stand out. */
function marks(entries) {
  const line = make("div", { class: "player-marks", "aria-hidden": "true" });
  entries.forEach((entry, index) => {
    const mark = make("i", { class: "mark", "data-kind": entry.kind, title: titled(entry) });
    mark.style.left = share(index, entries.length);
    line.append(mark);
  });
  return line;
}

function titled(entry) {
  return entry.at ? `${moment(entry.at)}: ${entry.sentence}` : entry.sentence;
}

/** The days, at their first entry; as many as have room. */
function days(entries) {
  const line = make("div", { class: "player-days", "aria-hidden": "true" });
  const room = Math.max(1, Math.ceil(entries.length / 10));
  let day = "";
  let free = 0;
  entries.forEach((entry, index) => {
    if (!entry.at || day === entry.at.slice(0, 10)) return;
    day = entry.at.slice(0, 10);
    const tick = make("span", {}, index >= free ? dayWords(entry.at) : "");
    if (index >= free) free = index + room;
    tick.style.left = share(index, entries.length);
    if (index && index === entries.length - 1) tick.classList.add("is-last");
    line.append(tick);
  });
  return line;
}

function share(index, count) {
  return count > 1 ? `${(index / (count - 1)) * 100}%` : "100%";
}

function choiceOf(diagrams) {
  if (Object.keys(diagrams).length < 2) return null;
  const select = make("select", {}, ...Object.entries(diagrams).map(([key, each]) => make("option", { value: key }, each.name)));
  return { select, label: make("label", { class: "player-diagram" }, "Diagrama ", select) };
}

const LIMA = { timeZone: "America/Lima" };
const DAY = new Intl.DateTimeFormat("es-PE", { day: "numeric", month: "short", ...LIMA });
const HOUR = new Intl.DateTimeFormat("es-PE", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...LIMA });
const YEAR = new Intl.DateTimeFormat("es-PE", { year: "numeric", ...LIMA });

/** A moment without offset is read as Lima's own. */
function dateOf(at) {
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(at) ? at : `${at}-05:00`);
}

function dayWords(at) {
  return DAY.format(dateOf(at)).replace(".", "").replace(" de ", " ");
}

function moment(at) {
  const date = dateOf(at);
  return `${dayWords(at)} ${YEAR.format(date)}, ${HOUR.format(date)}`;
}
