"""One token at one step, or one open scope: the library's Task with the few facts that our steps keep on it.

A token's parent is the scope it lives in, never the step before it. A finished token leaves the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.spiff import Task, TaskState
from workflows.diagram import Flow, Node, Trigger

if TYPE_CHECKING:
    from engine.stepper import Case
    from engine.steps import Step


@dataclass(frozen=True, slots=True)
class Note:
    """An activity that was done and may be compensated: with which values, and what was done inside it."""

    step: Step
    values: Mapping[str, Any]
    inside: Sequence[Note]


class Token(Task):
    """A live token. Class attributes are the facts of a token that has none of its own, so they cost nothing."""

    id: str
    workflow: Case
    task_spec: Step
    children: list[Token]
    data: dict[str, Any]  # the values of this scope
    state: int

    via: str | None = None  # the flow it came by
    whole: bool = False  # as many tokens as the step needs have merged into this one
    placed: bool = False  # its inputs are read, its watchers lie in wait
    came: bool = False  # the event it waits for has come; an ad-hoc sub-process: its condition held
    waits: bool = False  # the journal says that it waits
    lacks: Sequence[str] = ()  # the data that it waits for
    offers: Sequence[str] = ()  # what the process that it calls gives
    key: Any = None  # correlation key of the message it waits for
    rounds: float | None = None  # how often a cycle may still come
    cycle: str = ""  # the term of one round
    was: bool = False  # a conditional event's condition, when last looked at
    part: frozenset[Trigger] = frozenset()  # triggers of a parallel multiple event that have come
    turn: Mapping[str, Any] = {}  # what it sees beside its own values: those of its run, or of what it compensates
    number: int = 0  # which run of a repetition this is
    items: Sequence[Any] | None = None  # what a repetition goes through
    collected: list[Any] | None = None  # what its runs gave
    begun: int = 0  # runs begun
    ended: int = 0  # runs ended
    cut: int = 0  # runs withdrawn because the completion condition held
    told: int = 0  # of how many ended runs the events were thrown
    ahead: bool = False  # its flows have their tokens; it stays only until its compensation is done
    entry: Node | None = None  # where a case that a message or signal opened begins
    todo: list[Any] | None = None  # what a scope still has to start
    done: list[Note] | None = None  # what may be compensated
    late: dict[str, frozenset[str]] | None = None  # flows that a complex gateway still swallows
    taking: Sequence[Flow] = ()  # the flows chosen to leave by
    because: Mapping[str, Any] = {}
    answers: Mapping[str, Any] = {}
    code: str | None = None  # the BPMN error code it failed with
    failed: bool = False

    def __init__(self, workflow: Case, step: Step, scope: Token | None = None, **how: Any) -> None:
        self.scope = scope
        super().__init__(workflow, step, scope, **how)

    @property
    def parent(self) -> Token | None:
        """The scope it lives in, which never changes: the library would look it up by its name each time."""
        return self.scope

    def _set_state(self, value: int) -> None:
        """The library would read the clock and log here."""
        self._state = value

    def run(self) -> bool | None:
        """Run the step, if this token still lives and is ready: the library's loop works on a list made beforehand."""
        if self.alive and self._state == TaskState.READY:
            done: bool | None = super().run()
            return done
        return None

    @property
    def alive(self) -> bool:
        return bool(self.workflow.tasks.get(self.id) is self)

    def scopes(self) -> Iterator[Token]:
        """Yield the scopes it lives in, the nearest first."""
        scope = self.scope
        while scope is not None:
            yield scope
            scope = scope.scope

    @property
    def open(self) -> bool:
        return bool(self._state == TaskState.STARTED)
