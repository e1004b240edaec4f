"""Due dates follow the LPAG: the worked examples of the domain, properties over all days, and the words for them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from handlers import calendar, terms
from handlers.calendar import Calendar, CalendarDay
from handlers.terms import DayNote
from workflows.terms import Term, Unit, parse

BEFORE = date(2024, 1, 1)
YEARS = range(2025, 2031)


def day_off(day: date, kind: str = "no_laborable_publico", effect: str = "exclude") -> CalendarDay:
    return CalendarDay(layer="sector_publico", scope="PE", day=day, kind=kind, effect=effect, name="Corte de energía",
                       norm="DS 042-2025-PCM", known_from=BEFORE, counts_for_tax=True)  # fmt: skip


def with_days_off(*days: CalendarDay, kind: calendar.Kind = "administrativo") -> Calendar:
    return calendar.made_of([*calendar.national_holidays(YEARS, BEFORE), day_off(date(2026, 1, 2)), *days], kind)


ADMINISTRATIVE = with_days_off()
TAX = with_days_off(kind="tributario")
DAYS = some.dates(date(2025, 1, 2), date(2028, 12, 31))


def due(term: str, start: str, working: Calendar = ADMINISTRATIVE) -> str:
    return terms.last_day(parse(term), date.fromisoformat(start), working).due.strftime("%a %Y-%m-%d")


@pytest.mark.parametrize(
    ("example", "start", "term", "last"),
    [
        (1, "2026-07-20", "7 dh", "Mon 2026-08-03"),
        (2, "2026-03-27", "7 dh", "Thu 2026-04-09"),
        (3, "2026-12-02", "7 dh", "Tue 2026-12-15"),
        (4, "2026-03-16", "30 dh", "Wed 2026-04-29"),
        (5, "2026-07-17", "30 dh", "Thu 2026-09-03"),
        (6, "2026-08-03", "30 dh", "Tue 2026-09-15"),
        (7, "2026-07-22", "2 dh", "Mon 2026-07-27"),
        (8, "2026-12-04", "10 dh", "Tue 2026-12-22"),
        (9, "2026-06-26", "3 dh", "Thu 2026-07-02"),
        (10, "2026-12-31", "3 dh", "Wed 2027-01-06"),
        (11, "2025-12-30", "3 dh", "Tue 2026-01-06"),
        (15, "2026-08-10", "5 dh", "Mon 2026-08-17"),
        (16, "2026-08-10", "60 dh", "Tue 2026-11-03"),
        (17, "2026-09-14", "45 dh", "Tue 2026-11-17"),
        (18, "2026-09-14", "60 dh", "Thu 2026-12-10"),
        (19, "2026-05-05", "45 dh", "Wed 2026-07-08"),
        (20, "2026-10-28", "30 dh", "Fri 2026-12-11"),
        (21, "2026-01-30", "1 mes", "Mon 2026-03-02"),
        (22, "2026-06-08", "3 meses", "Tue 2026-09-08"),
        (23, "2026-06-04", "2 dh", "Mon 2026-06-08"),
        (24, "2026-12-30", "2 dh", "Mon 2027-01-04"),
    ],
)
def test_the_worked_examples_of_the_domain_come_out(example: int, start: str, term: str, last: str) -> None:
    assert due(term, start) == last


def test_example_12_a_tax_term_counts_the_day_off_of_the_public_sector() -> None:
    assert due("3 dh", "2025-12-30", TAX) == "Mon 2026-01-05"


@pytest.mark.parametrize(
    ("example", "call", "first"),
    [(13, date(2026, 7, 20), date(2026, 7, 31)), (14, date(2026, 10, 5), date(2026, 10, 14))],
)
def test_five_working_days_lie_between_call_and_session(example: int, call: date, first: date) -> None:
    assert terms.earliest_session(call, ADMINISTRATIVE) == first


def test_calendar_days_run_through_holidays_but_do_not_end_on_one() -> None:
    assert due("30 dc", "2026-03-02") == "Wed 2026-04-01"
    assert due("30 dc", "2026-03-03") == "Mon 2026-04-06"  # Holy Thursday, then Friday and a weekend


def test_a_year_from_29_february_ends_on_the_first_working_day_of_march() -> None:
    assert due("1 año", "2028-02-29") == "Thu 2029-03-01"
    assert due("1 año", "2026-08-06") == "Mon 2027-08-09"  # Friday 6 August 2027 is a holiday


def test_a_closed_reception_office_moves_only_a_term_that_would_end_then() -> None:
    closed = with_days_off(day_off(date(2026, 3, 11), "cierre_recepcion", "extend_if_last"))

    assert due("7 dh", "2026-03-02", closed) == "Thu 2026-03-12"
    assert due("8 dh", "2026-03-02", closed) == "Thu 2026-03-12"


def test_a_suspension_stops_every_kind_of_term() -> None:
    week = [day_off(date(2026, 3, 9) + timedelta(n), "suspension", "suspend") for n in range(7)]
    suspended = with_days_off(*week)

    assert due("7 dh", "2026-03-02", suspended) == "Wed 2026-03-18"
    assert due("10 dc", "2026-03-02", suspended) == "Thu 2026-03-19"
    assert due("1 mes", "2026-03-02", suspended) == "Thu 2026-04-09"


def test_a_term_expires_when_its_last_day_is_over_in_lima() -> None:
    assert terms.expires_at(date(2026, 8, 3)) == datetime(2026, 8, 4, 5, 0, tzinfo=UTC)


def test_the_explanation_goes_day_by_day() -> None:
    dated = terms.last_day(parse("2 dh"), date(2026, 7, 22), ADMINISTRATIVE)

    assert terms.explain(dated) == [
        DayNote(date(2026, 7, 23), None, "jueves 23 de julio: feriado, Día de la Fuerza Aérea del Perú"),
        DayNote(date(2026, 7, 24), 1, "viernes 24 de julio: día hábil 1"),
        DayNote(date(2026, 7, 25), None, "sábado 25 de julio: sábado"),
        DayNote(date(2026, 7, 26), None, "domingo 26 de julio: domingo"),
        DayNote(date(2026, 7, 27), 2, "lunes 27 de julio: día hábil 2, vence"),
    ]
    assert dated.calendar_version == ADMINISTRATIVE.version


@pytest.mark.parametrize(
    ("term", "start", "sentence"),
    [
        (
            "2 dh", date(2026, 7, 22),
            "Vence el lunes 27 de julio de 2026: 2 días hábiles desde el día siguiente al miércoles 22 de julio de "
            "2026, sin contar el jueves 23 de julio (feriado, Día de la Fuerza Aérea del Perú) ni sábados y domingos.",
        ),
        (
            "1 dh", date(2026, 3, 2),
            "Vence el martes 3 de marzo de 2026: 1 día hábil desde el día siguiente al lunes 2 de marzo de 2026.",
        ),
        (
            "5 dc", date(2026, 3, 2),
            "Vence el lunes 9 de marzo de 2026: 5 días calendario desde el día siguiente al lunes 2 de marzo de "
            "2026; no puede vencer el sábado 7 de marzo (sábado) ni el domingo 8 de marzo (domingo).",
        ),
        (
            "1 mes", date(2026, 1, 30),
            "Vence el lunes 2 de marzo de 2026: 1 mes de fecha a fecha desde el viernes 30 de enero de 2026; febrero "
            "de 2026 no tiene día 30: vence el primer día hábil del mes siguiente; no puede vencer el domingo 1 de "
            "marzo (domingo).",
        ),
    ],
)  # fmt: skip
def test_one_sentence_says_why(term: str, start: date, sentence: str) -> None:
    assert terms.why(terms.last_day(parse(term), start, ADMINISTRATIVE)) == sentence


def test_a_term_in_months_explains_the_day_that_is_missing() -> None:
    notes = terms.explain(terms.last_day(parse("1 mes"), date(2026, 1, 30), ADMINISTRATIVE))

    assert [note.text for note in notes] == [
        "viernes 30 de enero: comienza, 1 mes de fecha a fecha",
        "febrero de 2026 no tiene día 30: vence el primer día hábil del mes siguiente",
        "domingo 1 de marzo: domingo",
        "lunes 2 de marzo: vence",
    ]


@pytest.mark.parametrize(
    ("today", "left", "words"),
    [
        (date(2026, 7, 22), 3, "quedan 3 días hábiles"),
        (date(2026, 7, 24), 2, "quedan 2 días hábiles"),
        (date(2026, 7, 26), 2, "quedan 2 días hábiles"),
        (date(2026, 7, 27), 1, "queda 1 día hábil"),
        (date(2026, 7, 30), 0, "vence hoy"),
        (date(2026, 7, 31), -1, "vencida hace 1 día hábil"),
        (date(2026, 8, 1), -1, "vencida hace 1 día hábil"),
        (date(2026, 8, 4), -3, "vencida hace 3 días hábiles"),
    ],
)
def test_what_is_left_is_said_in_working_days(today: date, left: int, words: str) -> None:
    thursday = date(2026, 7, 30)

    assert terms.working_days_left(today, thursday, ADMINISTRATIVE) == left
    assert terms.in_words(today, thursday, ADMINISTRATIVE) == words


def test_the_saturday_after_a_friday_is_late_without_a_working_day_late() -> None:
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)

    assert terms.working_days_left(saturday, friday, ADMINISTRATIVE) == -1
    assert terms.in_words(saturday, friday, ADMINISTRATIVE) == "venció el viernes 6 de marzo"


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("sumar_dias_habiles", [date(2026, 7, 20), Decimal(7)], date(2026, 8, 3)),
        ("restar_dias_habiles", [date(2026, 8, 3), Decimal(7)], date(2026, 7, 20)),
        ("dias_habiles_entre", [date(2026, 7, 20), date(2026, 8, 3)], Decimal(7)),
        ("siguiente_dia_habil", [date(2026, 7, 27)], date(2026, 7, 30)),
        ("es_dia_habil", [date(2026, 7, 28)], False),
        ("primera_sesion", [date(2026, 7, 20)], date(2026, 7, 31)),
        ("siguiente_dia_habil", [datetime(2026, 7, 27, 3, 0, tzinfo=UTC)], date(2026, 7, 27)),
        ("sumar_dias_habiles", [date(2026, 7, 20), Decimal("1.5")], None),
        ("sumar_dias_habiles", [date(2026, 7, 20), Decimal(9999)], None),
        ("sumar_dias_habiles", [None, Decimal(1)], None),
        ("siguiente_dia_habil", [date.max], None),
        ("dias_habiles_entre", [date.min, date.max], None),
        ("sumar_dias_habiles", [date(2026, 7, 20)], None),
    ],
)
def test_feel_asks_for_working_days_by_their_spanish_names(name: str, arguments: list[object], answer: object) -> None:
    assert terms.answer(name, arguments, ADMINISTRATIVE) == answer


@given(DAYS, some.integers(1, 80))
def test_a_sum_is_a_working_day_and_can_be_counted_back(day: date, amount: int) -> None:
    last = terms.add_working_days(day, amount, ADMINISTRATIVE)

    assert ADMINISTRATIVE.is_working(last)
    assert terms.working_days_between(day, last, ADMINISTRATIVE) == amount
    assert last < terms.add_working_days(day, amount + 1, ADMINISTRATIVE)
    assert terms.last_day(Term(amount, "dh"), day, ADMINISTRATIVE).due == last


@settings(max_examples=60)
@given(
    DAYS, some.integers(1, 60), some.sets(some.integers(1, 90), max_size=10), some.sampled_from(["dh", "dc", "meses"])
)
def test_a_day_taken_out_never_makes_a_term_end_earlier(start: date, amount: int, out: set[int], unit: Unit) -> None:
    term = Term(1 + amount // 20 if unit == "meses" else amount, unit)
    fewer = with_days_off(*(day_off(start + timedelta(n)) for n in out if (start + timedelta(n)) != date(2026, 1, 2)))

    before, after = (terms.last_day(term, start, working) for working in (ADMINISTRATIVE, fewer))

    assert before.due <= after.due
    assert fewer.may_end(after.due)


@settings(max_examples=60)
@given(DAYS, some.sampled_from(["1 dh", "9 dh", "30 dc", "1 mes", "2 meses", "1 año"]))
def test_an_explanation_names_each_day_once_and_ends_on_the_due_date(start: date, term: str) -> None:
    dated = terms.last_day(parse(term), start, ADMINISTRATIVE)

    notes = terms.explain(dated)

    days = [note.day for note in notes]
    assert days == sorted(set(days))
    assert notes[-1].day == dated.due
    assert notes[-1].text.endswith("vence")
    assert terms.why(dated).startswith("Vence el ")
