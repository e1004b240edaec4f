"""The registers as people read them: the days of a year that do not count, the parameters with their norms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import parameters, values
from handlers.calendar import CalendarDay
from handlers.parameters import Parameter
from handlers.registers import in_force


@dataclass(frozen=True, slots=True)
class Fixed:
    """A parameter's row, its value in words, and whether it holds today."""

    row: Parameter
    words: str
    holds: bool


def days_of(session: Session, year: int) -> Sequence[CalendarDay]:
    """Return the days of a year that a norm takes out of the ordinary week, as the register holds them now."""
    wanted = select(CalendarDay).where(CalendarDay.day >= date(year, 1, 1), CalendarDay.day <= date(year, 12, 31))
    return session.scalars(wanted.where(CalendarDay.ended.is_(None)).order_by(CalendarDay.day)).all()


def fixed(session: Session, today: date) -> list[Fixed]:
    """Return every parameter, by name, the newest value first."""
    rows = session.scalars(select(Parameter).order_by(Parameter.name, Parameter.valid_from.desc()))
    return [Fixed(row, values.in_words(parameters.decode(row.value)), in_force(row, today)) for row in rows]
