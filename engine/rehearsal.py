"""A procedure played in memory: no database, no organs, no clock but the one that is told to pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from typing import Any, Protocol

from engine import scoping
from engine.data import READ, WRITE
from engine.entries import (
    CaseOpened,
    Effect,
    MessageArrived,
    MessageAwaited,
    MessageThrown,
    SignalArrived,
    SignalThrown,
    TaskOpened,
    TermStarted,
)
from engine.plan import Catalog, Plan, plans
from engine.ports import BpmnError, Ear, Later, Nobody
from engine.registers import Registers
from engine.rehearsed import RehearsedCase, Told, fit, fit_one
from engine.stepper import NotWaiting
from engine.weekdays import end_of_term, start_of_term, weekdays
from workflows import Finding, Refused, checker, dmn, feel, messages, reader, terms
from workflows.diagram import Node, Trigger
from workflows.terms import LIMA

__all__ = ["BpmnError", "Due", "Later", "Nobody", "NotWaiting", "Rehearsal", "RehearsedCase", "end_of_term", "weekdays"]

MONDAY = datetime(2026, 3, 2, 8, tzinfo=LIMA)


class Due(Protocol):
    """When a term expires that began at a moment, with the distance of `place`, where the diagram names one."""

    def __call__(self, text: str, start: datetime, place: str = "") -> datetime: ...


Answer = Callable[[str, list[Any]], Any]
Service = Callable[[str, dict[str, Any]], Any]

MOST_TOLD = 200  # causes that one move may set off, over all cases
MOST_EXPIRED = 2_000  # terms that may run out while time passes once
MOST_TOKENS = 1_000  # by which the cases may grow meanwhile


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A message that nobody waited for yet, and until when it is kept."""

    sender: RehearsedCase | None
    told: MessageArrived
    until: datetime


