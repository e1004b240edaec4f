// The forms of the draft: which there are, what their fields offer, and how one more is begun.
import { answerOf, post } from "../shared/page.js";

const FAILED = "El formulario no se pudo crear. Vuelva a intentarlo.";

/** Returns the shelf of a modeler's `data-forms` ({form: {field: [[value, label], …]}}), `data-add-url`, `data-text-url`. */
export function shelfOf({ forms, addUrl, textUrl }) {
  const kept = JSON.parse(forms || "null");
  return {
    known: kept !== null,
    canAdd: Boolean(addUrl),
    ids: () => Object.keys(kept ?? {}).sort(),
    has: (id) => id in (kept ?? {}),
    /** What can be chosen in a field of a form: pairs of value and label. */
    choices: (id, field) => kept?.[id]?.[field] ?? [],
    address: (id) => textUrl && `${textUrl}${encodeURIComponent(id)}.form`,
    /** Begins a form of that title and resolves to its id. */
    async add(title) {
      const told = new URLSearchParams({ clase: "formulario", titulo: title });
      const answer = await answerOf(await post(addUrl, told), FAILED);
      kept[answer.id] = answer.choices ?? {};
      return answer.id;
    },
  };
}
