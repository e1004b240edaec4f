"""How a case's diagrams stood at each entry: what was done, where the case was, which flows it had taken.

A fold over the entries, drawn on the versions that the case runs on. An element is marked as often as a token was
there: two visits of a task in a loop are done twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from engine import journal
from engine.entries import (
    ActivityChosen,
    CaseEnded,
    DataAwaited,
    DataReady,
    Entry,
    IncidentRaised,
    MessageAwaited,
    MessageThrown,
    OfficerIntervened,
    Passed,
    ScopeEntered,
    ServiceAnswered,
    ServiceAwaited,
    SignalThrown,
    TableMatched,
    TaskAssigned,
    TaskClaimed,
    TaskDecided,
    TaskOpened,
    TaskReassigned,
    TaskReleased,
    TermDated,
    TermExpired,
    TermExtended,
    TermResumed,
    TermStarted,
    TermSuspended,
    Withdrawn,
)
from engine.journal import Record
from handlers import drawings
from handlers.drawings import Drawings
from handlers.refusals import NotFound
from handlers.sentences import Sentence
from workflows.diagram import Node


@dataclass(frozen=True, slots=True)
class Drawn:
    """One diagram of a case: a process in a file of a version."""

    process: str
    name: str
    procedure: str
    version: int
    file: str


@dataclass(slots=True)
class Change:
    """What one entry changed in one diagram, by element id; an element may be named twice."""

    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, list[str]]:
        """Return what is not empty."""
        every = {"opened": self.opened, "closed": self.closed, "withdrawn": self.withdrawn, "late": self.late,
                 "flows": self.flows}  # fmt: skip
        return {name: ids for name, ids in every.items() if ids}


@dataclass(frozen=True, slots=True)
class Step:
    """What one entry changed: `diagram` is the process whose drawing it is about, `focus` the element meant."""

    position: int
    diagram: str
    focus: str
    changes: Mapping[str, Change]


@dataclass(slots=True)
class Marks:
    """How one diagram stands: how often each element was done, how many tokens are where, what is late, flows taken."""

    done: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)
    late: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)

    def take(self, change: Change) -> None:
        """Bring the marks up to date."""
        for element in change.closed:
            self._leave(element)
            self.done[element] += 1
        for element in change.withdrawn:
            self._leave(element)
        self.now.update(change.opened)
        self.late |= {element for element in change.late if element in self.now}
        self.flows.update(change.flows)

    def _leave(self, element: str) -> None:
        self.now[element] -= 1
        if self.now[element] <= 0:
            del self.now[element]
            self.late.discard(element)

    def as_json(self) -> dict[str, Any]:
        """Return the marks as the viewer takes them."""
        return {"done": dict(self.done), "now": dict(self.now), "late": sorted(self.late), "flows": sorted(self.flows)}


def steps(session: Session, case_id: int, upto: int | None = None) -> list[Step]:
    """Return what each entry of a case changed, oldest first. Raises as `histories.history` does."""
    records, drawn = _read(session, case_id, upto)
    fold = _Fold(drawn)
    return [fold.take(record) for record in records]


def state_at(session: Session, case_id: int, position: int) -> dict[str, Marks]:
    """Return the marks of each diagram after the entry at `position`, by process id; the case's own comes first."""
    records, drawn = _read(session, case_id, position)
    marks, fold = {drawn.main: Marks()}, _Fold(drawn)
    for record in records:
        for process, change in fold.take(record).changes.items():
            marks.setdefault(process, Marks()).take(change)
    return marks


def diagrams(session: Session, case_id: int) -> list[Drawn]:
    """Return the diagrams that a case has been in: its own first, then those it called, in order."""
    records, drawn = _read(session, case_id, None)
    called = [record.entry.process for record in records if isinstance(record.entry, ScopeEntered)]
    reached = [process for process in dict.fromkeys([drawn.main, *called]) if process in drawn.processes]
    return [_drawn(drawn, process) for process in reached]


def player(
    session: Session, case_id: int, sentences: Sequence[Sentence], url: Callable[[Drawn], str]
) -> dict[str, Any]:
    """Return the whole walk as the player of the case page takes it.

    `{"entries": [{position, at, kind, sentence, diagram, focus, opened, closed, withdrawn, late, flows, also}],
    "diagrams": {process: {name, url}}}`; empty lists are left out. `also` holds, by diagram, what the same entry
    changed in others (a call that is taken away takes away what it called). `sentences` are those of the history.
    """
    told = {sentence.position: sentence for sentence in sentences}
    entries = [_entry(step, told[step.position]) for step in steps(session, case_id) if step.position in told]
    drawn = diagrams(session, case_id)
    return {"entries": entries, "diagrams": {one.process: {"name": one.name, "url": url(one)} for one in drawn}}


def _entry(step: Step, sentence: Sentence) -> dict[str, Any]:
    also = {process: found for process, change in step.changes.items() if process != step.diagram
            if (found := change.as_json())}  # fmt: skip
    return {
        "position": step.position,
        "at": sentence.at.isoformat(),
        "kind": sentence.kind,
        "sentence": sentence.text,
        "diagram": step.diagram,
        **({"focus": step.focus} if step.focus else {}),
        **(step.changes[step.diagram].as_json() if step.diagram in step.changes else {}),
        **({"also": also} if also else {}),
    }


