"""An event does what can be done in its place: what is thrown, what is caught, what stands on a border.

Source: BPMN 2.0, 10.5.1, table 10.93 (Types of Events and their Markers).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node, trigger in given.triggers:
        if node.kind in _ALLOWED and trigger.kind not in _allowed(node):
            message = (
                f"{called(node)} no puede ser un evento de tipo «{_WORDS.get(trigger.kind, trigger.kind)}» en "
                "ese lugar; no ocurriría nunca. Cambie su tipo o su lugar."
            )
            yield about(diagram, node, message)


def _allowed(node: Node) -> frozenset[str]:
    in_event_box = node.kind == "startEvent" and node.scope is not None and node.scope.by_event
    return _ALLOWED["eventBox" if in_event_box else node.kind]


_WORDS = {
    "message": "mensaje", "timer": "temporizador", "error": "error", "escalation": "escalamiento", "cancel": "cancelar",
    "compensate": "compensación", "conditional": "condición", "link": "enlace", "signal": "señal",
    "terminate": "terminación",
}  # fmt: skip
_EVENT_BOX = frozenset({"message", "timer", "error", "escalation", "compensate", "conditional", "signal"})
_ALLOWED = {
    "startEvent": frozenset({"message", "timer", "conditional", "signal"}),
    "eventBox": _EVENT_BOX,
    "intermediateCatchEvent": frozenset({"message", "timer", "conditional", "link", "signal"}),
    "intermediateThrowEvent": frozenset({"message", "escalation", "link", "compensate", "signal"}),
    "boundaryEvent": _EVENT_BOX | {"cancel"},
    "endEvent": frozenset({"message", "error", "escalation", "cancel", "compensate", "signal", "terminate"}),
}
