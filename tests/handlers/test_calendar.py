"""The calendar knows which days count, why the others do not, and when it learned of them."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from handlers import calendar
from handlers.calendar import Calendar, CalendarDay

BEFORE = date(2024, 1, 1)
HOLIDAYS = {
    2026: "01-01 04-02 04-03 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25",
    2027: "01-01 03-25 03-26 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25",
}
WORKING_DAYS = {
    2026: [20, 20, 22, 20, 20, 21, 20, 20, 22, 21, 21, 20],
    2027: [20, 20, 21, 22, 21, 20, 19, 20, 22, 20, 21, 21],
}


def day_off(day: date, **other: object) -> CalendarDay:
    about: dict[str, object] = dict(layer="sector_publico", scope="PE", kind="no_laborable_publico", effect="exclude",
                 name="Día no laborable", norm="DS 042-2025-PCM", known_from=BEFORE, counts_for_tax=True)  # fmt: skip
    return CalendarDay(day=day, **(about | other))  # type: ignore[arg-type]


def days() -> list[CalendarDay]:
    return [*calendar.national_holidays([2025, 2026, 2027], known_from=BEFORE), day_off(date(2026, 1, 2))]


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_library_still_gives_the_sixteen_holidays_of_the_law(year: int) -> None:
    found = calendar.national_holidays([year], known_from=BEFORE)

    assert " ".join(f"{day.day:%m-%d}" for day in found) == HOLIDAYS[year]
    assert "Resurrección" not in " ".join(day.name for day in found)


@pytest.mark.parametrize("year", [2026, 2027])
def test_each_month_has_the_working_days_that_were_counted_by_hand(year: int) -> None:
    working = calendar.made_of(days())

    whole_year = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    by_month = [sum(working.is_working(day) for day in whole_year if day.month == month) for month in range(1, 13)]

    assert by_month == WORKING_DAYS[year]
    assert sum(by_month) == 247


def test_a_day_off_of_the_public_sector_counts_for_tax() -> None:
    friday = date(2026, 1, 2)

    assert not calendar.made_of(days(), "administrativo").is_working(friday)
    assert calendar.made_of(days(), "tributario").is_working(friday)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 7, 23), "feriado, Día de la Fuerza Aérea del Perú"),
        (date(2026, 7, 28), "feriado, Fiestas Patrias"),
        (date(2026, 8, 30), "domingo y feriado, Santa Rosa de Lima"),
        (date(2026, 7, 25), "sábado"),
        (date(2026, 1, 2), "día no laborable del sector público, DS 042-2025-PCM"),
        (date(2026, 7, 24), None),
    ],
)
def test_the_calendar_says_why_a_day_does_not_count(day: date, reason: str | None) -> None:
    assert calendar.made_of(days()).reason(day) == reason


def test_a_local_anniversary_is_told_and_changes_nothing() -> None:
    anniversary = day_off(date(2026, 9, 15), layer="local", kind="feriado", effect="none", name="Aniversario")
    working = calendar.made_of([anniversary])

    assert working.is_working(anniversary.day)
    assert working.reason(anniversary.day) is None


def test_the_strongest_effect_wins_where_two_norms_meet() -> None:
    day = date(2026, 7, 28)
    suspension = day_off(day, kind="suspension", effect="suspend", norm="DU 026-2026")

    for order in ([*days(), suspension], [suspension, *days()]):
        assert calendar.made_of(order).is_suspended(day)
        assert calendar.made_of(order).reason(day) == "plazos suspendidos, DU 026-2026"


def test_the_version_names_what_the_calendar_holds() -> None:
    one, same = calendar.made_of(days()), calendar.made_of(list(reversed(days())))
    other = calendar.made_of([*days(), day_off(date(2026, 12, 24))])

    assert one.version == same.version
    assert one.version != other.version
    assert one.version != calendar.made_of(days(), "tributario").version


def test_the_register_tells_what_it_knew_on_a_day(session: Session) -> None:
    christmas_eve = date(2026, 12, 24)
    session.add_all([*days(), day_off(christmas_eve, known_from=date(2026, 12, 1))])
    session.flush()

    assert calendar.calendar(session, known_on=date(2026, 11, 30)).is_working(christmas_eve)
    assert not calendar.calendar(session, known_on=date(2026, 12, 1)).is_working(christmas_eve)
    assert not calendar.calendar(session).is_working(christmas_eve)


def test_a_day_that_a_norm_took_back_counts_again(session: Session) -> None:
    eve = day_off(date(2026, 12, 24), known_from=date(2026, 12, 1))
    session.add(eve)
    session.commit()
    assert not calendar.calendar(session).is_working(eve.day)

    eve.ended = date(2026, 12, 10)

    assert calendar.calendar(session).is_working(eve.day)
    assert not calendar.calendar(session, known_on=date(2026, 12, 9)).is_working(eve.day)


def test_the_calendar_is_read_once_and_never_served_stale(session: Session) -> None:
    session.add_all(days())
    session.commit()
    first = calendar.calendar(session)
    assert calendar.calendar(session) is first

    session.add(day_off(date(2026, 12, 24)))
    changed = calendar.calendar(session)
    assert not changed.is_working(date(2026, 12, 24))

    session.rollback()
    assert same_days(calendar.calendar(session), first)


def same_days(one: Calendar, other: Calendar) -> bool:
    return one.version == other.version and one.notes == other.notes
