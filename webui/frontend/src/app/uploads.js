// Documents go ahead of their form: chosen, they are uploaded, and a ticked box carries the seal that the server gave.
import { answerOf, make, post } from "../shared/page.js";

const FAILED = "El documento no se pudo cargar; se enviará al registrar.";

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches?.('input[type="file"][data-upload-url]') && input.files.length) upload(input);
});

async function upload(input) {
  const field = input.closest(".field");
  const files = [...input.files];
  input.setAttribute("aria-busy", "true");
  say(field, files.length === 1 ? "Se está cargando…" : `Se están cargando ${files.length} documentos…`);
  try {
    for (const file of files) {
      const body = new FormData();
      body.append("documento", file);
      keep(input, await answerOf(await post(input.dataset.uploadUrl, body), FAILED));
    }
    input.value = "";
    say(field, "");
  } catch (error) {
    say(field, error instanceof TypeError ? FAILED : error.message, "error");
    if (!(error instanceof TypeError)) input.value = "";
  }
  input.removeAttribute("aria-busy");
}

/** Adds the box that carries a document's seal; a field for one document keeps only the newest. */
function keep(input, { id, name }) {
  const field = input.closest(".field");
  const others = [...field.querySelectorAll('input[type="checkbox"]')].filter((box) => box.name === input.name);
  if (others.some((box) => box.value === id)) return;
  if (!input.multiple) for (const box of others) box.closest(".choice").remove();
  const box = make("input", { type: "checkbox", name: input.name, value: id, id: `${input.id}-${id.slice(0, 8)}`, "data-words": name });
  box.checked = true;
  input.before(make("div", { class: "choice" }, box,
    make("label", { for: box.id }, `${name} `, make("span", { class: "soft" }, "recibido; quite la marca para no adjuntarlo"))));
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function say(field, sentence, kind = "hint") {
  let status = field.querySelector("[data-upload-status]");
  if (!status) {
    status = make("p", { class: "hint", role: "status", "data-upload-status": true });
    field.append(status);
  }
  status.className = kind;
  status.textContent = sentence;
}
