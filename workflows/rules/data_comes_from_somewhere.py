"""What an activity needs as its input is written by something that can come before it.

Source: BPMN 2.0, 10.4.2 (an activity waits for an input set). A datum that nothing writes is not waited for here, and
one that is written only afterwards would be waited for without end.
"""

from collections.abc import Iterator

from workflows import paths
from workflows.data import written_in
from workflows.diagram import Diagram, Node
from workflows.findings import Finding, Level
from workflows.rules import Given, about, called, short

LEVEL: Level = "warning"


def findings(diagram: Diagram, given: Given) -> Iterator[Finding]:
    for node in given.nodes:
        for name in _needed(node):
            writers = written_in(node.process).get(name, frozenset()) - set(node.walk())
            if not writers and name not in _given_from_outside(node):
                message = (
                    f"{called(node)} necesita «{short(name)}», y ningún paso dice que lo escriba; no se esperaría, y "
                    "el paso empezaría sin él. Dibuje una flecha de datos desde el paso que lo escribe."
                )
                yield about(diagram, node, message)
            elif writers and not _may_come_before(node, writers):
                message = (
                    f"{called(node)} espera «{short(name)}», que solo se escribe después; esperaría sin fin y sería "
                    "una incidencia. Escríbalo antes o hágalo opcional."
                )
                yield about(diagram, node, message)


def _needed(node: Node) -> list[str]:
    """Return the sources that every input set of an activity needs."""
    sets = [
        {name for one in node.drawn.feeds if one.target.partition(".")[0] in need.required for name in one.sources}
        for need in node.drawn.input_sets
    ]
    return sorted(set.intersection(*sets)) if sets else []


def _given_from_outside(node: Node) -> set[str]:
    """Return the inputs of the scopes around an activity, and what its repetitions go through."""
    found: set[str] = set()
    scope = node.scope
    while scope is not None:
        found |= {*scope.drawn.inputs, *(one.target for one in scope.inputs)}
        found |= {scope.loop.item} if scope.loop is not None and scope.loop.item else set()
        scope = scope.scope
    loop = node.drawn.loop or node.loop
    return found | ({loop.item} if loop is not None and loop.item else set())


def _may_come_before(node: Node, writers: frozenset[Node]) -> bool:
    """Say whether any writer can be reached without passing by the activity, in the scope that holds them both."""
    scope = node.scope
    if scope is None:
        return True
    inside = set(scope.children)
    placed = [next((around for around in _around(writer) if around in inside), None) for writer in writers]
    begun = [step for step in scope.children if not step.incoming and step is not node and step.host is None]
    reached = set(paths.reached(begun, lambda at: [] if at is node else paths.after(at)))
    return any(step is None or (step in reached and step is not node) for step in placed)


def _around(node: Node) -> Iterator[Node]:
    place: Node | None = node
    while place is not None:
        yield place
        place = place.scope
