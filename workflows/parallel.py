"""What can be open at once: branches, and what they write."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from workflows import paths
from workflows.diagram import ACTIVITIES, Node
from workflows.forms import Form

_WAITING = frozenset({"userTask", "manualTask", "receiveTask", "callActivity", "serviceTask"})
STEPS = 1_000_000  # steps walked in one scope before the search for clashes stops


def clashes(scope: Node, forms: Mapping[str, Form] | None) -> Iterator[tuple[Node, Node, str]]:
    """Yield pairs of tasks of a scope that can be open at once and write the same name (empty: the same form)."""
    writers: dict[str, list[Node]] = defaultdict(list)
    for node in scope.children:
        for name in _written(node, forms) if node.kind in _WAITING else ():
            writers[name].append(node)
    shared = {name: nodes for name, nodes in writers.items() if len(nodes) > 1}
    if not shared:
        return
    told: set[tuple[Node, Node]] = set()
    for parts in _forks(scope):
        side = {node: index for index, part in enumerate(parts) for node in part}
        for name, nodes in shared.items():
            placed = [node for node in nodes if node in side]
            for one, other in combinations(placed[:50], 2):
                if side[one] != side[other] and (one, other) not in told:
                    told.add((one, other))
                    yield one, other, "" if name.startswith(" ") else name


def _written(node: Node, forms: Mapping[str, Form] | None) -> set[str]:
    drawn = {one.target for one in node.drawn.yields if not (one.implied or one.register)}
    if node.outputs or drawn:
        return drawn | {assignment.target for assignment in node.outputs if assignment.target}
    if node.kind == "userTask" and node.form:
        form = (forms or {}).get(node.form)
        return set(form.names) if form is not None else {" " + node.form}
    return set()


def _forks(scope: Node) -> Iterator[list[set[Node]]]:
    """Yield, for each place where one token becomes several, what only one of its branches can reach, per branch."""
    left = STEPS
    for node in scope.children:
        for begun in _begun(node):
            left -= len(begun) * len(scope.children)
            if left < 0:
                return
            reached = [paths.reached(steps, lambda at, fork=node: _beyond(at, fork)) for steps in begun]  # type: ignore[misc]
            times: dict[Node, int] = defaultdict(int)
            for part in reached:
                for step in part:
                    times[step] += 1
            yield [{step for step in part if times[step] == 1} for part in reached]


def _begun(node: Node) -> Iterator[list[list[Node]]]:
    """Yield the first steps of the branches that begin together at a step, for each way in which they do."""
    many = len(node.outgoing) > 1
    if many and (node.kind in ("parallelGateway", "inclusiveGateway") or _splits_by_itself(node)):
        yield [[flow.target] for flow in node.outgoing]
    if node.kind == "boundaryEvent" and not node.interrupting and node.host is not None:
        yield [[node.host, *paths.after(node.host)], [flow.target for flow in node.outgoing]]


def _beyond(at: Node, fork: Node) -> list[Node]:
    return [step for step in paths.after(at) if step is not fork and step is not fork.host]


def _splits_by_itself(node: Node) -> bool:
    return node.kind in ACTIVITIES or node.kind.endswith("Event")
