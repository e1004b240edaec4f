// Nothing written is lost: every change goes to the draft shortly after; leaving before that asks first. What somebody else
// saved meanwhile is not overwritten: saving stops, and the person is told what can be done.
import { answerOf, debounce, hourInLima, make, post } from "./page.js";

const WAIT = 1500; // milliseconds after the last change
const FAILED = "El borrador no se pudo guardar; lo suyo sigue en esta pantalla y se volverá a intentar.";
const OVERTAKEN = 409;
const SETTLED = 400; // milliseconds until what was typed in a panel has become a change

/** Keeps saved what `work` holds: `work.text()` resolves to it, `work.changed(tell)` tells of every change, `work.type` is
 *  its media type. `mark` names what it began from. `say` shows a sentence, `heard` receives the server's answer, `overtaken`
 *  the sentence that says who saved something else; from then on nothing is sent. Returns what saves at once. */
export function keepSaved(work, { draftUrl, saveUrl }, mark, { say, heard, overtaken }) {
  let version = 0; // counts changes
  let sent = 0; // the change that the server has
  let stopped = false;
  let sending = Promise.resolve(); // one at a time: each save begins from the mark that the one before it brought

  const send = async (url, words) => {
    if (stopped) return;
    const saving = version;
    const headers = { "Content-Type": `${work.type}; charset=utf-8`, ...(mark ? { "If-Match": mark } : {}) };
    try {
      const answer = await answerOf(await post(url, await work.text(), headers), FAILED);
      sent = Math.max(sent, saving);
      if (answer.mark) mark = `"${answer.mark}"`;
      say(`${words} a las ${answer.saved ?? hourInLima()}.`);
      heard(answer);
    } catch (error) {
      if (error.status === OVERTAKEN) {
        stopped = true;
        later.cancel();
        say("No se guardó.", true);
        overtaken(error.message);
      } else {
        say(error instanceof TypeError ? FAILED : error.message, true);
        later();
      }
    }
  };
  const save = (url, words) => (sending = sending.then(() => send(url, words)));
  const saveDraft = () => (sent === version ? sending : save(draftUrl, "Se guardó como borrador"));
  const later = debounce(saveDraft, work.wait ?? WAIT);

  work.changed(() => {
    version += 1;
    if (!draftUrl || stopped) return;
    say("Hay cambios sin guardar…");
    later();
  });
  addEventListener("beforeunload", (event) => { if (sent !== version) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && draftUrl) saveDraft();
  });
  leaveSaved(async () => {
    await new Promise((go) => setTimeout(go, SETTLED));
    later.cancel();
    await saveDraft();
    return sent === version;
  });

  return () => {
    later.cancel();
    return save(saveUrl || draftUrl, saveUrl ? "Se guardó" : "Se guardó como borrador");
  };
}

/** Links that show what was just written (`data-after-saving`) are followed once it is saved. */
function leaveSaved(save) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-after-saving]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (await save()) location.assign(link.href);
  });
}

/** Says in the bar of `section` that somebody else saved first, and lets the person keep a copy of what `text` resolves to. */
export function tellOvertaken(section, text, { words, type }, sentence) {
  const copy = make("button", { type: "button", class: "btn btn-outline btn-small" }, words);
  const name = decodeURIComponent(section.dataset.url.split("/").pop());
  copy.addEventListener("click", async () => download(await text(), type, `mio-${name}`));
  const open = make("a", { class: "btn btn-primary btn-small", href: location.href }, "Abrir lo guardado");
  section.querySelector(".modeler-bar").append(make("div", { class: "modeler-overtaken", role: "alert" }, make("p", {}, sentence), copy, open));
}

function download(text, type, name) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
