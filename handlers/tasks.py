"""One open task as the officer who may decide it sees it: its form, what the case knows, the outcomes offered now."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy.orm import Session

from engine import bound, cases, contents, journal
from engine.entries import Actor, TaskDecided
from engine.ports import Ear
from engine.stepper import NotWaiting
from handlers import appointments, calendar, holding, observations, organs, standing, terms
from handlers.refusals import AlreadyDecided, NotAllowed, NotFound
from handlers.services import Desk
from handlers.standing import CaseRow, OpenTask
from workflows import crossroads, feel, forms, outcomes
from workflows import terms as notation
from workflows.diagram import Node
from workflows.terms import LIMA
from workflows.versions import Key


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a task page shows and a decision is checked against.

    `offered` are the outcomes that may be chosen now (None: the task has none); `withheld` says of each other
    outcome, in a sentence, why it may not.
    """

    case: CaseRow
    row: OpenTask
    node: Node
    procedure: str
    form: forms.Form | None
    values: Mapping[str, Any]
    actor: Actor
    decision: str
    offered: tuple[str, ...] | None
    withheld: Mapping[str, str]
    last_day: outcomes.LastDay  # of a term that began when the task's own did
    ask: feel.Ask
    hold: holding.Hold = holding.FREE  # what keeps this officer from deciding, if anything

    @property
    def name(self) -> str:
        return crossroads.title(self.node)

    @property
    def is_signature(self) -> bool:
        """True when deciding it is an act of signing (`cabildo.firma`): the password is asked again."""
        return _is_signed(self.node)


def sheet(session: Session, case_id: int, task: str, officer: str, at: datetime) -> Sheet:
    """Return an open task for an officer who may act for its organ today; `hold` says what keeps him from deciding.

    Raises NotFound, AlreadyDecided (with who decided it), NotAllowed.
    """
    case = standing.the_case(session, case_id)
    if case is None:
        raise NotFound("No existe ese expediente.")
    row = next((row for row in standing.tasks_of(session, case_id) if row.task == task), None)
    if row is None:
        raise gone(session, case_id, task)
    actor = who(session, officer, row, case, at)
    running, ear = cases.look(session, case_id), Ear(Desk(session, case_id, case.number, at))
    try:
        procedure, node = running.node_at(task)
        seen = running.seen_at(task, ear)
    except NotWaiting:
        raise gone(session, case_id, task) from None
    form = form_of(session, procedure, running.versions[procedure], row.form) or crossroads.question(node)
    observed = observations.known(session, case_id, form, task, row.organ)
    values = ChainMap(observed, *seen.maps, _Beside(session, case_id, _asked(form)))  # type: ignore[arg-type]
    decision, last_day = outcomes.field(node, form), _last_day(session, row)
    withheld = outcomes.withheld(node, form, values, at, last_day, ask=ear.ask)
    offered = tuple(str(o.value) for o in decision.options if str(o.value) not in withheld) if decision else None
    hold = holding.hold(session, case, row, officer, at)
    if not hold.why and _is_signed(node):
        hold = holding.of_signature(session, case, row, officer, at) or hold
    return Sheet(case, row, node, procedure, form, values, actor, decision.key if decision else "", offered, withheld,
                 last_day, ear.ask, hold)  # fmt: skip


def _is_signed(node: Node) -> bool:
    return node.properties.get("cabildo.firma", "").lower() in ("si", "sí", "true")


def withheld(sheet: Sheet, answers: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """Return the outcomes that may not be chosen with these answers, each with the reason in a sentence."""
    return outcomes.withheld(sheet.node, sheet.form, sheet.values, at, sheet.last_day, answers, sheet.ask)


def who(session: Session, officer: str, row: OpenTask, case: CaseRow, at: datetime) -> Actor:
    """Return the officer as acting for the task's organ today. Raises NotAllowed."""
    day = at.astimezone(LIMA).date()
    found = holding.as_whom(session, officer, row, case.procedure, day)
    if found is None:
        raise NotAllowed(
            f"Esta tarea corresponde a {row.organ_name or row.organ}; hoy usted no actúa por ese órgano. "
            "No se registró nada."
        )
    return actor_of(session, found, day)


def actor_of(session: Session, found: appointments.Actor, day: date) -> Actor:
    """Return who acts, as the journal names them: officer, organ, post, capacity, instrument."""
    organ = organs.organ_on(session, found.organ, day)
    return Actor(found.officer, found.name, found.organ, organ.name if organ else found.organ, found.post,
                 found.capacity, found.instrument, found.instead_of)  # fmt: skip


def _asked(form: forms.Form | None) -> frozenset[str]:
    """Return the names that whoever answers the form gives a value of his own; rows that come from the case are not."""
    fields = list(form.every()) if form else []
    own = {_first(one.path) for one in fields if one.answered and not one.readonly and not one.disabled}
    return frozenset(
        own - {_first(one.path) for one in fields if one.type == "dynamiclist" and forms.has_own_rows(one)}
    )


def _first(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


class _Beside(Mapping[str, Any]):
    """What lies beside the journal, the newest of each field; read only when somebody asks for it.

    What the form itself asks is left out: the grounds of one organ are no proposal for those of another.
    """

    def __init__(self, session: Session, case_id: int, asked: frozenset[str]) -> None:
        self._session, self._case_id, self._asked = session, case_id, asked

    @cached_property
    def _found(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _, fields in sorted(contents.of_case(self._session, self._case_id).items()):
            found |= fields
        return {name: value for name, value in found.items() if name not in self._asked}

    def __getitem__(self, name: str) -> Any:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def form_of(session: Session, procedure: str, number: int, form: str) -> forms.Form | None:
    """Return a form of a published version; None for a task without one."""
    if not form:
        return None
    source = bound.ready(session, Key(procedure, number)).files.get(f"forms/{form}.form")
    return _form(source, form) if source is not None else None


_forms: dict[bytes, forms.Form] = {}


def _form(source: bytes, name: str) -> forms.Form:
    if source not in _forms:
        if len(_forms) > 500:
            _forms.clear()
        _forms[source] = forms.read(source, name)
    return _forms[source]


def gone(session: Session, case_id: int, task: str) -> AlreadyDecided | NotFound:
    """Return the refusal for a task that is not open: who decided it and when, if anyone did."""
    for record in reversed(journal.read(session, case_id)):
        if isinstance(record.entry, TaskDecided) and record.entry.task == task and record.entry.actor:
            actor, day = record.entry.actor, record.at.astimezone(LIMA)
            return AlreadyDecided(
                f"{actor.organ_name or actor.organ} ({actor.name}) ya resolvió esta tarea el {day:%d/%m/%Y} a las "
                f"{day:%H:%M}. Su respuesta no se registró; puede leer la decisión en el expediente."
            )
    return NotFound("Esta tarea ya no está abierta: el expediente siguió otro camino. No se registró nada.")


def _last_day(session: Session, row: OpenTask) -> outcomes.LastDay:
    """Return how a term is dated that begins when the task's own began."""

    @cache
    def start() -> date:
        term = next((t for t in standing.terms_of(session, row.case_id) if t.term == row.task), None)
        return term.start if term and term.start else row.opened_at.astimezone(LIMA).date()

    return lambda text: terms.last_day(notation.parse(text), start(), calendar.calendar(session)).due
