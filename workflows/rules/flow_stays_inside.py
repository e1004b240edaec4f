"""No flow crosses the border of a sub-process or of a pool.

Source: BPMN 2.0, 8.4.13 and 10.3.5: between pools there are message flows; into a sub-process one goes by its start.
"""

from collections.abc import Iterator

from workflows.diagram import Diagram
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called

LEVEL: Level = "error"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for flow in given.flows:
        if flow.source.scope is not flow.target.scope:
            pools = flow.source.process is not flow.target.process
            border = "de un proceso a otro; entre procesos van mensajes" if pools else "el borde de un subproceso"
            message = (
                f"El flujo de {called(flow.source)} a {called(flow.target)} cruza {border}; el expediente no "
                "pasaría. Una pasos del mismo nivel."
            )
            yield about(diagram, flow, message)
