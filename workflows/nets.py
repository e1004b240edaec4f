"""A scope as a net: the places where tokens can lie, and the moves that take them on (BPMN 2.0, chapter 13).

Data are left out: a condition may hold or not, an event may come or not. What lies inside a sub-process is looked at
on its own; here it is one step that is done, or that never is.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workflows import choices, feel
from workflows.diagram import ACTIVITIES, Flow, Node, Trigger
from workflows.expressions import Reader

Spend = Callable[[int], None]
_BUILDING = 10  # work for one step or flow of a net
_GATHERING = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
_SILENT_ENDS = frozenset({"terminate", "error", "cancel"})


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it is told: the element, and the flows taken where others could have been."""

    node: Node
    ways: tuple[Flow, ...] = ()


Trail = Step | tuple["Trail", ...]  # steps in order, put together without copying


def flat(trail: Trail) -> tuple[Step, ...]:
    """Return the steps of a trail in order."""
    found: list[Step] = []
    todo = [trail]
    while todo:
        part = todo.pop()
        if isinstance(part, Step):
            found.append(part)
        else:
            todo.extend(reversed(part))
    return tuple(found)


@dataclass(eq=False, slots=True)
class Move:
    """One way in which a token goes on: what happens on the way and where tokens lie then.

    `ends`: "all" takes every other token of the scope away (terminate), "scope" leaves the scope (an error).
    `mark`: the token stays; this is an event that does not interrupt, and it comes once.
    """

    trail: Trail
    cost: int
    outs: tuple["Place", ...]
    ends: str = ""
    mark: "Place | None" = None


@dataclass(eq=False, slots=True)
class Place:
    """Where a token lies: at a step, on a flow into a join that gathers, or behind that join.

    `passed` are the elements that are done, or may be, when a token lies here; `does` is what two tokens would do
    twice. `needs` tokens go on as one. `fixed`: it is told apart from its neighbours. A `mark` is no token.
    """

    node: Node
    number: int = 0
    moves: dict[Move, None] = field(default_factory=dict)  # in order
    passed: set[Node] = field(default_factory=set)
    does: Node | None = None
    needs: int = 1
    fixed: bool = False
    mark: bool = False
    join: "Join | None" = None
    flow: Flow | None = None

    @property
    def only(self) -> Move:
        """Return the first move, where there is but one."""
        return next(iter(self.moves))


@dataclass(eq=False, slots=True)
class Join:
    """A gateway that gathers tokens from several flows. `late` are marks: flows that a complex gateway still swallows.

    `enough` says of how many flows a complex gateway goes on; None where only the values say.
    """

    node: Node
    after: Place
    inputs: tuple[Place, ...] = ()
    late: tuple[Place, ...] = ()
    enough: frozenset[int] | None = None


@dataclass(eq=False, slots=True)
class Net:
    """All places and joins of a scope. `counted`: its steps ask for several tokens, or give them, by number."""

    spend: Spend
    places: list[Place] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    of: dict[Node, Place] = field(default_factory=dict)  # where a token lies that a step has, or has gathered
    inputs: dict[Flow, Place] = field(default_factory=dict)
    counted: bool = False
    reached: dict[tuple[Node, Node, bool], frozenset[Flow]] = field(default_factory=dict)

    def at(self, flow: Flow) -> Place | None:
        """Return where a token lies that took a flow; None where the flow leaves the scope."""
        return self.inputs.get(flow) or self.of.get(flow.target)

    def reach(self, join: Node, start: Node, borders: bool = True) -> frozenset[Flow]:
        """Return the flows into a join by which a token at a step can come, as the engine looks for them."""
        key = (join, start, borders)
        if key not in self.reached:
            self.reached[key], seen = choices.flows_into(join, start, borders)
            self.spend(seen)
        return self.reached[key]

    def add(self, place: Place) -> Place:
        place.number = len(self.places)
        self.places.append(place)
        return place


def build(
    steps: Sequence[Node], endless: Collection[Node], joining: Collection[Node], expressions: Reader, spend: Spend
) -> Net:  # fmt: skip
    """Return the net of these steps of a scope.

    `endless` are the sub-processes that are never done; `joining` the events on borders that do not interrupt and
    whose tokens come back to where the others go. `spend` is told the work.
    """
    builder = _Builder(endless, joining, expressions, spend)
    return builder.built([node for node in steps if not (node.by_event or node.kind == "boundaryEvent")])


