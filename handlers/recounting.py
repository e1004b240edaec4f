"""A day that a norm takes out of the calendar late: the terms it touches, and how they move, each by a recorded cause.

The register learns of the day on one page; terms that run keep the last day that their journals tell until an officer
confirms, on another, that they are counted again. What ran out is never touched.

Source: LPAG 145.1, 148 (only the Executive takes days out, by a norm published before); domain/terms-and-calendars.md
§4.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.entries import Actor
from handlers import appointments, calendar, commands, counting, drawings, follow_up, parameters, tasks, terms, verbs
from handlers.calendar import CalendarDay, written
from handlers.refusals import Invalid, NotAllowed
from handlers.standing import CaseRow, RunningTerm
from workflows.terms import LIMA

ADMINISTRATOR = "administrador"
SHORTEST, LONGEST = 3, 200  # characters of a norm or a name
SHORTEST_REASON, LONGEST_REASON = 10, 1000
MOST_DAYS = 366  # of one entry: a suspension may take months


@dataclass(frozen=True, slots=True)
class Sort:
    """What kind of day may be entered: how it is called, its layer and effect, whether it counts for taxes."""

    words: str
    layer: str
    effect: str
    scope: str  # PE, region or entity
    counts_for_tax: bool = False


SORTS: Mapping[str, Sort] = {
    "no_laborable_publico": Sort("Día no laborable del sector público", "sector_publico", "exclude", "PE", True),
    "no_laborable_regional": Sort("Día no laborable de la región", "regional", "exclude", "region"),
    "feriado": Sort("Feriado nacional nuevo", "nacional", "exclude", "PE"),
    "suspension": Sort("Suspensión de plazos", "nacional", "suspend", "PE"),
    "cierre_recepcion": Sort("No atendió la mesa de partes", "entidad", "extend_if_last", "entity", True),
}


@dataclass(frozen=True, slots=True)
class Moving:
    """A term that runs and would end on another day, were it counted today."""

    case: CaseRow
    term: str
    name: str
    due: date
    again: terms.Dated
    stood: Sequence[counting.Span]

    @property
    def why(self) -> str:
        """Which days it would not count, in a sentence."""
        return terms.why(self.again)


@dataclass(frozen=True, slots=True)
class Standing:
    """A wait for a date of the case itself, which is no working day any more: a person must choose another."""

    case: CaseRow
    name: str
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """What the calendar as it is now would change. `seal` stands for the list, so that no other one is confirmed."""

    moving: Sequence[Moving]
    standing: Sequence[Standing]
    beyond: Sequence[CaseRow]  # cases with a term that ends after the last year whose holidays are loaded
    last_year: int
    seal: str


def may_enter(session: Session, officer: str, day: date) -> bool:
    """Tell whether an officer keeps the calendar: whoever administers the system."""
    return ADMINISTRATOR in appointments.roles_of(session, officer, day)


def enter(session: Session, by: str, told: Mapping[str, str], at: datetime, *, key: str) -> dict[str, Any]:
    """Enter a day, or a row of days, in the calendar and return `{"days"}`; no term moves by it.

    `told`: `dia`, `hasta` (optional), `clase` (one of SORTS), `nombre`, `norma`, `publicado`. The repeat of a key gets
    the first answer. Raises NotAllowed, Invalid (per field).
    """
    return commands.once(session, key, by, {"dia": dict(told)}, lambda: _enter(session, by, told, at), at)


def review(session: Session, at: datetime) -> Review:
    """Return which terms that run the calendar would end on another day, were they counted now."""
    days, today = calendar.calendar(session), at.astimezone(LIMA).date()
    wanted = (
        select(RunningTerm, CaseRow)
        .join(CaseRow, CaseRow.id == RunningTerm.case_id)
        .where(RunningTerm.expired.is_(False), RunningTerm.due >= today)
        .order_by(RunningTerm.case_id, RunningTerm.due, RunningTerm.term)
    )
    rows = [(term, case) for term, case in session.execute(wanted)]
    again = [(term, case, counting.again(term, days)) for term, case in rows]
    touched = [(term, case, found) for term, case, found in again if found and found.due != term.due]
    fixed = [(term, case) for term, case, found in again if found is None and _was_taken_out(session, term)]
    drawn = drawings.of_cases(session, {case.id for _, case, _ in touched} | {case.id for _, case in fixed})
    last = last_year(session)
    moving = [
        Moving(case, t.term, _named(drawn[case.id], t), _due(t), found, counting.spans(t)) for t, case, found in touched
    ]
    standing = [
        Standing(case, _named(drawn[case.id], t), _awaited(t), days.reason(_awaited(t)) or "la norma que lo sacó")
        for t, case in fixed
    ]
    beyond = {case.id: case for term, case in rows if _due(term).year > last}
    return Review(moving, standing, list(beyond.values()), last, _seal(moving))


def recount(session: Session, by: str, seal: str, reason: str, at: datetime, *, key: str) -> dict[str, Any]:
    """Date again every term of the list that `seal` stands for, each in the journal of its case; return `{"terms"}`.

    Raises NotAllowed; Invalid when there is no reason or the list is another one by now: nothing is moved then.
    """
    body = {"cuenta de nuevo": seal, "motivo": reason}
    return commands.once(session, key, by, body, lambda: _recount(session, by, seal, reason, at), at)


def last_year(session: Session) -> int:
    """Return the last year whose national holidays the register holds; 0 for none."""
    last = session.scalar(
        select(func.max(CalendarDay.day)).where(CalendarDay.layer == "nacional", CalendarDay.ended.is_(None))
    )
    return last.year if last else 0


# entering


def _enter(session: Session, by: str, told: Mapping[str, str], at: datetime) -> dict[str, Any]:
    today = at.astimezone(LIMA).date()
    _require(session, by, today)
    errors: dict[str, str] = {}
    first = _date(told, "dia", errors, "Diga qué día.")
    last = _date(told, "hasta", errors, "") if told.get("hasta") else first
    published = _date(told, "publicado", errors, "Diga cuándo se publicó la norma.")
    kind, name, norm = told.get("clase", ""), _line(told, "nombre"), _line(told, "norma")
    if kind not in SORTS:
        errors["clase"] = "Elija qué clase de día es."
    if not SHORTEST <= len(name) <= LONGEST:
        errors["nombre"] = "Diga en pocas palabras por qué no cuenta."
    if not SHORTEST <= len(norm) <= LONGEST:
        errors["norma"] = "Cite la norma: una entidad no puede declarar inhábil un día por sí misma (LPAG 148)."
    if published and published > today:
        errors["publicado"] = "La norma no puede haberse publicado en un día que aún no llega."
    if first and last and not first <= last < first + timedelta(days=MOST_DAYS):
        errors["hasta"] = f"El último día va después del primero, y a lo más {MOST_DAYS} días."
    if not errors and first and last and published:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        scope = _scope(session, kind, today)
        _refuse_known(session, days, kind, scope, errors)
        if not errors:
            session.add_all(_day(day, kind, scope, name, norm, published, today) for day in days)
            session.flush()
            return {"days": len(days)}
    raise Invalid("Revise lo señalado. Lo que escribió sigue en pantalla; aún no se registró nada.", errors)


def _day(day: date, kind: str, scope: str, name: str, norm: str, published: date, today: date) -> CalendarDay:
    sort = SORTS[kind]
    return CalendarDay(
        layer=sort.layer,
        scope=scope,
        day=day,
        kind=kind,
        effect=sort.effect,
        name=name,
        norm=norm,
        known_from=today,
        counts_for_tax=sort.counts_for_tax,
        published_on=published,
    )


def _refuse_known(session: Session, days: Sequence[date], kind: str, scope: str, errors: dict[str, str]) -> None:
    known = select(CalendarDay.day).where(
        CalendarDay.day.in_(days), CalendarDay.kind == kind, CalendarDay.scope == scope, CalendarDay.ended.is_(None)
    )
    found = session.scalars(known.order_by(CalendarDay.day)).first()
    if found is not None:
        errors["dia"] = f"El calendario ya tiene el {written(found)} con esa clase."


def _scope(session: Session, kind: str, today: date) -> str:
    ubigeo = str(parameters.value(session, "ubigeo", today))
    return {"region": ubigeo[:2], "entity": ubigeo}.get(SORTS[kind].scope, SORTS[kind].scope)


def _date(told: Mapping[str, str], name: str, errors: dict[str, str], missing: str) -> date | None:
    try:
        return date.fromisoformat(told.get(name, ""))
    except ValueError:
        errors[name] = missing if missing and not told.get(name) else "Escriba la fecha completa, como 27/11/2026."
        return None


def _line(told: Mapping[str, str], name: str) -> str:
    return " ".join(told.get(name, "").split())


# counting again


def _was_taken_out(session: Session, term: RunningTerm) -> bool:
    """Tell whether the day of a term that nobody counts was taken out of the calendar after the term began."""
    taken_out = select(CalendarDay.id).where(
        CalendarDay.day == _awaited(term),
        CalendarDay.effect != "none",
        CalendarDay.ended.is_(None),
        CalendarDay.known_from >= term.started_at.astimezone(LIMA).date(),
    )
    return session.scalars(taken_out.limit(1)).first() is not None


def _due(term: RunningTerm) -> date:
    assert term.due is not None
    return term.due


def _awaited(term: RunningTerm) -> date:
    """Return the day whose beginning a date of the case waits for."""
    return term.expires.astimezone(LIMA).date() if term.expires else _due(term)


def _named(drawn: drawings.Drawings, term: RunningTerm) -> str:
    return "Todo el expediente" if term.of == "case" else verbs.without_number(drawn.name(term.term))


def _seal(moving: Sequence[Moving]) -> str:
    listed = "".join(f"{one.case.id} {one.term} {one.due} {one.again.due}\n" for one in moving)
    return hashlib.sha256(listed.encode()).hexdigest()


def _recount(session: Session, by: str, seal: str, reason: str, at: datetime) -> dict[str, Any]:
    _require(session, by, at.astimezone(LIMA).date())
    told = " ".join(reason.split())
    if not SHORTEST_REASON <= len(told) <= LONGEST_REASON:
        missing = {"motivo": "Escriba el motivo, con la norma: queda en el historial de cada expediente."}
        raise Invalid("Diga por qué se vuelven a contar; aún no se movió ningún plazo.", missing)
    found = review(session, at)
    if found.seal != seal:
        raise Invalid("La lista cambió mientras usted la leía y no se movió ningún plazo. Esta es la de ahora: "
                      "revísela y confirme.", {})  # fmt: skip
    actor = _actor(session, by, at)
    for one in found.moving:
        again = counting.entry(one.term, one.again, one.stood, reason=told, before=one.due, actor=actor)
        follow_up.advance(session, one.case.id, again, at)
    return {"terms": len(found.moving)}


def _actor(session: Session, officer: str, at: datetime) -> Actor:
    day = at.astimezone(LIMA).date()
    mine = appointments.actors_of(session, officer, day)
    return (
        tasks.actor_of(session, mine[0], day)
        if mine
        else Actor(officer, appointments.officer_named(session, officer).name, "")
    )


def _require(session: Session, officer: str, day: date) -> None:
    if not may_enter(session, officer, day):
        raise NotAllowed("El calendario lo lleva quien administra el sistema. No se registró nada.")
