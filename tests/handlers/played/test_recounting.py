"""A late decree moves a running term only by a recorded cause: never silently, never one that ran out."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine import cases, journal
from engine.entries import TaskDecided, TermDated, TermExpired
from handlers import audits, follow_up, histories, municipality, recounting, standing, timers
from handlers.calendar import CalendarDay
from handlers.recounting import Review
from handlers.refusals import Invalid, NotAllowed
from workflows import versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

ADMINISTRATOR, CLERK = "fredy-condori", "gladys-ramos"
DECREE = {"dia": "2026-11-27", "hasta": "", "clase": "no_laborable_publico", "nombre": "Día no laborable compensable",
          "norma": "DS 155-2026-PCM", "publicado": "2026-11-24"}  # fmt: skip
REASON = "Por el DS 155-2026-PCM, el viernes 27 de noviembre no cuenta (LPAG 145.1)."
PROCEDURE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
             id="d" targetNamespace="http://cabildo.example/plazo">
  <process id="plazo" name="Un plazo" isExecutable="true">
    <startEvent id="s" /><sequenceFlow id="f1" sourceRef="s" targetRef="atender" />
    <userTask id="atender" name="Atender el pedido">
      <extensionElements>
        <zeebe:assignmentDefinition candidateGroups="ogpp" />
        <zeebe:properties><zeebe:property name="cabildo.plazo" value="= plazo" /></zeebe:properties>
      </extensionElements>
    </userTask>
    <sequenceFlow id="f2" sourceRef="atender" targetRef="espera" />
    <intermediateCatchEvent id="espera" name="Llega el día">
      <timerEventDefinition><timeDate>= dia</timeDate></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="f3" sourceRef="espera" targetRef="e" /><endEvent id="e" />
  </process>
</definitions>"""


def _at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=LIMA)


NOW = _at("2026-11-24")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session, session.begin():
        municipality.load(session, municipality.folder_of("los-sauces"))
        versions.publish(session, "plazo", {"procedure.bpmn": PROCEDURE.encode()}, at=_at("2026-11-02"), by="ana",
                         reason="Para contar plazos")  # fmt: skip
    yield database
    database.dispose()


