"""After an event gateway come only events that are waited for, or receive tasks, with no other flow into them.

Source: BPMN 2.0, 10.6.6 (Event-Based Gateway).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("eventBasedGateway"):
        if len(node.outgoing) < 2 and not node.instantiate:
            message = (
                f"De {called(node)} deben salir al menos dos flujos, uno por cada cosa que puede ocurrir "
                "primero. Añada el que falta o quite la compuerta."
            )
            yield about(diagram, node, message)
        for flow in node.outgoing:
            target = flow.target
            if target.kind not in ("intermediateCatchEvent", "receiveTask"):
                message = (
                    f"{called(node)} espera que algo ocurra, pero lleva a {called(target)}, que no es un "
                    "evento de espera ni una tarea de recepción. Ponga ahí el mensaje, el plazo o la señal "
                    "que se espera."
                )
                yield about(diagram, flow, message)
            elif len(target.incoming) > 1:
                message = (
                    f"A {called(target)} llega otro flujo además del de {called(node)}; sobre cuál se espera "
                    "no estaría claro. Deje solo uno."
                )
                yield about(diagram, target, message)
