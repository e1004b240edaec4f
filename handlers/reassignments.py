"""A task that changes hands inside its organ: forwarded with a proveído, given back, taken back, or reassigned.

Nothing of this moves a token and no due date changes. Who may: whoever directs the organ that has the task; its other
officers where the municipality says so (parameter `organos_que_derivan`); for a mere change of officer also whoever
directs an organ above. To whom: officers of the organ, and its units. To another organ a task goes only where its
diagram says so (`cabildo.deriva_a`): competence is not given away by a proveído (LPAG 78). The organs under the alta
dirección are organs of their own, no units of it.
Source: LPAG 78, 142.2; domain/organs.md §2, §4 (PROV), §7, procedures.md S1.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import contents, journal
from engine.entries import Actor, TaskReassigned
from handlers import (
    appointments,
    commands,
    drawings,
    follow_up,
    holding,
    organs,
    parameters,
    standing,
    successors,
    tasks,
)
from handlers.appointments import Actor as Officer
from handlers.organs import Chart
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.standing import CaseRow, OpenTask
from handlers.values import ERASED
from workflows.diagram import Node
from workflows.terms import LIMA

DERIVE, RETURN, RECOVER, REASSIGN = "derivacion", "devolucion", "recuperacion", "reasignacion"
BACK = (RETURN, RECOVER)
TEXT = "texto"
SHORTEST, LONGEST, LONGEST_INSTRUMENT = 3, 2000, 200  # characters
PARAMETER = "organos_que_derivan"  # organs in which every officer may forward, not only the head
PROPERTY = "cabildo.deriva_a"  # of a user task: other organs to which it may be forwarded, with commas
UNITS_BELOW = 2  # from this level on, what hangs from an organ are its units (1: alta dirección)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a task can go: an officer of an organ, or (`officer` empty) a whole organ. `value` names it in a form."""

    organ: str
    organ_name: str
    officer: str = ""
    name: str = ""
    post: str = ""

    @property
    def value(self) -> str:
        return f"{self.organ}/{self.officer}"

    @property
    def label(self) -> str:
        return (
            f"{self.name}, {self.post} ({self.organ_name})" if self.officer else f"{self.organ_name} (todo el órgano)"
        )


@dataclass(frozen=True, slots=True)
class Hop:
    """One change of hands, with what was written; `text` is empty where nothing had to be."""

    position: int
    at: datetime
    entry: TaskReassigned
    text: str


@dataclass(frozen=True, slots=True)
class Hands:
    """Through which hands a task went, and what this officer may do about it now, by `how`: where it can go."""

    case: CaseRow
    row: OpenTask
    name: str
    hops: Sequence[Hop]
    may: Mapping[str, Sequence[Target]]

    @property
    def instruction(self) -> Hop | None:
        """What whoever has the task now was told to do with it."""
        last = self.hops[-1] if self.hops else None
        return last if last and last.entry.how != "abstencion" else None


def hands(session: Session, case_id: int, task: str, officer: str, at: datetime) -> Hands:
    """Return the hands of an open task and what the officer may do with it. Raises NotFound, AlreadyDecided."""
    case = standing.the_case(session, case_id)
    if case is None:
        raise NotFound("No existe ese expediente.")
    row = next((row for row in standing.tasks_of(session, case_id) if row.task == task), None)
    if row is None:
        raise tasks.gone(session, case_id, task)
    drawn = drawings.of_case(session, case_id)
    hops = hops_of(session, case_id, task)
    node = drawn.at(task)
    may = _may(session, case, row, node, hops, officer, at) if _can_be_passed_on(node) else {}
    return Hands(case, row, drawn.name(task), hops, may)


def hops_of(session: Session, case_id: int, task: str) -> list[Hop]:
    """Return every change of hands of a task, oldest first."""
    beside = contents.of_case(session, case_id)
    return [
        Hop(record.position, record.at, record.entry, _text(record.entry, beside.get(record.position, {})))
        for record in journal.read(session, case_id)
        if isinstance(record.entry, TaskReassigned) and record.entry.task == task
    ]


