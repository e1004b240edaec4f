// The properties panel as the house has it: what is not executed is hidden, what the house reads has its own group.
import { SelectEntry, TextFieldEntry, isSelectEntryEdited, isTextFieldEntryEdited } from "@bpmn-io/properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useService } from "bpmn-js-properties-panel";
import { readProperty, writeDecision, writeForm, writeProperty } from "./properties.js";
import { decisionOf, formOf, questionsOf } from "./questions.js";

const HIDDEN_GROUPS = ["headers", "Zeebe__ExecutionListeners", "Zeebe__TaskListeners", "userTaskImplementation", "adHocSubProcessImplementation", "inputPropagation"];
const HIDDEN_ENTRIES = [
  "assignmentDefinitionAssignee", "assignmentDefinitionCandidateUsers", "taskScheduleDueDate", "taskScheduleFollowUpDate",
  "priorityDefinitionPriority", "versionTag", "bindingType", "taskDefinitionRetries", "taskDefinition-retries",
];

export class CabildoPanel {
  static $inject = ["propertiesPanel", "config.organs", "config.shelf", "translate"];

  constructor(propertiesPanel, organs, shelf, translate) {
    this.organs = organs ?? [];
    this.shelf = shelf;
    this.translate = translate; // groups say some words of their own: each must be handed the dictionary
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return (groups) => {
      const shown = groups.filter((group) => !HIDDEN_GROUPS.includes(group.id)).map(withoutHidden);
      const own = this.#ownGroup(element);
      if (own) shown.splice(1, 0, own);
      const consulted = this.#decisionGroup(element);
      return (consulted ? [...shown.filter((group) => group.id !== "businessRuleImplementation" && group.id !== "calledDecision"), consulted] : shown)
        .filter((group) => group.id !== "assignmentDefinition" || group.entries.length)
        .map((group) => (group.id === "form" && this.shelf.known && !isForeign(element) ? this.#formGroup(group, element) : group))
        .map((group) => ({ ...group, translate: this.translate }))
        .sort((one, other) => rank(one) - rank(other));
    };
  }

  /** The form of a task is one of the draft's, chosen from a list or begun on the spot. */
  #formGroup(group, element) {
    const entry = { id: "form", element, shelf: this.shelf, component: FormChoice, isEdited: isSelectEntryEdited };
    return { ...group, entries: [entry], shouldOpen: true };
  }

  /** The decision that a step consults is one of the draft's tables, chosen from a list or begun on the spot. */
  #decisionGroup(element) {
    if (element.type !== "bpmn:BusinessRuleTask" || !this.shelf.decisions?.() || String(decisionOf(element)?.get("decisionId") ?? "").startsWith("=")) return null;
    const entry = (id, component, isEdited) => ({ id, element, shelf: this.shelf, component, isEdited });
    const entries = [entry("decision", DecisionChoice, isSelectEntryEdited)];
    if (decisionOf(element)) entries.push(entry("resultVariable", ResultName, isTextFieldEntryEdited));
    return { id: "calledDecision", label: "Tabla de decisión", entries, shouldOpen: true };
  }

  #ownGroup(element) {
    const entries = questionsOf(element, this.organs, this.shelf).map((question) => ({
      id: question.id ?? question.name,
      element,
      question,
      organs: this.organs,
      component: question.options ? Choice : Text,
      isEdited: question.options ? isSelectEntryEdited : isTextFieldEntryEdited,
    }));
    if (!entries.length) return null;
    return { id: "cabildo", label: "Municipalidad", component: undefined, entries, shouldOpen: true };
  }
}

export const cabildoPanel = { __init__: ["cabildoPanel"], cabildoPanel: ["type", CabildoPanel] };

/** What a step asks with, or consults, comes before how long it may take. */
function rank({ id }) {
  const first = ["general", "form", "calledDecision", "cabildo"];
  return first.includes(id) ? first.indexOf(id) : first.length;
}

function withoutHidden(group) {
  if (!group.entries) return group;
  return { ...group, entries: group.entries.filter((entry) => !HIDDEN_ENTRIES.includes(entry.id)) };
}

/** A form of another tool: by key, by reference, or written into the diagram itself. */
function isForeign(element) {
  const form = formOf(element);
  return Boolean(form) && form.get("formId") === undefined;
}

const NEW = "+";

