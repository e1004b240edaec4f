"""A procedure played in memory: no database, no organs, no clock but the one that is told to pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from typing import Any
from zoneinfo import ZoneInfo

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
from engine.plan import Catalog, plans
from engine.ports import BpmnError, Ear, Later, Memory, Nobody
from engine.stepper import Case, NotWaiting, OverBudget
from engine.steps import Failed, Step
from engine.tokens import Token
from workflows import Refused, checker, dmn, reader, terms
from workflows.diagram import Flow

__all__ = ["BpmnError", "Later", "Nobody", "NotWaiting", "Rehearsal", "RehearsedCase"]

LIMA = ZoneInfo("America/Lima")
MONDAY = datetime(2026, 3, 2, 8, tzinfo=LIMA)

Due = Callable[[str, datetime], datetime]
Answer = Callable[[str, list[Any]], Any]
Service = Callable[[str, dict[str, Any]], Any]


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
        self._terms: list[tuple[datetime, int, RehearsedCase, str]] = []
        self._counted = 0

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
        if not self._tell_message(None, MessageArrived(name, _value(key), _values(answers))):
            raise NotWaiting(name)

    def signal(self, name: str, answers: Mapping[str, Any] | None = None) -> None:
        """Tell a signal to every case that waits for it and open every process that starts with it."""
        self._tell_signal(None, SignalArrived(name, _values(answers)))

    def let_pass(self, duration: str | timedelta) -> None:
        """Let time pass: what falls due meanwhile expires, in order of its moment."""
        span = terms.after(duration, self.now)
        while self._terms and self._terms[0][0] <= span:
            moment, _, case, term = heappop(self._terms)
            self.now = max(self.now, moment)
            case.expire(term, moment)
        self.now = span

    def let_pass_until(self, moment: datetime) -> None:
        """Let time pass up to a moment."""
        self.let_pass(max(moment - self.now, timedelta()))

    # what follows

    def running(self) -> Iterator[tuple[RehearsedCase, str, datetime]]:
        """Yield the terms that run, with the moment each expires, in that order."""
        for moment, _, case, term in sorted(self._terms, key=lambda found: found[:2]):
            if case.runs(term):
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
        return [
            (process, node.id)
            for process, plan in self.catalog.items()
            for node in plan.process.children
            if node.kind == "startEvent" and any(t.kind == kind and t.name == name for t in node.triggers)
        ]

    def _tell_message(self, sender: RehearsedCase | None, message: MessageArrived) -> bool:
        hearers = [case for case in self.cases if case is not sender and case.waits_for("message", message)]
        for case in hearers:
            case.tell(message)
        starts = [] if hearers else self._starts("message", message.name)
        for process, start in starts:
            self._begin(process, start, message.values)
        return bool(hearers or starts)

    def _tell_signal(self, sender: RehearsedCase | None, signal: SignalArrived) -> None:
        for case in [c for c in self.cases if c is not sender and c.waits_for("signal", signal)]:
            case.tell(signal)
        for process, start in self._starts("signal", signal.name):
            self._begin(process, start, signal.values)

    def follow(self, case: RehearsedCase, effects: Sequence[Effect]) -> None:
        """Carry what a step left behind: terms begin to run, messages and signals go to the other cases."""
        for effect in effects:
            match effect:
                case TermStarted(term=term, text=text, since=since):
                    self._counted += 1
                    start = case.began[term] = start_of_term(since, self.now)
                    heappush(self._terms, (self.due(text, start), self._counted, case, term))
                case TaskOpened(task=task, organ=organ):
                    case.organs[task] = organ
                    case.began[task] = self.now
                case MessageThrown(name=name, key=key, values=values, caught=False):
                    self._tell_message(case, MessageArrived(name, key, values))
                case SignalThrown(name=name, values=values):
                    self._tell_signal(case, SignalArrived(name, values))

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
            if heard.question == "servicio casos.terminar" and not self._case.completed:
                values = dict(heard.arguments[0])
                self.tell(MessageArrived("terminar_caso", self._case.facts["expediente"], values))
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

    def waits_for(self, kind: str, told: MessageArrived | SignalArrived) -> bool:
        """Say whether a message or signal finds someone waiting here."""
        key = told.key if isinstance(told, MessageArrived) else None
        return any(
            any(t.kind == kind and t.name == told.name for t in token.task_spec.triggers)
            and (key is None or token.key is None or key == token.key)
            for token in self._case.event_manager.tasks.values()
        )

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


# the calendar of a rehearsal


def end_of_term(text: str, start: datetime) -> datetime:
    """Return when a term expires: `dh` counts Monday to Friday, the rest by calendar; ISO 8601 is added to the start.

    A term ends at 00:00 in Lima of the day after its last day. Raises ValueError for what is no term.
    """
    if text.lstrip("-").startswith("P"):
        return terms.after(text, start)
    if "T" in text or text[:4].isdigit():
        return terms.parse_moment(text)
    term = terms.parse(text)
    last = start.astimezone(LIMA).date()
    if term.unit == "dh":
        last = _plus_weekdays(last, term.amount)
    elif term.unit == "dc":
        last += timedelta(days=term.amount)
    else:
        months = term.amount * (12 if term.unit == "años" else 1)
        last = terms.same_day(last, months) or terms.first_of_month_after(last, months)
    return terms.start_of(last + timedelta(days=1))


def weekdays(name: str, arguments: list[Any]) -> Any:
    """Return what a working-day function gives where Monday to Friday are working days. Raises Nobody."""
    match name, arguments:
        case "sumar_dias_habiles", [date() as day, Decimal() as n]:
            return _plus_weekdays(day, int(n))
        case "restar_dias_habiles", [date() as day, Decimal() as n]:
            return _plus_weekdays(day, -int(n))
        case "siguiente_dia_habil", [date() as day]:
            return _plus_weekdays(day, 1)
        case "es_dia_habil", [date() as day]:
            return day.weekday() < 5
        case "dias_habiles_entre", [date() as first, date() as last]:
            span = range(1, (last - first).days + 1)
            return Decimal(sum((first + timedelta(days=n)).weekday() < 5 for n in span))
    raise Nobody(name)


def _plus_weekdays(day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= 5:
            day += step
    return day


def start_of_term(since: Any, now: datetime) -> datetime:
    if isinstance(since, datetime):
        return since
    return terms.start_of(since) if isinstance(since, date) else now


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
