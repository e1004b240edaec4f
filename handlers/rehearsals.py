"""Scenarios played on a real calendar: what terms and working-day functions give in a rehearsal."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine import scenarios
from engine.ports import Nobody
from engine.scenarios import Report, Stage
from handlers import calendar, municipality, terms
from handlers.calendar import Calendar
from workflows import terms as notation
from workflows.library import Folder
from workflows.terms import LIMA


def play(folders: Sequence[Folder], procedures: Sequence[str], days: Calendar) -> list[Report]:
    """Play the scenarios of these procedures on a calendar; `folders` hold them and all that they call."""
    return scenarios.play_all(stage(folders, days), procedures)


def stage(folders: Sequence[Folder], days: Calendar) -> Stage:
    return scenarios.stage(
        folders, lambda text, start: end_of_term(text, start, days), lambda n, a: _answer(n, a, days)
    )


def calendar_of(folder: Path) -> Calendar:
    """Return the administrative calendar that a municipality's readable files describe."""
    return calendar.made_of(municipality.read(folder).days)


def end_of_term(text: str, start: datetime, days: Calendar) -> datetime:
    """Return when a term or timer expires that began at `start`. Raises ValueError for what is neither."""
    try:
        term = notation.parse(text)
    except ValueError:
        return notation.after(text, start) if text.startswith("P") else notation.parse_moment(text)
    return terms.expires_at(terms.last_day(term, _day(start), days).due)


def _day(moment: datetime) -> date:
    return moment.astimezone(LIMA).date()


def _answer(name: str, arguments: list[Any], days: Calendar) -> Any:
    if name not in terms.FUNCTIONS:
        raise Nobody(name)
    return terms.answer(name, arguments, days)
