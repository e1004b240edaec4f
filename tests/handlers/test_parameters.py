"""Parameters are dated, exact, and carry their norm."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy.orm import Session

from handlers import parameters
from handlers.parameters import NoParameter, Parameter, Value

plain = some.decimals(allow_nan=False, allow_infinity=False, places=4) | some.text(max_size=20) | some.booleans()


def unit_of_tax(year: int, amount: str) -> Parameter:
    return Parameter(name="uit", value=amount, valid_from=date(year, 1, 1), norm=f"UIT {year}")


def test_a_parameter_has_the_value_of_its_day(session: Session) -> None:
    session.add_all([unit_of_tax(2025, "5350"), unit_of_tax(2026, "5500")])

    assert parameters.value(session, "uit", date(2025, 12, 31)) == Decimal(5350)
    assert parameters.value(session, "uit", date(2026, 1, 1)) == Decimal(5500)
    assert parameters.names(session, date(2026, 1, 1)) == {"uit"}


def test_a_parameter_that_is_not_there_is_refused_with_a_sentence(session: Session) -> None:
    session.add(unit_of_tax(2026, "5500"))

    with pytest.raises(NoParameter, match="«uit» vigente el 31/12/2025"):
        parameters.value(session, "uit", date(2025, 12, 31))


def test_a_new_value_is_seen_at_once(session: Session) -> None:
    session.add(unit_of_tax(2026, "5500"))
    assert parameters.value(session, "uit", date(2027, 1, 1)) == Decimal(5500)

    session.add(unit_of_tax(2027, "5700"))

    assert parameters.value(session, "uit", date(2027, 1, 1)) == Decimal(5700)


@given(plain | some.lists(plain, max_size=4))
def test_a_value_written_is_read_back_exactly(value: Value) -> None:
    assert parameters.decode(parameters.encode(value)) == value
    assert type(parameters.decode(parameters.encode(value))) is type(value)


def test_what_is_no_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="NaN"):
        parameters.encode(Decimal("NaN"))
