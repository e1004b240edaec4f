"""What a designer goes on from: the smallest procedure that runs, and the smallest form, table and scenario.

Of a procedure: one lane, one task, one end; it can be rehearsed and published as it is, so that every later mistake
is one's own.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from workflows.diagram import Node
from workflows.forms import Field, Form
from workflows.forms.model import MANY

ENDS, SCENARIO = "atendida", "de_principio_a_fin"


def files(slug: str, name: str, organ: str, organ_name: str) -> dict[str, bytes]:
    """Return the files of a new procedure, by path in its folder: the organ does its one task."""
    return {
        "procedure.bpmn": _diagram(slug, name, organ, organ_name).encode(),
        "forms/atender.form": form("atender"),
        f"scenarios/{SCENARIO}.json": _json(_scenario(slug)),
        "README.md": _readme(name, organ_name).encode(),
    }


def form(name: str) -> bytes:
    """Return a form that asks for grounds and a decision with one outcome."""
    return _json(_form(name))


def table(name: str, title: str) -> bytes:
    """Return a decision table with one column read, one given, and a row for every other case."""
    said = quoteattr(title)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    id="definiciones_{name}" name={said} namespace="https://cabildo.pe/tablas">
  <decision id="{name}" name={said}>
    <variable name="{name}" typeRef="Any" />
    <decisionTable id="tabla_{name}" hitPolicy="FIRST">
      <input id="entrada_1" label="Monto">
        <inputExpression id="expresion_1" typeRef="number">
          <text>monto</text>
        </inputExpression>
      </input>
      <output id="salida_1" label="Resultado" name="{name}" typeRef="string" />
      <rule id="fila_1">
        <description>Artículo y norma que lo dicen.</description>
        <inputEntry id="fila_1_entrada_1"><text>&gt; 1000</text></inputEntry>
        <outputEntry id="fila_1_salida_1"><text>"mayor"</text></outputEntry>
      </rule>
      <rule id="fila_2">
        <description>Los demás casos.</description>
        <inputEntry id="fila_2_entrada_1"><text>-</text></inputEntry>
        <outputEntry id="fila_2_salida_1"><text>"menor"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="dibujo_{name}">
      <dmndi:DMNShape id="forma_{name}" dmnElementRef="{name}">
        <dc:Bounds height="80" width="180" x="160" y="100" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
""".encode()


def scenario(slug: str, title: str, main: Node | None, forms: Mapping[str, Form]) -> bytes:
    """Return a scenario that opens a case and decides its first tasks, in the order drawn, down to an end.

    Where ways part it takes the first; every required field has an answer to be put right.
    """
    way = list(_way(main)) if main else []
    steps = [
        {"decide": node.id, "respuestas": _answers(forms.get(node.form or ""))}
        for node in way
        if node.kind == "userTask"
    ]
    told: dict[str, object] = {
        "nombre": title,
        "proceso": slug,
        "abre": {"en": "2026-03-02T09:00", "valores": {"asunto": "Solicitud de prueba"}},
        "pasos": steps,
    }
    if way and way[-1].kind == "endEvent":
        told["al_final"] = {"fin": way[-1].id}
    return _json(told)


def _way(main: Node) -> Iterator[Node]:
    """Yield the nodes from the first start on, by the first flow out of each, none twice."""
    here = next((node for node in main.children if node.kind == "startEvent"), None)
    seen = set()
    while here is not None and here.id not in seen:
        seen.add(here.id)
        yield here
        here = next((flow.target for flow in here.outgoing), None)


def _answers(asked: Form | None) -> dict[str, object]:
    if asked is None:
        return {}
    wanted = (one for one in asked.fields if one.key and not one.hide and (one.required or one.key == "decision"))
    return {one.key: _answer(one) for one in wanted}


def _answer(one: Field) -> object:
    if one.options:
        first = one.options[0].value
        return [first] if one.type in MANY else first
    if one.type == "number":
        return max(1, int(one.minimum)) if isinstance(one.minimum, Decimal) else 1
    by_type = {"checkbox": True, "datetime": "2026-03-02", "filepicker": "documento.pdf"}
    return by_type.get(one.type, _words(one.shortest if isinstance(one.shortest, int) else 0))


