"""How tokens can travel through a diagram: where they begin, what they reach, where they turn in circles or wait.

All walks are loops with a list, never recursion along the flow: a chain may be 20,000 steps long.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from workflows import crossroads
from workflows.diagram import SCOPES, Node

Next = Callable[[Node], Iterable[Node]]
_DEEPEST = 100  # calls and sub-processes within each other that are looked into
_TOLD = frozenset({"message", "signal", "timer", "conditional"})  # what an event must be told from outside


def entries(scope: Node) -> list[Node]:
    """Return the steps where a token begins when the scope is entered (BPMN 2.0, 13.2 and 10.5.2).

    Its start events; where it has none (or is ad-hoc), every step that no flow leads to.
    """
    starts = [node for node in scope.children if node.kind == "startEvent"]
    if starts and scope.kind != "adHocSubProcess":
        return starts + [node for node in scope.children if node.instantiate and not node.incoming]
    return [node for node in scope.children if begins(node)]


def begins(node: Node) -> bool:
    """Say whether a step with no flow into it is still begun: not on a border, no answer to an event, no handler."""
    catches_link = node.kind == "intermediateCatchEvent" and any(t.kind == "link" for t in node.triggers)
    beside = node.by_event or node.compensates or node.kind == "boundaryEvent" or catches_link
    return not node.incoming and not beside


def after(node: Node) -> list[Node]:
    """Return the steps that may follow a step: along its flows, or from an event on its border."""
    found = [flow.target for flow in node.outgoing if flow.target.scope is node.scope]
    found += node.boundaries
    if node.kind == "boundaryEvent" and node.host is not None and node.host.handler is not None:
        found.append(node.host.handler)
    return found


def reached(begun: Iterable[Node], following: Next = after) -> set[Node]:
    """Return all steps that a token begun at these can come to, these included."""
    return set(in_order(begun, following))


def in_order(begun: Iterable[Node], following: Next = after) -> list[Node]:
    """Return all steps that a token begun at these can come to, these first, each once."""
    found = dict.fromkeys(begun)
    todo = list(found)
    while todo:
        for node in following(todo.pop()):
            if node not in found:
                found[node] = None
                todo.append(node)
    return list(found)


def knots(nodes: Iterable[Node], following: Next = after) -> Iterator[list[Node]]:
    """Yield the strongly connected parts of a graph, each after all that it leads to (Tarjan's, without recursion)."""
    allowed = dict.fromkeys(nodes)
    number: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    open_: set[Node] = set()
    for root in allowed:
        if root in number:
            continue
        work: list[tuple[Node, Iterator[Node]]] = [(root, iter(list(following(root))))]
        number[root] = low[root] = len(number)
        stack.append(root)
        open_.add(root)
        while work:
            node, rest = work[-1]
            for target in rest:
                if target not in allowed:
                    continue
                if target not in number:
                    number[target] = low[target] = len(number)
                    stack.append(target)
                    open_.add(target)
                    work.append((target, iter(list(following(target)))))
                    break
                if target in open_:
                    low[node] = min(low[node], number[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    part: list[Node] = []
                    while not part or part[-1] is not node:
                        part.append(stack.pop())
                        open_.discard(part[-1])
                    yield part


def circles(nodes: Iterable[Node], following: Next = after) -> Iterator[list[Node]]:
    """Yield the parts of a graph in which a token can come back to where it was, in the order of the file."""
    for part in knots(nodes, following):
        if len(part) > 1 or part[0] in following(part[0]):
            yield sorted(part, key=lambda node: node.line or 0)


class Waits:
    """Which steps wait for a person, a message, a time; the others pass at once.

    A scope or a call waits when no token can cross it without meeting a step that waits. A service answers at once.
    """

    def __init__(self, processes: Mapping[str, Node]) -> None:
        self._processes = processes
        self._known: dict[Node, bool] = {}
        self._deep = 0

    def waits(self, node: Node) -> bool:
        if node not in self._known:
            self._known[node] = True  # a call that comes back to itself is the concern of another rule
            self._deep += 1
            self._known[node] = self._deep > _DEEPEST or self._looks(node)
            self._deep -= 1
        return self._known[node]

    def at_once(self, node: Node) -> list[Node]:
        """Return the steps that follow a step in the same moment."""
        if self.waits(node):
            return []
        follow = [flow.target for flow in node.outgoing if flow.target.scope is node.scope]
        thrown = (b for b in node.boundaries if any(t.kind in ("error", "escalation", "cancel") for t in b.triggers))
        return follow + list(thrown)

    def _looks(self, node: Node) -> bool:
        if node.kind in ("userTask", "manualTask", "receiveTask", "eventBasedGateway"):
            return True
        if node.kind in ("intermediateCatchEvent", "startEvent"):
            return any(trigger.kind in _TOLD for trigger in node.triggers)
        if node.kind == "exclusiveGateway":
            return crossroads.asks(node)
        if node.kind == "callActivity":
            process = self._processes.get(node.called or "")
            return process is None or self._holds(process)
        return node.kind in SCOPES and self._holds(node)

    def _holds(self, scope: Node) -> bool:
        """Say whether nothing can cross the scope at once."""
        if not scope.children:
            return False
        crossed = reached(entries(scope), self.at_once)
        return all(self.waits(node) or node.outgoing for node in crossed) and bool(crossed)


def depth(node: Node) -> int:
    """Return how many sub-processes a node lives in; 0 in the process itself."""
    found = -1
    while node.scope is not None:
        node, found = node.scope, found + 1
    return max(found, 0)


def is_head(node: Node) -> bool:
    """Say whether nothing leads to a step."""
    return not node.incoming and node.host is None
