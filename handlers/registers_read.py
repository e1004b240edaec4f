"""The registers as people read them: days that do not count, parameters with their norms, rows and how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registers import MOST
from handlers import endings, parameters, values
from handlers.books import BookRow
from handlers.calendar import CalendarDay
from handlers.endings import RowEnd, Status
from handlers.parameters import Parameter
from handlers.registers import in_force


@dataclass(frozen=True, slots=True)
class Fixed:
    """A parameter's row, its value in words, and whether it holds today."""

    row: Parameter
    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of a register as people read it: its values in words, how it stands, and how an officer ended it."""

    row: BookRow
    words: Sequence[values.Datum]
    status: Status
    ended: RowEnd | None


def rows_of(session: Session, slug: str, day: date, *, holds: bool | None = None) -> list[Kept]:
    """Return the rows of a register, by key, the newest of each first: of many, the first 500.

    `holds` chooses those in force, or those that are not.
    """
    found = session.scalars(select(BookRow).where(BookRow.book == slug).order_by(BookRow.key, BookRow.id.desc()))
    ends, newest, kept = endings.of_rows(session, slug), set[str](), list[Kept]()
    for row in found:
        content = endings.content_of(row)
        status = endings.status(row, content, ends.get(row.id), day, is_newest=row.key not in newest)
        newest.add(row.key)
        if holds in (None, status.holds):
            kept.append(Kept(row, values.stated(content), status, ends.get(row.id)))
    return kept[:MOST]


def days_of(session: Session, year: int) -> Sequence[CalendarDay]:
    """Return the days of a year that a norm takes out of the ordinary week, as the register holds them now."""
    wanted = select(CalendarDay).where(CalendarDay.day >= date(year, 1, 1), CalendarDay.day <= date(year, 12, 31))
    return session.scalars(wanted.where(CalendarDay.ended.is_(None)).order_by(CalendarDay.day)).all()


def fixed(session: Session, today: date) -> list[Fixed]:
    """Return every parameter, by name, the newest value first."""
    rows = session.scalars(select(Parameter).order_by(Parameter.name, Parameter.valid_from.desc()))
    return [Fixed(row, values.in_words(parameters.decode(row.value)), in_force(row, today)) for row in rows]
