"""One case in memory: told causes in order, it returns their effects. Knows no clock, no calendar, no person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from engine import data, migration
from engine.circulation import Circulation, Incident
from engine.entries import (
    EDITION,
    ActivityChosen,
    CaseOpened,
    Cause,
    Effect,
    MessageArrived,
    OfficerIntervened,
    ServiceAnswered,
    SignalArrived,
    Stuck,
    TaskDecided,
    TermExpired,
    VersionChanged,
)
from engine.events import Definition, event
from engine.plan import Catalog
from engine.ports import Ear
from engine.scopes import AdHoc
from engine.spiff import BpmnEvent, TaskState
from engine.steps import Failed, term_of
from engine.tokens import Token
from engine.values import Limits, NotWaiting
from workflows.diagram import Node, Trigger


class OverBudget(Exception):
    """One cause made more steps than a case may take at once."""


class Case(Circulation):
    """A running case. `catalog` holds every process that it may call, each with its decision tables."""

    def __init__(self, catalog: Catalog, process: str, limits: Limits | None = None) -> None:
        self.catalog = catalog
        self.transitions = 0
        self.key: Any = None  # that the message bore which opened the case
        self.versions: Mapping[str, int] = {}  # those that the case began with
        self.edition = EDITION  # of the rules it began with: what it did then it does for ever
        self.next_catalog: Catalog | None = None  # that of the versions which a change names, given before it is told
        super().__init__(catalog[process], limits or Limits())
        self.task_tree = Token(self, self.spec.start, state=TaskState.FUTURE, id=process)

    # what is told

    def tell(self, cause: Cause, at: datetime, ear: Ear) -> list[Effect]:
        """Take one step and return all its effects.

        Raises NotWaiting when the cause settles nothing open, OverBudget when it goes on too long; after any
        exception the case is half moved and must be thrown away.
        """
        self.effects, self.transitions, self.at, self.ear = [], 0, at, ear
        match cause:
            case CaseOpened():
                self._open(cause)
            case TaskDecided(task=name, answers=answers):
                self._answer(name, answers)
            case TermExpired(term=name, due=due):
                self._expire(name, due)
            case MessageArrived(name=name, key=key, values=values, place=place):
                self._hear(event(Trigger("message", name), key, dict(values)), place)
            case SignalArrived(name=name, values=values):
                self._hear(event(Trigger("signal", name), None, dict(values)))
            case ServiceAnswered():
                self._service_answered(cause)
            case ActivityChosen(task=name, element=element):
                self._choose(name, element)
            case OfficerIntervened():
                self._intervene(cause)
            case VersionChanged():
                self._change_version(cause)
            case _:
                return []  # it says something of the case that moves no token
        self.do_engine_steps()
        if not self.completed and not self.open() and not self.incidents:
            self._nothing_moves()
        return self.effects

    def _open(self, cause: CaseOpened) -> None:
        root, start = self.task_tree, cause.start
        self.edition = cause.edition or EDITION
        root.data.update(cause.values)
        self.key = cause.key
        self.facts["expediente"] = cause.values.get("expediente")
        starts = root.task_spec.plan.starts()
        root.entry = next((node for node in starts if node.id == start), None)
        if root.entry is None and not any(_is_plain_start(node) for node in root.task_spec.node.children):
            root.entry = next((n for n in starts if n.kind == "startEvent"), None)  # opened by hand all the same
        root.part = _came_first(root.entry, cause.by)
        self.effects += term_of(root.task_spec, root)
        root.task_spec._update(root)

    def _answer(self, name: str, answers: Mapping[str, Any]) -> None:
        token = self.tasks.get(name)
        if token is None or not token.task_spec.asked(token):
            raise NotWaiting(name)
        token.answers, token.came = answers, True
        token._set_state(TaskState.READY)
        token.run()

    def _choose(self, name: str, element: str) -> None:
        token = self.tasks.get(name)
        if token is None or token.scope is None or not isinstance(token.scope.task_spec, AdHoc):
            raise NotWaiting(name)
        token.scope.task_spec.choose_first(token, element)

    def _expire(self, name: str, due: datetime | None) -> None:
        token = self.tasks.get(name)
        if token is None:
            raise NotWaiting(name)
        timers = [t for t in token.task_spec.node.triggers if t.kind == "timer" and t not in token.part]
        if not timers or not token.waits or token.state != TaskState.WAITING:
            return  # the term of a task or of the case: it is late, and stays open
        self.due = due
        token.task_spec.catch(token, event(timers[0]))
        if token.alive:
            token.task_spec._update(token)

    def _hear(self, thrown: BpmnEvent, place: str = "") -> None:
        """Raises NotWaiting when nobody waits for it."""
        if not self.catch(thrown, place):
            raise NotWaiting(thrown.event_definition.name)

    def _service_answered(self, cause: ServiceAnswered) -> None:
        token = self._settle(cause.task, TaskState.STARTED)
        if not token.waits:
            raise NotWaiting(cause.task)
        if cause.error:
            token.code, token.failed = cause.error, True
            token.error()
            return
        token.answers = cause.values
        token._set_state(TaskState.READY)

    def _intervene(self, cause: OfficerIntervened) -> None:
        token = self.tasks.get(cause.place, self.task_tree if cause.act in ("correct", "attend") else None)
        if token is None:
            raise NotWaiting(cause.place)
        match cause.act:
            case "skip":
                self._skip(token, cause.values)
            case "move":
                migration.move(self, token, cause.to, cause.values)
            case "retry":
                self._correct(token, cause.values)
                self._try_again(token)
            case _:
                self._correct(token, cause.values)

    def _correct(self, token: Token, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self.assign(token, name, value)

    def _try_again(self, token: Token) -> None:
        incident = self.incidents.pop(token.id, None)
        if incident is None:
            raise NotWaiting(token.id)
        incident.again()

    def _skip(self, token: Token, values: Mapping[str, Any]) -> None:
        """Leave a place as though these values had been answered: what was open inside it is withdrawn."""
        if token is self.task_tree or token.task_spec.watcher:
            raise NotWaiting(token.id)
        for inside in token.children:
            self.withdraw(inside)
        self.incidents.pop(token.id, None)
        token.answers = values
        self.complete(token)

    def _change_version(self, cause: VersionChanged) -> None:
        """Raises migration.Unplaced, and the case must be thrown away."""
        assert self.next_catalog is not None
        self.edition = cause.edition or self.edition
        migration.carry_on(self, self.next_catalog, cause.moves)
        self.versions, self.next_catalog = cause.versions, None
        for name, value in cause.values.items():
            self.task_tree.data.setdefault(name, value)

    def _settle(self, name: str, state: int) -> Token:
        token: Token | None = self.tasks.get(name)
        if token is None or token.state != state:
            raise NotWaiting(name)
        return token

    def _nothing_moves(self) -> None:
        """Nobody need answer anything, and the case goes on: who waits for data must get them from a person."""
        lacking = list(data.awaiting(self))
        for token in lacking:
            look = partial(token.task_spec._update, token)
            self.incident(token, Failed("data", ", ".join(token.lacks)), again=look)
        if not lacking:
            self.effects.append(Stuck(tuple(self.tasks)))

    def open(self) -> list[Token]:
        """Return what the world must answer: tasks, terms, messages and services awaited."""
        return [t for t in self.tasks.values() if t.waits and t.task_spec.told and not t.lacks]

    def open_tasks(self) -> list[str]:
        """Return the tasks that wait for a person, in the order they opened."""
        return [t.id for t in self.tasks.values() if t.task_spec.asked(t)]

    def others(self, task: str) -> Sequence[Node]:
        """Return the activities that an officer may do before an open task: those of its ad-hoc sub-process."""
        token = self.tasks.get(task)
        scope = token.scope if token is not None else None
        return scope.task_spec.others(token) if scope is not None and isinstance(scope.task_spec, AdHoc) else ()

    # the run loop

    def do_engine_steps(self) -> None:
        """The library's own loop, with a budget; then whoever waits for the others looks again."""
        while True:
            super().do_engine_steps(will_complete_task=self._spend)
            self.update_waiting_tasks()
            if not any(t.state == TaskState.READY and not t.task_spec.manual for t in self.tasks.values()):
                return

    def get_tasks(self, first_task: Token | None = None, **which: Any) -> list[Token]:
        """Those the library's loop asks for, in the order of its tree; it would look at every token of the case."""
        if first_task is not None or which != {"state": TaskState.READY}:
            return list(super().get_tasks(first_task, **which))
        ready = [token for token in self.tasks.values() if token.state == TaskState.READY]
        if len(ready) < 2:
            return ready
        scopes = {scope for token in ready for scope in token.scopes()}
        return [token for token in _below(self.task_tree, scopes) if token.state == TaskState.READY]

    def _spend(self, _: Token) -> None:
        self.transitions += 1
        if self.transitions > self.limits.steps:
            raise OverBudget(f"more than {self.limits.steps} steps")

    def update_waiting_tasks(self) -> None:
        """Whoever waits for the others looks again; behind a token that waits on at a join, nobody need."""
        waits_on = set()
        for token in list(self.alert.values()):
            queue = (token.task_spec, token.scope, token.via)
            if token.state == TaskState.WAITING and queue not in waits_on:
                self.arrive(token)
                if token.task_spec.queues and token.state == TaskState.WAITING:
                    waits_on.add(queue)

    def refresh_timers(self) -> None:
        """The library would ask its timers for the time; ours are told."""

    def _task_completed_notify(self, token: Token) -> None:
        """The library would walk the tree here, and end the case at any element called `End`."""
        if self.alert:
            self.update_waiting_tasks()


def _below(scope: Token, scopes: Collection[Token]) -> Iterator[Token]:
    """Yield a token and what lives in it, child after child, looking only into these scopes."""
    yield scope
    if scope in scopes:
        for child in scope.children:
            yield from _below(child, scopes)


def _is_plain_start(node: Node) -> bool:
    return node.kind == "startEvent" and not node.triggers


def _came_first(start: Node | None, by: str) -> frozenset[Trigger]:
    """Return which of a start's triggers opened the case; the first one where nothing says so."""
    triggers = start.triggers if start is not None else ()
    named = [t for t in triggers if by in (t.kind, f"{t.kind} {t.name}")]
    return frozenset((named or list(triggers))[:1])


__all__ = ["Case", "Definition", "Incident", "Limits", "NotWaiting", "OverBudget"]
