// Draws one element of every kind, opens its panel and menus, and returns what had no Spanish.
async () => {
  const { editor, select, untranslated } = document.querySelector("[data-modeler]").cabildo;
  const [factory, modeling, registry, popup, moddle] =
    ["elementFactory", "modeling", "elementRegistry", "popupMenu", "bpmnFactory"].map((name) => editor.get(name));
  const pause = (time) => new Promise((go) => setTimeout(go, time));
  const part = registry.get("part");
  const draw = (type, definition, host) => {
    const shape = factory.createShape({ type: `bpmn:${type}`, eventDefinitionType: definition && `bpmn:${definition}EventDefinition`, isExpanded: type.includes("Sub") || undefined });
    return modeling.createShape(shape, host ? { x: host.x + 60, y: host.y + 80 } : { x: 500, y: 160 }, host ?? part, { attach: host != null });
  };
  for (const type of ["Task", "UserTask", "ManualTask", "ServiceTask", "SendTask", "ReceiveTask", "ScriptTask", "BusinessRuleTask", "CallActivity",
    "SubProcess", "AdHocSubProcess", "ParallelGateway", "InclusiveGateway", "EventBasedGateway", "StartEvent", "EndEvent", "IntermediateThrowEvent",
    "DataObjectReference", "DataStoreReference", "TextAnnotation"]) draw(type);
  const events = {
    StartEvent: ["Timer", "Message", "Signal", "Conditional"],
    IntermediateCatchEvent: ["Timer", "Message", "Signal", "Conditional", "Link"],
    IntermediateThrowEvent: ["Message", "Signal", "Escalation", "Link", "Compensate"],
    EndEvent: ["Message", "Signal", "Error", "Escalation", "Compensate", "Terminate"],
  };
  for (const [type, definitions] of Object.entries(events)) for (const definition of definitions) draw(type, definition);
  for (const definition of ["Timer", "Message", "Signal", "Error", "Escalation", "Conditional", "Compensate"]) draw("BoundaryEvent", definition, registry.get("elaborar_proyecto"));
  const repeated = draw("UserTask");
  const characteristics = moddle.create("zeebe:LoopCharacteristics");
  const extensionElements = moddle.create("bpmn:ExtensionElements", { values: [characteristics] });
  modeling.updateProperties(repeated, { loopCharacteristics: moddle.create("bpmn:MultiInstanceLoopCharacteristics", { extensionElements }) });

  for (const element of registry.filter((each) => each.parent && !each.labelTarget)) {
    select(element.id);
    await pause(30);
    for (const head of document.querySelectorAll(".bio-properties-panel-group-header:not(.open)")) head.click();
    for (const menu of ["bpmn-replace", "bpmn-append"]) {
      if (element.waypoints && menu === "bpmn-append") continue;
      popup.open(element, menu, { x: 300, y: 300 });
      await pause(10);
      popup.close();
    }
  }
  return [...untranslated];
};
