"""What a repetition throws for its runs can be thrown, and where it depends on a condition, that is written.

Source: BPMN 2.0, 10.3.8 (ComplexBehaviorDefinition: a condition and an event that is thrown).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram, Loop
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"

_THROWN = frozenset({"message", "signal", "error", "escalation"})


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        if node.loop is not None and (wrong := _wrong(node.loop)):
            yield about(diagram, node, f"{called(node)} se repite y avisa de cada vez, pero {wrong}")


def _wrong(loop: Loop) -> str:
    thrown = [trigger for behavior in loop.complex for trigger in behavior.throws]
    thrown += [loop.throws] if loop.throws is not None else []
    if any(trigger.kind not in _THROWN for trigger in thrown):
        return "lo que lanza no se puede lanzar desde ahí. Use un mensaje, una señal, un error o un escalamiento."
    if any(not behavior.condition.strip() for behavior in loop.complex):
        return "no dice con qué condición. Escriba la condición en FEEL."
    if loop.behavior == "Complex" and not loop.complex:
        return "no dice qué lanza ni cuándo. Añada la condición y el evento, o elija «All»."
    return ""
