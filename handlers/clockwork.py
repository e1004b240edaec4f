"""Extends a term, lets it stand still and run again: what an officer of authority does, written in the journal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import journal
from engine.entries import Actor, Cause, TermExtended, TermResumed, TermSuspended
from handlers import calendar, clock, commands, counting, follow_up, terms, values
from handlers.clock import EXTEND, RESUME, SUSPEND, Clock
from handlers.counting import Span
from handlers.refusals import Invalid, NotAllowed
from handlers.standing import RunningTerm
from handlers.terms import EXTENSION, Addition
from workflows.terms import LIMA, Term

SHORTEST, LONGEST = 10, 1000  # characters of a reason
SHORTEST_INSTRUMENT, LONGEST_INSTRUMENT = 3, 200


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a term may stand still: in words, the article, and for how many working days at most (None: no limit)."""

    words: str
    article: str
    most: int | None


GROUNDS: Mapping[str, Ground] = {
    "informacion": Ground("Se pidió a otra entidad información indispensable", "LPAG 87.3", 7),
    "administrado": Ground("La pidió el administrado para completar un trámite a su cargo", "LPAG 147.4", 30),
    "norma": Ground("La ordena una norma, un juez u otra autoridad", "LPAG 147.1", None),
}
SAID = "Revise lo señalado. Lo que escribió sigue en pantalla; aún no se registró nada."


def act(
    session: Session, case_id: int, place: str, officer: str, what: str, told: Mapping[str, str], at: datetime, *,
    key: str,
) -> dict[str, Any]:  # fmt: skip
    """Do one of EXTEND, SUSPEND, RESUME on the term of a place and return `{"case", "due"}` (ISO, or empty).

    `told`: `motivo` and `instrumento`; to extend also `dias`; to suspend `causa`, one of GROUNDS, and `dias` where it
    has an end. The repeat of a key gets the first answer. Raises NotFound, NotAllowed (with the article that speaks
    against it), Invalid (per field); nothing is written then.
    """
    body = {"acto": what, "lugar": place, "expediente": case_id, **told}
    return commands.once(session, key, officer, body,
                         lambda: _act(session, case_id, place, officer, what, told, at), at)  # fmt: skip


def _act(
    session: Session, case_id: int, place: str, officer: str, what: str, told: Mapping[str, str], at: datetime
) -> dict[str, Any]:
    found = clock.clock(session, case_id, place, officer, at)
    actor = found.actors.get(what)
    if actor is None:
        raise NotAllowed(_not_yours(found, what))
    if what in found.withheld:
        raise NotAllowed(f"{found.withheld[what]} No se registró nada.")
    causes = _DOES[what](session, found, _checked(found, what, told), actor, at)
    for cause in causes:
        follow_up.advance(session, case_id, cause, at)
    due = clock.clock(session, case_id, place, officer, at).due
    return {"case": case_id, "due": due.isoformat() if due else ""}


def _not_yours(found: Clock, what: str) -> str:
    above = "quien dirige el órgano que la espera" if found.of == "message" else "el superior del órgano que lo tiene"
    whose = above if what == EXTEND else "quien dirige el órgano que lo tiene, o su superior"
    return f"Este plazo lo puede {what} {whose}; hoy usted no actúa como tal. No se registró nada."


# what was told


@dataclass(frozen=True, slots=True)
class _Told:
    reason: str
    instrument: str
    days: int | None
    ground: str

    @property
    def why(self) -> str:
        """The reason as a sentence about the due date cites it."""
        return _cited(self.instrument, self.reason)


def _cited(instrument: str, reason: str) -> str:
    said = values.shortened(reason).rstrip(".")
    return f"{instrument}: {said}" if instrument else said


def _checked(found: Clock, what: str, told: Mapping[str, str]) -> _Told:
    errors: dict[str, str] = {}
    reason, instrument = _line(told, "motivo"), _line(told, "instrumento")
    ground = told.get("causa", "") if what == SUSPEND else ""
    if what == SUSPEND and ground not in GROUNDS:
        errors["causa"] = "Elija por qué se suspende."
    most = _most(found, what, ground)
    days = _days(told, most, errors) if most is not None else None
    if not SHORTEST <= len(reason) <= LONGEST:
        errors["motivo"] = f"Escriba el motivo, de {SHORTEST} a {LONGEST} caracteres: queda en el historial."
    if not SHORTEST_INSTRUMENT <= len(instrument) <= LONGEST_INSTRUMENT:
        errors["instrumento"] = "Cite el documento en el que consta: la decisión debe ser expresa (LPAG 147.3)."
    if errors:
        raise Invalid(SAID, errors)
    return _Told(reason, instrument, days, ground)


