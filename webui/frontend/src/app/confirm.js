// Before a decision counts: a dialog that says what will be recorded, in the form's own words.
// It is asked only of what can be recorded: the server tries the command first, keeps nothing of it, and where something
// is missing its page says so at once.
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
  if (form.ariaBusy === "true") return;
  const note = button?.dataset.confirmNote ?? form.dataset.confirmNote;
  const send = () => {
    confirmed.add(form);
    form.requestSubmit(button);
    setTimeout(() => confirmed.delete(form));
  };
  outcomeOf(form, button).then((outcome) => {
    if (outcome.page) show(outcome.page);
    else if (outcome.leaves) send();
    else ask(question || buttonWords(button), summaryOf(form), note, button, send);
  });
}, true);

/** Resolves to what a command would come to: {page} that says what is wrong, {leaves} where nobody is signed in any more. */
async function outcomeOf(form, button) {
  if (form.dataset.untried !== undefined && !lacks(form)) return {};
  form.ariaBusy = "true";
  try {
    const answer = await fetch(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, {
      method: "POST", body: new FormData(form, button), headers: { "X-Revisar": "1" },
    });
    if (answer.redirected) return { leaves: true };
    const isPage = answer.headers.get("Content-Type")?.includes("html");
    return answer.status >= 400 && answer.status < 500 && isPage ? { page: await answer.text() } : {};
  } catch {
    return {}; // no answer: the command itself will get one, or none
  } finally {
    form.ariaBusy = null;
  }
}

function lacks(form) {
  return [...form.querySelectorAll("[aria-required=true]")].some((control) => !control.disabled && control.value?.trim() === "");
}

/** Puts what the server's page says in the place of this one's; what was typed is on it. */
function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("main");
  if (!main) return;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  document.title = page.title;
  scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
}

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