@pytest.fixture
def town(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def opened(town: Session, term: str, day: str = "2026-11-23", **values: Any) -> int:
    told = {"asunto": "Un pedido con plazo", "organo_origen": "ogpp", "plazo": term, **values}
    case_id = follow_up.open_case(town, "plazo", told, _at(day)).id
    town.commit()
    return case_id


def decreed(town: Session, **told: str) -> Review:
    """Enter the late decree and return what it touches."""
    recounting.enter(town, ADMINISTRATOR, {**DECREE, **told}, NOW, key="decreto tardío")
    town.commit()
    return recounting.review(town, NOW)


def due(town: Session, case_id: int) -> date | None:
    return standing.terms_of(town, case_id)[0].due


def test_a_day_that_is_entered_late_moves_nothing_by_itself(town: Session) -> None:
    touched, other = opened(town, "7 dh"), opened(town, "2 dh")

    found = decreed(town)

    assert [(one.case.id, one.due, one.again.due) for one in found.moving] == [
        (touched, date(2026, 12, 2), date(2026, 12, 3))
    ]
    assert "DS 155-2026-PCM" in found.moving[0].why
    assert (due(town, touched), due(town, other)) == (date(2026, 12, 2), date(2026, 11, 25))
    assert due(town, opened(town, "7 dh", "2026-11-24")) == date(2026, 12, 4)  # what begins now knows of it


def test_a_term_moves_by_a_cause_with_reason_decree_and_actor(engine: Engine, town: Session) -> None:
    case_id = opened(town, "7 dh")
    seal = decreed(town).seal

    done = recounting.recount(town, ADMINISTRATOR, seal, REASON, NOW, key="contar de nuevo")
    town.commit()

    assert done == {"terms": 1} and recounting.review(town, NOW).moving == []
    moved = journal.read(town, case_id)[-1].entry
    assert isinstance(moved, TermDated) and moved.actor is not None
    assert (moved.before, moved.due, moved.reason) == (date(2026, 12, 2), date(2026, 12, 3), REASON)
    assert moved.actor.officer == ADMINISTRATOR
    assert list(moved.skipped[0]) == ["2026-11-27", "día no laborable del sector público, DS 155-2026-PCM"]
    (task,) = standing.tasks_of(town, case_id)
    assert (task.due, due(town, case_id)) == (date(2026, 12, 3), date(2026, 12, 3))
    last = histories.history(town, case_id)[-1]
    assert last.important and "volvió a contar" in last.text and "miércoles 2 de diciembre de 2026" in last.text
    before = lists(town)
    standing.rebuild(town)
    assert lists(town) == before
    assert [one.sentence for one in audits.verify(town) if not one.ok] == []


def lists(town: Session) -> list[str]:
    return sorted(str((row.term, row.due, row.expires)) for row in town.scalars(select(standing.RunningTerm)))


def test_the_timer_is_told_on_the_new_day(engine: Engine, town: Session) -> None:
    case_id = opened(town, "7 dh")
    recounting.recount(town, ADMINISTRATOR, decreed(town).seal, REASON, NOW, key="contar de nuevo")
    town.commit()
    town.close()

    assert timers.fire_due(lambda: Session(engine), _at("2026-12-03", 12)) == 0
    assert timers.fire_due(lambda: Session(engine), _at("2026-12-04", 1)) == 1
    with Session(engine) as session:
        assert isinstance(journal.read(session, case_id)[-1].entry, TermExpired)


def test_a_term_that_ran_out_is_never_touched(engine: Engine, town: Session) -> None:
    case_id = opened(town, "2 dh", "2026-11-18")  # due on Friday 20, before the decree
    town.close()
    timers.fire_due(lambda: Session(engine), NOW)

    with Session(engine) as session:
        found = decreed(session, dia="2026-11-20")
        assert found.moving == [] and due(session, case_id) == date(2026, 11, 20)


def test_only_the_list_that_was_read_is_confirmed_and_only_with_a_reason(town: Session) -> None:
    opened(town, "7 dh")
    answered = opened(town, "6 dh")
    seal = decreed(town).seal
    with pytest.raises(Invalid) as no_reason:
        recounting.recount(town, ADMINISTRATOR, seal, "sí", NOW, key="sin motivo")
    follow_up.advance(town, answered, TaskDecided("atender:1", {}), NOW)
    town.commit()
    with pytest.raises(Invalid, match="La lista cambió"):
        recounting.recount(town, ADMINISTRATOR, seal, REASON, NOW, key="lista vieja")

    assert "motivo" in no_reason.value.errors
    assert len(recounting.review(town, NOW).moving) == 1


def test_only_who_administers_keeps_the_calendar(town: Session) -> None:
    with pytest.raises(NotAllowed):
        recounting.enter(town, CLERK, DECREE, NOW, key="no le toca")
    with pytest.raises(NotAllowed):
        recounting.recount(town, CLERK, "", REASON, NOW, key="tampoco esto")


@pytest.mark.parametrize(
    ("field", "value"),
    [("dia", "27/11"), ("clase", "puente"), ("norma", ""), ("publicado", "2026-11-25"), ("hasta", "2026-11-20")],
)
def test_a_day_without_its_norm_is_not_entered(town: Session, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        recounting.enter(town, ADMINISTRATOR, {**DECREE, field: value}, NOW, key="falta algo aquí")

    assert field in refused.value.errors
    assert town.scalars(select(CalendarDay).where(CalendarDay.norm == DECREE["norma"])).all() == []


def test_a_day_is_entered_once(town: Session) -> None:
    decreed(town)
    with pytest.raises(Invalid) as again:
        recounting.enter(town, ADMINISTRATOR, DECREE, NOW, key="otra vez lo mismo")

    assert "viernes 27 de noviembre" in again.value.errors["dia"]


def test_a_date_that_the_case_itself_fixed_is_shown_and_left(town: Session) -> None:
    case_id = opened(town, "2 dh", dia=date(2026, 11, 27))
    follow_up.advance(town, case_id, TaskDecided("atender:1", {}), NOW)
    town.commit()

    found = decreed(town)

    assert found.moving == []
    assert [(one.case.id, one.day) for one in found.standing] == [(case_id, date(2026, 11, 27))]
    assert "DS 155-2026-PCM" in found.standing[0].reason


def test_a_term_beyond_the_last_year_that_is_loaded_is_named(town: Session) -> None:
    case_id = opened(town, "5 años")

    found = recounting.review(town, NOW)

    assert found.last_year == 2030
    assert [row.id for row in found.beyond] == [case_id]
