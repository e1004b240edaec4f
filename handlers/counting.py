"""How a term of a case is counted: from its start, with what was added to it, without the days that it stood still.

Source: LPAG 144-147 (TUO): an addition counts on from the first last day, no new term begins. The day on which a
suspension begins or is lifted does not count: a day has run only at its end (151.1), and what an act sets going
counts from the next (144.1).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from engine.entries import Actor, TermDated, TermStarted
from handlers import calendar, distances, terms
from handlers.calendar import Calendar
from handlers.standing import RunningTerm
from handlers.terms import DISTANCE, Addition, Dated
from workflows import terms as notation
from workflows.terms import LIMA, Term


@dataclass(frozen=True, slots=True)
class Span:
    """The days, both included, during which a term did not run; `how` is the cause of the suspension."""

    first: date
    last: date
    how: str
    why: str


def first(session: Session, started: TermStarted, at: datetime, *, added: Sequence[Addition] = (),
          stood: Sequence[Span] = ()) -> TermDated:  # fmt: skip
    """Return when a term ends that begins now: with the distance that it names, and what it takes over from before."""
    start = _start(started, at)
    term = counted(started.text)
    if term is None:
        expires = _moment(started, at)
        last = (expires.astimezone(LIMA) - timedelta(microseconds=1)).date()
        return TermDated(started.term, last, expires, start)
    days = calendar.calendar(session)
    found = count(term, start, days, (), stood)
    if started.place:
        more, why = distances.between(session, started.place, at.astimezone(LIMA).date())
        found = terms.added_to(found, DISTANCE, more, why, still(days, stood))
    for one in added:
        found = terms.added_to(found, one.kind, one.term, one.why, still(days, stood))
    return entry(started.term, found, stood)


def again(
    row: RunningTerm, days: Calendar, added: Sequence[Addition] | None = None, stood: Sequence[Span] | None = None
) -> Dated | None:
    """Return a running term as it is counted now, with other additions and spans where some are given.

    None for a moment or a date, which nobody counts.
    """
    term = counted(row.text)
    if term is None or row.start is None:
        return None
    return count(term, row.start, days, additions(row) if added is None else added,
                 spans(row) if stood is None else stood)  # fmt: skip


def count(term: Term, start: date, days: Calendar, added: Sequence[Addition], stood: Sequence[Span]) -> Dated:
    """Return the last day of a term that began on `start`, each addition counted on from the day before it."""
    running = still(days, stood)
    found = terms.last_day(term, start, running)
    for one in added:
        found = terms.added_to(found, one.kind, one.term, one.why, running)
    return found


def entry(term: str, dated: Dated, stood: Sequence[Span], *, reason: str = "", before: date | None = None,
          actor: Actor | None = None) -> TermDated:  # fmt: skip
    """Return what the journal keeps of a term as it was counted."""
    skipped = tuple((day.isoformat(), why) for day, why in dated.skipped)
    added = tuple((one.kind, str(one.term or ""), one.why, one.before.isoformat()) for one in dated.added)
    still = tuple((span.first.isoformat(), span.last.isoformat(), span.how, span.why) for span in stood)
    return TermDated(term, dated.due, terms.expires_at(dated.due), dated.start, dated.calendar_version, skipped,
                     reason, before, actor, added, still)  # fmt: skip


def read_back(text: str, dated: TermDated) -> Dated | None:
    """Return a term as the journal says that it was counted; None for one that nobody counts."""
    term = counted(text)
    if term is None or dated.start is None:
        return None
    skipped = tuple((date.fromisoformat(day), reason) for day, reason in dated.skipped)
    return Dated(term, dated.start, dated.due, dated.calendar, skipped, tuple(_additions(dated.added)))


def additions(row: RunningTerm) -> list[Addition]:
    """Return what was added to a running term, in order."""
    return _additions(json.loads(row.added or "[]"))


def additions_of(dated: TermDated) -> list[Addition]:
    """Return what was added to a term, as the journal says."""
    return _additions(dated.added)


def spans(row: RunningTerm) -> list[Span]:
    """Return the days during which a running term did not run, in order."""
    return [Span(date.fromisoformat(first), date.fromisoformat(last), how, why)
            for first, last, how, why in json.loads(row.stood or "[]")]  # fmt: skip


def counted(text: str) -> Term | None:
    """Return a text as a term of days, months or years; None for a moment, a date or a duration of ISO 8601."""
    try:
        return notation.parse(text)
    except ValueError:
        return None


def suspended(row: object, today: date) -> date | None:
    """Return since when a task, a term or a case stands still today; None when it does not."""
    since, until = getattr(row, "suspended_on", None), getattr(row, "suspended_until", None)
    return since if isinstance(since, date) and (until is None or today <= until) else None


def _additions(told: Sequence[Sequence[str]]) -> list[Addition]:
    return [Addition(kind, notation.parse(term) if term else None, why, date.fromisoformat(before))
            for kind, term, why, before in told]  # fmt: skip


def still(days: Calendar, stood: Sequence[Span]) -> Calendar:
    """Return the calendar of a term that did not run during these spans."""
    return calendar.standing_still(days, [(span.first, span.last, span.why) for span in stood]) if stood else days


def _start(started: TermStarted, at: datetime) -> date:
    since = started.since
    start = since.astimezone(LIMA).date() if isinstance(since, datetime) and since.tzinfo else since
    start = start.date() if isinstance(start, datetime) else start
    return start if isinstance(start, date) else at.astimezone(LIMA).date()


def _moment(started: TermStarted, at: datetime) -> datetime:
    """Return when a timer written in ISO 8601 expires: a duration after its start, or a date."""
    if started.text.startswith("P"):
        return notation.after(started.text, started.since if isinstance(started.since, datetime) else at)
    return notation.parse_moment(started.text)
