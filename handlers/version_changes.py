"""Running cases go on with the version in force: which are behind, what the change would do to each, and doing it.

A change is a cause in the journal of each case, with its reason; it can be taken back while nothing has moved since.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import bound, cases, contents, journal, migration, replay
from engine.cases import Moved
from engine.entries import Cause, Effect, ServiceAwaited, TaskOpened, TermStarted, VersionChanged, Withdrawn
from engine.journal import Record
from engine.replay import Diverged
from engine.stepper import Case, NotWaiting
from handlers import audits, commands, drawings, follow_up, interventions, standing
from handlers.refusals import Invalid, NotFound, Refusal
from handlers.services import Desk
from handlers.standing import CaseRow
from workflows import crossroads

NO_REASON = "Escriba el motivo del cambio de versión: queda en el historial de cada expediente."
MOST = 500  # cases that one command may change


@dataclass(frozen=True, slots=True)
class Way:
    """Where an open place of a case continues: `to` is the name of its step in the new diagram, empty for none."""

    place: str
    name: str
    to: str
    targets: Sequence[tuple[str, str]]  # element, name


@dataclass(frozen=True, slots=True)
class Change:
    """What going on with other versions means for one case, before anything is done.

    `first_difference` says from which entry the new diagram would have gone another way, empty if it never would.
    """

    case: CaseRow
    before: Mapping[str, int]
    after: Mapping[str, int]
    ways: Sequence[Way]
    first_difference: str

    @property
    def unplaced(self) -> list[Way]:
        """The places for which a person must say where they continue."""
        return [way for way in self.ways if not way.to]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one case of many: a sentence if it stayed as it was."""

    case: CaseRow
    problem: str = ""


def behind(session: Session, procedure: str) -> list[CaseRow]:
    """Return the running cases of a procedure that began on other versions than those in force, the oldest first."""
    wanted = select(CaseRow).where(CaseRow.procedure == procedure, CaseRow.state != "ended").order_by(CaseRow.id)
    after = _in_force(session, procedure)
    return [row for row in session.scalars(wanted) if dict(cases.look(session, row.id).versions) != after]


def plan(session: Session, case_id: int) -> Change:
    """Return what going on with the versions in force would mean for a case. Raises NotFound."""
    row = _running(session, case_id)
    return _plan(session, row, _in_force(session, row.procedure))


def effects(session: Session, change: Change, moves: Mapping[str, str], at: datetime) -> list[str]:
    """Return in sentences what the change would open, begin and withdraw, with these moves. Raises Invalid."""
    cause = _cause(session, change, "ensayo", moves, None)
    desk = Desk(session, change.case.id, change.case.number, at)
    try:
        found = cases.try_on(session, change.case.id, cause, at, desk)
    except NotWaiting as unplaced:
        names = [way.name for way in change.unplaced if not moves.get(way.place)]
        where = ", ".join(f"«{name}»" for name in names) or str(unplaced)
        raise Invalid(f"Falta decir dónde continúa {where}: elíjalo y vuelva a ensayar.") from None
    old, new = drawings.of_case(session, change.case.id), drawings.of_versions(session, change.case, change.after)
    return [sentence for effect in found if (sentence := _said(effect, old, new))]


def change(
    session: Session, case_id: int, officer: str, reason: str, moves: Mapping[str, str], at: datetime, *, key: str
) -> Moved | None:
    """Let a case go on with the versions in force. Raises Invalid, NotFound; None when this key did it before."""
    found = plan(session, case_id)
    if found.before == found.after:
        raise NotFound("Este expediente ya sigue la versión en vigor. No se registró nada.")
    return _change(session, found, officer, reason, moves, at, key)


def change_all(session: Session, procedure: str, officer: str, reason: str, at: datetime) -> list[Done]:
    """Let every running case of a procedure that needs no decision go on with the versions in force.

    Returns what became of each; those for which a person must say where something continues stay as they are, and
    say so. Raises Invalid without a reason.
    """
    return [_one_of_many(session, row, officer, reason, at) for row in behind(session, procedure)[:MOST]]


