"""A procedure played in memory: no database, no organs, no clock but the one that is told to pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from heapq import heappop, heappush
from typing import Any

from engine import scoping
from engine.entries import (
    CaseOpened,
    Cause,
    Effect,
    MessageArrived,
    MessageThrown,
    SignalArrived,
    SignalThrown,
    StepUndone,
    Stuck,
    TaskDecided,
    TaskOpened,
    TermExpired,
    TermStarted,
)
from engine.events import event
from engine.plan import Catalog, plans
from engine.ports import BpmnError, Ear, Later, Memory, Nobody
from engine.stepper import Case, NotWaiting, OverBudget
from engine.steps import Failed, Step
from engine.tokens import Token
from engine.weekdays import end_of_term, start_of_term, weekdays
from workflows import Refused, checker, dmn, feel, reader, terms
from workflows.diagram import Flow, Node, Trigger
from workflows.terms import LIMA

__all__ = ["BpmnError", "Due", "Later", "Nobody", "NotWaiting", "Rehearsal", "RehearsedCase", "end_of_term", "weekdays"]

MONDAY = datetime(2026, 3, 2, 8, tzinfo=LIMA)

Due = Callable[[str, datetime], datetime]
Answer = Callable[[str, list[Any]], Any]
Service = Callable[[str, dict[str, Any]], Any]
Told = MessageArrived | SignalArrived

MOST_TOLD = 200  # causes that one move may set off, over all cases
MOST_EXPIRED = 2_000  # terms that may run out while time passes once


class Rehearsal:
    """Procedures played in memory.

    `service(type, inputs)` answers service tasks and may raise BpmnError or Later; without it they are incidents.
    `ask(name, arguments)` answers parameters (`parametro.nivel`) and working-day functions; by default parameters
    are null and Monday to Friday are working days. `due(text, start)` gives the moment a term expires; by default
    `dh` counts Monday to Friday and every term ends at 00:00 in Lima of the day after its last. Raises Refused.
    """

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
        self._due: list[tuple[datetime, int, Callable[[datetime], None], RehearsedCase | None, str]] = []
        self._counted = 0
        self._told: deque[tuple[RehearsedCase | None, Told]] = deque()  # what cases told, not yet carried to the others
        self._carrying = False

    # what the world does

    def open(self, process_id: str, answers: Mapping[str, Any] | None = None) -> RehearsedCase:
        """Open a case of a process and return it. Raises KeyError for an unknown process."""
        return self._begin(process_id, "", answers or {})

    def open_at(self, process_id: str, start: str, answers: Mapping[str, Any] | None = None) -> RehearsedCase:
        """Open a case by the start event that a message, signal or date sets off, and return it."""
        return self._begin(process_id, start, answers or {})

    def message(self, name: str, answers: Mapping[str, Any] | None = None, key: Any = None) -> None:
        """Tell a message to whoever waits for it; if nobody does, it opens the processes that start with it.

        Raises NotWaiting when there is neither.
        """
        told = MessageArrived(name, _value(key), _values(answers))
        if not self._hearers(None, told) and not self._starts("message", name):
            raise NotWaiting(name)
        self._carry(None, told)

    def signal(self, name: str, answers: Mapping[str, Any] | None = None) -> None:
        """Tell a signal to every case that waits for it and open every process that starts with it."""
        self._carry(None, SignalArrived(name, _values(answers)))

    def let_pass(self, duration: str | timedelta) -> None:
        """Let time pass: what falls due meanwhile expires, in order of its moment.

        What comes round too often in that time (a cycle of seconds over days) is stopped, as an incident.
        """
        until = terms.after(duration, self.now)
        for _ in range(MOST_EXPIRED):
            if not self._due or self._due[0][0] > until:
                break
            moment, _, happens, _, _ = heappop(self._due)
            self.now = max(self.now, moment)
            happens(moment)
        else:
            self._stop_terms(until)
        self.now = until

    def let_pass_until(self, moment: datetime) -> None:
        """Let time pass up to a moment."""
        self.let_pass(max(moment - self.now, timedelta()))

    # what follows

    def running(self) -> Iterator[tuple[RehearsedCase, str, datetime]]:
        """Yield the terms that run, with the moment each expires, in that order."""
        for moment, _, _, case, term in sorted(self._due, key=lambda found: found[:2]):
            if case is not None and case.runs(term):
                yield case, term, moment

    def values_at(self, case: RehearsedCase, task: str) -> Mapping[str, Any]:
        """Return what is seen where a task stands. Raises NotWaiting."""
        return case.state_now.seen_at(task, Ear(self))

    def _begin(self, process: str, start: str, answers: Mapping[str, Any]) -> RehearsedCase:
        case = RehearsedCase(self, process, f"EXP-{self.now.year}-{len(self.cases) + 1:06d}")
        self.cases.append(case)
        case.tell(CaseOpened(process, process, start=start, values=_values(answers)))
        return case

    def _starts(self, kind: str, name: str) -> list[tuple[str, str]]:
        return [(process, start) for process, plan in self.catalog.items() for start in plan.started_by(kind, name)]

    def _hearers(self, sender: RehearsedCase | None, told: Told) -> list[RehearsedCase]:
        return [case for case in self.cases if case is not sender and case.waits_for(told)]

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
        kind = "message" if isinstance(told, MessageArrived) else "signal"
        hearers = self._hearers(sender, told)
        for case in hearers:
            if case.waits_for(told):  # another one may have taken that away meanwhile
                case.tell(told)
        if kind == "signal" or not hearers:
            for process, start in self._starts(kind, told.name):
                self._begin(process, start, told.values)

    def _stop_telling(self) -> None:
        for sender, _ in self._told:
            if sender is not None:
                sender.undone = "Los expedientes se avisan unos a otros sin fin; se detuvo."
        self._told.clear()

    def follow(self, case: RehearsedCase, effects: Sequence[Effect]) -> None:
        """Carry what a step left behind: terms begin to run, messages and signals go to the other cases."""
        for effect in effects:
            match effect:
                case TermStarted(term=term, text=text, since=since):
                    start = case.began[term] = start_of_term(since, self.now)
                    self._run(self.due(text, start), partial(case.expire, term), case, term)
                case TaskOpened(task=task, organ=organ):
                    case.organs[task] = organ
                    case.began[task] = self.now
                case MessageThrown(name=name, key=key, values=values, caught=False):
                    self._carry(case, MessageArrived(name, key, values))
                case SignalThrown(name=name, values=values):
                    self._carry(case, SignalArrived(name, values))

    # terms, and processes that begin by the calendar

    def _run(
        self, due: datetime, happens: Callable[[datetime], None], case: RehearsedCase | None = None, term: str = ""
    ) -> None:
        self._counted += 1
        heappush(self._due, (due, self._counted, happens, case, term))

    def _await_date(self, process: str, node: Node) -> None:
        """Let a process begin when the timer of its start event says so, as often as it says."""
        for trigger in node.triggers:
            if trigger.kind == "timer" and node.kind == "startEvent":
                self._await_round(process, node, *scoping.rounds(self._text(trigger)), self.now)

    def _await_round(self, process: str, node: Node, left: float | None, text: str, each: str, since: datetime) -> None:
        def begin(moment: datetime) -> None:
            self._begin(process, node.id, {})
            if left is not None and left > 1:
                self._await_round(process, node, left - 1, each, each, moment)

        if scoping.is_term(text):
            self._run(self.due(text, since), begin)

    def _text(self, trigger: Trigger) -> str:
        if not trigger.text.startswith("="):
            return trigger.text
        try:
            return feel.to_text(feel.evaluate(trigger.text, {}, at=self.now, ask=self.ask))
        except (feel.FeelError, Nobody):
            return ""

    def _stop_terms(self, until: datetime) -> None:
        for moment, _, _, case, _ in self._due:
            if case is not None and moment <= until:
                case.undone = "Un plazo vence demasiadas veces en ese tiempo; se detuvo."
        self._due = [running for running in self._due if running[0] > until]

    # the port

    def ask(self, name: str, arguments: list[Any]) -> Any:
        if self.answer is not None:
            return _value(self.answer(name, arguments))
        return weekdays(name, arguments)

    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        if kind == "casos.terminar":
            return {}
        if self.service is None:
            raise Nobody(kind)
        answers = self.service(kind, inputs)
        return _values(answers) if answers else {}


def _checked(diagrams: Sequence[bytes], tables: Sequence[bytes]) -> Catalog:
    """Return the plans of diagrams that can run. Raises Refused with what keeps them from it."""
    files = {f"diagrama-{n}.bpmn": source for n, source in enumerate(diagrams, start=1)}
    errors = checker.hindrances(checker.check(files))
    if errors:
        raise Refused(errors)
    models = {decision: source for source in tables for decision in dmn.read(source).decisions}
    read = [reader.read(source, name) for name, source in files.items()]
    return {process: plan for diagram in read for process, plan in plans(diagram, models).items()}


class Witness(Case):
    """A case that notes which elements and flows its tokens came by."""

    def __init__(self, catalog: Catalog, process: str) -> None:
        self.visited: set[tuple[str, str]] = set()
        super().__init__(catalog, process)

    def arrive(self, token: Token) -> None:
        step = token.task_spec
        if not step.watcher:
            self.visited.add((step.plan.name, step.node.id))
        if token.via:  # also what an event gateway opened
            self.visited.add((step.plan.name, token.via))
        super().arrive(token)

    def take(self, step: Step, flow: Flow, scope: Token) -> None:
        self.visited.add((step.plan.name, flow.id))
        super().take(step, flow, scope)


class RehearsedCase:
    """One case of a rehearsal: decide its tasks and look at what became of it."""

    def __init__(self, rehearsal: Rehearsal, process: str, number: str) -> None:
        self.rehearsal, self.process, self.number = rehearsal, process, number
        self.effects: list[Effect] = []
        self.causes: list[tuple[Cause, datetime, Sequence[Any]]] = []
        self.undone: str | None = None
        self.organs: dict[str, str] = {}  # of each task that opened, the organ it went to
        self.began: dict[str, datetime] = {}  # when each task opened, or its term began
        self._case = self._fresh()

    def _fresh(self) -> Witness:
        case = Witness(self.rehearsal.catalog, self.process)
        case.facts["expediente"] = self.number
        return case

    # what is told

    def decide(self, task: str, answers: Mapping[str, Any] | None = None) -> list[Effect]:
        """Answer an open task and return the effects. Raises NotWaiting for a task that is not open."""
        return self.tell(TaskDecided(task, _values(answers)))

    def expire(self, term: str, due: datetime | None = None) -> None:
        """Let a term expire now; one that no longer runs is passed over."""
        if self.runs(term):
            self.tell(TermExpired(term, due))

    def tell(self, cause: Cause) -> list[Effect]:
        """Tell one cause and carry what follows. Raises NotWaiting; past the limits the step is undone."""
        ear = Ear(self.rehearsal)
        try:
            effects = list(self._case.tell(cause, self.rehearsal.now, ear))
        except (OverBudget, Failed, RecursionError) as problem:
            self._undo(cause, problem)
            return []
        except NotWaiting:
            self._case = self._again()
            raise
        self.causes.append((cause, self.rehearsal.now, ear.heard))
        self.effects += effects
        self.rehearsal.follow(self, effects)
        for heard in ear.heard:
            if heard.question == "servicio casos.terminar":
                told = MessageArrived("terminar_caso", self._case.facts["expediente"], dict(heard.arguments[0]))
                if self.waits_for(told):
                    self.tell(told)
        return effects

    def _undo(self, cause: Cause, problem: Exception) -> None:
        self.undone = f"El paso se deshizo: {problem}"
        self.causes.append((StepUndone(type(cause).__name__, "", str(problem)), self.rehearsal.now, ()))
        self._case = self._again()

    def _again(self) -> Witness:
        case = self._fresh()
        for cause, at, heard in self.causes:
            if not isinstance(cause, StepUndone):
                case.tell(cause, at, Memory(heard))
        return case

    # what can be seen

    def open_tasks(self) -> list[str]:
        """Return the tasks that wait for a person, in the order they opened."""
        return self._case.open_tasks()

    def runs(self, term: str) -> bool:
        token = self._case.tasks.get(term)
        return token is not None and (token.waits or token is self._case.task_tree) and not self._case.completed

    def waits_for(self, told: Told) -> bool:
        """Say whether a message or signal finds someone waiting here."""
        kind, key = ("message", told.key) if isinstance(told, MessageArrived) else ("signal", None)
        thrown = event(Trigger(kind, told.name), key)
        return any(token.task_spec.catches(token, thrown) for token in self._case.event_manager.tasks.values())

    @property
    def state(self) -> str:
        """ "open", "ended" or "incident"."""
        if self._case.completed:
            return "ended"
        return "incident" if self.incident is not None else "open"

    @property
    def end(self) -> str | None:
        """The id of the last end event reached in the outermost scope, else None."""
        return self._case.end

    @property
    def outcome(self) -> str | None:
        """The state that the case ended in (`cabildo.estado` of its end), else None."""
        return self._case.outcome

    @property
    def values(self) -> dict[str, Any]:
        """The values of the case, of its outermost scope."""
        return dict(self._case.task_tree.data)

    @property
    def visited(self) -> set[tuple[str, str]]:
        """(process, element or flow) of everything that a token came by."""
        return self._case.visited

    @property
    def incident(self) -> str | None:
        """What a person must look at, in a sentence; None for nothing."""
        for place, incident in self._case.incidents.items():
            return f"{place}: {incident.kind} {incident.detail}".strip()
        if not self._case.completed and self.effects and isinstance(self.effects[-1], Stuck):
            return "El expediente no avanza: nada está abierto y no ha terminado."
        return self.undone

    @property
    def state_now(self) -> Case:
        """The case as the stepper holds it."""
        return self._case


def _values(answers: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: _value(value) for name, value in (answers or {}).items()}


def _value(value: Any) -> Any:
    """Return what a caller of Python wrote as FEEL's value: numbers are Decimal, sequences lists."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return _values(value)
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    return value
