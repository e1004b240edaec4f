"""A running case goes on with other versions of its diagrams: each token finds its element there, or is moved.

Tokens stay where they are, with the values of their scopes, as long as the new diagram has an element of the same id
and kind in the same scope. What lies in wait on borders and in event sub-processes follows the new diagram. A task
that is open keeps what was told of it; it is told anew only where its organ, form or outcomes differ, and a term that
already runs is never counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import canon
from engine.events import Catch
from engine.gateways import EventGate
from engine.plan import Catalog, Plan
from engine.scopes import Call, Repeat, Scope
from engine.steps import Step, opened
from engine.tokens import Note, Token
from engine.values import NotWaiting
from workflows.diagram import Node

if TYPE_CHECKING:
    from engine.stepper import Case

NOWHERE_TO_GO = frozenset({"boundaryEvent", "startEvent"})


class Unplaced(NotWaiting):
    """Tokens have no place in the new diagram, and nobody said where they continue."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(", ".join(places))
        self.places = places


@dataclass(frozen=True, slots=True)
class Way:
    """Where an open place continues: `to` is its element in the new diagram, None when that has no such place.

    `targets` are the elements at which it may be put instead: those of the nearest scope that goes on.
    """

    place: str
    node: Node
    to: Node | None
    targets: Sequence[Node]


def ways(case: Case, catalog: Catalog) -> list[Way]:
    """Return where each token of a case would continue on other plans, scopes before what they hold."""
    found = _successors(case, catalog)
    return [
        Way(place, case.tasks[place].task_spec.node, step.node if step else None, _targets(case, place, found, catalog))
        for place, step in found.items()
        if not case.tasks[place].task_spec.watcher and case.tasks[place] is not case.task_tree
    ]


def carry_on(case: Case, catalog: Catalog, moves: Mapping[str, str]) -> None:
    """Put a case on other plans; `moves` gives the element at which a place continues. Raises Unplaced."""
    moves = canon.in_order(moves)  # a change of version that is replayed is read in this order
    found = _successors(case, catalog)
    lost = [place for place, step in found.items() if step is None and not case.tasks[place].task_spec.watcher]
    unplaced = [place for place in lost if place not in moves]
    placed = {place: _target(case, place, found, catalog, to) for place, to in moves.items()}
    elsewhere = [place for place, target in placed.items() if target is None]
    if unplaced or elsewhere:
        raise Unplaced([*unplaced, *elsewhere])
    kept = [(case.tasks[place], step) for place, step in found.items() if step is not None and place not in moves]
    case.catalog, case.spec = catalog, catalog[case.spec.process.id]
    for place in (*moves, *(place for place, step in found.items() if step is None)):
        if place in case.tasks:
            case.withdraw(case.tasks[place])
    for token, step in kept:
        if token.alive:
            _follow(token, step)
    for token, _ in kept:
        if token.alive:
            _place_watchers(token)
    for target in placed.values():
        if target is not None and target.scope.alive:
            case.enter(target.step, target.scope)


def move(case: Case, token: Token, to: str, values: Mapping[str, Any]) -> None:
    """Take a token out of its place and put it at another element of the same scope. Raises NotWaiting."""
    scope = token.parent
    step = _inside(scope.task_spec, scope, to) if scope is not None and not token.task_spec.watcher else None
    if step is None:
        raise NotWaiting(to)
    assert scope is not None
    for name, value in values.items():
        case.assign(scope, name, value)
    case.withdraw(token)
    case.enter(step, scope)


def targets(case: Case, place: str) -> Sequence[Node]:
    """Return the elements at which the token of an open place may be put. Raises NotWaiting."""
    token = case.tasks.get(place)
    if token is None or token.parent is None or token.task_spec.watcher:
        raise NotWaiting(place)
    return _reachable(_content(token.parent.task_spec, token.parent))


# which step takes over which token


def _successors(case: Case, catalog: Catalog) -> dict[str, Step | None]:
    """Return the step that takes over each token, None for one that has none; scopes before what they hold."""
    root = case.task_tree
    plan = catalog.get(root.task_spec.plan.process.id)
    found: dict[str, Step | None] = {}

    def walk(token: Token, step: Step | None) -> None:
        found[token.id] = step
        if step is None:
            return
        inside = _content(step, token, catalog)
        for child in token.children:
            walk(child, _successor(child, step, inside) if inside is not None else None)

    walk(root, plan.start if plan is not None else None)
    return found


def _content(step: Step, token: Token, catalog: Catalog | None = None) -> Step | None:
    """Return the step whose elements live in an open scope: itself, or the process that runs in a call."""
    if not isinstance(step, Call) or not token.open:
        return step
    inner = next((child.task_spec.plan.process.id for child in token.children if not child.task_spec.outside), None)
    plan = (token.workflow.catalog if catalog is None else catalog).get(inner or "")
    return plan.start if plan is not None else None


