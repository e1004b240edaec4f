// How forms are written here: a new field is kept under the words that it asks with, a new option under the words that it shows.
import { shortOf } from "../shared/names.js";
import { inRow } from "./writing.js";

const FRESH_KEY = /^(textfield|textarea|number|datetime|filepicker|expression|checkbox|checklist|radio|select|taglist|dynamiclist)_[0-9a-z]+$/;
const FRESH_VALUE = /^opcion\d*$/;
const LABELS = ["label", "dateLabel", "timeLabel"];
const OF_MANY = ["dynamiclist", "group"];

/** A name that the editor made up follows the words while they are being typed; one that a person wrote stays. */
class WordsAsNames {
  static $inject = ["eventBus", "modeling", "pathRegistry"];

  constructor(eventBus, modeling, pathRegistry) {
    const keys = new Map(); // field id -> the key made for it
    const values = new Map(); // field id -> the values made for its options
    eventBus.on("commandStack.formField.add.preExecute", ({ context: { formField } }) => { Object.assign(formField, inRow(formField)); });
    eventBus.on("commandStack.formField.edit.postExecuted", ({ context: { formField, properties } }) => {
      const label = LABELS.map((name) => properties[name]).find(Boolean);
      if (label) followLabel(formField, label, keys, modeling, pathRegistry);
      if (properties.values) followOptions(formField, values, modeling);
    });
  }
}

function followLabel(field, label, made, modeling, pathRegistry) {
  const name = OF_MANY.includes(field.type) ? "path" : "key";
  const now = field[name] ?? "";
  if (!FRESH_KEY.test(now) && made.get(field.id) !== now) return;
  const above = pathRegistry.getValuePath(field).slice(0, -1);
  const isFree = (key) => key === now || pathRegistry.canClaimPath([...above, key], { isClosed: true, claimerId: field.id });
  const key = firstFree(shortOf(label, "dato"), isFree);
  if (!key || key === now) return;
  made.set(field.id, key);
  modeling.editFormField(field, name, key);
}

function followOptions(field, made, modeling) {
  const own = made.get(field.id) ?? new Set();
  made.set(field.id, own);
  const named = (field.values ?? []).map((option) => {
    if (!FRESH_VALUE.test(option.value) && !own.has(option.value)) return option;
    const isFree = (value) => value === option.value || !field.values.some((other) => other.value === value);
    const value = firstFree(shortOf(option.label, "opcion"), isFree);
    if (value) own.add(value);
    return value && value !== option.value ? { ...option, value } : option;
  });
  if (named.some((option, index) => option !== field.values[index])) modeling.editFormField(field, "values", named);
}

function firstFree(wanted, isFree) {
  for (let n = 1; wanted && n < 100; n += 1) {
    const name = n === 1 ? wanted : `${wanted}_${n}`;
    if (isFree(name)) return name;
  }
  return "";
}

export const formHabits = { __init__: ["wordsAsNames"], wordsAsNames: ["type", WordsAsNames] };
