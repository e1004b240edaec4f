"""The notation of terms and timers says one thing, and refuses the rest with a sentence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workflows import terms
from workflows.terms import LIMA, Cycle, Duration, Term

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=LIMA)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("7 dh", Term(7, "dh")),
        ("20 dht", Term(20, "dht")),
        (" 30 dc ", Term(30, "dc")),
        ("1 mes", Term(1, "meses")),
        ("2 meses", Term(2, "meses")),
        ("1 meses", Term(1, "meses")),
        ("1 año", Term(1, "años")),
        ("2 an\u0303os", Term(2, "años")),
        ("3650 dh", Term(3650, "dh")),
        ("120 meses", Term(120, "meses")),
    ],
)
def test_a_term_is_an_amount_and_a_unit(text: str, term: Term) -> None:
    assert terms.parse(text) == term


@pytest.mark.parametrize(
    "text",
    ["", "dh", "7", "0 dh", "-3 dh", "3651 dh", "121 meses", "11 años", "7,5 dh", "7 días", "P7D", "7 dh 3", "7\ndh",
     "7 dh" + " " * 80 + "x", "٧ dh", "9" * 500 + " dh"],
)  # fmt: skip
def test_anything_else_is_no_term(text: str) -> None:
    with pytest.raises(ValueError, match="plazo"):
        terms.parse(text)


@given(some.sampled_from(["dh", "dht", "dc", "meses", "años"]), some.integers(1, 10))
def test_a_term_written_is_read_back(unit: terms.Unit, amount: int) -> None:
    assert terms.parse(str(Term(amount, unit))) == Term(amount, unit)


def test_a_term_reads_as_officials_say_it() -> None:
    assert Term(7, "dh").in_words() == "7 días hábiles"
    assert Term(1, "dh").in_words() == "1 día hábil"
    assert Term(3, "dht").in_words() == "3 días hábiles tributarios"
    assert str(Term(1, "meses")) == "1 mes"
    assert str(Term(2, "años")) == "2 años"


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("PT1H", Duration(0, timedelta(hours=1))),
        ("P5D", Duration(0, timedelta(days=5))),
        ("P2W", Duration(0, timedelta(days=14))),
        ("P1M", Duration(1)),
        ("PT1M", Duration(0, timedelta(minutes=1))),
        ("P1Y2M3DT4H5M6.5S", Duration(14, timedelta(days=3, hours=4, minutes=5, seconds=6.5))),
        ("P10Y", Duration(120)),
        ("P3650D", Duration(0, timedelta(days=3650))),
    ],
)
def test_a_duration_is_read_and_written(text: str, duration: Duration) -> None:
    assert terms.parse_timer(text, "timeDuration") == duration
    assert terms.parse_timer(str(duration), "timeDuration") == duration


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1DT", "-PT1H", "PT-1H", "PT0S", "P0D", "1H", "PT1.5H", "P11Y", "P121M", "P3654D", "pt1h",
     "PT1H ;", "P99999999999D", "__import__('os')"],
)  # fmt: skip
def test_a_duration_is_positive_and_at_most_ten_years(text: str) -> None:
    with pytest.raises(ValueError, match="duración"):
        terms.parse_timer(text, "timeDuration")


def test_a_date_without_zone_is_limas() -> None:
    eight = datetime(2026, 10, 1, 13, 0, tzinfo=UTC)

    assert terms.parse_timer("2026-10-01T08:00:00-05:00", "timeDate") == eight
    assert terms.parse_timer("2026-10-01T13:00:00Z", "timeDate") == eight
    assert terms.parse_timer("2026-10-01T08:00", "timeDate") == eight
    assert terms.parse_timer("2026-10-01", "timeDate") == eight - timedelta(hours=8)


@pytest.mark.parametrize("text", ["", "hoy", "2026-02-30", "2026-13-01", "20261001", "2026-10-01T25:00", "0001-01-01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="fecha|años"):
        terms.parse_timer(text, "timeDate")


def test_a_cycle_says_how_often_and_from_when() -> None:
    hourly = terms.parse_timer("R3/PT1H", "timeCycle")
    yearly = terms.parse_timer("R/2026-10-01T08:00:00-05:00/P1Y", "timeCycle")

    assert hourly == Cycle(3, Duration(0, timedelta(hours=1)))
    assert yearly == Cycle(None, Duration(12), datetime(2026, 10, 1, 8, tzinfo=LIMA))


@pytest.mark.parametrize(
    "text",
    ["R3", "R3/", "R0/PT1H", "R1001/PT1H", "R-1/PT1H", "R/PT0S", "R/PT59S", "R/2026-10-01", "R/a/PT1H",
     "R/PT1H/PT1H/PT1H", "0 0 9 * * MON", "PT1H", "R" + "9" * 400 + "/PT1H"],
)  # fmt: skip
def test_a_cycle_that_would_not_end_or_not_pause_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ciclo|duración|fecha"):
        terms.parse_timer(text, "timeCycle")


def test_a_cycle_without_start_comes_first_after_one_period() -> None:
    hourly = terms.parse_cycle("R3/PT1H")

    moments = [hourly.occurrence(number, NOON) for number in (1, 2, 3, 4)]

    assert moments == [NOON + timedelta(hours=hours) for hours in (1, 2, 3)] + [None]


def test_a_monthly_cycle_returns_to_the_31st() -> None:
    monthly = terms.parse_cycle("R/2026-01-31T08:00:00-05:00/P1M")

    days = [monthly.occurrence(number, NOON) for number in (1, 2, 3)]

    assert [moment.date() for moment in days if moment] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_the_next_time_of_a_yearly_cycle_is_in_the_coming_year() -> None:
    yearly = terms.parse_cycle("R/2026-10-01T08:00:00-05:00/P1Y")
    first = datetime(2026, 10, 1, 8, tzinfo=LIMA)

    assert yearly.next(NOON, NOON) == (1, first)
    assert yearly.next(first, NOON) == (2, first.replace(year=2027))
    assert terms.parse_cycle("R2/PT1H").next(NOON + timedelta(hours=2), NOON) is None


@given(some.integers(1, 1000), some.integers(1, 5000), some.integers(0, 200_000))
def test_the_next_time_is_the_first_one_not_yet_passed(count: int, minutes: int, gone: int) -> None:
    cycle = Cycle(count, Duration(0, timedelta(minutes=minutes)))
    past = NOON + timedelta(minutes=gone)

    found = cycle.next(past, NOON)

    expected = gone // minutes + 1
    assert found == (None if expected > count else (expected, NOON + expected * timedelta(minutes=minutes)))


def test_a_duration_is_added_in_limas_time_and_months_from_date_to_date() -> None:
    assert terms.after("PT1H", NOON) == NOON + timedelta(hours=1)
    assert terms.after("P1M", datetime(2026, 1, 31, 12, tzinfo=LIMA)) == datetime(2026, 2, 28, 12, tzinfo=LIMA)
    assert terms.after("P1Y", datetime(2024, 2, 29, 12, tzinfo=LIMA)) == datetime(2025, 2, 28, 12, tzinfo=LIMA)
    assert terms.after(timedelta(days=2), NOON) == NOON + timedelta(days=2)
    assert terms.after("P1D", datetime(2026, 3, 2, 12)) == NOON + timedelta(days=1)


def test_months_are_added_on_limas_date_not_on_greenwichs() -> None:
    last_evening_of_january = datetime(2026, 2, 1, 3, 0, tzinfo=UTC)

    assert terms.after("P1M", last_evening_of_january) == datetime(2026, 2, 28, 22, tzinfo=LIMA)


def test_a_month_without_that_day_has_no_same_day() -> None:
    assert terms.same_day(date(2026, 1, 30), 1) is None
    assert terms.same_day(date(2026, 6, 8), 3) == date(2026, 9, 8)
    assert terms.same_day(date(2026, 12, 31), -10) is None
    assert terms.first_of_month_after(date(2026, 1, 30), 1) == date(2026, 3, 1)


@given(some.text(max_size=40), some.sampled_from(["timeDuration", "timeDate", "timeCycle", "otro"]))
def test_any_text_is_a_timer_or_refused_with_a_sentence(text: str, form: str) -> None:
    try:
        terms.parse_timer(text, form)
    except ValueError as refusal:
        assert str(refusal).startswith(("«", "La ", "El "))
