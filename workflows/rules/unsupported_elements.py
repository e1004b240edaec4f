"""What means something in BPMN and is not executed here is refused, by name.

Source: the design of the house: executed as the standard says, or refused; never passed over in silence.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "error"

_SENTENCES = {
    "script": "su script no está en FEEL; aquí no se ejecuta otro lenguaje. Escríbalo en FEEL",
    "expression": "su expresión está en otro lenguaje que FEEL. Escríbala en FEEL, empezando con «=»",
    "choreography": "es una coreografía, que se dibuja pero no se ejecuta. Dibuje el proceso de cada parte",
    "globalChoreographyTask": "es una coreografía, que se dibuja pero no se ejecuta. Dibuje el proceso de cada parte",
    "correlationSubscription": "dice con qué clave llegan los mensajes de una forma que aquí no se ejecuta. Escriba la "
    "clave en cada mensaje (zeebe:subscription correlationKey)",
}
_STARTS = (
    "espera una condición antes de que haya un expediente cuyos datos pueda leer, y eso no se ejecuta. Inicie por un "
    "plazo que se repite, y pregunte la condición dentro"
)


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for refusal in diagram.refused:
        if refusal.kind not in ("potentialOwner", "humanPerformer", "performer", "resourceRole"):
            why = _SENTENCES.get(refusal.kind, "es un elemento que aquí no se ejecuta. Use otro equivalente")
            name = f"«{short(refusal.name or refusal.element or refusal.kind)}»"
            message = f"{name}: {why}."
            yield about(diagram, refusal, message)
    for node, trigger in given.triggers:
        if trigger.kind == "conditional" and node.kind == "startEvent" and node.scope and node.scope.kind == "process":
            yield about(diagram, node, f"{called(node)} {_STARTS}.")
