"""Incidents, and what officers may do about them: try again, correct values, skip or move what does not go on.

An administrator tries again, corrects and attends alone, each time with a reason. To skip or move a place takes two:
one proposes, another agrees. All of it stands in the case's journal, with the values before and after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import cases, journal, migration
from engine.entries import Actor, InterventionDeclined, InterventionProposed, OfficerIntervened
from engine.plan import expressions_of
from engine.ports import Ear
from engine.stepper import NotWaiting
from handlers import appointments, commands, drawings, follow_up, standing, tasks, telling, values
from handlers.drawings import Drawings
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.services import Desk
from handlers.standing import UNDONE, CaseRow, Incident, Proposal
from workflows import crossroads, feel
from workflows.diagram import Node
from workflows.terms import LIMA

ADMINISTRATOR, SUPERVISOR = "administrador", "supervisor"
ROLES = frozenset({ADMINISTRATOR, SUPERVISOR})
TWICE = ("skip", "move")  # acts that take two pairs of eyes
EMPTY_REASON = "Escriba el motivo: queda en el historial del expediente."


@dataclass(frozen=True, slots=True)
class Trouble:
    """A place of a case that a person must look at: what failed there, or what was proposed about it."""

    case: CaseRow
    place: str
    name: str
    problem: str  # a sentence
    since: datetime
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is read at a place: its name, and how it is written in a field."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """All that is needed to decide about a place: the values that it reads, and where its token may be put."""

    trouble: Trouble
    failed: bool  # a step that can be tried again
    values: Sequence[Known]
    targets: Sequence[tuple[str, str]]  # element, name


def require(session: Session, officer: str, at: datetime) -> frozenset[str]:
    """Return the roles by which an officer may look at incidents. Raises NotAllowed."""
    held = appointments.roles_of(session, officer, at.astimezone(LIMA).date()) & ROLES
    if not held:
        raise NotAllowed("Las incidencias las atiende quien administra el sistema o quien lo supervisa.")
    return held


def every(session: Session) -> list[Trouble]:
    """Return every incident of a case that has not ended, and every proposal, the oldest first."""
    proposals = {(p.case_id, p.place): p for p in session.scalars(select(Proposal))}
    found = session.scalars(select(Incident).order_by(Incident.since, Incident.case_id)).all()
    places = [(one.case_id, one.place, one) for one in found]
    places += [(*key, None) for key in proposals if key not in {(one.case_id, one.place) for one in found}]  # type: ignore[misc]
    rows = {row.id: row for row in session.scalars(select(CaseRow).where(CaseRow.id.in_({c for c, _, _ in places})))}
    drawn = drawings.of_cases(session, set(rows))
    return [_trouble(rows[c], place, one, proposals.get((c, place)), drawn[c]) for c, place, one in places]


def look(session: Session, case_id: int, place: str, at: datetime) -> Look:
    """Return what there is to know of a place of a running case. Raises NotFound."""
    row = standing.the_case(session, case_id)
    if row is None or row.state == "ended":
        raise NotFound("No hay un expediente en trámite con ese número.")
    key = {"case_id": case_id, "place": place}
    incident, proposal = session.get(Incident, key), session.get(Proposal, key)
    trouble = _trouble(row, place, incident, proposal, drawings.of_case(session, case_id))
    if place == UNDONE:
        return Look(trouble, False, (), ())
    running, ear = cases.look(session, case_id), Ear(Desk(session, case_id, row.number, at))
    try:
        _, node = running.node_at(place)
        seen, targets = running.seen_at(place, ear), migration.targets(running, place)
    except NotWaiting:
        raise NotFound("Ese lugar del expediente ya no está abierto: siguió su camino o fue retirado.") from None
    named = [(target.id, crossroads.title(target)) for target in targets]
    return Look(trouble, place in running.incidents, _known(node, seen), named)


def retry(
    session: Session, case_id: int, place: str, officer: str, reason: str, at: datetime, *, key: str,
    typed: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Try a failed step again with the values as corrected; return `{"case", "position"}`. Raises Invalid, NotFound."""
    return _intervene(session, case_id, place, officer, "retry", reason, at, key, typed or {})


