// A form as it is read from its file and written to it: what names a thing first, and nothing that the editor finds by itself.

const FIRST = ["type", "id", "schemaVersion", "key", "path", "subtype", "label", "dateLabel", "timeLabel", "description", "text", "validate", "values"];
const LAST = ["components"];

/** Returns the schema in a file's text. The editor refuses two components with one id, which is theirs alone: the later gets another. */
export function readIn(text) {
  const taken = new Set();
  const own = (part) => {
    let id = part.id;
    for (let n = 2; id && taken.has(id); n += 1) id = `${part.id}_${n}`;
    taken.add(id);
    return { ...part, ...(id ? { id } : {}), ...(Array.isArray(part.components) ? { components: part.components.map(own) } : {}) };
  };
  return own(JSON.parse(text.replace(/^\ufeff/, "")));
}

/** Returns the text of the file: JSON, in an order that a person can follow. */
export function written(schema) {
  return `${JSON.stringify(tidy(schema), null, 2)}\n`;
}

function tidy(part) {
  const rows = (part.components ?? []).map((one) => one.layout?.row);
  const sorted = Object.fromEntries(Object.entries(part).sort(([one], [other]) => place(one) - place(other)));
  if (part.components) sorted.components = part.components.map((one) => tidy(alone(one, rows) ? withoutRow(one) : one));
  return sorted;
}

function place(name) {
  if (LAST.includes(name)) return FIRST.length + 1;
  return FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length;
}

/** A field that has its row for itself needs no row in the file. */
function alone(field, rows) {
  return field.layout?.row && !field.layout.columns && rows.filter((row) => row === field.layout.row).length === 1;
}

function withoutRow({ layout: { row, ...others }, ...field }) {
  const kept = Object.fromEntries(Object.entries(others).filter(([, value]) => value != null));
  return Object.keys(kept).length ? { ...field, layout: kept } : field;
}
