// Nothing drawn is lost: every change goes to the draft shortly after; leaving before that asks first.
import { answerOf, debounce, hourInLima, post } from "../shared/page.js";

const WAIT = 1500; // milliseconds after the last change
const FAILED = "El borrador no se pudo guardar; el dibujo sigue en esta pantalla y se volverá a intentar.";

/** Keeps `editor` saved at `draftUrl`. `say` shows a sentence, `heard` receives the server's answer. */
export function keepSaved(editor, { draftUrl, saveUrl }, say, heard) {
  let version = 0; // counts changes
  let sent = 0; // the change that the server has

  const save = async (url, words) => {
    const saving = version;
    const { xml } = await editor.saveXML({ format: true });
    try {
      const answer = await answerOf(await post(url, xml, { "Content-Type": "application/xml; charset=utf-8" }), FAILED);
      sent = Math.max(sent, saving);
      say(`${words} a las ${answer.saved ?? hourInLima()}.`);
      heard(answer);
    } catch (error) {
      say(error instanceof TypeError ? FAILED : error.message, true);
      later();
    }
  };
  const saveDraft = () => (sent === version ? null : save(draftUrl, "Se guardó como borrador"));
  const later = debounce(saveDraft, WAIT);

  editor.on("commandStack.changed", () => {
    version += 1;
    if (!draftUrl) return;
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