def _read(session: Session, case_id: int, upto: int | None) -> tuple[list[Record], Drawings]:
    records = journal.read(session, case_id, upto)
    if not records:
        raise NotFound("No existe ese expediente.")
    return records, list(drawings.along(session, records).values())[-1]


def _drawn(drawn: Drawings, process: str) -> Drawn:
    found = drawn.processes[process]
    return Drawn(process, found.name, found.key.procedure, found.key.number, found.file)


ABOUT_A_TASK = (TaskDecided, ActivityChosen, TaskAssigned, TaskClaimed, TaskReleased, TaskReassigned, ServiceAnswered)
ABOUT_A_PLACE = (DataReady, TableMatched, MessageThrown, SignalThrown, OfficerIntervened)


class _Fold:
    """Where the case is, entry by entry: the open places, and the element and diagram of each."""

    def __init__(self, drawn: Drawings) -> None:
        self.drawn = drawn
        self.open: dict[str, None] = {}  # places, in the order in which they opened
        self.runs: set[str] = set()  # repetitions of which a run was seen
        self.terms: dict[str, str] = {}  # what a term is of
        self.changes: dict[str, Change] = {}

    def take(self, record: Record) -> Step:
        """Return what the next entry changes."""
        self.changes = {}
        place = self._follow(record.entry)
        found = self.drawn.located(place) if place and place != self.drawn.main else None
        process, focus = (found[0].node.id, found[1].id) if found else (self.drawn.main, "")
        return Step(record.position, process, focus, self.changes)

    def _follow(self, entry: Entry) -> str:
        """Note what the entry changes and return the place that it is about; empty for the whole case."""
        match entry:
            case TaskOpened(task=place) | ServiceAwaited(task=place) | IncidentRaised(place=place):
                self._enter(place)
            case MessageAwaited(place=place):
                self._wait(place)
            case DataAwaited(place=place):
                self._enter(place)
            case TermStarted(term=place, of=of):
                self.terms[place] = of
                if of == "timer":
                    self._wait(place)
            case TermExpired(term=place):
                if place in self.open and self.terms.get(place) != "timer":
                    self._note(place, "late")
            case ScopeEntered(place=place):
                self._scope(place)
            case Passed(place=place, flows=flows):
                self._pass(place, flows)
            case Withdrawn(place=place):
                self._withdraw([place])
            case CaseEnded():
                self._withdraw(list(self.open))
                return ""
            case TermDated(term=place) | TermExtended(term=place) | TermSuspended(term=place) | TermResumed(term=place):
                return place
            case _:
                return (
                    entry.task
                    if isinstance(entry, ABOUT_A_TASK)
                    else entry.place
                    if isinstance(entry, ABOUT_A_PLACE)
                    else ""
                )
        return place

    def _enter(self, place: str) -> None:
        if place not in self.open:
            self.open[place] = None
            self._note(place, "opened")

    def _wait(self, place: str) -> None:
        """What lies in wait beside the way (a boundary event, the start of an event sub-process) is no place to be."""
        node = self.drawn.at(place)
        if node is not None and node.kind not in ("boundaryEvent", "startEvent"):
            self._enter(place)

    def _scope(self, place: str) -> None:
        self._enter(place)
        node = self.drawn.at(place)
        if node and node.by_event and any(start.interrupting for start in _starts(node)):
            around = place.rpartition("/")[0]
            inside = [open for open in self.open if not around or open.startswith(around + "/")]
            self._withdraw(open for open in inside if open != place and not open.startswith(place + "/"))

    def _pass(self, place: str, flows: Sequence[str]) -> None:
        node = self.drawn.at(place)
        if node and _lies_in_wait(place, node):
            self._fired(place, node)
            return
        self._withdraw([open for open in self.open if open.startswith(place + "/")])
        self.open.pop(place, None)
        self._note(place, "closed")
        if found := self.drawn.located(place):
            self._of(found[0].node.id).flows.extend(flows)

    def _fired(self, place: str, node: Node) -> None:
        """An event on an activity's border has come: if it interrupts, the activity is taken away with all it holds."""
        host = place.rpartition("/")[0]
        repeats = node.host is not None and node.host.loop is not None and node.host.loop.throws is not None
        if node.host and node.interrupting and not repeats:
            self._withdraw([open for open in self.open if open == host or open.startswith((host + "/", host + "["))])

    def _withdraw(self, places: Iterable[str]) -> None:
        for place in list(places):
            if place in self.open:
                del self.open[place]
                self._note(place, "withdrawn")

    def _note(self, place: str, what: str) -> None:
        """Write a change down; a repetition is seen through its runs, unless it had none."""
        found = self.drawn.located(place)
        if found is None:
            return
        process, node = found
        last = place.rpartition("/")[2]
        if "[" in last:
            self.runs.add(place.rpartition("[")[0])
        elif node.loop and (what != "closed" or place in self.runs):
            return
        getattr(self._of(process.node.id), what).append(node.id)

    def _of(self, process: str) -> Change:
        return self.changes.setdefault(process, Change())


def _lies_in_wait(place: str, node: Node) -> bool:
    """Tell whether a place is that of a watcher, inside what it watches, and not of the event on its way."""
    around = drawings.element_of(place.rpartition("/")[0].rpartition("/")[2])
    if node.kind == "boundaryEvent":
        return node.host is not None and around == node.host.id
    return node.kind == "startEvent" and node.scope is not None and node.scope.by_event and around != node.scope.id


def _starts(node: Node) -> list[Node]:
    return [child for child in node.children if child.kind == "startEvent"]