def may_take_back(session: Session, case_id: int) -> VersionChanged | None:
    """Return the last change of version, if nothing has moved in the case since; else None."""
    found = _last_change(journal.read(session, case_id))
    return found.entry if found is not None and isinstance(found.entry, VersionChanged) else None


def take_back(session: Session, case_id: int, officer: str, reason: str, at: datetime, *, key: str) -> Moved | None:
    """Let a case go on with the versions that it had before its last change. Raises Invalid, NotFound."""
    row, records = _running(session, case_id), journal.read(session, case_id)
    last = _last_change(records)
    if last is None or not isinstance(last.entry, VersionChanged):
        raise NotFound("El expediente avanzó después del cambio de versión y ya no se puede revertir. Siga con la "
                       "versión actual o pase a una nueva.")  # fmt: skip
    before = replay_before(session, records, last.position)
    found = _plan(session, row, before.versions)
    came_from = {to: before.tasks[place].task_spec.node.id for place, to in last.entry.moves.items()}
    element = {way.place: way.place.rpartition("/")[2].partition(":")[0] for way in found.ways}
    moves = {place: came_from[name] for place, name in element.items() if name in came_from}
    return _change(session, found, officer, reason, moves, at, key, takes_back=last.position)


def replay_before(session: Session, records: Sequence[Record], position: int) -> Case:
    """Return the case as it stood before an entry."""
    return cases.rebuild(session, 0, [record for record in records if record.position < position])


def _one_of_many(session: Session, row: CaseRow, officer: str, reason: str, at: datetime) -> Done:
    found = _plan(session, row, _in_force(session, row.procedure))
    if found.unplaced:
        names = ", ".join(f"«{way.name}»" for way in found.unplaced)
        return Done(row, f"Debe decidirse dónde continúa {names}: el diagrama nuevo no lo tiene.")
    savepoint = session.begin_nested()
    try:
        _change(session, found, officer, reason, {}, at, "")
    except Invalid:
        raise
    except Refusal as refused:
        savepoint.rollback()
        return Done(row, str(refused))
    savepoint.commit()
    return Done(row)


def _change(
    session: Session, found: Change, officer: str, reason: str, moves: Mapping[str, str], at: datetime, key: str,
    takes_back: int = 0,
) -> Moved | None:  # fmt: skip
    if not reason.strip():
        raise Invalid(NO_REASON)
    moves = {place: to for place, to in moves.items() if to}
    if missing := [way for way in found.unplaced if way.place not in moves]:
        names = ", ".join(f"«{way.name}»" for way in missing)
        raise Invalid(f"Diga dónde continúa {names}: el diagrama nuevo no lo tiene. No se registró nada.")
    moved: list[Moved] = []

    def do() -> int:
        cause = _cause(session, found, reason.strip(), moves, officer, at, takes_back)
        try:
            moved.append(follow_up.advance(session, found.case.id, cause, at))
        except NotWaiting:
            raise NotFound("El expediente siguió entretanto: vuelva a ver el plan. No se registró nada.") from None
        return moved[0].position

    if key:
        commands.once(session, key, officer, [found.case.id, dict(found.after), reason, dict(moves)], do, at)
    else:
        do()
    return moved[0] if moved else None


def _cause(
    session: Session, found: Change, reason: str, moves: Mapping[str, str], officer: str | None,
    at: datetime | None = None, takes_back: int = 0,
) -> VersionChanged:  # fmt: skip
    actor = interventions.acting(session, officer, at) if officer and at else None
    newly_read = bound.bind(session, found.after).read - bound.bind(session, found.before).read
    beside: dict[str, object] = {}
    for _, kept in sorted(contents.of_case(session, found.case.id).items()):
        beside |= {name: value for name, value in kept.items() if name in newly_read}
    return VersionChanged(found.after, {}, reason, moves, beside, actor, takes_back=takes_back)


