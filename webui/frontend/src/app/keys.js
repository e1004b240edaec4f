// One-letter keys, never while typing, and they can be switched off (WCAG 2.1.4): / search, j k move, o open, ? help.
import { make } from "../shared/page.js";

const OFF = "cabildo.keys.off";
const KEYS = [
  ["/", "ir a la búsqueda"],
  ["j", "fila siguiente"],
  ["k", "fila anterior"],
  ["o", "abrir la fila"],
  ["?", "esta ayuda"],
];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (event.key === "?") return stop(event, help);
  if (areOff() || document.querySelector("dialog[open]")) return;
  if (event.key === "/") stop(event, search);
  else if (event.key === "j") stop(event, () => move(1));
  else if (event.key === "k") stop(event, () => move(-1));
  else if (event.key === "o" && document.activeElement?.matches(".row-link")) stop(event, () => document.activeElement.click());
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-help]")) help();
});

function stop(event, work) {
  event.preventDefault();
  work();
}

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], [data-modeler]") != null;
}

function areOff() {
  return localStorage.getItem(OFF) === "1";
}

function search() {
  const field = [...document.querySelectorAll("[data-search]")].find((each) => each.offsetParent);
  field?.focus();
  field?.select();
}

function move(by) {
  const links = [...document.querySelectorAll("main .row-link")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + by))];
  next.focus();
  next.closest("tr, li")?.scrollIntoView({ block: "nearest" });
}

function help() {
  if (document.querySelector("dialog[open]")) return;
  const off = make("input", { type: "checkbox", id: "keys-off" });
  off.checked = areOff();
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "1" : "0"));
  const dialog = make("dialog", { "aria-labelledby": "keys-title" },
    make("form", { method: "dialog" },
      make("h2", { id: "keys-title" }, "Teclas"),
      make("dl", { class: "shortcut-list" }, ...KEYS.flatMap(([key, words]) => [
        make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)])),
      make("div", { class: "choice" }, off, make("label", { for: "keys-off" }, "Apagar las teclas de una letra en este equipo")),
      make("div", { class: "actions" }, make("button", { class: "btn btn-primary" }, "Cerrar"))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
