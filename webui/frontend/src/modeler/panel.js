// The properties panel as the house has it: what is not executed is hidden, what the house reads has its own group.
import { SelectEntry, TextFieldEntry, isSelectEntryEdited, isTextFieldEntryEdited } from "@bpmn-io/properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";
import { readProperty, writeProperty } from "./properties.js";

const HIDDEN_GROUPS = ["headers", "Zeebe__ExecutionListeners", "Zeebe__TaskListeners", "userTaskImplementation", "adHocSubProcessImplementation", "inputPropagation"];
const HIDDEN_ENTRIES = [
  "assignmentDefinitionAssignee", "assignmentDefinitionCandidateUsers", "taskScheduleDueDate", "taskScheduleFollowUpDate",
  "priorityDefinitionPriority", "versionTag", "bindingType", "taskDefinitionRetries", "taskDefinition-retries",
];

const TERM = { name: "cabildo.plazo", label: "Plazo", hint: "7 dh (días hábiles), 30 dc (días calendario), 2 meses, 1 año, o una expresión que empieza con =" };
const SINCE = { name: "cabildo.plazo_desde", label: "El plazo corre desde", hint: "Expresión que da una fecha; vacío: desde que se abre" };
const REMINDER = { name: "cabildo.recordatorio", label: "Recordatorio", hint: "80 %, o varios: 50 %, 80 %" };
const ESCALATES = { name: "cabildo.escala_a", label: "Si vence, avisar a", hint: "Órgano" };
const BASIS = { name: "cabildo.base_legal", label: "Base legal", hint: "Por ejemplo LPAG 143.3" };
const OUTCOME = { name: "cabildo.decision", label: "Campo de la decisión", hint: "Vacío: decision" };
const START = { name: "cabildo.inicio", label: "Quién lo inicia", options: [["", "un órgano, a mano"], ["llamada", "solo otro procedimiento, por llamada"]] };

export class CabildoPanel {
  static $inject = ["propertiesPanel", "config.organs", "translate"];

  constructor(propertiesPanel, organs, translate) {
    this.organs = organs ?? [];
    this.translate = translate; // groups say some words of their own: each must be handed the dictionary
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return (groups) => {
      const shown = groups.filter((group) => !HIDDEN_GROUPS.includes(group.id)).map(withoutHidden);
      const own = this.#ownGroup(element);
      if (own) shown.splice(1, 0, own);
      return shown
        .filter((group) => group.id !== "assignmentDefinition" || group.entries.length)
        .map((group) => ({ ...group, translate: this.translate }));
    };
  }

  #ownGroup(element) {
    const entries = this.#questionsOf(element).map((question) => ({
      id: question.name,
      element,
      question,
      component: question.options ? Choice : Text,
      isEdited: question.options ? isSelectEntryEdited : isTextFieldEntryEdited,
    }));
    if (!entries.length) return null;
    return { id: "cabildo", label: "Municipalidad", component: undefined, entries, shouldOpen: true };
  }

  #questionsOf(element) {
    if (is(element, "bpmn:Lane")) return this.#organQuestions(element);
    if (isAny(element, ["bpmn:Process", "bpmn:Participant"])) return [START, TERM, BASIS];
    if (is(element, "bpmn:UserTask")) return [TERM, SINCE, REMINDER, ESCALATES, BASIS, OUTCOME];
    if (is(element, "bpmn:ReceiveTask")) return [TERM, SINCE, REMINDER, ESCALATES, BASIS];
    if (isTimer(element)) return [SINCE, BASIS];
    return isAny(element, ["bpmn:Activity", "bpmn:Gateway"]) ? [BASIS] : [];
  }

  #organQuestions(element) {
    const value = readProperty(element, "cabildo.organo");
    const isExpression = value.startsWith("=");
    const known = this.organs.some(([slug]) => slug === value) || ["", "-"].includes(value) || isExpression;
    const organ = {
      name: "cabildo.organo",
      label: "Órgano",
      hint: "El órgano que recibe las tareas de este carril",
      options: [
        ["", `el del id del carril (${element.businessObject.id})`],
        ...this.organs,
        ...(known ? [] : [[value, `${value} (no está en el organigrama)`]]),
        [isExpression ? value : "= ", "según una expresión"],
        ["-", "ninguno: cada tarea dice su órgano"],
      ],
    };
    const expression = { name: "cabildo.organo", id: "cabildo.organo.feel", label: "Expresión del órgano", hint: "Por ejemplo = informante" };
    return isExpression ? [organ, expression] : [organ];
  }
}

export const cabildoPanel = { __init__: ["cabildoPanel"], cabildoPanel: ["type", CabildoPanel] };

function withoutHidden(group) {
  if (!group.entries) return group;
  return { ...group, entries: group.entries.filter((entry) => !HIDDEN_ENTRIES.includes(entry.id)) };
}

function isTimer(element) {
  return element.businessObject.get("eventDefinitions")?.some((each) => is(each, "bpmn:TimerEventDefinition"));
}

function Text({ element, question }) {
  const debounce = useService("debounceInput");
  return jsx(TextFieldEntry, { ...usage(element, question), debounce });
}

function Choice({ element, question }) {
  const getOptions = () => question.options.map(([value, label]) => ({ value, label }));
  return jsx(SelectEntry, { ...usage(element, question), getOptions });
}

function usage(element, question) {
  const injector = useService("injector");
  return {
    element,
    id: question.id ?? question.name,
    label: question.label,
    description: question.hint,
    getValue: () => readProperty(element, question.name),
    setValue: (value = "") => {
      // A field tells its value again when it is left: an empty command would swallow the next undo.
      if (value !== readProperty(element, question.name)) writeProperty(element, question.name, value, injector);
    },
  };
}
