"""Circles in which nobody has to do anything: which there are, and which of them can never end."""

from collections.abc import Iterator

from workflows import paths
from workflows.diagram import ACTIVITIES, SCOPES, Flow, Node
from workflows.expressions import Reader

_CHOICES = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def at_once(scope: Node, waits: paths.Waits) -> Iterator[list[Node]]:
    """Yield the circles of a scope that a token can turn in one moment, each in the order of the file."""
    return paths.circles((node for node in scope.children if not waits.waits(node)), waits.at_once)


def is_endless(circle: list[Node], expressions: Reader) -> bool:
    """Say whether a token that turned once turns for ever.

    So it is when the way round asks nothing, when there is no way out, or when what the ways out read is written
    nowhere in the circle: nothing else happens in between.
    """
    inside = set(circle)
    choices = [node for node in circle if any(flow.target not in inside for flow in node.outgoing)]
    leaves = bool(choices) or any(border not in inside for node in circle for border in node.boundaries)
    if not leaves or any(paths.circles(circle, lambda node: [f.target for f in node.outgoing if _surely_taken(f)])):
        return True
    written: set[str] = set()
    for node in circle:
        names = _written(node)
        if names is None:
            return False
        written |= names
    read: set[str] = set()
    for node in choices:
        for flow in node.outgoing:
            needed = expressions.names(flow.condition) if flow.condition is not None else frozenset()
            if needed is None:
                return False
            read |= needed
    return not read & written


def _surely_taken(flow: Flow) -> bool:
    return flow.condition is None and not (flow.source.kind in _CHOICES and len(flow.source.outgoing) > 1)


def _written(node: Node) -> set[str] | None:
    """Return the names that a step gives a value, None where it may be any."""
    targets = [one.target for one in node.outputs] + [one.target for one in node.drawn.yields]
    names = {target.partition(".")[0] for target in targets}
    loop = node.drawn.loop or node.loop
    if loop is not None and loop.collect:
        names.add(loop.collect)
    if node.result:
        return names | {node.result}
    speaks = node.kind in ACTIVITIES and node.kind not in ("task", "userTask", "manualTask")
    return None if node.kind in SCOPES or (speaks and not node.outputs) or node.service else names