def correct(
    session: Session, case_id: int, place: str, officer: str, reason: str, at: datetime, *, key: str,
    typed: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """Correct values that an open place reads; nothing else moves. Raises Invalid, NotFound."""
    return _intervene(session, case_id, place, officer, "correct", reason, at, key, typed)


def attend(session: Session, case_id: int, officer: str, reason: str, at: datetime, *, key: str) -> dict[str, Any]:
    """Say that an incident of the whole case (a step undone, a case that stood still) is dealt with."""
    return _intervene(session, case_id, UNDONE, officer, "attend", reason, at, key, {})


def propose(
    session: Session, case_id: int, place: str, officer: str, act: str, reason: str, at: datetime, *, key: str,
    to: str = "", typed: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Propose to skip a place (with what it would have answered), or to move its token to the element `to`.

    Raises Invalid, NotFound, NotAllowed.
    """
    found = _checked(session, case_id, place, officer, reason, at)
    if act not in TWICE or (act == "move" and to not in {element for element, _ in found.targets}):
        raise Invalid("Elija de la lista el paso en el que debe continuar el expediente. No se registró nada.")
    if found.trouble.proposal is not None:
        raise Invalid("Ya hay una propuesta sobre este lugar: espere la conformidad de otra persona, o retírela.")
    after = _as_typed(found.values, typed or {})

    def do() -> dict[str, Any]:
        proposed = InterventionProposed(place, act, reason.strip(), to, after, acting(session, officer, at))
        return _told(follow_up.advance(session, case_id, proposed, at), case_id)

    return commands.once(session, key, officer, [case_id, place, act, to, reason, dict(after)], do, at)


def agree(session: Session, case_id: int, place: str, officer: str, at: datetime, *, key: str) -> dict[str, Any]:
    """Agree to what another officer proposed, and carry it out. Raises NotFound, NotAllowed."""
    proposal, proposed = _proposal(session, case_id, place, officer, at)
    if proposal.officer == officer:
        raise NotAllowed("La conformidad la da otra persona: usted hizo la propuesta. No se movió nada.")

    def do() -> dict[str, Any]:
        cause = OfficerIntervened(
            place, proposed.reason, proposed.values, proposed.actor, proposed.act, proposed.to,
            _before(session, case_id, place, proposed.values, at), acting(session, officer, at),
        )  # fmt: skip
        return _told(_advance(session, case_id, cause, at), case_id)

    return commands.once(session, key, officer, [case_id, place, proposal.position, "agree"], do, at)


def decline(
    session: Session, case_id: int, place: str, officer: str, reason: str, at: datetime, *, key: str
) -> dict[str, Any]:
    """Decline a proposal, or take back one's own, for a stated reason. Raises Invalid, NotFound, NotAllowed."""
    proposal, _ = _proposal(session, case_id, place, officer, at)
    if not reason.strip():
        raise Invalid(EMPTY_REASON)

    def do() -> dict[str, Any]:
        cause = InterventionDeclined(place, reason.strip(), acting(session, officer, at))
        return _told(follow_up.advance(session, case_id, cause, at), case_id)

    return commands.once(session, key, officer, [case_id, place, proposal.position, "decline", reason], do, at)


def _intervene(
    session: Session, case_id: int, place: str, officer: str, act: str, reason: str, at: datetime, key: str,
    typed: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    if ADMINISTRATOR not in require(session, officer, at):
        raise NotAllowed("Quien supervisa da su conformidad; reintentar y corregir corresponde a quien administra.")
    found = _checked(session, case_id, place, officer, reason, at)
    after = _as_typed(found.values, typed)
    if act == "retry" and not found.failed:
        raise NotFound("Ese paso ya no está detenido: no hay nada que reintentar. No se registró nada.")
    if act == "correct" and not after:
        raise Invalid("No cambió ningún dato: no hay nada que registrar.")

    def do() -> dict[str, Any]:
        before = _before(session, case_id, place, after, at)
        cause = OfficerIntervened(place, reason.strip(), after, acting(session, officer, at), act, before=before)
        return _told(_advance(session, case_id, cause, at), case_id)

    return commands.once(session, key, officer, [case_id, place, act, reason, dict(after)], do, at)


def _advance(session: Session, case_id: int, cause: OfficerIntervened, at: datetime) -> cases.Moved:
    try:
        return follow_up.advance(session, case_id, cause, at)
    except NotWaiting:
        raise NotFound("El expediente siguió entretanto y ese lugar ya no está abierto. No se registró nada.") from None


def _told(moved: cases.Moved, case_id: int) -> dict[str, Any]:
    return {"case": case_id, "position": moved.position, "undone": bool(moved.undone)}


def _checked(session: Session, case_id: int, place: str, officer: str, reason: str, at: datetime) -> Look:
    require(session, officer, at)
    if not reason.strip():
        raise Invalid(EMPTY_REASON)
    return look(session, case_id, place, at)


def _proposal(
    session: Session, case_id: int, place: str, officer: str, at: datetime
) -> tuple[Proposal, InterventionProposed]:
    require(session, officer, at)
    proposal = session.get(Proposal, {"case_id": case_id, "place": place})
    if proposal is None:
        raise NotFound("Esa propuesta ya no está pendiente: se atendió, se retiró, o el expediente siguió su camino.")
    entry = next(record.entry for record in journal.read(session, case_id) if record.position == proposal.position)
    assert isinstance(entry, InterventionProposed)
    return proposal, entry


def acting(session: Session, officer: str, at: datetime) -> Actor:
    """Return the officer as the journal names him: for the first organ that he acts for that day, if any."""
    day = at.astimezone(LIMA).date()
    mine = appointments.actors_of(session, officer, day)
    if mine:
        return tasks.actor_of(session, mine[0], day)
    return Actor(officer, appointments.officer_named(session, officer).name, "")


def _trouble(
    row: CaseRow, place: str, incident: Incident | None, proposal: Proposal | None, drawn: Drawings
) -> Trouble:
    since = incident.since if incident else proposal.since if proposal else row.opened_at
    name = "Todo el expediente" if place == UNDONE else drawn.name(place)
    return Trouble(
        row, place, name, telling.problem(incident.kind, incident.detail) if incident else "", since, proposal
    )


# values


def _known(node: Node, seen: Mapping[str, Any]) -> list[Known]:
    """Return the values that the element reads, with null for those that there are not."""
    names = {name for text in expressions_of(node) for name in feel.parse(text).names} - {"parametro", "hitos"}
    return [Known(name, written(seen.get(name))) for name in sorted(names) if not _is_large(seen.get(name))]


def _is_large(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple) or callable(value)


def _before(session: Session, case_id: int, place: str, after: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return the values that are about to change, as they are now."""
    if not after:
        return {}
    row = standing.the_case(session, case_id)
    seen = cases.look(session, case_id).seen_at(place, Ear(Desk(session, case_id, row.number if row else "", at)))
    return {name: seen.get(name) for name in after}


def _as_typed(known: Sequence[Known], typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that were typed anew. Raises Invalid for one that cannot be read."""
    found, errors = {}, {}
    for one in known:
        text = typed.get(one.name, one.text).strip()
        if text == one.text:
            continue
        try:
            found[one.name] = read(text)
        except ValueError:
            errors[one.name] = "No se entiende. Escriba un número (1500.50), una fecha (31/12/2026), sí, no o un texto."
    if errors:
        raise Invalid("Revise los datos señalados; no se registró nada.", errors)
    return found


def written(value: Any) -> str:
    """Return a value as it is typed in a field: `sí`, `1500.50`, `31/12/2026`, a text; empty for null."""
    return "" if value is None else values.in_words(value)


def read(text: str) -> Any:
    """Return the value that was typed: nothing, sí or no, a number, a date, else the text itself.

    Raises ValueError for a date that there is not.
    """
    if not text:
        return None
    if text.casefold() in ("sí", "si", "no"):
        return text.casefold() != "no"
    day, _, rest = text.partition("/")
    month, _, year = rest.partition("/")
    if day.isdigit() and month.isdigit() and year.isdigit():
        return date(int(year), int(month), int(day))
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text