def _words(shortest: int) -> str:
    """Return a text to be written anew, of at least so many characters."""
    said = "Texto de prueba."
    return " ".join([said] * (shortest // len(said) + 1))


def _diagram(slug: str, name: str, organ: str, organ_name: str) -> str:
    title, lane, whose = quoteattr(name), quoteattr(organ), quoteattr(organ_name)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0"
    id="definiciones" targetNamespace="http://bpmn.io/schema/bpmn"
    modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:collaboration id="colaboracion">
    <bpmn:participant id="participante" name={title} processRef="{slug}" />
  </bpmn:collaboration>
  <bpmn:process id="{slug}" name={title} isExecutable="true">
    <bpmn:laneSet id="carriles">
      <bpmn:lane id={lane} name={whose}>
        <bpmn:flowNodeRef>inicio</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>atender</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>{ENDS}</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="inicio" name="Llega la solicitud">
      <bpmn:outgoing>de_inicio_a_atender</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="atender" name="Atender la solicitud">
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:formDefinition formId="atender" />
        <zeebe:properties>
          <zeebe:property name="cabildo.plazo" value="7 dh" />
        </zeebe:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>de_inicio_a_atender</bpmn:incoming>
      <bpmn:outgoing>de_atender_a_{ENDS}</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="{ENDS}" name="Solicitud atendida">
      <bpmn:incoming>de_atender_a_{ENDS}</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="de_inicio_a_atender" sourceRef="inicio" targetRef="atender" />
    <bpmn:sequenceFlow id="de_atender_a_{ENDS}" sourceRef="atender" targetRef="{ENDS}" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="dibujo">
    <bpmndi:BPMNPlane id="plano" bpmnElement="colaboracion">
      <bpmndi:BPMNShape id="participante_di" bpmnElement="participante" isHorizontal="true">
        <dc:Bounds x="160" y="80" width="640" height="200" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="carril_di" bpmnElement={lane} isHorizontal="true">
        <dc:Bounds x="190" y="80" width="610" height="200" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="inicio_di" bpmnElement="inicio">
        <dc:Bounds x="262" y="162" width="36" height="36" />
        <bpmndi:BPMNLabel>
          <dc:Bounds x="236" y="205" width="88" height="14" />
        </bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="atender_di" bpmnElement="atender">
        <dc:Bounds x="400" y="140" width="120" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="{ENDS}_di" bpmnElement="{ENDS}">
        <dc:Bounds x="642" y="162" width="36" height="36" />
        <bpmndi:BPMNLabel>
          <dc:Bounds x="612" y="205" width="96" height="14" />
        </bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="de_inicio_a_atender_di" bpmnElement="de_inicio_a_atender">
        <di:waypoint x="298" y="180" />
        <di:waypoint x="400" y="180" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="de_atender_a_{ENDS}_di" bpmnElement="de_atender_a_{ENDS}">
        <di:waypoint x="520" y="180" />
        <di:waypoint x="642" y="180" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def _form(name: str) -> dict[str, object]:
    return {
        "type": "default",
        "id": name,
        "schemaVersion": 18,
        "components": [
            {"id": "Campo_sustento", "type": "textarea", "key": "sustento", "label": "Sustento",
             "validate": {"required": True}},
            {"id": "Campo_decision", "type": "radio", "key": "decision", "label": "Decisión",
             "validate": {"required": True}, "values": [{"label": "Atender", "value": "atender"}]},
        ],
    }  # fmt: skip


def _scenario(slug: str) -> dict[str, object]:
    return {
        "nombre": "De principio a fin",
        "proceso": slug,
        "abre": {"en": "2026-03-02T09:00", "valores": {"asunto": "Solicitud de prueba"}},
        "pasos": [
            {"espera": {"abiertas": ["atender:1"], "vence": {"atender:1": "2026-03-11"}}},
            {"decide": "atender", "respuestas": {"sustento": "Corresponde.", "decision": "atender"}},
        ],
        "al_final": {"fin": ENDS},
    }


def _readme(name: str, organ_name: str) -> str:
    return f"""# {name}

**Para qué sirve.** (Escriba en una frase qué consigue quien lo inicia.)

**Base legal.** (Artículo y norma de cada paso.)

**Órganos.** {organ_name}.

**Plazos y parámetros.** Atender la solicitud: 7 días hábiles.

**Estados finales.** Solicitud atendida.

**Cómo adaptarlo.** (Qué puede cambiar otra municipalidad.)
"""


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
