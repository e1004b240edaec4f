// What the house asks of an element beside standard BPMN: each a `cabildo.*` property with the words of the panel.
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { objectOf, readProperty } from "./properties.js";

const TERM = { name: "cabildo.plazo", label: "Plazo", hint: "7 dh (días hábiles), 20 dht (hábiles tributarios), 30 dc (días calendario), 2 meses, 1 año, o una expresión que empieza con =" };
const SINCE = { name: "cabildo.plazo_desde", label: "El plazo corre desde", hint: "Expresión que da una fecha, como = notificado_el; vacío: desde que se abre" };
const LONGER = { name: "cabildo.prorroga", label: "Puede ampliarse, una vez, en", hint: "3 dh: a lo más eso; «no» si es improrrogable; vacío: hasta otro tanto. La amplía, con motivo, quien dirige el órgano superior" };
const FAR = { name: "cabildo.distancia", label: "Término de la distancia", hint: "Expresión que da dónde vive el administrado, como = ubigeo: al plazo se suman los días que el registro de la municipalidad dice para ese lugar" };
const REMINDER = { name: "cabildo.recordatorio", label: "Recordatorio", hint: "80 %, o varios: 50 %, 80 %" };
const BASIS = { name: "cabildo.base_legal", label: "Base legal", hint: "Por ejemplo LPAG 143.3" };
const OUTCOME = { name: "cabildo.decision", label: "Campo de la decisión", hint: "Vacío: decision" };
const APART = { name: "cabildo.distinto_de", label: "No puede decidirla quien hizo", hint: "Ids de otros pasos, con comas: revisar_solicitud, opinar. Verá la tarea y leerá por qué no puede decidirla" };
const FORWARDED = { name: "cabildo.deriva_a", label: "También se puede derivar a", hint: "Nombres cortos de otros órganos, con comas: ogaj, oga. Vacío: solo a las personas y unidades del suyo" };
const SUBJECT = { name: "cabildo.asunto", label: "Asunto con que nace el expediente", hint: "Un texto, o una expresión que lee lo que llegó, como = \"Pedido de \" + solicitante" };
const SIGNED = { name: "cabildo.firma", label: "Es una firma", hint: "Pide de nuevo la contraseña y guarda la huella de lo firmado", options: [["", "no"], ["sí", "sí"]] };
const START = { name: "cabildo.inicio", label: "Quién lo inicia", options: [["", "un órgano, a mano"], ["llamada", "solo otro procedimiento, por llamada"]] };
const STATE = { name: "cabildo.estado", label: "Estado con que queda el expediente", hint: "Por ejemplo concedido; vacío: el id del final" };
const FROM = { name: "cabildo.de", label: "De quién se espera", hint: "Un texto o una expresión; vacío: a quien se le envió" };
const ASKED = { name: "cabildo.campos", label: "Qué datos se anotan", hint: "Nombres con comas: motivo, detalle. Vacío: los del formulario, o los que las salidas leen" };
const KEPT = { name: "cabildo.conservar", label: "Si llega antes de que se espere, se guarda", hint: "15 dh, 30 dc; «no»: nada. Vacío: lo que la municipalidad fije", of: messageOf };

const WHOLE_TERM = [TERM, SINCE, LONGER, FAR, REMINDER];

