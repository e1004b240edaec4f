// The editor itself: form-js with the fields that the house accepts, its own properties, and keys made of what is asked.
import { FormEditor } from "@bpmn-io/form-js-editor";
import { formHabits } from "./habits.js";
import { cabildoPanel } from "./panel.js";

/** What a new form is made of. The others stay drawable, so that a form that has them can be opened and mended. */
const OFFERED = ["textfield", "textarea", "number", "datetime", "filepicker", "expression", "checkbox", "checklist", "radio", "select", "taglist",
  "text", "separator", "group", "dynamiclist"];

export function editorIn(canvas, panel) {
  const editor = new FormEditor({ container: canvas, propertiesPanel: { parent: panel }, additionalModules: [cabildoPanel, formHabits] });
  const fields = editor.get("formFields")._formFields;
  for (const [type, field] of Object.entries(fields)) {
    // The palette lists what it can enumerate when it is drawn for the first time.
    if (!OFFERED.includes(type)) Object.defineProperty(fields, type, { value: field, enumerable: false });
  }
  return editor;
}

/** Selects a field and brings it into sight; false where the form has no such field. */
export function lead(editor, id) {
  const field = editor.get("formFieldRegistry").get(id);
  if (!field) return false;
  editor.get("selection").set(field);
  return true;
}