def pass_on(
    session: Session,
    case_id: int,
    task: str,
    officer: str,
    how: str,
    told: Mapping[str, str],
    at: datetime,
    *,
    key: str,
) -> dict[str, Any]:
    """Have a task change hands and return `{"case", "position"}`. The repeat of a key gets the first answer.

    `told`: `destino` (the value of a target, but for what goes back), `texto` (proveído or reason), `instrumento`.
    Raises Invalid (with a sentence per field), NotAllowed, NotFound, AlreadyDecided; nothing is written then.
    """
    body = {"how": how, "task": task, "case": case_id, "told": dict(told)}
    do: Callable[[], dict[str, Any]] = lambda: _pass_on(session, case_id, task, officer, how, told, at)  # noqa: E731
    return commands.once(session, key, officer, body, do, at)


def _pass_on(
    session: Session, case_id: int, task: str, officer: str, how: str, told: Mapping[str, str], at: datetime
) -> dict[str, Any]:
    standing.the_case(session, case_id, lock=True)
    found = hands(session, case_id, task, officer, at)
    if how not in found.may:
        raise NotAllowed("Hoy usted no puede cambiar de manos esta tarea: lo hace quien dirige el órgano que la tiene. "
                         "No se registró nada.")  # fmt: skip
    target, text, instrument = _checked(found, how, told)
    row, actor = found.row, _as_head(session, found, officer, how, at)
    cause = TaskReassigned(task, how, target.organ, target.organ_name, target.officer, target.name,
                           from_organ=row.organ, from_organ_name=row.organ_name, from_officer=row.held_by,
                           from_name=row.held_name, instrument=instrument, texts={TEXT: text},
                           actor=actor)  # fmt: skip
    moved = follow_up.advance(session, case_id, cause, at)
    return {"case": case_id, "position": moved.position}


def _checked(found: Hands, how: str, told: Mapping[str, str]) -> tuple[Target, str, str]:
    """Return where the task goes, what is said and by which instrument. Raises Invalid."""
    text, instrument = told.get("texto", "").strip(), " ".join(told.get("instrumento", "").split())
    targets = found.may[how]
    wanted = told.get("destino", "")
    target = targets[0] if how in BACK else next((one for one in targets if one.value == wanted), None)
    errors = {}
    if target is None:
        errors["destino"] = "Elija a quién va la tarea, de la lista."
    if not SHORTEST <= len(text) <= LONGEST:
        what = "el proveído" if how == DERIVE else "el motivo"
        errors["texto"] = f"Escriba {what}: de {SHORTEST} a {LONGEST} caracteres."
    if len(instrument) > LONGEST_INSTRUMENT:
        errors["instrumento"] = f"El documento se cita en {LONGEST_INSTRUMENT} caracteres o menos."
    if errors or target is None:
        raise Invalid("Revise lo señalado. Lo que escribió sigue en pantalla; aún no se registró nada.", errors)
    return target, text, instrument


# who may do what


def _may(
    session: Session, case: CaseRow, row: OpenTask, node: Node | None, hops: Sequence[Hop], officer: str, at: datetime
) -> dict[str, Sequence[Target]]:
    day = at.astimezone(LIMA).date()
    chart = organs.chart_on(session, day)
    heads = {actor.organ for actor in _directs(session, officer, case, day)}
    own, holds = row.organ in heads, row.held_by == officer
    his = {actor.organ for actor in appointments.actors_of(session, officer, day)}
    found: dict[str, Sequence[Target]] = {}
    if own or (row.organ in his and not row.held_by and row.organ in _forwarding(session, day)):
        found[DERIVE] = [
            *_people(session, case, row, at, [row.organ], besides=officer),
            *_wholes(chart, row, [*_units(chart, row.organ), *_named(chart, node)]),
        ]
    if own or heads & set(successors.above(chart, row.organ)):
        inside = [row.organ, *_units(chart, row.organ)]
        found[REASSIGN] = [*_people(session, case, row, at, inside), *_wholes(chart, row, inside)]
    last = _last_out(hops)
    if last is not None:
        back = Target(last.entry.from_organ, last.entry.from_organ_name, last.entry.from_officer, last.entry.from_name)
        sent = last.entry.actor is not None and last.entry.actor.officer == officer
        if (holds or (own and not row.held_by)) and not sent:
            found[RETURN] = [back]
        elif last.entry.from_organ in heads or sent:
            found[RECOVER] = [back]
    return {how: targets for how, targets in found.items() if targets}