class _Builder:
    def __init__(
        self, endless: Collection[Node], joining: Collection[Node], expressions: Reader, spend: Spend
    ) -> None:  # fmt: skip
        self.net = Net(spend)
        self.endless, self.joining, self.expressions = endless, joining, expressions

    def built(self, steps: Sequence[Node]) -> Net:
        for node in steps:
            self._place(node)
        for node in steps:
            self.net.spend(_BUILDING * (1 + len(node.outgoing) + len(node.incoming)))
            place = self.net.of[node]
            place.passed.update((node, *watchers(node)))
            place.moves.update(dict.fromkeys(self._moves(node)))
        self.net.counted = any(node.starts > 1 or node.completes > 1 for node in steps)
        return self.net

    def _place(self, node: Node) -> None:
        place = self.net.add(Place(node))
        self.net.of[node] = place
        if gathers(node):
            self._join(node, place)
            return
        place.does = node if does(node) else None
        place.needs = node.starts
        watched = any(not border.interrupting for border in watchers(node))
        place.fixed = watched or node.starts > 1 or node in self.endless

    def _join(self, node: Node, after: Place) -> None:
        join = Join(node, after, enough=self._enough(node))
        join.inputs = tuple(self.net.add(Place(node, does=node, join=join, flow=flow)) for flow in node.incoming)
        if node.kind == "complexGateway":
            join.late = tuple(self.net.add(Place(node, mark=True)) for _ in node.incoming)
        self.net.inputs.update({place.flow: place for place in join.inputs if place.flow is not None})
        self.net.joins.append(join)

    def _enough(self, node: Node) -> frozenset[int] | None:
        """Return how many flows satisfy an activation condition; None where it reads the values of the case."""
        if node.kind != "complexGateway" or len(node.incoming) > 50:
            return None
        try:
            asked = self.expressions.read(node.condition or "")
            if asked.names - {"activationCount"}:
                return None
            counts = range(1, len(node.incoming) + 1)
            return frozenset(n for n in counts if asked.evaluate({"activationCount": Decimal(n)}) is True)
        except feel.FeelError:
            return None

    def _moves(self, node: Node) -> Iterator[Move]:
        ends = _ends(node.triggers) if node.kind == "endEvent" else ""
        if node in self.endless:
            yield Move(Step(node), 1, (), "scope")
        else:
            yield from self._leaving(node, ends)
        for border in watchers(node):
            if border.interrupting:
                yield from self._leaving(border)
            elif border in self.joining:
                mark = self.net.add(Place(border, mark=True))
                yield from self._leaving(border, mark=mark)

    def _leaving(self, node: Node, ends: str = "", mark: Place | None = None) -> Iterator[Move]:
        for flows in choices.taken(node, self.expressions):
            outs = tuple(place for flow in flows if (place := self.net.at(flow)) is not None)
            shown = flows if len(flows) < len(node.outgoing) else ()
            yield Move(Step(node, shown), 1, outs * node.completes, ends, mark)


def gathers(node: Node) -> bool:
    """Say whether a step waits for tokens from several flows."""
    loose = node.kind == "complexGateway" and not node.condition
    return node.kind in _GATHERING and len(node.incoming) > 1 and not loose


def watchers(node: Node) -> Sequence[Node]:
    """Return the events on a step's border that put a token on a flow of their own."""
    return [border for border in node.boundaries if not any(t.kind == "compensate" for t in border.triggers)]


def does(node: Node) -> bool:
    """Say whether something happens at a step, so that it matters how often a token comes there."""
    if node.kind == "endEvent":
        return any(trigger.kind not in _SILENT_ENDS for trigger in node.triggers)
    between = node.kind in ("intermediateCatchEvent", "intermediateThrowEvent")
    return node.kind in ACTIVITIES or between and any(trigger.kind != "link" for trigger in node.triggers)


def _ends(triggers: Sequence[Trigger]) -> str:
    kinds = {trigger.kind for trigger in triggers}
    if kinds & {"error", "cancel"}:
        return "scope"
    return "all" if "terminate" in kinds else ""
