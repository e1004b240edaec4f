// The forms and decisions of the draft: which there are, what the fields of forms offer, and how one more is begun.
import { answerOf, post } from "../shared/page.js";

const FAILED = { formulario: "El formulario no se pudo crear. Vuelva a intentarlo.", tabla: "La tabla no se pudo crear. Vuelva a intentarlo." };

/** Returns the shelf of a modeler: `data-forms` ({form: {field: [[value, label], …]}}), `data-decisions` ([[id, name, file], …]),
 *  `data-add-url`, `data-text-url` (where forms are edited) and `data-table-url` (where tables are). */
export function shelfOf({ forms, decisions, addUrl, textUrl, tableUrl }) {
  const kept = JSON.parse(forms || "null");
  const tables = JSON.parse(decisions || "null");
  const begin = async (kind, title) => {
    const told = new URLSearchParams({ clase: kind, titulo: title });
    return answerOf(await post(addUrl, told), FAILED[kind]);
  };
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
      const answer = await begin("formulario", title);
      kept[answer.id] = answer.choices ?? {};
      return answer.id;
    },
    /** The decisions of the draft's tables: triples of id, name and file; null where they are not told. */
    decisions: () => tables,
    tableOf: (id) => tables?.find(([key]) => key === id)?.[2],
    tableAddress: (file) => tableUrl && file && `${tableUrl}${encodeURIComponent(file)}`,
    /** Begins a table of that title and resolves to the id of its decision. */
    async addTable(title) {
      const answer = await begin("tabla", title);
      tables.push([answer.id, title, answer.name]);
      return answer.id;
    },
  };
}
