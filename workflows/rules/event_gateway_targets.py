"""After an event gateway come only events that are waited for, or receive tasks, with no other flow into them.

A parallel one begins a process (`instantiate`), and what begins a process has no flow into it.

Source: BPMN 2.0, 10.6.6 (Event-Based Gateway).
"""

from collections.abc import Iterator

from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.of("eventBasedGateway"):
        if wrong := _wrong_way_to_begin(node):
            yield about(diagram, node, f"{called(node)} {wrong}")
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


def _wrong_way_to_begin(node: Node) -> str:
    if node.all_triggers and not node.instantiate:
        return (
            "espera todos sus eventos, y eso solo puede hacerlo la que inicia el proceso. Márquela como inicio, o use "
            "una compuerta paralela y en cada camino una espera."
        )
    if node.instantiate and node.incoming:
        return "inicia el proceso y le llega un flujo; no puede ser las dos cosas. Quite el flujo o la marca de inicio."
    return ""
