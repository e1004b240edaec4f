// A form as it is read from its file and written to it: what names a thing first, and nothing that the editor finds by itself.

const FIRST = ["type", "id", "schemaVersion", "key", "path", "subtype", "label", "dateLabel", "timeLabel", "description", "text", "validate", "values"];
const LAST = ["components"];

/** Returns the schema in a file's text. The editor refuses two components with one id, which is theirs alone: the later gets
 *  another. It draws anew, with each change, whatever stands in no row: so every component gets one. */
export function readIn(text) {
  const taken = new Set();
  const own = (part, place) => {
    const wanted = part.id || `campo_${place.join("_")}`;
    let id = wanted;
    for (let n = 2; taken.has(id); n += 1) id = `${wanted}_${n}`;
    taken.add(id);
    const inside = Array.isArray(part.components) ? { components: part.components.map((one, index) => own(one, [...place, index + 1])) } : {};
    return place.length ? inRow({ ...part, id, ...inside }) : { ...part, ...inside };
  };
  return own(JSON.parse(text.replace(/^\ufeff/, "")), []);
}

/** Returns a field with a row, its own where it has none. */
export function inRow(field) {
  return { ...field, layout: { ...field.layout, row: field.layout?.row ?? `Row_${field.id}` } };
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
