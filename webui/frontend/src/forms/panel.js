// The panel of a field as the house has it: what no page of ours shows is hidden, what the house reads has its own group.
import { CheckboxEntry, FeelEntry, NumberFieldEntry, SelectEntry, TextfieldEntry, usePropertiesPanelService, useVariables } from "@bpmn-io/form-js-editor";

const HIDDEN_GROUPS = ["appearance", "serialization", "custom-values", "securityAttributes"];
const HIDDEN_ENTRIES = ["id", "versionTag", "searchable", "disableCollapse", "nonCollapsedItems", "use24h", "timeInterval", "time-interval", "compute-on"];
const OPEN = ["general", "staticOptions", "validation"];
const ORDER = ["general", "staticOptions", "dynamicOptions", "optionsExpression", "validation", "rows", "constraints", "valuesSource", "condition", "municipality", "layout"];
const ANSWERED = ["textfield", "textarea", "number", "datetime", "filepicker", "checkbox", "checklist", "radio", "select", "taglist", "dynamiclist"];

const OF_A_CASE = [["", "no"], ["sí", "de cualquiera"], ["en trámite", "de uno en trámite"]];

class CabildoPanel {
  static $inject = ["propertiesPanel"];

  constructor(propertiesPanel) {
    propertiesPanel.registerProvider(this, 500);
  }

  getGroups(field, editField) {
    return (groups) => {
      const shown = groups.filter((group) => !HIDDEN_GROUPS.includes(group.id)).map(withoutHidden)
        .filter((group) => group.items || group.entries?.length);
      if (field?.type === "dynamiclist") shown.push(rows(field, editField));
      if (ANSWERED.includes(field?.type)) shown.push(municipality(field, editField));
      return shown.map((group) => ({ ...group, shouldOpen: OPEN.includes(group.id) })).sort((one, other) => ORDER.indexOf(one.id) - ORDER.indexOf(other.id));
    };
  }
}

function withoutHidden(group) {
  if (!group.entries) return group;
  return { ...group, entries: group.entries.filter((entry) => !HIDDEN_ENTRIES.includes(entry.id)) };
}

function rows(field, editField) {
  const entry = (id, component, label) => ({ id, component, field, editField, label, path: "validate", isEdited });
  return { id: "rows", label: "Qué se exige", entries: [
    entry("required", Flag, "Obligatorio: al menos una fila"), entry("min", Amount, "Filas como mínimo"), entry("max", Amount, "Filas como máximo"),
  ] };
}

function municipality(field, editField) {
  const entry = (id, component, label, description) => ({ id, component, field, editField, label, description, path: "properties", isEdited });
  return { id: "municipality", label: "Municipalidad", entries: [
    entry("cabildo.exige", Condition, "La respuesta debe cumplir", "Una condición, como = folios > 0"),
    entry("cabildo.exige_mensaje", Words, "Si no, se lee", "La frase que explica qué corregir"),
    ...(field.type === "textfield" ? [{ ...entry("cabildo.expediente", Choice, "Es el número de otro expediente", "Tiene que haberlo, y quien responde debe poder verlo"), options: OF_A_CASE }] : []),
    entry("cabildo.personal", Flag, "Es un dato personal", "Se guarda aparte y se puede borrar por ley"),
  ] };
}

/** Reads and writes one name of a part (`properties`, `validate`) of the field; what is empty is taken away. */
function usage({ field, editField, id, label, description, path }) {
  const value = field[path]?.[id];
  return {
    element: field, id, label, description, debounce: usePropertiesPanelService("debounce"),
    getValue: () => value,
    setValue(next) {
      const { [id]: _old, ...others } = field[path] ?? {};
      const kept = next === undefined || next === "" || next === false ? others : { ...others, [id]: next };
      editField(field, path, Object.keys(kept).length ? kept : undefined);
    },
  };
}

function Words(props) {
  return TextfieldEntry(usage(props));
}

function Amount(props) {
  return NumberFieldEntry({ ...usage(props), min: 0 });
}

function Choice(props) {
  return SelectEntry({ ...usage(props), getOptions: () => props.options.map(([value, label]) => ({ value, label })) });
}

function Condition(props) {
  const variables = useVariables().map((name) => ({ name }));
  return FeelEntry({ ...usage(props), feel: "required", variables });
}

function Flag(props) {
  const { getValue, setValue, ...rest } = usage(props);
  const yes = props.path === "properties" ? "sí" : true;
  const isSet = ["sí", "si", "true"].includes(String(getValue() ?? "").toLowerCase());
  return CheckboxEntry({ ...rest, getValue: () => isSet, setValue: (checked) => setValue(checked ? yes : undefined) });
}

function isEdited(node) {
  return Boolean(node && (node.type === "checkbox" ? node.checked : node.value || node.textContent?.trim()));
}

export const cabildoPanel = { __init__: ["cabildoPanel"], cabildoPanel: ["type", CabildoPanel] };