def _most(found: Clock, what: str, ground: str) -> int | None:
    if what == EXTEND:
        return found.longest.amount if found.longest else 0
    return GROUNDS[ground].most if ground in GROUNDS else None


def _days(told: Mapping[str, str], most: int, errors: dict[str, str]) -> int | None:
    text = told.get("dias", "").strip()
    if text.isdecimal() and text.isascii() and 1 <= int(text[:5]) <= most:
        return int(text)
    errors["dias"] = f"Escriba cuánto, en números: de 1 a {most}."
    return None


def _line(told: Mapping[str, str], name: str) -> str:
    return " ".join(told.get(name, "").split())


# what is written


def _extend(session: Session, found: Clock, told: _Told, actor: Actor, at: datetime) -> list[Cause]:
    """A term and those drawn beside it that say the same: they were one, and stay one."""
    assert found.main is not None and found.longest is not None and told.days is not None
    by, days = Term(told.days, found.longest.unit), calendar.calendar(session)
    main = found.main
    causes: list[Cause] = [
        TermExtended(main.term, str(by), told.reason, told.instrument, main.due, actor),
    ]
    for row in (main, *found.same):
        if row.due is not None:
            added = [*counting.additions(row), Addition(EXTENSION, by, told.why, row.due)]
            causes += _dated(row, days, added=added)
    return causes


def _suspend(session: Session, found: Clock, told: _Told, actor: Actor, at: datetime) -> list[Cause]:
    today, days = at.astimezone(LIMA).date(), calendar.calendar(session)
    until = terms.add_working_days(today, told.days, days) if told.days else None
    whole = found.of == "case"
    running = [one for one in found.all if one.due and today <= one.due and not counting.suspended(one, today)]
    causes: list[Cause] = []
    for place, row in [*((row.term, row) for row in running), *_case_itself(found, running)]:
        causes.append(TermSuspended(place, told.ground, told.reason, told.instrument, today, until,
                                    row.due if row else None, whole, actor))  # fmt: skip
        if row is not None and until is not None:
            stood = [*counting.spans(row), Span(today, until, told.ground, told.why)]
            causes += _dated(row, days, stood=stood)
    return _main_first(causes, found)


def _resume(session: Session, found: Clock, told: _Told, actor: Actor, at: datetime) -> list[Cause]:
    today, days = at.astimezone(LIMA).date(), calendar.calendar(session)
    whole = found.of == "case"
    still = [one for one in found.all if (one.suspended_on, one.suspended_until) == (found.since, found.until)]
    begun = _begun(session, found)
    causes: list[Cause] = []
    for place, row in [*((row.term, row) for row in still), *_case_itself(found, still)]:
        causes.append(TermResumed(place, told.reason, told.instrument, today, whole, actor))
        if row is not None and place in begun:
            causes += _dated(row, days, stood=_ended(counting.spans(row), begun[place], today))
    return _main_first(causes, found)


def _begun(session: Session, found: Clock) -> dict[str, TermSuspended]:
    """Return by term the newest suspension that the journal tells."""
    told = (record.entry for record in journal.read(session, found.case.id))
    return {entry.term: entry for entry in told if isinstance(entry, TermSuspended)}


def _ended(spans: list[Span], begun: TermSuspended, today: date) -> list[Span]:
    """Return the spans, the one that is lifted ended today; one without an end is not among them yet."""
    others = [span for span in spans if not (span.first == begun.since and span.last >= today)]
    return [*others, Span(begun.since, today, begun.how, _cited(begun.instrument, begun.reason))]


def _case_itself(found: Clock, rows: list[RunningTerm]) -> list[tuple[str, RunningTerm | None]]:
    """A case without a term of its own stands still all the same: what begins in it meanwhile does too."""
    none = found.of == "case" and all(row.term != found.place for row in rows)
    return [(found.place, None)] if none else []


def _main_first(causes: list[Cause], found: Clock) -> list[Cause]:
    """The history tells of one act, in the words of the term that it is about: that one comes first."""
    main = found.place if found.of == "case" else found.main.term if found.main else ""
    return sorted(causes, key=lambda cause: getattr(cause, "term", "") != main)


def _dated(
    row: RunningTerm, days: calendar.Calendar, added: list[Addition] | None = None, stood: list[Span] | None = None
) -> list[Cause]:
    again = counting.again(row, days, added, stood)
    return [counting.entry(row.term, again, counting.spans(row) if stood is None else stood)] if again else []


_DOES: Mapping[str, Callable[[Session, Clock, _Told, Actor, datetime], list[Cause]]] = {
    EXTEND: _extend,
    SUSPEND: _suspend,
    RESUME: _resume,
}
