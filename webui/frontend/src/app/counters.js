// How many characters are left: a text with data-most (never maxlength: nothing pasted is cut) has a counter.
import { mount } from "../shared/page.js";

const count = (text) => {
  const counter = counterOf(text);
  if (!counter) return;
  const left = Number(text.dataset.most) - [...text.value.trim()].length;
  const characters = Math.abs(left) === 1 ? "carácter" : "caracteres";
  counter.textContent = left >= 0 ? `Quedan ${left} ${characters}` : `Sobran ${-left} ${characters}`;
  counter.classList.toggle("is-over", left < 0);
};

function counterOf(text) {
  return text.closest(".field")?.querySelector("[data-counter]");
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-most]")) count(event.target);
});
mount("[data-most]", count);
