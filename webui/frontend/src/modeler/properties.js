// The properties that the house reads: `zeebe:property` entries of an element, written through the command stack.
import { is } from "bpmn-js/lib/util/ModelUtil";

/** The business object that carries an element's properties: of a participant, its process. */
export function carrierOf(element) {
  const object = element.businessObject;
  return is(object, "bpmn:Participant") ? object.processRef : object;
}

export function readProperty(element, name) {
  return propertiesOf(carrierOf(element)).find((property) => property.name === name)?.value ?? "";
}

/** Writes one property; an empty value takes it away, and with it the list that has become empty. */
export function writeProperty(element, name, value, injector) {
  const carrier = carrierOf(element);
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
