"""Terms that run out and procedures that begin by the calendar are told once, also when several look at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from time import monotonic, sleep
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from engine import journal
from engine.entries import CaseOpened, TermExpired
from engine.journal import JournalRow
from handlers import follow_up, standing, timers, unattended
from handlers.standing import CaseRow, OpenTask
from handlers.timers import Ticker

LIMA = ZoneInfo("America/Lima")
LATE = timedelta(days=10)  # the terms of seven working days ran out the day before


@pytest.fixture
def sessions(house: Any) -> sessionmaker[Session]:
    return sessionmaker(house.engine)


def expired(session: Session) -> int:
    session.rollback()
    wanted = select(func.count()).select_from(JournalRow).where(JournalRow.kind == "TermExpired")
    return session.scalar(wanted) or 0


def at_once(*works: Callable[[], object]) -> None:
    """Do all of these at the same time and wait for them."""
    ready = Barrier(len(works))
    threads = [Thread(target=lambda work=work: (ready.wait(), work())) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_a_term_fires_at_midnight_after_its_last_day_and_only_once(house: Any, sessions: sessionmaker[Session]) -> None:
    case = house.open().id
    last = datetime(2026, 3, 11, 23, 59, 59, tzinfo=LIMA)

    assert timers.fire_due(sessions, last) == 0
    assert timers.fire_due(sessions, last + timedelta(seconds=1)) == 2  # the task's and the boundary timer's
    assert timers.fire_due(sessions, last + timedelta(days=3)) == 0

    house.session.rollback()
    found = [record.entry for record in journal.read(house.session, case) if isinstance(record.entry, TermExpired)]
    assert {(entry.term, entry.due) for entry in found} == {
        ("emitir_opinion:1", datetime(2026, 3, 12, tzinfo=LIMA)),
        ("emitir_opinion:1/omision:1", datetime(2026, 3, 12, tzinfo=LIMA)),
    }
    assert {task.task for task in standing.tasks_of(house.session, case)} == {"emitir_opinion:1", "resolver_omision:1"}


def test_two_pollers_race_and_each_term_fires_once(house: Any, sessions: sessionmaker[Session]) -> None:
    for _ in range(6):
        house.open()
    told: list[int] = []

    at_once(*[lambda: told.append(timers.fire_due(sessions, house.at + LATE)) for _ in range(3)])
    told.append(timers.fire_due(sessions, house.at + LATE))  # whatever the racers left to each other

    assert sum(told) == expired(house.session) == 12


def test_a_case_that_somebody_moves_is_left_for_the_next_time(house: Any, sessions: sessionmaker[Session]) -> None:
    if house.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: nobody else can be moving a case")
    held, free = house.open().id, house.open().id
    standing.the_case(house.session, held, lock=True)

    assert timers.fire_due(sessions, house.at + LATE) == 2

    house.session.rollback()
    assert {task.case_id for task in house.session.scalars(select(OpenTask)) if task.element == "resolver_omision"} == {
        free
    }
    assert timers.fire_due(sessions, house.at + LATE) == 2


def test_a_case_that_fails_stops_no_other(
    house: Any, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = house.open().id, house.open().id
    advance = follow_up.advance

    def fails(session: Session, case_id: int, *told: Any) -> Any:
        if case_id == bad:
            raise RuntimeError("rota")
        return advance(session, case_id, *told)

    monkeypatch.setattr(follow_up, "advance", fails)
    assert timers.fire_due(sessions, house.at + LATE) == 2
    monkeypatch.undo()

    house.session.rollback()
    told = house.session.scalars(select(JournalRow.case_id).where(JournalRow.kind == "TermExpired")).all()
    house.session.rollback()
    assert set(told) == {good}
    assert timers.fire_due(sessions, house.at + LATE) == 2


def test_more_terms_than_one_page_are_told_in_order_up_to_the_limit(
    house: Any, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "PAGE", 3)
    for _ in range(4):
        house.open()

    assert timers.fire_due(sessions, house.at + LATE, limit=5) == 5
    assert timers.fire_due(sessions, house.at + LATE) == 3


YEARLY = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
 <process id="evaluar" name="Evaluación presupuestaria" isExecutable="true">
 <laneSet id="ls"><lane id="gerencia-municipal"><flowNodeRef>t</flowNodeRef></lane></laneSet>
 <startEvent id="s" name="Evaluación mensual"><extensionElements><zeebe:properties>
 <zeebe:property name="cabildo.organo" value="ogpp"/></zeebe:properties></extensionElements>
 <timerEventDefinition id="td">%s</timerEventDefinition></startEvent>
 <userTask id="t" name="Evaluar"/><endEvent id="e"/>
 <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
 </process></definitions>"""


def monthly(text: str = "R/2026-01-01T08:00:00-05:00/P1M", form: str = "timeCycle") -> bytes:
    return (YEARLY % f"<{form}>{text}</{form}>").encode()


def opened(session: Session) -> list[CaseRow]:
    session.rollback()
    return list(session.scalars(select(CaseRow).where(CaseRow.procedure == "evaluar").order_by(CaseRow.id)))


