"""What the municipality itself fixes and a procedure may read: `parametro.uit`, dated and with its norm."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.refusals import Refusal
from handlers.registers import Register, in_force, remembered

MEMBERS = "miembros_concejo"  # read from the appointments, so that it is said once

Value = Decimal | str | bool | list["Value"]


class NoParameter(Refusal):
    """The register has no value of that name for that day."""


class Parameter(Register):
    """A value that the municipality fixed, from a day, by a norm. *Truth*: ended by the next one, never changed.

    `value` is JSON text; its numbers are exact decimals.
    """

    __tablename__ = "parameters"
    __table_args__ = (UniqueConstraint("name", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    value: Mapped[str]
    valid_from: Mapped[date]
    norm: Mapped[str]
    valid_to: Mapped[date | None] = mapped_column(default=None)


def value(session: Session, name: str, day: date) -> Value:
    """Return the value of the parameter on `day`; where two rows hold, the one that began last.

    Raises NoParameter, a Refusal, when none holds.
    """
    values = all_on(session, day)
    if name not in values:
        raise NoParameter(f"El registro municipal no tiene el parámetro «{name}» vigente el {day:%d/%m/%Y}. "
                          "Pida a quien administra el sistema que lo registre con su norma.")  # fmt: skip
    return decode(values[name])


def names(session: Session, day: date) -> frozenset[str]:
    """Return the names of the parameters in force on `day`."""
    return frozenset(all_on(session, day))


def all_on(session: Session, day: date) -> Mapping[str, str]:
    """Return the JSON texts of all parameters in force on `day`, by name."""
    return remembered(session, ("parameters", day), lambda: _read(session, day), Parameter)


def encode(value: Value) -> str:
    """Return the JSON text of a value; a decimal is written as the number it is."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no number of a parameter")
        return f"{value:f}"
    if isinstance(value, list):
        return f"[{', '.join(map(encode, value))}]"
    return json.dumps(value, ensure_ascii=False)


def decode(text: str) -> Value:
    """Return the value that a JSON text of the register writes."""
    found: Value = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return found


def _read(session: Session, day: date) -> Mapping[str, str]:
    rows = session.scalars(select(Parameter).order_by(Parameter.valid_from, Parameter.id))
    return MappingProxyType({row.name: row.value for row in rows if in_force(row, day)})