/** Returns the questions of an element: {name, label, hint, options?, id?, of?}; `of` finds another carrier than the element. */
export function questionsOf(element, organs, shelf) {
  const escalates = () => organChoice(element, organs, ESCALATES);
  if (is(element, "bpmn:Lane")) return organChoice(element, organs, ofLane(element));
  if (isAny(element, ["bpmn:Process", "bpmn:Participant"])) return objectOf(element) ? [START, ...WHOLE_TERM, ...escalates(), BASIS] : [];
  if (is(element, "bpmn:UserTask")) return [...WHOLE_TERM, ...escalates(), BASIS, OUTCOME, ...outcomes(element, shelf), APART, FORWARDED, SIGNED];
  if (is(element, "bpmn:ReceiveTask")) return [...WHOLE_TERM, ...escalates(), BASIS, ...received(element)];
  if (is(element, "bpmn:ExclusiveGateway")) return asks(element) ? [...WHOLE_TERM, ...escalates(), BASIS] : [BASIS];
  if (isAny(element, ["bpmn:CallActivity", "bpmn:SubProcess"])) return [BASIS, { ...APART, label: "Nada de adentro lo decide quien hizo" }];
  if (is(element, "bpmn:EndEvent")) return [STATE];
  if (is(element, "bpmn:StartEvent") && !isInner(element)) return isTriggered(element) ? [SUBJECT, ...(messageOf(element) ? received(element) : []), BASIS] : [];
  if (isTimer(element)) return [SINCE, LONGER, FAR, BASIS];
  if (is(element, "bpmn:CatchEvent") && messageOf(element)) return [...WHOLE_TERM, ...received(element)];
  return isAny(element, ["bpmn:Activity", "bpmn:Gateway"]) ? [BASIS] : [];
}

const ESCALATES = { name: "cabildo.escala_a", label: "Si vence, avisar a", hint: "La tarea sigue abierta; se avisa y consta", none: "a nadie más", expression: "Expresión del órgano a que se avisa" };

function ofLane(element) {
  const none = `el que se llama como el id del carril (${element.businessObject.id})`;
  return { name: "cabildo.organo", label: "Órgano", hint: "El órgano que recibe las tareas de este carril", none, expression: "Expresión del órgano", others: [["-", "ninguno: cada tarea dice su órgano"]], names: true };
}

/** An organ of the chart, or an expression that gives one, which then has its own line. */
function organChoice(element, organs, { none, expression, others = [], ...question }) {
  const value = readProperty(element, question.name);
  const isExpression = value.startsWith("=");
  const known = isExpression || value === "" || [...organs, ...others].some(([slug]) => slug === value);
  const options = [
    ["", none],
    ...organs,
    ...(known ? [] : [[value, `${value} (no está en el organigrama)`]]),
    [isExpression ? value : "= ", "según una expresión"],
    ...others,
  ];
  const line = { name: question.name, id: `${question.name}.feel`, label: expression, hint: "Por ejemplo = informante" };
  return isExpression ? [{ ...question, options }, line] : [{ ...question, options }];
}

/** For each outcome that the form offers: when it is offered, and for how long. */
function outcomes(element, shelf) {
  const form = formOf(element)?.get("formId");
  const field = readProperty(element, "cabildo.decision") || "decision";
  return shelf.choices(form, field).flatMap(([value, label]) => [
    { name: `cabildo.si.${value}`, label: `«${label}» se ofrece solo si`, hint: "Por ejemplo = rondas < 2; vacío: siempre" },
    { name: `cabildo.hasta.${value}`, label: `«${label}» se ofrece durante`, hint: "Por ejemplo 2 dh; vacío: mientras la tarea esté abierta" },
  ]);
}

function received(element) {
  return messageOf(element) ? [FROM, ASKED, KEPT] : [FROM, ASKED];
}

/** An exclusive gateway whose ways have no condition asks the organ of its lane. */
function asks(element) {
  const ways = element.businessObject.get("outgoing") ?? [];
  return ways.length > 1 && ways.every((flow) => !flow.conditionExpression);
}

export function formOf(element) {
  return objectOf(element)?.extensionElements?.get("values").find((each) => is(each, "zeebe:FormDefinition"));
}

export function decisionOf(element) {
  return objectOf(element)?.extensionElements?.get("values").find((each) => is(each, "zeebe:CalledDecision"));
}

function messageOf(element) {
  const object = element.businessObject;
  const event = object.get("eventDefinitions")?.find((each) => is(each, "bpmn:MessageEventDefinition"));
  return object.messageRef ?? event?.messageRef;
}

/** A start inside a sub-process opens no case. */
function isInner(element) {
  return is(element.businessObject.$parent, "bpmn:SubProcess");
}

function isTriggered(element) {
  return Boolean(element.businessObject.get("eventDefinitions")?.length);
}

function isTimer(element) {
  return element.businessObject.get("eventDefinitions")?.some((each) => is(each, "bpmn:TimerEventDefinition"));
}
