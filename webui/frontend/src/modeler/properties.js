// The properties that the house reads: `zeebe:property` entries of an element, written through the command stack.
import { is } from "bpmn-js/lib/util/ModelUtil";

/** The business object that an element stands for: of a participant, its process. */
export function objectOf(element) {
  const object = element.businessObject;
  return is(object, "bpmn:Participant") ? object.processRef : object;
}

export function readProperty(element, name, carrier = objectOf(element)) {
  return propertiesOf(carrier).find((property) => property.name === name)?.value ?? "";
}

/** Writes one property; an empty value takes it away, and with it the list that has become empty. `named`: the element's
 *  new name, written in the same step. */
export function writeProperty(element, name, value, injector, { carrier = objectOf(element), named } = {}) {
  if (!carrier) return;
  const write = writer(element, injector);
  const extensions = carrier.extensionElements ?? write.made("bpmn:ExtensionElements", carrier, { values: [] });
  if (!carrier.extensionElements) write.set(carrier, { extensionElements: extensions });
  const old = extensions.get("values").find((each) => is(each, "zeebe:Properties"));
  const list = old ?? write.made("zeebe:Properties", extensions, { properties: [] });
  const others = propertiesOf(carrier).filter((property) => property.name !== name);
  const kept = value ? [...others, write.made("zeebe:Property", list, { name, value })] : others;
  write.set(list, { properties: inOldOrder(kept, list, name) });
  const rest = extensions.get("values").filter((each) => each !== old);
  if (kept.length && !old) write.set(extensions, { values: [...rest, list] });
  if (!kept.length && old) write.set(extensions, { values: rest });
  if (named !== undefined) write.set(element.businessObject, { name: named });
  write.commit();
}

/** Says with which form a task asks; none: an empty id. */
export function writeForm(element, id, injector) {
  const task = objectOf(element);
  const write = writer(element, injector);
  const extensions = task.extensionElements ?? write.made("bpmn:ExtensionElements", task, { values: [] });
  if (!task.extensionElements) write.set(task, { extensionElements: extensions });
  const rest = extensions.get("values").filter((each) => !is(each, "zeebe:FormDefinition"));
  write.set(extensions, { values: id ? [...rest, write.made("zeebe:FormDefinition", extensions, { formId: id })] : rest });
  write.commit();
}

/** Says which decision a step consults, and under which name the case keeps the result; none: an empty id. */
export function writeDecision(element, id, injector) {
  const task = objectOf(element);
  const write = writer(element, injector);
  const extensions = task.extensionElements ?? write.made("bpmn:ExtensionElements", task, { values: [] });
  if (!task.extensionElements) write.set(task, { extensionElements: extensions });
  const old = extensions.get("values").find((each) => is(each, "zeebe:CalledDecision"));
  const rest = extensions.get("values").filter((each) => !is(each, "zeebe:CalledDecision") && !is(each, "zeebe:TaskDefinition"));
  const resultVariable = old?.get("resultVariable") && old.get("resultVariable") !== old.get("decisionId") ? old.get("resultVariable") : id;
  write.set(extensions, { values: id ? [...rest, write.made("zeebe:CalledDecision", extensions, { decisionId: id, resultVariable })] : rest });
  write.commit();
}

function propertiesOf(carrier) {
  const list = carrier?.extensionElements?.get("values").find((each) => is(each, "zeebe:Properties"));
  return list?.get("properties") ?? [];
}

function inOldOrder(kept, list, name) {
  const before = (list.get("properties") ?? []).map((property) => property.name);
  if (!before.includes(name)) return kept;
  return [...kept].sort((one, other) => before.indexOf(one.name) - before.indexOf(other.name));
}

/** Collects changes, so that one undo takes them all back. */
function writer(element, injector) {
  const factory = injector.get("bpmnFactory");
  const commands = [];
  return {
    made(type, parent, attributes) {
      const object = factory.create(type, attributes);
      object.$parent = parent;
      return object;
    },
    set(moddleElement, properties) {
      commands.push({ cmd: "element.updateModdleProperties", context: { element, moddleElement, properties } });
    },
    commit() {
      injector.get("commandStack").execute("properties-panel.multi-command-executor", commands);
    },
  };
}