function FormChoice({ element, shelf }) {
  const injector = useService("injector");
  const now = formOf(element)?.get("formId") ?? "";
  const getOptions = () => [
    { value: "", label: "ninguno" },
    ...shelf.ids().map((id) => ({ value: id, label: id })),
    ...(now && !shelf.has(now) ? [{ value: now, label: `${now} (no está en el borrador)` }] : []),
    ...(shelf.canAdd ? [{ value: NEW, label: "crear uno para esta tarea…" }] : []),
  ];
  const begin = async () => {
    try {
      writeForm(element, await shelf.add(element.businessObject.name || element.id), injector);
    } catch (error) {
      injector.get("eventBus").fire("cabildo.say", { sentence: error.message });
    }
  };
  const setValue = (value = "") => {
    if (value === NEW) begin();
    else if (value !== now) writeForm(element, value, injector);
  };
  const description = shelf.has(now) && shelf.address(now)
    ? jsx("a", { href: shelf.address(now), target: "_blank", rel: "noopener", children: "Abrir el formulario en otra pestaña" })
    : "Lo que se pregunta al decidir esta tarea";
  return jsx(SelectEntry, { element, id: "form", label: "Formulario", description, getOptions, getValue: () => now, setValue });
}

function DecisionChoice({ element, shelf }) {
  const injector = useService("injector");
  const now = decisionOf(element)?.get("decisionId") ?? "";
  const known = shelf.decisions().map(([id, name]) => ({ value: id, label: name === id ? id : `${name} (${id})` }));
  const getOptions = () => [
    { value: "", label: "ninguna" },
    ...known,
    ...(now && !shelf.tableOf(now) ? [{ value: now, label: `${now} (no está en el borrador)` }] : []),
    ...(shelf.canAdd ? [{ value: NEW, label: "crear una para esta tarea…" }] : []),
  ];
  const begin = async () => {
    try {
      writeDecision(element, await shelf.addTable(element.businessObject.name || element.id), injector);
    } catch (error) {
      injector.get("eventBus").fire("cabildo.say", { sentence: error.message });
    }
  };
  const setValue = (value = "") => {
    if (value === NEW) begin();
    else if (value !== now) writeDecision(element, value, injector);
  };
  const address = shelf.tableAddress(shelf.tableOf(now));
  const description = address
    ? jsx("a", { href: address, target: "_blank", rel: "noopener", children: "Abrir la tabla en otra pestaña" })
    : "La decisión que se toma aquí, escrita en una tabla del borrador";
  return jsx(SelectEntry, { element, id: "decision", label: "Decisión", description, getOptions, getValue: () => now, setValue });
}

function ResultName({ element }) {
  const injector = useService("injector");
  const debounce = useService("debounceInput");
  const decision = decisionOf(element);
  const setValue = (value = "") => {
    if (value === (decision.get("resultVariable") ?? "")) return;
    injector.get("modeling").updateModdleProperties(element, decision, { resultVariable: value || undefined });
  };
  return jsx(TextFieldEntry, {
    element, id: "resultVariable", label: "El resultado se guarda como", description: "Con este nombre lo leen las condiciones y los formularios",
    getValue: () => decision.get("resultVariable") ?? "", setValue, debounce,
  });
}

function Text({ element, question }) {
  const debounce = useService("debounceInput");
  return jsx(TextFieldEntry, { ...usage(element, question), debounce });
}

function Choice({ element, question, organs }) {
  const getOptions = () => question.options.map(([value, label]) => ({ value, label }));
  return jsx(SelectEntry, { ...usage(element, question, organs), getOptions });
}

function usage(element, question, organs = []) {
  const injector = useService("injector");
  const carrier = question.of?.(element);
  return {
    element,
    id: question.id ?? question.name,
    label: question.label,
    description: question.hint,
    getValue: () => readProperty(element, question.name, carrier),
    setValue: (value = "") => {
      // A field tells its value again when it is left: an empty command would swallow the next undo.
      if (value === readProperty(element, question.name, carrier)) return;
      writeProperty(element, question.name, value, injector, { carrier, named: question.names && newName(element, value, organs) });
    },
  };
}

/** A lane without a name, or with the name of an organ, is called by the organ that it is given. */
function newName(element, value, organs) {
  const old = element.businessObject.name;
  const name = organs.find(([slug]) => slug === value)?.[1];
  return name && (!old || organs.some((organ) => organ[1] === old)) ? name : undefined;
}
