// Nothing drawn is lost: every change goes to the draft shortly after; leaving before that asks first. What somebody else
// saved meanwhile is not overwritten: saving stops, and the person is told what can be done.
import { answerOf, debounce, hourInLima, post } from "../shared/page.js";

const WAIT = 1500; // milliseconds after the last change
const FAILED = "El borrador no se pudo guardar; el dibujo sigue en esta pantalla y se volverá a intentar.";
const OVERTAKEN = 409;

/** Keeps `editor` saved at `draftUrl`, beginning from what `mark` names. `say` shows a sentence, `heard` receives the
 *  server's answer, `overtaken` the sentence that says who saved something else; from then on nothing is sent. */
export function keepSaved(editor, { draftUrl, saveUrl }, mark, { say, heard, overtaken }) {
  let version = 0; // counts changes
  let sent = 0; // the change that the server has
  let stopped = false;
  let sending = Promise.resolve(); // one at a time: each save begins from the mark that the one before it brought

  const send = async (url, words) => {
    if (stopped) return;
    const saving = version;
    const { xml } = await editor.saveXML({ format: true });
    const headers = { "Content-Type": "application/xml; charset=utf-8", ...(mark ? { "If-Match": mark } : {}) };
    try {
      const answer = await answerOf(await post(url, xml, headers), FAILED);
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
  const saveDraft = () => (sent === version ? null : save(draftUrl, "Se guardó como borrador"));
  const later = debounce(saveDraft, WAIT);

  editor.on("commandStack.changed", () => {
    version += 1;
    if (!draftUrl || stopped) return;
    say("Hay cambios sin guardar…");
    later();
  });
  addEventListener("beforeunload", (event) => { if (sent !== version) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && draftUrl) saveDraft();
  });

  return () => {
    later.cancel();
    return save(saveUrl || draftUrl, saveUrl ? "Se guardó" : "Se guardó como borrador");
  };
}
