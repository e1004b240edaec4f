// How things are drawn here: a new task is one that waits for a person, and an element is called by its name in the file too.
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { isAny } from "bpmn-js/lib/util/ModelUtil";
import { shortOf } from "../shared/names.js";

const GENERATED = /^(Activity|Event|Gateway)_[0-9a-z]{7}$/;
const NAMED = ["bpmn:Activity", "bpmn:Event", "bpmn:Gateway"];

/** A task without kind is passed without anybody: the palette and the pad draw user tasks instead. */
class PersonsFirst {
  static $inject = ["palette", "contextPad", "create", "elementFactory", "autoPlace", "translate"];

  constructor(palette, contextPad, create, elementFactory, autoPlace, translate) {
    const task = () => elementFactory.createShape({ type: "bpmn:UserTask" });
    const change = (entries, name, title, action) => {
      if (!entries[name]) return entries;
      return { ...entries, [name]: { ...entries[name], className: "bpmn-icon-user-task", title: translate(title), action } };
    };
    palette.registerProvider(500, { getPaletteEntries: () => (entries) => {
      const start = (event) => create.start(event, task());
      return change(entries, "create.task", "Create user task", { dragstart: start, click: start });
    } });
    contextPad.registerProvider(500, { getContextPadEntries: () => (entries) => {
      const start = (event, source) => create.start(event, task(), { source });
      const append = (event, source) => autoPlace.append(source, task());
      return change(entries, "append.append-task", "Append user task", { dragstart: start, click: append });
    } });
  }
}

/** Gives what is drawn now an id made of its name, so that scenarios, histories and findings speak of it in words.
 *  What came with the file keeps its id: running cases and scenarios know it by that. */
class IdsOfNames extends CommandInterceptor {
  static $inject = ["eventBus", "modeling", "moddle"];

  constructor(eventBus, modeling, moddle) {
    super(eventBus);
    const fresh = new WeakSet();
    this.postExecuted(["element.updateLabel", "element.updateProperties"], ({ context }) => {
      const element = context.element?.labelTarget ?? context.element;
      const object = element?.businessObject;
      if (!object || !isAny(object, NAMED) || !renames(context)) return;
      if (GENERATED.test(object.id)) fresh.add(object);
      const id = fresh.has(object) && freeId(shortOf(object.name), object, moddle.ids);
      if (id && id !== object.id) modeling.updateProperties(element, { id });
    });
  }
}

function renames({ properties, newLabel }) {
  return newLabel !== undefined || "name" in (properties ?? {});
}

function freeId(wanted, object, ids) {
  if (!wanted) return null;
  const isFree = (id) => !ids.assigned(id) || ids.assigned(id) === object;
  let id = wanted;
  for (let n = 2; !isFree(id); n += 1) id = `${wanted}_${n}`;
  return id;
}

export const drawingHabits = {
  __init__: ["personsFirst", "idsOfNames"],
  personsFirst: ["type", PersonsFirst],
  idsOfNames: ["type", IdsOfNames],
};
