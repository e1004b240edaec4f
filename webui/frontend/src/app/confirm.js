// Before a decision counts: a dialog that says what will be recorded, in the form's own words.
import { make } from "../shared/page.js";

const RECORDED = "Al confirmar queda en el historial del expediente, con su nombre, su órgano y la hora.";
const confirmed = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (question === undefined || confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const note = button?.dataset.confirmNote ?? form.dataset.confirmNote;
  ask(question || buttonWords(button), summaryOf(form), note, button, () => {
    confirmed.add(form);
    form.requestSubmit(button);
    setTimeout(() => confirmed.delete(form));
  });
}, true);

function ask(question, facts, note, button, proceed) {
  const goOn = make("button", { type: "submit", class: "btn btn-primary", value: "yes" }, buttonWords(button));
  const back = make("button", { type: "submit", class: "btn btn-outline", value: "" }, note ? "Volver" : "Seguir escribiendo");
  const dialog = make("dialog", { "aria-labelledby": "confirm-title" },
    make("form", { method: "dialog" },
      make("h2", { id: "confirm-title" }, question),
      facts.length ? make("dl", { class: "facts" }, ...facts.flatMap(asTerm)) : null,
      make("p", { class: "soft" }, note || RECORDED),
      make("div", { class: "actions" }, back, goOn)));
  dialog.addEventListener("close", () => {
    const yes = dialog.returnValue === "yes";
    dialog.remove();
    if (yes) proceed();
    else button?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  goOn.focus();
}

function asTerm([label, value]) {
  return [make("dt", {}, label), make("dd", {}, value)];
}

function buttonWords(button) {
  return button?.textContent.trim() || "Registrar";
}

/** Returns [label, value] of every filled field, in order; choices by their words, secrets left out. */
function summaryOf(form) {
  const facts = new Map();
  for (const control of form.querySelectorAll("[data-summary]")) {
    const value = valueInWords(control);
    if (value) facts.set(control, [control.dataset.summary, value]);
  }
  return [...facts.values()];
}

function valueInWords(field) {
  const values = [];
  for (const control of field.querySelectorAll("input, select, textarea")) {
    if (control.closest("[data-summary]") !== field || control.disabled) continue;
    if (control.type === "password" || control.type === "hidden") continue;
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked) values.push(control.dataset.words ?? control.labels?.[0]?.textContent.trim() ?? "Sí");
    } else if (control.type === "file") values.push(...[...control.files].map((file) => file.name));
    else if (control.tagName === "SELECT") values.push(...[...control.selectedOptions].filter((o) => o.value).map((o) => o.text));
    else if (control.type === "date" && control.value) values.push(control.value.split("-").reverse().join("/"));
    else if (control.value.trim()) values.push(control.value.trim());
  }
  return values.join(", ");
}
