// Keeps what is being typed: a form with data-draft-url is posted there shortly after each change.
import { answerOf, debounce, hourInLima, mount, post } from "../shared/page.js";

const WAIT = 1200; // milliseconds after the last key
const FAILED = "El borrador no se pudo guardar; lo escrito sigue en esta pantalla y se volverá a intentar.";

mount("form[data-draft-url]", (form) => {
  const status = form.querySelector("[data-draft-status]");
  const say = (sentence) => { if (status) status.textContent = sentence; };
  let sent = null;

  const save = async () => {
    const body = draftOf(form);
    const text = body.toString();
    if (text === sent) return;
    try {
      const answer = await answerOf(await post(form.dataset.draftUrl, body), FAILED);
      sent = text;
      say(`Se guardó como borrador a las ${answer.saved ?? hourInLima()}.`);
    } catch (error) {
      say(error instanceof TypeError ? FAILED : error.message);
      later();
    }
  };
  const later = debounce(save, WAIT);

  sent = draftOf(form).toString();
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("cabildo:rows", later);
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) later.cancel(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && form.isConnected && draftOf(form).toString() !== sent) {
      later.cancel();
      save();
    }
  });
});

/** Returns the form's texts as URL-encoded pairs: no files, no passwords, no token. */
function draftOf(form) {
  const pairs = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const secret = form.elements[name]?.type === "password" || name === "csrf_token";
    if (typeof value === "string" && !secret) pairs.append(name, value);
  }
  return pairs;
}
