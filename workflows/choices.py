"""Which flows a token may take together when it leaves a step, whatever the values are (BPMN 2.0, 13.3.1 and 13.4)."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from workflows import feel
from workflows.diagram import Flow, Node
from workflows.expressions import Reader
from workflows.feel import nodes

_ONE = frozenset({"exclusiveGateway", "eventBasedGateway"})
_SOME = frozenset({"inclusiveGateway", "complexGateway"})  # take the default flow only where they take no other
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MANY = 5  # conditional flows of one step of which every subset is tried


class Fact(NamedTuple):
    """What a condition asks of one value: `path operator value`."""

    path: str
    operator: str
    value: object


def taken(node: Node, expressions: Reader) -> list[tuple[Flow, ...]]:
    """Return every set of flows by which a token can leave a step; that no flow holds is the concern of other rules.

    Conditions that can never hold together (`decision = "si"`, `decision = "no"`) are not taken together.
    """
    flows = node.outgoing
    if len(flows) < 2 or node.kind == "parallelGateway" or (node.kind == "eventBasedGateway" and node.all_triggers):
        return [tuple(flows)]
    if node.kind in _ONE:
        return [(flow,) for flow in flows]
    sure = [flow for flow in flows if flow.condition is None and flow.id != node.default]
    perhaps = [flow for flow in flows if flow.condition is not None and flow.id != node.default]
    default = [flow for flow in flows if flow.id == node.default]
    otherwise = sure or default if node.kind in _SOME else [*sure, *default]
    found = [(*sure, *some) for some in _together(perhaps, expressions)]
    return [*found, tuple(otherwise)] if otherwise else found


def flows_into(join: Node, start: Node, borders: bool) -> tuple[frozenset[Flow], int]:
    """Return the flows into a join that a path from a step ends with, not passing the join before, and the work done.

    `borders`: events on borders are on the way, too (BPMN 2.0, 13.4.3 has paths of sequence flows only).
    """
    found: set[Flow] = set()
    seen, todo = {start}, [start]
    while todo:
        node = todo.pop()
        for flow in [flow for place in (node, *(node.boundaries if borders else ())) for flow in place.outgoing]:
            if flow.target is join:
                found.add(flow)
            elif flow.target not in seen:
                seen.add(flow.target)
                todo.append(flow.target)
    return frozenset(found), len(seen)


def _together(flows: Sequence[Flow], expressions: Reader) -> Iterator[tuple[Flow, ...]]:
    """Yield the subsets whose conditions may hold at once; of very many flows only one, two neighbours, or all."""
    if len(flows) > _MANY:
        yield from ((flow,) for flow in flows)
        yield from zip(flows, flows[1:], strict=False)
        yield tuple(flows)
        return
    asked = {flow: facts(flow.condition or "", expressions) for flow in flows} if len(flows) > 1 else {}
    apart = {pair for pair in combinations(flows, 2) if exclude(asked[pair[0]], asked[pair[1]])}
    for size in range(1, len(flows) + 1):
        for some in combinations(flows, size):
            if not any(pair in apart for pair in combinations(some, 2)):
                yield some


def exclude(some: Sequence[Fact], others: Sequence[Fact]) -> bool:
    """Say whether two conditions can never hold together, as far as that can be seen at once."""
    return any(one.path == other.path and _excludes(one, other) for one in some for other in others)


def _excludes(one: Fact, other: Fact) -> bool:
    if one.operator == other.operator == "=":
        return one.value != other.value
    return one.value == other.value and other.operator == _OPPOSITE[one.operator]


def facts(text: str, expressions: Reader) -> list[Fact]:
    """Return what a condition surely asks of values by name: the parts of its `and` that compare with a literal."""
    try:
        tree = expressions.read(text).tree
    except feel.FeelError:
        return []
    parts = tree.operands if isinstance(tree, nodes.Logic) and tree.operator == "and" else (tree,)
    return [fact for part in parts if (fact := _fact(part)) is not None]


def _fact(part: nodes.Node) -> Fact | None:
    match part:
        case nodes.Compare(operator=operator, left=left, right=nodes.Literal(value=value)):
            path = _path(left)
            return Fact(path, operator, value) if path else None
        case nodes.Call(function=nodes.Name(name="not"), arguments=(inner,)):
            fact = _fact(inner)
            return Fact(fact.path, _OPPOSITE[fact.operator], fact.value) if fact else None
        case _:
            path = _path(part)
            return Fact(path, "=", True) if path else None


def _path(part: nodes.Node) -> str:
    names: list[str] = []
    while isinstance(part, nodes.Path):
        names.append(part.name)
        part = part.source
    return ".".join([part.name, *reversed(names)]) if isinstance(part, nodes.Name) else ""