def _successor(token: Token, scope: Step, inside: Step) -> Step | None:
    """Return the step of the same element, of the same kind, in the same scope."""
    old = token.task_spec
    if old.watcher:
        lying = scope.watches if old.outside else inside.inside if isinstance(inside, Scope) else ()
        return next((watch for watch in lying if _same_watch(watch.node, old.node)), None)
    if old.inner:
        return scope.each if isinstance(scope, Repeat) else None
    step = inside.plan.task_specs.get(old.node.id)
    if step is None or not _alike(step, old) or not _lives_in(step.node, inside, scope):
        return None
    if token.todo and not isinstance(token.todo[0], Node):
        return None  # what is being compensated ends on the plan on which it was done
    return step if token.via is None or token.whole or token.via in {flow.id for flow in step.node.incoming} else None


def _alike(step: Step, old: Step) -> bool:
    """Say whether a step goes about its work as the old one did."""
    if isinstance(old, Repeat) and isinstance(step, Repeat):
        return type(old.each) is type(step.each) and _repeats(old.node) == _repeats(step.node)
    if isinstance(old, EventGate):
        return _offers(old.node) == _offers(step.node)
    return type(step) is type(old)


def _offers(gate: Node) -> set[tuple[str, str, str]]:
    return {(flow.id, flow.target.id, flow.target.kind) for flow in gate.outgoing}


def _lives_in(node: Node, inside: Step, scope: Step) -> bool:
    """Say whether an element stands in a scope; the events of a gate stand beside it."""
    return node.scope is (scope.node.scope if isinstance(scope, EventGate) else inside.node)


def _same_watch(new: Node, old: Node) -> bool:
    kinds = [[(trigger.kind, trigger.name) for trigger in node.triggers] for node in (new, old)]
    return new.id == old.id and new.interrupting == old.interrupting and kinds[0] == kinds[1]


def _repeats(node: Node) -> tuple[str, bool] | None:
    return (node.loop.kind, node.loop.sequential) if node.loop else None


# where it may be put instead


class _Target(NamedTuple):
    """A step at which a token is put, and the open scope that it lives in there."""

    scope: Token
    step: Step


def _targets(case: Case, place: str, found: Mapping[str, Step | None], catalog: Catalog) -> Sequence[Node]:
    scope = case.tasks[place].parent
    step = found.get(scope.id) if scope is not None else None
    return _reachable(_content(step, scope, catalog)) if scope is not None and step is not None else ()


def _target(case: Case, place: str, found: Mapping[str, Step | None], catalog: Catalog, to: str) -> _Target | None:
    token = case.tasks.get(place)
    scope = token.parent if token is not None else None
    step = found.get(scope.id) if scope is not None else None
    inside = _inside(step, scope, to, catalog) if scope is not None and step is not None else None
    return _Target(scope, inside) if scope is not None and inside is not None else None


def _inside(step: Step, scope: Token, to: str, catalog: Catalog | None = None) -> Step | None:
    content = _content(step, scope, catalog)
    node = next((node for node in _reachable(content) if node.id == to), None)
    return content.plan[node] if content is not None and node is not None else None


def _reachable(scope: Step | None) -> Sequence[Node]:
    """Return the elements of a scope that a token may be put at by hand."""
    if not isinstance(scope, Scope):
        return ()
    inside = scope.node.children
    return [node for node in inside if node.kind not in NOWHERE_TO_GO and not node.by_event and not node.compensates]


# taking over


def _follow(token: Token, step: Step) -> None:
    """Let a token go on with the step that takes it over."""
    old, case = token.task_spec, token.workflow
    token.task_spec = step
    if token.todo and isinstance(token.todo[0], Node):
        token.todo = [node for node in map(_named(step.plan), token.todo) if node is not None]
    if token.done:
        token.done = list(_remembered(token.done, case.catalog)) or None
    if not token.waits:
        return
    if step.asked(token) and _asks(old.node) != _asks(step.node):
        case.effects.append(opened(step, token))
    elif isinstance(step, Catch) and _listens(old.node) != _listens(step.node):
        case.silence(token)
        step.begins(token)


def _asks(node: Node) -> object:
    lane = node.lane.organ if node.lane else ""
    return node.candidates or lane, node.form, {k: v for k, v in node.properties.items() if "cabildo.hasta." in k}


def _listens(node: Node) -> object:
    return [(t.kind, t.name, t.key) for t in node.triggers if t.kind in ("message", "signal")]


def _named(plan: Plan) -> Callable[[Node], Node | None]:
    return lambda node: plan.task_specs[node.id].node if node.id in plan.task_specs else None


def _remembered(notes: Sequence[Note], catalog: Catalog) -> Iterator[Note]:
    """Yield what was done and can still be undone on the new plans."""
    for note in notes:
        plan = catalog.get(note.step.plan.process.id)
        step = plan.task_specs.get(note.step.name) if plan is not None else None
        if step is not None:
            yield Note(step, note.values, tuple(_remembered(note.inside, catalog)))


def _place_watchers(token: Token) -> None:
    """Let what the new diagram has on the border of an activity, or in wait inside a scope, lie in wait as well."""
    step, case = token.task_spec, token.workflow
    lying = {(child.task_spec.node.id, child.task_spec.outside) for child in token.children if child.task_spec.watcher}
    content = _content(step, token) if token.open else None
    wanted = [*(step.watches if token.placed else ()), *(content.inside if isinstance(content, Scope) else ())]
    for watch in wanted:
        if token.alive and (watch.node.id, watch.outside) not in lying:
            case.enter(watch, token)
