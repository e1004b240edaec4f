"""One case of a rehearsal: what it was told, what can be seen of it, and how a step that cannot be made is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.entries import Cause, Effect, MessageArrived, SignalArrived, StepUndone, Stuck, TaskDecided, TermExpired
from engine.events import event, hearers
from engine.plan import Catalog
from engine.ports import Ear, Memory
from engine.stepper import Case, NotWaiting, OverBudget
from engine.steps import Failed
from engine.tokens import Token
from workflows.diagram import Trigger

if TYPE_CHECKING:
    from engine.rehearsal import Rehearsal

Told = MessageArrived | SignalArrived


class Witness(Case):
    """A case that notes which elements and flows its tokens came by."""

    def __init__(self, catalog: Catalog, process: str) -> None:
        self.visited: set[tuple[str, str]] = set()
        super().__init__(catalog, process)

    def arrive(self, *placed: Token) -> None:
        for token in placed:
            step = token.task_spec
            if not step.watcher:
                self.visited.add((step.plan.name, step.node.id))
            if token.via:  # also what an event gateway opened
                self.visited.add((step.plan.name, token.via))
        super().arrive(*placed)


class RehearsedCase:
    """One case of a rehearsal: decide its tasks and look at what became of it."""

    def __init__(self, rehearsal: Rehearsal, process: str, number: str) -> None:
        self.rehearsal, self.process, self.number = rehearsal, process, number
        self.effects: list[Effect] = []
        self.causes: list[tuple[Cause, datetime, Sequence[Any]]] = []
        self.undone: str | None = None
        self.organs: dict[str, str] = {}  # of each task that opened, the organ it went to
        self.began: dict[str, datetime] = {}  # when each task opened, or its term began
        self.awaited: dict[str, int] = {}  # of each place that waits, the turn in which it began to, over all cases
        self._case = self._fresh()

    def _fresh(self) -> Witness:
        case = Witness(self.rehearsal.catalog, self.process)
        case.facts["expediente"] = self.number
        return case

    # what is told

    def decide(self, task: str, answers: Mapping[str, Any] | None = None) -> list[Effect]:
        """Answer an open task and return the effects. Raises NotWaiting for a task that is not open."""
        return self.tell(TaskDecided(task, fit(answers)))

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
        return self.waits_since(told) is not None

    def waits_since(self, told: Told) -> int | None:
        """Return the effect that says who waits here for a message or signal; None for nobody."""
        kind, key = ("message", told.key) if isinstance(told, MessageArrived) else ("signal", None)
        waiting = self._case.event_manager.tasks.values()
        found = hearers(waiting, event(Trigger(kind, told.name), key), "", self._case.edition)
        return self.awaited.get(found[0].id, 0) if found else None

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


def fit(answers: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: fit_one(value) for name, value in (answers or {}).items()}


def fit_one(value: Any) -> Any:
    """Return what a caller of Python wrote as FEEL's value: numbers are Decimal, sequences lists."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return fit(value)
    if isinstance(value, list | tuple):
        return [fit_one(item) for item in value]
    return value