class Rehearsal:
    """Procedures played in memory.

    `service(type, inputs)` answers service tasks and may raise BpmnError or Later; without it they are incidents.
    `ask(name, arguments)` answers parameters (`parametro.nivel`) and working-day functions; by default parameters
    are null and Monday to Friday are working days. `due(text, start, place)` gives the moment a term expires; by
    default `dh` counts Monday to Friday and every term ends at 00:00 in Lima of the day after its last. Raises Refused.
    """

    registers: Registers | None = None  # those of the municipality, where somebody says which it has

    def __init__(
        self,
        diagrams: Sequence[bytes],
        tables: Sequence[bytes] = (),
        service: Service | None = None,
        ask: Answer | None = None,
        *,
        at: datetime = MONDAY,
        due: Due | None = None,
    ) -> None:
        self._begin_on(_checked(diagrams, tables), service, ask, at, due)
        for process, plan in self.catalog.items():
            for node in plan.starts():
                self._await_date(process, node)

    @classmethod
    def on(
        cls, catalog: Catalog, service: Service | None = None, ask: Answer | None = None, *,
        at: datetime = MONDAY, due: Due | None = None,
    ) -> Rehearsal:  # fmt: skip
        """Return a rehearsal of plans that were made and checked before."""
        rehearsal = cls.__new__(cls)
        rehearsal._begin_on(catalog, service, ask, at, due)
        return rehearsal

    def _begin_on(
        self, catalog: Catalog, service: Service | None, ask: Answer | None, at: datetime, due: Due | None
    ) -> None:
        self.catalog = catalog
        self.service, self.answer, self.due = service, ask, due or end_of_term
        self.now = at
        self.cases: list[RehearsedCase] = []
        self._running: list[tuple[datetime, int, Callable[[datetime], None], RehearsedCase | None, str]] = []
        self._counted = 0
        self._told: deque[tuple[RehearsedCase | None, Told]] = deque()  # what cases told, not yet carried to the others
        self._carrying = False
        self.kept: list[Kept] = []  # messages that nobody waited for yet, in order of arrival

    # what the world does

    def open(self, process_id: str, answers: Mapping[str, Any] | None = None) -> RehearsedCase:
        """Open a case of a process and return it. Raises KeyError for an unknown process."""
        return self._begin(process_id, "", answers or {})

    def open_at(self, process_id: str, start: str, answers: Mapping[str, Any] | None = None) -> RehearsedCase:
        """Open a case by the start event that a message, signal or date sets off, and return it."""
        return self._begin(process_id, start, answers or {})

    def message(
        self, name: str, answers: Mapping[str, Any] | None = None, key: Any = None, *, keep: bool = False
    ) -> None:
        """Tell a message to the one that has waited longest for it; if nobody does, it opens a process.

        Raises NotWaiting when there is neither; with `keep` it is then kept until somebody waits, for as long as the
        diagrams say (`cabildo.conservar`), and NotWaiting says that none of them ever waits for it.
        """
        told = MessageArrived(name, fit_one(key), fit(answers))
        known = name in {trigger.name for process in self._processes() for _, trigger in messages.caught(process)}
        if not (keep and known) and self._receiver(None, told) is None and self._start(told) is None:
            raise NotWaiting(name)
        self._carry(None, told)

    def signal(self, name: str, answers: Mapping[str, Any] | None = None) -> None:
        """Tell a signal to every case that waits for it and open every process that starts with it."""
        self._carry(None, SignalArrived(name, fit(answers)))

    def let_pass(self, duration: str | timedelta) -> None:
        """Let time pass: what falls due meanwhile expires, in order of its moment.

        What comes round too often in that time (a cycle of seconds over days) is stopped, as an incident.
        """
        until = terms.after(duration, self.now) if _takes_time(duration) else self.now
        crowd = MOST_TOKENS + 2 * self._tokens()
        for _ in range(MOST_EXPIRED):
            if not self._falls_due(until) or self._tokens() > crowd:
                break
            moment, _, happens, _, _ = heappop(self._running)
            self.now = max(self.now, moment)
            happens(moment)
        if self._falls_due(until):
            self._stop_terms(until)
        self.now = until

    def let_pass_until(self, moment: datetime) -> None:
        """Let time pass up to a moment."""
        self.let_pass(max(moment - self.now, timedelta()))

    # what follows

    def running(self) -> Iterator[tuple[RehearsedCase, str, datetime]]:
        """Yield the terms that run, with the moment each expires, in that order."""
        for moment, _, _, case, term in sorted(self._running, key=lambda found: found[:2]):
            if case is not None and case.runs(term):
                yield case, term, moment

    def values_at(self, case: RehearsedCase, task: str) -> Mapping[str, Any]:
        """Return what is seen where a task stands. Raises NotWaiting."""
        return case.state_now.seen_at(task, Ear(self))

    def _begin(
        self, process: str, start: str, answers: Mapping[str, Any], by: str = "", key: Any = None
    ) -> RehearsedCase:
        case = RehearsedCase(self, process, f"EXP-{self.now.year}-{len(self.cases) + 1:06d}")
        self.cases.append(case)
        case.tell(CaseOpened(process, process, start=start, values=fit(answers), by=by, key=key))
        return case

    def _starts(self, kind: str, name: str) -> list[tuple[str, str]]:
        return [(process, start) for process, plan in self.catalog.items() for start in plan.started_by(kind, name)]

    def _processes(self) -> list[Node]:
        return [plan.process for plan in self.catalog.values()]

    def _hearers(self, sender: RehearsedCase | None, told: Told) -> list[RehearsedCase]:
        return [case for case in self.cases if case is not sender and case.waits_for(told)]

    def _receiver(self, sender: RehearsedCase | None, told: MessageArrived) -> RehearsedCase | None:
        """Return the case with the place that has waited longest for a message."""
        waiting = [(since, n) for n, case in enumerate(self.cases)
                   if case is not sender and (since := case.waits_since(told)) is not None]  # fmt: skip
        return self.cases[min(waiting)[1]] if waiting else None

    def _start(self, told: MessageArrived) -> tuple[str, str] | None:
        """Return where a message begins a case, unless its key is the number of one that runs there."""
        running = {case.process for case in self.cases if case.number == told.key and case.state != "ended"}
        return next((found for found in sorted(self._starts("message", told.name)) if found[0] not in running), None)

    def _carry(self, sender: RehearsedCase | None, told: Told) -> None:
        """Carry what was told to all who wait for it, and what follows from that, in the order it was told."""
        self._told.append((sender, told))
        if self._carrying:
            return
        self._carrying = True
        try:
            for _ in range(MOST_TOLD):
                if not self._told:
                    return
                self._deliver(*self._told.popleft())
            self._stop_telling()
        finally:
            self._carrying = False

    def _deliver(self, sender: RehearsedCase | None, told: Told) -> None:
        if isinstance(told, MessageArrived):
            self._deliver_message(sender, told)
            return
        for case in self._hearers(sender, told):
            if case.waits_for(told):  # another one may have taken that away meanwhile
                case.tell(told)
        for process, start in self._starts("signal", told.name):
            self._begin(process, start, told.values, f"signal {told.name}")

    def _deliver_message(self, sender: RehearsedCase | None, told: MessageArrived) -> None:
        """A message is for one: who has waited longest, else a process that it begins, else whoever waits later."""
        receiver = self._receiver(sender, told)
        if receiver is not None:
            receiver.tell(told)
        elif start := self._start(told):
            self._begin(*start, told.values, f"message {told.name}", told.key)
        else:
            text = messages.kept(self._processes(), told.name)
            text = text if messages.is_sound(text) else messages.KEPT
            until = self.due(text, self.now) if text != messages.NEVER else self.now
            self.kept.append(Kept(sender, told, until))

    def _hand_over(self, case: RehearsedCase, awaited: Sequence[MessageAwaited]) -> None:
        """Give a case what was kept for the places that now wait, in order of arrival."""
        names = {effect.name for effect in awaited if effect.kind == "message"}
        for one in [one for one in self.kept if one.told.name in names and one.sender is not case]:
            if one in self.kept and one.until > self.now and case.waits_for(one.told):
                self.kept.remove(one)
                case.tell(one.told)

    def _stop_telling(self) -> None:
        for sender, _ in self._told:
            if sender is not None:
                sender.undone = "Los expedientes se avisan unos a otros sin fin; se detuvo."
        self._told.clear()

    def follow(self, case: RehearsedCase, effects: Sequence[Effect]) -> None:
        """Carry what a step left behind: terms begin to run, messages and signals go to the other cases."""
        for effect in effects:
            match effect:
                case TermStarted(term=term, text=text, since=since, place=place):
                    start = case.began[term] = start_of_term(since, self.now)
                    self._run(self.due(text, start, place), partial(case.expire, term), case, term)
                case TaskOpened(task=task, organ=organ):
                    case.organs[task] = organ
                    case.began[task] = self.now
                case MessageThrown(name=name, key=key, values=values, caught=False):
                    self._carry(case, MessageArrived(name, key, values))
                case SignalThrown(name=name, values=values):
                    self._carry(case, SignalArrived(name, values))
                case MessageAwaited(place=place):
                    self._counted += 1
                    case.awaited[place] = self._counted
        if self.kept:
            self._hand_over(case, [effect for effect in effects if isinstance(effect, MessageAwaited)])

    # terms, and processes that begin by the calendar

    def _run(
        self, due: datetime, happens: Callable[[datetime], None], case: RehearsedCase | None = None, term: str = ""
    ) -> None:
        self._counted += 1
        heappush(self._running, (due, self._counted, happens, case, term))

    def _await_date(self, process: str, node: Node) -> None:
        """Let a process begin when the timer of its start event says so, as often as it says."""
        for trigger in node.triggers:
            if trigger.kind == "timer":
                self._await_round(process, node, *scoping.rounds(self._text(trigger)), self.now)

    def _await_round(self, process: str, node: Node, left: float | None, text: str, each: str, since: datetime) -> None:
        def begin(moment: datetime) -> None:
            self._begin(process, node.id, {}, "timer")
            if left is not None and left > 1:
                self._await_round(process, node, left - 1, each, each, moment)

        if scoping.is_term(text):
            self._run(self.due(text, since), begin)

    def _text(self, trigger: Trigger) -> str:
        if not trigger.text.startswith("="):
            return trigger.text
        try:
            return scoping.written(feel.evaluate(trigger.text, {}, at=self.now, ask=self.ask))
        except (feel.FeelError, Nobody):
            return ""

    def _falls_due(self, until: datetime) -> bool:
        return bool(self._running) and self._running[0][0] <= until

    def _tokens(self) -> int:
        return sum(len(case.state_now.tasks) for case in self.cases)

    def _stop_terms(self, until: datetime) -> None:
        while self._falls_due(until):
            _, _, _, case, _ = heappop(self._running)
            if case is not None:
                case.undone = "Un plazo vence demasiadas veces en ese tiempo; se detuvo."

    # the port

    def ask(self, name: str, arguments: list[Any]) -> Any:
        if name == READ and self.registers is not None:
            return self.registers.read(arguments)
        if self.answer is not None:
            return fit_one(self.answer(name, arguments))
        return weekdays(name, arguments)

    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        if kind == "casos.terminar":
            return {}
        if kind == WRITE and self.registers is not None:
            return self.registers.write(inputs)
        if self.service is None:
            raise Nobody(kind)
        answers = self.service(kind, inputs)
        return fit(answers) if answers else {}


def _takes_time(duration: str | timedelta) -> bool:
    return (
        duration > timedelta() if isinstance(duration, timedelta) else any(digit in duration for digit in "123456789")
    )


def _checked(diagrams: Sequence[bytes], tables: Sequence[bytes]) -> Catalog:
    """Return the plans of diagrams that can run. Raises Refused with what keeps them from it."""
    files = {f"diagrama-{n}.bpmn": source for n, source in enumerate(diagrams, start=1)}
    errors = checker.hindrances(checker.check(files))
    models: dict[str, bytes] = {}
    for n, source in enumerate(tables, start=1):
        models |= dict.fromkeys(dmn.read(source).decisions, source)
        errors += [finding for finding in dmn.check(source, f"tabla-{n}.dmn") if finding.level == "error"]
    catalog: dict[str, Plan] = {}
    for name, source in files.items() if not errors else ():
        for process, plan in plans(reader.read(source, name), models).items():
            if process in catalog:
                message = f"El proceso «{process}» está en dos archivos; no se sabría cuál vale. Deje uno."
                errors.append(Finding("ids_unique", "error", name, message, process))
            catalog[process] = plan
    if errors:
        raise Refused(errors)
    return catalog
