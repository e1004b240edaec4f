"""Scenarios played on a real calendar: what terms, distances and working-day functions give in a rehearsal."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine import canon, scenarios
from engine.ports import Nobody
from engine.registers import shown
from engine.scenarios import Report, Stage
from handlers import calendar, distances, municipality, terms
from handlers.calendar import Calendar
from handlers.registers import in_force
from workflows import terms as notation
from workflows.data import register_slug
from workflows.library import Folder
from workflows.terms import LIMA, Term

Away = Callable[[str, date], Term | None]  # what is added to a term for where somebody lives, on a day


def nowhere(place: str, day: date) -> None:
    """Add nothing for any place: the table of a municipality that keeps none."""


def play(folders: Sequence[Folder], procedures: Sequence[str], days: Calendar, away: Away = nowhere) -> list[Report]:
    """Play the scenarios of these procedures on a calendar and a table of distances.

    `folders` hold them and all that they call.
    """
    return scenarios.play_all(stage(folders, days, away), procedures)


def stage(folders: Sequence[Folder], days: Calendar, away: Away = nowhere) -> Stage:
    def due(text: str, start: datetime, place: str = "") -> datetime:
        return end_of_term(text, start, days, place, away)

    return scenarios.stage(folders, due, lambda n, a: _answer(n, a, days))


def calendar_of(folder: Path) -> Calendar:
    """Return the administrative calendar that a municipality's readable files describe."""
    return calendar.made_of(municipality.read(folder).days)


def away_of(folder: Path) -> Away:
    """Return the table of distances that a municipality's readable files hold."""
    books = {book.slug: rows for book, rows in municipality.read(folder).books}
    rows = books.get(register_slug(distances.BOOK), ())

    def away(place: str, day: date) -> Term | None:
        held = (shown(row.key, canon.decode(row.content)) for row in rows if in_force(row, day))
        return distances.of(held, place)[0]

    return away


def away_in(session: Session) -> Away:
    """Return the table of distances that the municipality keeps now."""
    return lambda place, day: distances.between(session, place, day)[0]


def end_of_term(text: str, start: datetime, days: Calendar, place: str = "", away: Away = nowhere) -> datetime:
    """Return when a term or timer expires that began at `start`, with the distance of a place, as the live clock does.

    Raises ValueError for what is neither.
    """
    try:
        term = notation.parse(text)
    except ValueError:
        return notation.after(text, start) if text.startswith("P") else notation.parse_moment(text)
    dated = terms.last_day(term, _day(start), days)
    if place:
        dated = terms.added_to(dated, terms.DISTANCE, away(place, _day(start)), "", days)
    return terms.expires_at(dated.due)


def _day(moment: datetime) -> date:
    return moment.astimezone(LIMA).date()


def _answer(name: str, arguments: list[Any], days: Calendar) -> Any:
    if name not in terms.FUNCTIONS:
        raise Nobody(name)
    return terms.answer(name, arguments, days)