def test_a_timer_start_opens_a_case_for_every_moment_after_it_was_published(
    house: Any, sessions: sessionmaker[Session]
) -> None:
    house.publish("evaluar", procedure_bpmn=monthly())

    assert timers.open_due(sessions, house.at + timedelta(days=1)) == 0  # January to March lie before
    assert timers.open_due(sessions, datetime(2026, 6, 15, tzinfo=LIMA)) == 3  # April, May, June
    assert timers.open_due(sessions, datetime(2026, 6, 16, tzinfo=LIMA)) == 0

    first = opened(house.session)[0]
    assert (first.subject, first.organ, first.opened_at) == (
        "Evaluación presupuestaria: Evaluación mensual (abril de 2026)", "ogpp", datetime(2026, 6, 15, tzinfo=LIMA),
    )  # fmt: skip
    (entry, *_) = [record.entry for record in journal.read(house.session, first.id)]
    assert isinstance(entry, CaseOpened) and entry.start == "s" and entry.actor is None


def test_pollers_that_race_open_each_moment_once(house: Any, sessions: sessionmaker[Session]) -> None:
    house.publish("evaluar", procedure_bpmn=monthly())

    at_once(*[lambda: timers.open_due(sessions, datetime(2026, 6, 15, tzinfo=LIMA)) for _ in range(3)])
    timers.open_due(sessions, datetime(2026, 6, 15, tzinfo=LIMA))

    assert len(opened(house.session)) == 3


def test_a_new_version_with_the_same_timer_goes_on_and_with_another_begins_anew(
    house: Any, sessions: sessionmaker[Session]
) -> None:
    house.publish("evaluar", procedure_bpmn=monthly())
    house.at = datetime(2026, 4, 20, 9, tzinfo=LIMA)
    house.publish("evaluar", procedure_bpmn=monthly() + b"<!-- igual -->")

    assert timers.open_due(sessions, datetime(2026, 4, 21, tzinfo=LIMA)) == 1  # April was missed, and is made up for
    house.publish("evaluar", procedure_bpmn=monthly("R/2026-04-15T08:00:00-05:00/P1M"))
    assert timers.open_due(sessions, datetime(2026, 5, 14, tzinfo=LIMA)) == 0
    assert timers.open_due(sessions, datetime(2026, 5, 16, tzinfo=LIMA)) == 1


@pytest.mark.parametrize(
    ("form", "said", "moment"),
    [("timeDate", "2026-05-04", datetime(2026, 5, 4, tzinfo=LIMA)),
     ("timeDate", '= date("2026-05-04")', datetime(2026, 5, 4, tzinfo=LIMA)),
     ("timeDuration", "P3D", datetime(2026, 3, 5, 9, tzinfo=LIMA))],
)  # fmt: skip
def test_a_timer_that_comes_once_opens_one_case(
    house: Any, sessions: sessionmaker[Session], form: str, said: str, moment: datetime
) -> None:
    house.publish("evaluar", procedure_bpmn=monthly(said, form))

    assert timers.open_due(sessions, moment - timedelta(seconds=1)) == 0
    assert timers.open_due(sessions, moment) == 1
    assert timers.open_due(sessions, moment + timedelta(days=400)) == 0


def test_a_start_that_fails_is_tried_again(
    house: Any, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish("evaluar", procedure_bpmn=monthly())
    monkeypatch.setattr(follow_up, "open_case", lambda *_, **__: 1 / 0)
    assert timers.open_due(sessions, datetime(2026, 6, 15, tzinfo=LIMA)) == 0
    monkeypatch.undo()

    assert timers.open_due(sessions, datetime(2026, 6, 15, tzinfo=LIMA)) == 3


def test_what_the_calendar_opens_is_called_by_its_procedure_its_start_and_its_month(house: Any) -> None:
    house.publish("otro", procedure_bpmn=monthly().replace("Evaluación mensual".encode(), b"Mensual"))
    with sessionmaker(house.engine)() as session:
        starts = {start.key.procedure: start for start in timers._starts(session)}

    june, start = datetime(2026, 6, 1, tzinfo=LIMA), starts["otro"]
    subject = unattended.of_the_calendar(start.process, start.node, june)

    assert subject == "Evaluación presupuestaria: Mensual (junio de 2026)"


def test_a_ticker_fires_notes_its_beat_and_stops(house: Any, sessions: sessionmaker[Session]) -> None:
    house.open()
    ticker = Ticker(sessions, clock=lambda: house.at + LATE, seconds=0.05)
    now = house.at + LATE
    assert timers.health(house.session, now) == timers.Health(False, None)

    ticker.start()
    until = monotonic() + 20
    while not timers.health(house.session, now).attended and monotonic() < until:
        house.session.rollback()
        sleep(0.02)
    ticker.stop()

    assert expired(house.session) == 2
    assert timers.health(house.session, now) == timers.Health(True, now)
    assert not timers.health(house.session, now + timedelta(minutes=2)).attended


def test_a_poller_that_looks_seldom_is_missed_later(house: Any, sessions: sessionmaker[Session]) -> None:
    Ticker(sessions, clock=lambda: house.at, seconds=600).beat()

    assert timers.health(house.session, house.at + timedelta(minutes=30)).attended
    assert not timers.health(house.session, house.at + timedelta(minutes=32)).attended


def test_the_moment_of_a_start_cannot_be_taken_back(house: Any, sessions: sessionmaker[Session]) -> None:
    house.publish("evaluar", procedure_bpmn=monthly())
    timers.open_due(sessions, datetime(2026, 4, 15, tzinfo=LIMA))

    with pytest.raises(Exception, match="append-only"), house.engine.begin() as connection:
        connection.execute(text("DELETE FROM timer_starts"))
