// Fields that hang on an answer: the server draws the form again, and only what changed is put in its place.
// What stays keeps its node, and with it the focus, the rows and every letter typed.
import { debounce } from "../shared/page.js";

const WAIT = 120; // milliseconds after a change

document.addEventListener("change", debounce((event) => {
  const fields = event.target.closest?.("[data-again-url]");
  if (fields) drawAgain(fields);
}, WAIT));

let asked = 0;

async function drawAgain(fields) {
  const turn = ++asked, form = fields.closest("form"), chosen = choicesOf(form);
  const answer = await fetch(fields.dataset.againUrl, {
    method: "POST", headers: { "HX-Request": "true" }, body: textsOf(form),
  }).catch(() => null);
  if (!answer?.ok || turn !== asked) return; // the page stays as it is; sending it will say what is wrong
  const drawn = document.createElement("template");
  drawn.innerHTML = await answer.text();
  if (choicesOf(form) !== chosen) return drawAgain(fields); // a document arrived meanwhile, or something else was ticked
  place(fields, [...drawn.content.children]);
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
}

/** The form's texts as URL-encoded pairs; files went ahead on their own. */
function textsOf(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

/** What is ticked and chosen in a form, and by which documents: what an answer that was asked before does not know. */
function choicesOf(form) {
  const ticked = [...form.querySelectorAll("input:checked")].map((one) => `${one.name}=${one.value}`);
  return JSON.stringify([ticked, [...form.querySelectorAll("select")].map((one) => `${one.name}=${one.value}`)]);
}

/** Makes the children of `fields` those that were drawn, keeping each that asks the same as before. */
function place(fields, drawn) {
  const had = new Map([...fields.children].map((child) => [asks(child), child]));
  const wanted = drawn.map((child) => had.get(asks(child)) ?? child);
  for (const child of [...fields.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    if (fields.children[index] !== child) fields.insertBefore(child, fields.children[index] ?? null);
  });
}

/** What a part of a form asks: its fields, their choices and what is only told there; or its words where it asks nothing. */
function asks(child) {
  const names = [child, ...child.querySelectorAll("[data-field]")].map((node) => node.dataset.field).filter(Boolean);
  const choices = [...child.querySelectorAll("option, [type=radio], [type=checkbox]")].map((node) => node.value);
  const told = [...child.querySelectorAll("[readonly], output, .told")].map((node) => node.value ?? node.textContent);
  return names.length ? JSON.stringify([names, choices, told]) : child.outerHTML;
}
