"""Where a process can begin by itself, and what it then waits for together with the event that opened it.

Source: BPMN 2.0, 10.5.2 (start events), 10.6.6 and 13.4.4 (event gateways that begin a process).
"""

from workflows.diagram import Node


def of(process: Node) -> list[Node]:
    """Return the elements that a message, signal, date or condition from outside may begin a case at."""
    inside = process.children
    gates = [node for node in inside if node.kind == "eventBasedGateway" and not node.incoming]
    return [
        *(node for node in inside if node.kind == "startEvent" and node.triggers),
        *(node for node in inside if node.kind == "receiveTask" and node.instantiate and not node.incoming),
        *(flow.target for gate in gates for flow in gate.outgoing),
    ]


def together(start: Node) -> list[tuple[Node, str]]:
    """Return what begins when an event opens a case: the event, or with it all others of its parallel gateway.

    Each with the flow that leads to it; empty for none.
    """
    gate = _gate(start)
    flows = start.incoming if gate is None else gate.outgoing
    return [(flow.target, flow.id) for flow in flows] if gate is not None else [(start, "")]


def begins_with(node: Node) -> bool:
    """Say whether a process waits here for more than what opened it: each trigger of a start, or event of a gateway."""
    of_process = node.scope is not None and node.scope.kind == "process"
    return (of_process and node.kind == "startEvent" and node.all_triggers) or _gate(node) is not None


def _gate(node: Node) -> Node | None:
    """Return the parallel event gateway that leads to an event."""
    gates = (flow.source for flow in node.incoming if flow.source.kind == "eventBasedGateway")
    return next((gate for gate in gates if gate.all_triggers), None)
