// The editor itself: bpmn-js with the zeebe panel, Spanish, and the keyboard's road into the palette.
import Modeler from "bpmn-js/lib/Modeler";
import { CreateAppendAnythingModule } from "bpmn-js-create-append-anything";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from "bpmn-js-properties-panel";
import ZeebeBehaviorsModule from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { MARGIN, PALETTE, fitBeside } from "../shared/fit.js";
import { translator } from "../shared/spanish.js";
import { drawingHabits } from "./drawing.js";
import { cabildoPanel } from "./panel.js";
import { WORDS } from "./words.js";

export function editorIn(canvas, panel, organs, shelf) {
  titlesInSpanish(panel);
  countsInSpanish(canvas);
  return new Modeler({
    container: canvas,
    organs,
    shelf,
    propertiesPanel: { parent: panel },
    moddleExtensions: { zeebe },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      ZeebeBehaviorsModule,
      CreateAppendAnythingModule,
      cabildoPanel,
      drawingHabits,
      { translate: ["value", translator(WORDS)] },
    ],
  });
}

/** Some titles of the panel never pass through `translate`; they are put into Spanish as they appear. */
function titlesInSpanish(panel) {
  const say = (element) => {
    const words = WORDS[element.title];
    if (words && words !== element.title) element.title = words;
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target.title) say(target);
      for (const node of addedNodes) for (const each of node.querySelectorAll?.("[title]") ?? []) if (each.title) say(each);
    }
  }).observe(panel, { subtree: true, childList: true, attributeFilter: ["title"] });
}

/** The menus count what they found without asking for words. */
function countsInSpanish(canvas) {
  const words = new Map([["result", "resultado"], ["results", "resultados"], ["found", ""]]);
  new MutationObserver(() => {
    for (const line of canvas.querySelectorAll(".djs-popup-search-count")) {
      for (const node of line.childNodes) {
        const word = words.get(node.data?.trim());
        if (word !== undefined) node.data = node.data.replace(/\w+/, word);
      }
    }
  }).observe(canvas, { subtree: true, childList: true, characterData: true });
}

/** Shows the whole drawing beside the palette. */
export function fit(editor) {
  fitBeside(editor.get("canvas"));
}

/** Brings an element into sight and selects it; false where the diagram has no such element. */
export function lead(editor, id) {
  const canvas = editor.get("canvas");
  const element = editor.get("elementRegistry").get(id);
  if (!element) return false;
  const root = canvas.findRoot(element);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  editor.get("selection").select(element);
  if (element.parent) canvas.scrollToElement(element, 24);
  return true;
}

/** Opens the list of what can be created, at the top of the canvas; typing searches it. */
export function create(editor) {
  const canvas = editor.get("canvas");
  const box = canvas.getContainer().getBoundingClientRect();
  const title = editor.get("translate")("Create element");
  editor.get("popupMenu").open(canvas.getRootElement(), "bpmn-create", { x: box.left + PALETTE, y: box.top + MARGIN }, { title, width: 300, search: true });
}

/** The elements that a person can look for, in reading order: id, name, kind in words. */
export function elementsOf(editor) {
  const translate = editor.get("translate");
  return editor.get("elementRegistry")
    .filter((element) => element.parent && !element.labelTarget && element.businessObject?.id && !element.waypoints)
    .sort((one, other) => one.y - other.y || one.x - other.x)
    .map((element) => ({
      id: element.id,
      name: element.businessObject.name ?? "",
      kind: KINDS[element.type] ?? translate(element.type.replace("bpmn:", "")),
    }));
}

const KINDS = {
  "bpmn:UserTask": "tarea", "bpmn:ManualTask": "tarea manual", "bpmn:Task": "tarea", "bpmn:ServiceTask": "servicio",
  "bpmn:SendTask": "envío", "bpmn:ReceiveTask": "espera de comunicación", "bpmn:ScriptTask": "cálculo", "bpmn:BusinessRuleTask": "tabla de decisión",
  "bpmn:CallActivity": "llamada", "bpmn:SubProcess": "subproceso", "bpmn:AdHocSubProcess": "subproceso ad hoc", "bpmn:Transaction": "transacción",
  "bpmn:ExclusiveGateway": "compuerta: uno u otro", "bpmn:ParallelGateway": "compuerta: todos", "bpmn:InclusiveGateway": "compuerta: los que correspondan",
  "bpmn:EventBasedGateway": "compuerta: lo que ocurra primero", "bpmn:ComplexGateway": "compuerta compleja", "bpmn:StartEvent": "inicio", "bpmn:EndEvent": "fin",
  "bpmn:IntermediateCatchEvent": "espera", "bpmn:IntermediateThrowEvent": "aviso", "bpmn:BoundaryEvent": "evento de borde",
  "bpmn:Lane": "carril", "bpmn:Participant": "participante", "bpmn:TextAnnotation": "nota", "bpmn:DataObjectReference": "dato", "bpmn:DataStoreReference": "almacén", "bpmn:Group": "grupo",
};
