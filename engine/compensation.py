"""What undoes what was done: its handlers, the last first, with the values of that time (BPMN 2.0, 10.7, 13.5.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.steps import Step
from engine.tokens import Note, Token
from workflows.diagram import Node


class Undoing(NamedTuple):
    """A handler to be run, the values it sees beside the living ones, and what it may undo in its turn."""

    handler: Step
    values: Mapping[str, Any]
    inside: Sequence[Note]


def remember(token: Token, scope: Token) -> None:
    """Note in its scope that an activity was done, if that or anything inside it can be undone."""
    step, node = token.task_spec, token.task_spec.node
    if not undoes(node) and (token.done or _handler(step)):
        scope.done = [*(scope.done or ()), Note(step, {**token.turn, **token.data}, token.done or ())]


def to_undo(scope: Token, only: str | None) -> list[Undoing]:
    """Return what a compensation thrown in a scope must run, and forget it: nothing is undone twice.

    `only` is the one activity to undo. An event sub-process also undoes what was done in the scope it belongs to.
    """
    found: list[Undoing] = []
    place: Token | None = scope
    while place is not None:
        notes = place.done or []
        chosen = [note for note in notes if only in (None, note.step.node.id)]
        place.done = [note for note in notes if note not in chosen] or None
        found += _undoing(_in_order(chosen) if scope.workflow.edition >= 2 else chosen, {})
        node = place.task_spec.node
        place = place.parent if node.by_event and not undoes(node) else None
    return found


def undoes(node: Node) -> bool:
    """Say whether an activity runs only to undo: a handler, or an event sub-process that compensation starts."""
    return node.compensates or (node.by_event and any(map(_is_compensation, node.children)))


def _undoing(notes: Sequence[Note], seen: Mapping[str, Any]) -> Iterator[Undoing]:
    """Yield the handlers of these activities, the last first; one without a handler is undone by what it holds."""
    for note in reversed(notes):
        inner = {**seen, **note.values}
        handler = _handler(note.step)
        if handler is not None:
            yield Undoing(handler, inner if handler.node.by_event else seen, note.inside)
        else:
            yield from _undoing(note.inside, inner)


def _in_order(notes: Sequence[Note]) -> list[Note]:
    """Return activities in the order in which they were done; but one that an event on the border of another began
    comes after that, though it was done before (BPMN 2.0, 13.5.5).
    """
    found: list[Note] = []
    for note in notes:
        begun = {flow.target for border in note.step.node.boundaries for flow in border.outgoing}
        beside = [other for other in found if other.step.node in begun]
        found = [other for other in found if other not in beside] + [note, *beside]
    return found


def _handler(step: Step) -> Step | None:
    """Return what undoes an activity: the one tied to its border, else its own event sub-process for it.

    A repeated activity is undone once by what is tied to it; its runs each by the event sub-process inside.
    """
    if step.node.handler is not None and not step.inner:
        return step.plan[step.node.handler]
    own = None if step.repeats else next((sub for sub in step.node.children if sub.by_event and undoes(sub)), None)
    return step.plan[own] if own is not None else None


def _is_compensation(start: Node) -> bool:
    return start.kind == "startEvent" and any(trigger.kind == "compensate" for trigger in start.triggers)
