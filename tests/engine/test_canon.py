"""The same facts always give the same bytes, and the bytes give the facts back."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import canon
from engine.entries import Actor, CaseOpened, Heard, TaskDecided
from workflows import feel

LIMA = ZoneInfo("America/Lima")
numbers = st.integers(-(2**60), 2**60).map(Decimal) | st.decimals(allow_nan=False, allow_infinity=False, places=4)
leaves = (
    st.none() | st.booleans() | st.text(st.characters(exclude_categories=["Cs"])) | numbers | st.dates(date(1900, 1, 1))
)
values = st.recursive(
    leaves, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text("$abcñ\U0001f600", max_size=4), v, max_size=3)
)


@given(values)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    source = canon.encode(value)

    assert canon.decode(source) == value
    assert canon.encode(canon.decode(source)) == source


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 3, 2, 9, tzinfo=LIMA),
        time(9, 30),
        feel.evaluate('duration("P1Y2M")', {}),
        feel.evaluate('duration("PT90M")', {}),
        Decimal("148.60"),
        Decimal("1E+3"),
        Decimal(2**53 + 1),
    ],
)
def test_what_json_has_no_word_for_is_tagged_and_comes_back(value: Any) -> None:
    source = canon.encode(value)

    assert source.startswith(b'{"$":')
    assert str(canon.decode(source)) == str(value)


def test_a_duration_of_python_is_written_as_feel_writes_it() -> None:
    assert canon.encode(timedelta(minutes=90)) == b'{"$":"duration","v":"PT1H30M"}'


def test_keys_are_sorted_as_rfc_8785_says_and_a_users_dollar_is_escaped() -> None:
    """UTF-16 order: an astral character sorts before U+FB33."""
    assert canon.encode({"\ufb33": 1, "\U0001f600": 2, "$": 3}) == '{"$$":3,"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize("value", [0.5, float("nan"), object(), {1, 2}, "\ud800", feel.evaluate("function(x) x", {})])
def test_what_cannot_be_written_exactly_is_refused(value: Any) -> None:
    with pytest.raises(canon.NotCanonical):
        canon.encode(value)


def test_an_entry_comes_back_with_what_was_heard_for_it() -> None:
    entry = TaskDecided("a:1", {"monto": Decimal("10.50")}, {"sustento": "0f"}, Actor("ana", "Ana Quispe", "ogaj"))
    heard = [
        Heard("parametro.uit", [], Decimal(5500), source="D.S. 301-2025-EF"),
        Heard("servicio x", [{}], how="later"),
    ]

    kind, body = canon.write(entry, heard)

    assert canon.read(kind, body) == (entry, heard)


def test_a_field_with_its_default_is_not_written_but_format_and_edition_always_are() -> None:
    _, body = canon.write(CaseOpened("tupa", "tupa", format=1, edition=1))

    assert body == b'{"edition":1,"format":1,"procedure":"tupa","process":"tupa"}'
