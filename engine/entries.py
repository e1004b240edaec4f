"""The vocabulary of the journal: everything that can happen to a case.

A *cause* was told from outside (a person, the calendar, another case) and cannot be recomputed. An *effect* is what
the diagram made of the causes before it: replay must find it again, byte for byte. Fields marked `VALUES` hold FEEL
values; all others hold plain text and whole numbers. A field that has its default is not written, so that a later
edition may add fields without touching old entries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from typing import Any

EDITION = 3  # of the rules by which causes give effects; an old edition's effects are kept for its cases
FORMAT = 1  # of how entries are written

Values = Mapping[str, Any]


def _values(**more: Any) -> Any:
    return field(default_factory=dict, metadata={"values": True}, **more)


def _value() -> Any:
    return field(default=None, metadata={"values": True})


class Cause:
    """Something the engine was told."""

    __slots__ = ()


class Effect:
    """Something the diagram made of it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, for which organ, in which capacity and by which instrument, as it was that day."""

    officer: str
    name: str
    organ: str
    organ_name: str = ""
    post: str = ""
    capacity: str = "titular"
    instrument: str = ""
    instead_of: str = ""  # the name of the officer whose place this one took


@dataclass(frozen=True, slots=True)
class Heard:
    """A question the engine asked in the middle of a step, and its answer: replay answers from here only.

    `how` is "value", "error" (a service raised the BPMN error in `code`), "later" (the service will answer by
    `ServiceAnswered`) or "nobody" (no such service here).
    """

    question: str
    arguments: Sequence[Any] = field(default=(), metadata={"values": True})
    answer: Any = _value()
    how: str = "value"
    code: str = ""
    source: str = ""  # where the answer comes from: the calendar used, the norm


# causes


@dataclass(frozen=True, slots=True)
class CaseOpened(Cause):
    """A case began on one version of a procedure; `versions` binds every procedure it may call, `seals` their bytes."""

    procedure: str
    process: str
    versions: Mapping[str, int] = field(default_factory=dict)
    seals: Mapping[str, str] = field(default_factory=dict)
    start: str = ""  # the start event that a message, signal or timer set off; empty for the one without a trigger
    values: Values = _values()
    sealed: Mapping[str, str] = field(default_factory=dict)  # digests of what lies in the content table
    actor: Actor | None = None
    format: int = 0  # always written: `cases.open_case` fills it in
    edition: int = 0
    sender: str = ""  # the number of the case whose message or signal opened this one
    sent_at: int = 0  # the entry there that says so
    evidence: str = ""  # SHA-256 of the document that proves the message
    key: Any = _value()  # of the message: what else its start waits for must bear the same
    by: str = ""  # of a start that waits for several: what came first, `message` or `signal` and its name, or `timer`


@dataclass(frozen=True, slots=True)
class TaskDecided(Cause):
    """An officer answered a task for an organ."""

    task: str
    answers: Values = _values()
    sealed: Mapping[str, str] = field(default_factory=dict)
    actor: Actor | None = None
    signature: str = ""  # digest of what was signed, when the act is a signature
    remarks: Sequence[str] = ()  # what was let pass, though a rule of the diagram speaks against it


@dataclass(frozen=True, slots=True)
class TermExpired(Cause):
    """A term ran out at `due`; the calendar said so, the engine only hears it."""

    term: str
    due: datetime | None = _value()


@dataclass(frozen=True, slots=True)
class MessageArrived(Cause):
    """Another case or institution told something; `key` says to whom."""

    name: str
    key: Any = _value()
    values: Values = _values()
    sealed: Mapping[str, str] = field(default_factory=dict)
    actor: Actor | None = None
    place: str = ""  # the one place it is meant for, where whoever told it knew
    sender: str = ""  # the number of the case that told it
    sent_at: int = 0  # the entry there that says so
    evidence: str = ""  # SHA-256 of the document that proves it
    overdue: str = ""  # the last day of the term that it came after


@dataclass(frozen=True, slots=True)
class SignalArrived(Cause):
    """A signal was thrown for all to hear."""

    name: str
    values: Values = _values()


@dataclass(frozen=True, slots=True)
class ServiceAnswered(Cause):
    """A service that works outside told its answer; `error` is a BPMN error code instead."""

    task: str
    values: Values = _values()
    error: str = ""


@dataclass(frozen=True, slots=True)
class ActivityChosen(Cause):
    """An officer does another activity of an ad-hoc sub-process first; the open `task` waits its turn (BPMN 13.3.5)."""

    task: str
    element: str
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class OfficerIntervened(Cause):
    """An officer put right, for a stated reason, what the diagram alone could not.

    `act`: retry (a failed step is tried again, `values` corrected), correct (only the values), attend (an incident of
    the whole case is dealt with), skip (the place is left as though `values` had been answered) or move (the token
    goes on at the element `to`). `before` are the values as they were; skip and move bear a second pair of eyes.
    """

    place: str
    reason: str
    values: Values = _values()
    actor: Actor | None = None
    act: str = "retry"
    to: str = ""
    before: Values = _values()
    approved_by: Actor | None = None


@dataclass(frozen=True, slots=True)
class InterventionProposed(Cause):
    """An officer proposed to skip or move a token; another officer must agree before anything moves."""

    place: str
    act: str
    reason: str
    to: str = ""
    values: Values = _values()
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class InterventionDeclined(Cause):
    """The second pair of eyes did not agree, or the officer who proposed took it back."""

    place: str
    reason: str
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class VersionChanged(Cause):
    """The case goes on with other versions of its procedures, for a stated reason.

    `moves` says at which element each place continues that they no longer have. `values` are those that only the new
    versions read. `takes_back` is the position of the change that this one undoes, 0 for none.
    """

    versions: Mapping[str, int]
    seals: Mapping[str, str]
    reason: str
    moves: Mapping[str, str] = field(default_factory=dict)
    values: Values = _values()
    actor: Actor | None = None
    edition: int = 0  # of the rules from here on; always written
    takes_back: int = 0


@dataclass(frozen=True, slots=True)
class StepUndone(Cause):
    """A cause could not be followed to its end: nothing of it counts, and a person must look."""

    kind: str
    told: str
    reason: str


@dataclass(frozen=True, slots=True)
class TermDated(Cause):
    """The last day of a term, and what was counted to find it.

    A term that runs is dated again only for a stated `reason`, by an officer: `before` is its last day until then.
    `added` are what was added to it (distancia or prorroga, the term, why, its last day before); `stood` the days
    during which it did not run (first, last, the cause, why).
    """

    term: str
    due: date = field(metadata={"values": True})
    expires: datetime = field(metadata={"values": True})
    start: date | None = _value()
    calendar: str = ""
    skipped: Sequence[Sequence[str]] = ()
    reason: str = ""
    before: date | None = _value()
    actor: Actor | None = None
    added: Sequence[Sequence[str]] = ()
    stood: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class TermExtended(Cause):
    """An officer extended a term expressly, before it ran out; the new last day follows in `TermDated`."""

    term: str
    by: str  # as a term is written: `5 dh`
    reason: str
    instrument: str
    before: date | None = _value()  # its last day until then
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class TermSuspended(Cause):
    """A term does not run from `since` on, that day included.

    Up to and with `until`, and then it runs again by itself; without `until`, until an officer lifts it. `how`:
    informacion, administrado or norma. `whole`: the whole case stands still, and what begins in it meanwhile.
    """

    term: str
    how: str
    reason: str
    instrument: str
    since: date = field(metadata={"values": True})
    until: date | None = _value()
    before: date | None = _value()  # its last day until then
    whole: bool = False
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class TermResumed(Cause):
    """An officer lifted a suspension: the term runs from the day after `on`."""

    term: str
    reason: str
    instrument: str
    on: date = field(metadata={"values": True})
    whole: bool = False
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class TaskAssigned(Cause):
    """The organ that a task went to and the officers who could act for it that day; `note` says who stood in."""

    task: str
    organ: str
    organ_name: str = ""
    officers: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskClaimed(Cause):
    """An officer took a task of the organ."""

    task: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class TaskReleased(Cause):
    """An officer gave a task back to the organ."""

    task: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class TaskReassigned(Cause):
    """A task went to another organ or officer; nothing else of it changes, its due date least of all.

    `how`: reasignacion, derivacion (with a proveído), devolucion, recuperacion or abstencion. Without `officer` the
    whole organ may decide. `capacity` says as what an officer decides who is not of the organ (ad_hoc, encargado), or
    that he goes on under supervision (supervisado). `texts` (the proveído, the reason) lie beside the journal.
    """

    task: str
    how: str
    organ: str
    organ_name: str = ""
    officer: str = ""
    name: str = ""
    capacity: str = ""
    from_organ: str = ""
    from_organ_name: str = ""
    from_officer: str = ""
    from_name: str = ""
    instrument: str = ""
    texts: Values = _values()
    sealed: Mapping[str, str] = field(default_factory=dict)
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class Commented(Cause):
    """Someone who takes part in the case said something of it; `texts` lie beside the journal."""

    texts: Values = _values()
    sealed: Mapping[str, str] = field(default_factory=dict)
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class CaseLinked(Cause):
    """Another case has to do with this one.

    `how`: abstencion (of an officer from a task here), abstencion_de, acumula (the other goes on in this one),
    acumulado_a (this one goes on in the other).
    """

    case: int
    number: str
    how: str
    task: str = ""
    task_name: str = ""
    organ: str = ""
    officer: str = ""
    name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LinkedCaseEnded(Cause):
    """A case that has to do with this one came to its end, in this state."""

    case: int
    number: str
    state: str = ""


# effects


@dataclass(frozen=True, slots=True)
class TaskOpened(Effect):
    """A task now waits for an organ. `until` gives the term of each outcome that is offered only for a time."""

    task: str
    element: str
    organ: str = ""
    form: str = ""
    until: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TermStarted(Effect):
    """A term began to run, written as in the diagram. `of` is "task", "timer" or "case".

    `place` is where the citizen lives to whose term the distance is added.
    """

    term: str
    text: str
    of: str = "timer"
    since: Any = _value()
    place: str = ""


@dataclass(frozen=True, slots=True)
class MessageAwaited(Effect):
    """A message or signal is waited for."""

    place: str
    kind: str
    name: str
    key: Any = _value()


@dataclass(frozen=True, slots=True)
class ServiceAwaited(Effect):
    """A service that works outside was called and has not answered yet."""

    task: str
    type: str
    inputs: Values = _values()


@dataclass(frozen=True, slots=True)
class DataAwaited(Effect):
    """An activity waits for data that nothing has written yet."""

    place: str
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DataReady(Effect):
    """The data that an activity waited for is there."""

    place: str


@dataclass(frozen=True, slots=True)
class ScopeEntered(Effect):
    """A sub-process, call or repetition opened."""

    place: str
    process: str = ""


@dataclass(frozen=True, slots=True)
class Passed(Effect):
    """A token left a place by these flows, `because` the conditions read these values."""

    place: str
    flows: Sequence[str] = ()
    because: Values = _values()


@dataclass(frozen=True, slots=True)
class Withdrawn(Effect):
    """What waited here no longer does, though nobody answered it."""

    place: str


@dataclass(frozen=True, slots=True)
class TableMatched(Effect):
    """A decision was evaluated: the rules that matched, table by table, and what came out."""

    place: str
    decision: str
    matched: Mapping[str, Sequence[int]] = field(default_factory=dict)
    outcome: Any = _value()


@dataclass(frozen=True, slots=True)
class MessageThrown(Effect):
    """The case told something; `caught` when it was for the case itself."""

    place: str
    name: str
    key: Any = _value()
    values: Values = _values()
    caught: bool = False


@dataclass(frozen=True, slots=True)
class SignalThrown(Effect):
    """The case told something to whoever listens."""

    place: str
    name: str
    values: Values = _values()


@dataclass(frozen=True, slots=True)
class MilestoneReached(Effect):
    """A fact of the whole case, that a caller may see before a called process ends."""

    name: str


@dataclass(frozen=True, slots=True)
class IncidentRaised(Effect):
    """A step could not be made and waits for a person.

    `kind`: error, expression, flow, service, table, repetition, term, call, start,
    nesting, data (something declared is not there) or register (nobody keeps it).
    """

    place: str
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Stuck(Effect):
    """The case is not ended and waits for nothing: tokens lie where none can move."""

    places: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CaseEnded(Effect):
    """The diagram reached its end: the last end event, and the state it stands for."""

    end: str = ""
    state: str = ""


Entry = Cause | Effect

KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (*Cause.__subclasses__(), *Effect.__subclasses__())}

Shape = tuple[tuple[str, bool, Any], ...]


def _shape(kind: type[Any]) -> Shape:
    """Return (field, holds FEEL values, default) for each field of a kind, in order."""
    found = []
    for f in fields(kind):
        default = (
            f.default if f.default is not MISSING else f.default_factory() if callable(f.default_factory) else MISSING
        )
        found.append((f.name, bool(f.metadata.get("values")), default))
    return tuple(found)


SHAPES: dict[type[Any], Shape] = {kind: _shape(kind) for kind in (*KINDS.values(), Actor, Heard)}
