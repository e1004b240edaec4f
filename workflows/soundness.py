"""What can go wrong in a diagram whatever is decided: found by playing tokens through each of its scopes.

A scope (process, sub-process, event sub-process) is played on its own; within another it is one step that is done,
or left by an event on its border, or never done. Calls and repetitions are one step. What events that do not
interrupt start, and never comes back to the rest, is played on its own as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from workflows import choices, markings, nets, paths, reduction
from workflows.diagram import SCOPES, Diagram, Flow, Node
from workflows.expressions import Reader
from workflows.markings import Budget, Course, Spent
from workflows.nets import Net, Place, Step

DEADLOCK = "deadlock"  # tokens lie where none can move
LEFT = "left"  # so it is, and an end has been reached before
CROWD = "crowd"  # two tokens at one place
NEVER = "never"  # no token ever comes here
UNSEEN = "unseen"  # too much to look at: nothing is known for certain
_COUNTED = 3  # tokens that one step may ask for, or give, in a scope that is played


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong (one of the words above), at which element, and the shortest sequence of steps that shows it.

    `missing` are the flows for which a join waits in vain; `about` is what two tokens do twice, or what is never done
    so that a token goes on. `always`: no case that begins like this one can be completed.
    """

    kind: str
    node: Node
    steps: tuple[Step, ...] = ()
    missing: tuple[Flow, ...] = ()
    about: Node | None = None
    always: bool = False


def flaws(diagram: Diagram, expressions: Reader | None = None, budget: Budget | None = None) -> list[Flaw]:
    """Return what is wrong in any scope of a diagram; inner scopes come before outer ones.

    When the budget is spent, the scopes that were not seen whole are told as UNSEEN.
    """
    return list(_Look(expressions or Reader(), budget or Budget()).at(diagram))


@dataclass(frozen=True, slots=True)
class _Root:
    """Where tokens begin (at steps, or on flows), and what has happened before."""

    begun: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    before: tuple[Step, ...] = ()

    def places(self, net: Net) -> list[Place]:
        found = [*(net.of.get(node) for node in self.begun), *(net.at(flow) for flow in self.flows)]
        return [place for place in found if place is not None]


class _Look:
    def __init__(self, expressions: Reader, budget: Budget) -> None:
        self.expressions, self.budget = expressions, budget
        self.endless: set[Node] = set()  # sub-processes that are never done

    def at(self, diagram: Diagram) -> Iterator[Flaw]:
        scopes = [node for node in diagram.nodes() if node.kind in SCOPES]
        for scope in reversed(scopes):  # what lies inside comes first
            if any(max(node.starts, node.completes) > _COUNTED for node in scope.children):
                continue
            found = _Scope(scope, self.endless, self.expressions, self.budget)
            yield from found.flaws()
            if found.never_done:
                self.endless.add(scope)