def _plan(session: Session, row: CaseRow, after: Mapping[str, int]) -> Change:
    running = cases.look(session, row.id)
    catalog = bound.bind(session, after).catalog
    drawn = drawings.of_case(session, row.id)
    ways = [
        Way(way.place, drawn.name(way.place), crossroads.title(way.to) if way.to else "",
            [(node.id, crossroads.title(node)) for node in way.targets])
        for way in migration.ways(running, catalog)
    ]  # fmt: skip
    return Change(row, dict(running.versions), dict(after), ways, _first_difference(session, row, after))


def _first_difference(session: Session, row: CaseRow, after: Mapping[str, int]) -> str:
    """Tell all that happened to the new diagrams, and say where they would have gone another way."""
    records = journal.read(session, row.id)
    try:
        replay.rebuild(bound.bind(session, after).catalog, row.process, records,
                       lambda change: bound.bind(session, change.versions).catalog)  # fmt: skip
    except Diverged as difference:
        old, new = drawings.of_case(session, row.id), drawings.of_versions(session, row, after)
        recorded, replayed = _in_words(difference.recorded, old), _in_words(difference.replayed, new)
        if recorded == replayed:  # the names are the same and the elements are not
            recorded, replayed = _in_words(difference.recorded, old, True), _in_words(difference.replayed, new, True)
        return (f"Desde el asiento {difference.position} el diagrama nuevo habría ido por otro lado. "
                f"Consta: {recorded}. Con la versión nueva: {replayed}.")  # fmt: skip
    except KeyError:
        return "El diagrama nuevo ya no tiene el proceso con el que comenzó el expediente."
    return ""


def _in_words(text: str, drawn: drawings.Drawings, with_ids: bool = False) -> str:
    """Return what replay found, by kind and place, and by which ways a token left; without its bytes."""
    kind, _, body = text.partition(" ")
    said = audits.shown(text, drawn).removesuffix(f" {body}") if body.startswith("{") else audits.shown(text, drawn)
    if not body.startswith("{"):
        return said
    told = json.loads(body)
    if kind != "Passed":
        place = next((str(told[name]) for name in ("task", "place", "term") if name in told), "")
        return f"{said} ({place.rpartition('/')[2].partition(':')[0]})" if with_ids and place else said
    ways, flows = drawn.flows(told["place"]), told.get("flows", [])
    ahead = [ways[flow].target for flow in flows if flow in ways]
    names = [f"«{crossroads.title(one)}»" + (f" ({one.id})" if with_ids else "") for one in ahead]
    return f"{said} hacia {', '.join(names)}" if names else said


def _in_force(session: Session, procedure: str) -> dict[str, int]:
    try:
        return bound.closure(session, procedure)
    except KeyError:
        raise NotFound(f"El procedimiento «{procedure}» no está publicado.") from None


def _running(session: Session, case_id: int) -> CaseRow:
    row = standing.the_case(session, case_id)
    if row is None or row.state == "ended":
        raise NotFound("No hay un expediente en trámite con ese número.")
    return row


def _last_change(records: Sequence[Record]) -> Record | None:
    """Return the entry of the last change of version, unless a cause has moved the case since or it was taken back."""
    for record in reversed(records):
        if isinstance(record.entry, VersionChanged):
            return record if not record.entry.takes_back else None
        if isinstance(record.entry, standing.MOVING):
            return None
    return None


def _said(effect: Cause | Effect, old: drawings.Drawings, new: drawings.Drawings) -> str:
    match effect:
        case TaskOpened(task=task):
            return f"Se abre la tarea «{new.name(task)}»."
        case ServiceAwaited(task=task):
            return f"Se pediría el servicio de «{new.name(task)}»; lo que siga depende de su respuesta."
        case TermStarted(term=term):
            return f"Comienza el plazo de «{new.name(term)}»."
        case Withdrawn(place=place):
            return f"Deja de esperar «{old.name(place)}»."
    return ""
