"""How the screen writes dates, terms, amounts and states: Spanish words, always the same."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask

from handlers import counting, terms
from handlers.calendar import Calendar, written
from workflows.terms import LIMA

MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
SOON = 2  # working days
STATES = {"open": ("en trámite", "open"), "ended": ("concluido", "ended"), "incident": ("con incidencia", "incident")}


@dataclass(frozen=True, slots=True)
class Badge:
    """How long there is: `level` late, today, soon or calm; words; the last day in ISO; and why that day."""

    level: str
    words: str
    date: str
    reason: str = ""


def register(app: Flask) -> None:
    """Give every template the filters of this module."""
    for name, work in {
        "tabla": in_table, "texto": in_text, "registro": in_record, "hora": hour, "humano": humanised,
    }.items():  # fmt: skip
        app.jinja_env.filters[name] = work


def in_table(day: date | datetime | None) -> str:
    """`26 nov 2026`."""
    if day is None:
        return ""
    day = _lima(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def in_text(day: date | datetime) -> str:
    """`jueves 26 de noviembre de 2026`."""
    return written(_lima(day))


def in_record(moment: datetime) -> str:
    """`26/11/2026 14:05`."""
    return f"{moment.astimezone(LIMA):%d/%m/%Y %H:%M}"


def hour(moment: datetime) -> str:
    """`14:05`."""
    return f"{moment.astimezone(LIMA):%H:%M}"


def humanised(name: str) -> str:
    """A name of the diagrams as words, where nothing better is known: `elaborar_informe` -> `Elaborar informe`."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def badge(due: date | None, today: date, days: Calendar, reason: str = "") -> Badge | None:
    """Return how long there is until the last day of a term; None where no term runs."""
    if due is None:
        return None
    left = terms.working_days_left(today, due, days)
    level = "late" if today > due else "today" if today == due else "soon" if left <= SOON else "calm"
    return Badge(level, terms.in_words(today, due, days), due.isoformat(), reason)


def standing_still(since: date, due: date | None) -> Badge:
    """Return since when a term stands still; `due` is its last day where it runs again by itself."""
    then = f"Si no se levanta antes, vence el {written(due)}." if due else "Lo que falta se cuenta cuando se levante."
    return Badge("none", terms.suspended_in_words(since), "", then)


def term_of(row: Any, today: date, days: Calendar, reason: str = "") -> Badge | None:
    """Return how long a task or a term has, or since when it stands still; None where no term runs."""
    if since := counting.suspended(row, today):
        return standing_still(since, row.due)
    return badge(row.due, today, days, reason)


def _lima(day: date | datetime) -> date:
    return day.astimezone(LIMA).date() if isinstance(day, datetime) else day