class _Scope:
    """One scope, with all games that are played in it."""

    def __init__(self, scope: Node, endless: set[Node], expressions: Reader, budget: Budget) -> None:
        self.scope, self.endless, self.expressions, self.budget = scope, endless, expressions, budget
        self.courses: list[tuple[_Root, Course]] = []
        self.never_done = False

    def flaws(self) -> Iterator[Flaw]:
        roots = begun(self.scope)
        if not roots:
            return
        with suppress(Spent):
            self._play(roots)
        found = list(self._found())
        yield from found
        stuck = [flaw.node for flaw in found if flaw.kind in (DEADLOCK, LEFT)]
        whole = not self.budget.spent and all(course.whole for _, course in self.courses)
        self.never_done = whole and not stuck and not self._done(len(roots))
        if whole:
            yield from self._never(paths.reached(stuck))
        elif self.budget.spent:
            yield Flaw(UNSEEN, self.scope)

    def _play(self, roots: Sequence[_Root]) -> None:
        """Play from each root, then what events started that never comes back. Raises Spent."""
        sides = Sides(self.scope, [node for root in roots for node in root.begun], self.budget)
        todo = list(roots)
        while todo:
            root = todo.pop(0)
            steps = paths.in_order((*root.begun, *(flow.target for flow in root.flows)), self._follows)
            net = nets.build(steps, self.endless, sides.joining, self.expressions, self.budget.spend)
            places = root.places(net)
            reduction.reduce(net, places)
            course = markings.play(net, places, self.budget)
            self.courses.append((root, course))
            todo += self._aside(root, course, sides)

    def _follows(self, node: Node) -> list[Node]:
        flows = [flow for at in (node, *nets.watchers(node)) for flow in at.outgoing]
        return [flow.target for flow in flows if flow.target.scope is self.scope and not flow.target.compensates]

    def _aside(self, root: _Root, course: Course, sides: "Sides") -> Iterator[_Root]:
        self.budget.spend(len(sides.apart))
        for border in list(sides.apart):
            assert border.host is not None
            place = course.net.of.get(border.host)
            if place is not None and place.number in course.marked:
                sides.apart.remove(border)
                before = (*root.before, *course.steps(course.marked[place.number]), Step(border))
                for flows in choices.taken(border, self.expressions):
                    yield _Root(flows=flows, before=before)

    @property
    def _may_stop_short(self) -> bool:
        """Say whether a condition may complete the scope while tokens still wait in it."""
        return self.scope.kind == "adHocSubProcess" and bool(self.scope.condition)

    def _done(self, roots: int) -> bool:
        """Say whether the scope can be completed: by all that begins together, or by an event that takes over."""
        boxes = (box for box in self.scope.children if box.by_event and box not in self.endless)
        starts = (node for box in boxes for node in box.children if node.kind == "startEvent")
        if any(start.interrupting for start in starts) or self.scope.kind == "adHocSubProcess":
            return True
        own = [course.done for _, course in self.courses[:roots]]
        return any(own) if has_starts(self.scope) else all(own)

    def _found(self) -> Iterator[Flaw]:
        told: set[tuple[bool, Node]] = set()
        for root, course in self.courses:
            stuck = () if self._may_stop_short else _dead(root, course)
            for flaw in (*stuck, *_crowded(root, course)):
                if (flaw.kind == CROWD, flaw.node) not in told:
                    told.add((flaw.kind == CROWD, flaw.node))
                    yield flaw

    def _never(self, excused: set[Node]) -> Iterator[Flaw]:
        """Yield the first of the steps that can be reached along the flows and yet never are.

        An end that was drawn to complete the drawing, and at which nothing happens, does no harm.
        """
        live: set[Node] = set()
        for _, course in self.courses:
            for number in course.marked:
                live |= course.net.places[number].passed
        reached = paths.reached([node for root, _ in self.courses for node in root.begun])
        dead = {n for n in self.scope.children if n in reached and not n.compensates} - live - excused
        for node in [n for n in self.scope.children if n in dead]:
            before = next((flow.source for flow in node.incoming if flow.source in live), None)
            if before is not None and any(nets.does(n) for n in paths.reached([node]) & dead):
                yield Flaw(NEVER, node, self._steps_to(before), about=before)

    def _steps_to(self, node: Node) -> tuple[Step, ...]:
        for root, course in self.courses:
            for number, marking in course.marked.items():
                if node in course.net.places[number].passed:
                    return (*root.before, *course.steps(marking), Step(node))
        return (Step(node),)


def begun(scope: Node) -> list[_Root]:
    """Return where a scope begins: one of its starts, or all steps at once that no flow leads to, part by part.

    Of steps that stand alone there is nothing to say.
    """
    if has_starts(scope):
        starts = [node for node in scope.children if node.kind == "startEvent"]
        if scope.kind != "process" and not scope.by_event:
            starts = [node for node in starts if not node.triggers][:1]
        else:
            starts += [node for node in scope.children if node.instantiate and paths.begins(node)]
        return [_Root((start,)) for start in starts]
    heads = [node for node in scope.children if paths.begins(node) and (node.outgoing or node.boundaries)]
    return [_Root(tuple(part)) for part in _apart(heads, scope)]


