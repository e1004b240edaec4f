"""Tangles a diagram: flows that follow no block, so that cases may stand still, go round, or run twice."""

from lxml import etree

from tests.engine.chance import Chance
from tests.engine.inventing import CHOICES
from workflows import reader
from workflows.diagram import ACTIVITIES, SCOPES, Node
from workflows.elements import BPMN


def tangled(source: bytes, chance: Chance, most: int) -> bytes:
    """Return the diagram with up to `most` more flows, each between two steps of one scope."""
    diagram = reader.read(source)
    scopes = [node for node in diagram.nodes() if node.kind in SCOPES and node.children]
    root = etree.fromstring(source)
    holders = {element.get("id"): element for element in root.iter(BPMN + "*")}
    for number in range(most):
        scope = chance.one(scopes)
        sources, targets = list(filter(_may_leave, scope.children)), list(filter(_may_enter, scope.children))
        if sources and targets:
            a, b = chance.one(sources), chance.one(targets)
            _flow(holders[scope.id], f"enredo{number}", a, b, chance)
    return bytes(etree.tostring(root))


def _flow(holder: etree._Element, key: str, a: Node, b: Node, chance: Chance) -> None:
    flow = etree.SubElement(holder, BPMN + "sequenceFlow", id=key, sourceRef=a.id, targetRef=b.id)
    chooses = a.kind == "inclusiveGateway" or any(f.condition or f.id == a.default for f in a.outgoing)
    if chooses or (a.kind in ACTIVITIES and chance.number(0, 2)):
        condition = etree.SubElement(flow, BPMN + "conditionExpression")
        condition.text = "= " + chance.one(CHOICES).replace("&lt;", "<").replace("&gt;", ">")


def _may_leave(node: Node) -> bool:
    if node.kind in ("endEvent", "eventBasedGateway") or node.compensates or node.by_event:
        return False
    return not any(t.kind == "compensate" for t in node.triggers if node.host) and not _throws_link(node)


def _may_enter(node: Node) -> bool:
    if node.kind in ("startEvent", "boundaryEvent") or node.compensates or node.by_event or node.instantiate:
        return False
    return not any(f.source.kind == "eventBasedGateway" for f in node.incoming) and not _catches_link(node)


def _throws_link(node: Node) -> bool:
    return node.kind == "intermediateThrowEvent" and any(t.kind == "link" for t in node.triggers)


def _catches_link(node: Node) -> bool:
    return node.kind == "intermediateCatchEvent" and any(t.kind == "link" for t in node.triggers)