def _directs(session: Session, officer: str, case: CaseRow, day: date) -> list[Officer]:
    """Return the organs that an officer directs that day, a delegation only where it reaches this procedure."""
    return [
        actor
        for actor in appointments.actors_of(session, officer, day)
        if actor.is_head and (actor.procedures is None or case.procedure in actor.procedures)
    ]


def _forwarding(session: Session, day: date) -> frozenset[str]:
    try:
        told = parameters.value(session, PARAMETER, day)
    except parameters.NoParameter:
        return frozenset()
    return frozenset(map(str, told)) if isinstance(told, list) else frozenset({str(told)})


def _last_out(hops: Sequence[Hop]) -> Hop | None:
    """Return the change of hands that is not undone yet by one that went back."""
    out: list[Hop] = []
    for hop in hops:
        if hop.entry.how in BACK:
            del out[-1:]
        elif hop.entry.how in (DERIVE, REASSIGN):
            out.append(hop)
        else:
            out = []  # whoever abstained gets nothing back
    return out[-1] if out else None


def _can_be_passed_on(node: Node | None) -> bool:
    """Tell whether a task can change hands: to sign is personal, another may only by delegation (LPAG 83)."""
    return node is None or node.properties.get("cabildo.firma", "").lower() not in ("si", "sí", "true")


def _as_head(session: Session, found: Hands, officer: str, how: str, at: datetime) -> Actor:
    """Return as whom the officer passes the task on: for the organ that has it, or for one above that he directs."""
    day = at.astimezone(LIMA).date()
    chart, row = organs.chart_on(session, day), found.row
    mine = {actor.organ: actor for actor in appointments.actors_of(session, officer, day)}
    last = _last_out(found.hops)
    first = [last.entry.from_organ] if how == RECOVER and last else []
    for organ in (*first, row.organ, *successors.above(chart, row.organ)):
        if organ in mine:
            return tasks.actor_of(session, mine[organ], day)
    return tasks.who(session, officer, row, found.case, at)


# where it can go


def _people(
    session: Session, case: CaseRow, row: OpenTask, at: datetime, inside: Sequence[str], besides: str = ""
) -> list[Target]:
    """Return the officers of these organs who may decide the task and do not have it already."""
    day = at.astimezone(LIMA).date()
    chart = organs.chart_on(session, day)
    found = [
        Target(slug, chart.organs[slug].name, actor.officer, actor.name, actor.post)
        for slug in inside
        if slug in chart.organs
        for actor in appointments.acting(session, slug, day, case.procedure)
        if actor.officer != besides and not _is_out(session, case, row, actor.officer, at)
    ]
    return [one for one in found if (one.organ, one.officer) != (row.organ, row.held_by)]


def _wholes(chart: Chart, row: OpenTask, slugs: Sequence[str]) -> list[Target]:
    """Return organs as a whole, but for the one that has the task as a whole."""
    wanted = [slug for slug in dict.fromkeys(slugs) if slug != row.organ or row.held_by]
    return [Target(slug, chart.organs[slug].name) for slug in wanted if slug in chart.organs]


def _units(chart: Chart, slug: str) -> list[str]:
    """Return the units of an organ: all that hangs from it, unless it is of the alta dirección or votes."""
    own = chart.organs.get(slug)
    if own is None or own.level < UNITS_BELOW or own.collegiate:
        return []
    return [one.slug for one in chart.organs.values() if slug in successors.above(chart, one.slug)]


def _named(chart: Chart, node: Node | None) -> list[str]:
    """Return the organs to which the diagram lets a task be forwarded, as far as the chart has them."""
    text = node.properties.get(PROPERTY, "") if node else ""
    slugs = [slug.strip() for slug in text.split(",")]
    return [slug for slug in slugs if slug in chart.organs and not chart.organs[slug].external]


def _is_out(session: Session, case: CaseRow, row: OpenTask, officer: str, at: datetime) -> bool:
    return bool(holding.barred(session, case, row, officer, at).why)


def _text(entry: TaskReassigned, beside: Mapping[str, Any]) -> str:
    if TEXT in beside:
        return str(beside[TEXT])
    return ERASED if TEXT in entry.sealed else ""