def has_starts(scope: Node) -> bool:
    return scope.kind != "adHocSubProcess" and any(node.kind == "startEvent" for node in scope.children)


def _apart(heads: Sequence[Node], scope: Node) -> list[list[Node]]:
    """Return the heads in parts that no flow ties together: what happens in one matters to no other."""
    part: dict[Node, Node] = {}
    for head in heads:
        todo = [head]
        while todo:
            node = todo.pop()
            if node not in part:
                part[node] = head
                todo += [*paths.after(node), *(flow.source for flow in node.incoming)]
                todo += [node.host] if node.host is not None else []
    found: dict[Node, list[Node]] = {}
    for head in heads:
        found.setdefault(part[head], []).append(head)
    return list(found.values())


class Sides:
    """The events on borders of a scope that do not interrupt: which of them start something that stays apart.

    `apart`: their tokens never come where others come; `joining`: they do, and are played with the others.
    """

    def __init__(self, scope: Node, heads: Iterable[Node], budget: Budget) -> None:
        self.budget = budget
        borders = [b for node in scope.children for b in nets.watchers(node) if not b.interrupting]
        main = self._region(heads) if borders else set()
        regions = {border: self._region(flow.target for flow in border.outgoing) for border in borders}
        self.apart: list[Node] = []
        self.joining: set[Node] = set()
        for border in borders:
            homes = [region for region in (main, *regions.values()) if border.host in region]
            budget.spend(len(regions) + sum(map(len, homes)))
            if any(self._meets(regions[border], home) for home in homes):
                self.joining.add(border)
            else:
                self.apart.append(border)

    def _region(self, heads: Iterable[Node]) -> set[Node]:
        found = paths.reached(heads, _follows)
        self.budget.spend(len(found))
        return found

    def _meets(self, one: set[Node], other: set[Node]) -> bool:
        return any(node.outgoing or nets.does(node) for node in one & other)


def _follows(node: Node) -> list[Node]:
    """Return what follows a step, but not what an event starts beside it."""
    borders = [border for border in nets.watchers(node) if border.interrupting]
    return [flow.target for place in (node, *borders) for flow in place.outgoing if flow.target.scope is node.scope]


def _dead(root: _Root, course: Course) -> Iterator[Flaw]:
    """Yield the joins at which tokens wait in vain, each with the nearest marking that shows it."""
    told: set[Node] = set()
    for marking in course.dead:
        steps = (*root.before, *course.steps(marking))
        kind = LEFT if any(is_end(step.node) for step in steps) else DEADLOCK
        places = [course.net.places[number] for number in dict.fromkeys(marking)]
        for node in _first([place.node for place in places if not place.mark]):
            if node not in told:
                told.add(node)
                came = {course.net.places[number].flow for number in marking}
                missing = tuple(f for f in node.incoming if f not in came) if nets.gathers(node) else ()
                yield Flaw(kind, node, steps, missing, always=not (course.done or course.left))


def _first(stuck: Sequence[Node]) -> list[Node]:
    """Return those of the steps where it hangs that do not merely wait for another of them."""
    stuck = list(dict.fromkeys(stuck))
    behind = {node: paths.reached([f.target for f in node.outgoing]) for node in stuck} if len(stuck) > 1 else {}
    first = [node for node in stuck if not any(node in behind[other] for other in stuck if other is not node)]
    return first or stuck[:1]


def is_end(node: Node) -> bool:
    """Say whether a token ends at a step: an end event, or a step that nothing follows."""
    return node.kind == "endEvent" or not node.outgoing


def _crowded(root: _Root, course: Course) -> Iterator[Flaw]:
    """Yield the places where two tokens meet that no join made one; not those that only follow from them."""
    if course.net.counted:
        return
    after: set[Node] = set()
    for marking, place in course.crowded:
        if place.node not in after:
            after |= paths.reached([place.node])
            yield Flaw(CROWD, place.node, (*root.before, *course.steps(marking)), about=place.does)
