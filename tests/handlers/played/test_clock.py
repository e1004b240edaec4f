"""A term is extended once and expressly, stands still and runs again, and is longer for who lives far away."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine import cases, journal
from engine.entries import TaskDecided, TermDated, TermExpired, TermExtended, TermSuspended
from handlers import (
    appointments,
    audits,
    clock,
    clockwork,
    follow_up,
    histories,
    inbox,
    municipality,
    notices,
    recounting,
    standing,
    timers,
)
from handlers.clock import EXTEND, RESUME, SUSPEND
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.standing import CaseRow, OpenTask, RunningTerm
from workflows import versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

PROCEDURE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
             id="d" targetNamespace="http://cabildo.example/reloj">
  <message id="m" name="descargo"><extensionElements>
    <zeebe:subscription correlationKey="= expediente" /></extensionElements></message>
  <process id="reloj" name="Un reloj" isExecutable="true">
    <extensionElements><zeebe:properties>
      <zeebe:property name="cabildo.plazo" value="= plazo_todo" />
      <zeebe:property name="cabildo.escala_a" value="= vigila" />
    </zeebe:properties></extensionElements>
    <startEvent id="s" /><sequenceFlow id="f1" sourceRef="s" targetRef="atender" />
    <userTask id="atender" name="Atender el pedido">
      <extensionElements>
        <zeebe:assignmentDefinition candidateGroups="ogpp" />
        <zeebe:properties>
          <zeebe:property name="cabildo.plazo" value="= plazo" />
          <zeebe:property name="cabildo.plazo_desde" value="= desde" />
          <zeebe:property name="cabildo.prorroga" value="= prorroga" />
        </zeebe:properties>
      </extensionElements>
    </userTask>
    <boundaryEvent id="vence" name="No respondió" attachedToRef="atender" cancelActivity="false">
      <extensionElements><zeebe:properties>
        <zeebe:property name="cabildo.plazo_desde" value="= desde" />
      </zeebe:properties></extensionElements>
      <timerEventDefinition><timeDuration>= plazo</timeDuration></timerEventDefinition>
    </boundaryEvent>
    <sequenceFlow id="f2" sourceRef="vence" targetRef="e2" /><endEvent id="e2" />
    <sequenceFlow id="f3" sourceRef="atender" targetRef="otra" />
    <exclusiveGateway id="otra" default="f4" />
    <sequenceFlow id="f5" sourceRef="otra" targetRef="atender">
      <conditionExpression>= decision = "otra_vez"</conditionExpression></sequenceFlow>
    <sequenceFlow id="f4" sourceRef="otra" targetRef="descargo" />
    <receiveTask id="descargo" name="Esperar el descargo" messageRef="m">
      <extensionElements><zeebe:assignmentDefinition candidateGroups="ogpp" /><zeebe:properties>
        <zeebe:property name="cabildo.plazo" value="10 dh" />
        <zeebe:property name="cabildo.distancia" value="= domicilio" />
        <zeebe:property name="cabildo.recordatorio" value="= if urgente then &quot;50 %&quot; else null" />
        <zeebe:property name="cabildo.escala_a" value="= vigila" />
      </zeebe:properties></extensionElements>
    </receiveTask>
    <sequenceFlow id="f6" sourceRef="descargo" targetRef="e" /><endEvent id="e" />
  </process>
</definitions>"""
TASK, WAIT = "atender:1", "descargo:1"
HEADER = {"asunto": "Un pedido", "organo_origen": "ogpp", "plazo": "7 dh", "domicilio": "070101"}


def _at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=LIMA)


class House:
    """Los Sauces with one procedure; everything is told on a day of 2026."""

    def __init__(self, session: Session) -> None:
        self.session, self.told = session, 0

    def open(self, day: str, **values: Any) -> int:
        case = follow_up.open_case(self.session, "reloj", {**HEADER, **values}, _at(day)).id
        self.session.commit()
        return case

    def decide(self, case: int, day: str, task: str = TASK, decision: str = "seguir") -> None:
        follow_up.advance(self.session, case, TaskDecided(task, {"decision": decision}), _at(day))
        self.session.commit()

    def act(self, case: int, what: str, day: str, place: str = TASK, by: str = "gerencia-municipal",
            **told: str) -> dict[str, Any]:  # fmt: skip
        self.told += 1
        form = {"motivo": "Lo pidió antes de su vencimiento.", "instrumento": "MEMORANDO N.º 12-2026-GM/MDS", **told}
        done = clockwork.act(
            self.session, case, place, self.head(by, day), what, form, _at(day), key=f"orden número {self.told}"
        )
        self.session.commit()
        return done

    def head(self, organ: str, day: str) -> str:
        acting = appointments.acting(self.session, organ, _at(day).date())
        return next(one.officer for one in acting if one.is_head)

    def term(self, case: int, name: str = TASK) -> RunningTerm:
        return next(one for one in standing.terms_of(self.session, case) if one.term == name)

    def why(self, case: int, place: str, day: str) -> str:
        return clock.why(self.session, clock.clock(self.session, case, place, self.head("ogpp", day), _at(day)))

    def history(self, case: int) -> str:
        return " ".join(one.text for one in histories.history(self.session, case) if one.important)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session, session.begin():
        municipality.load(session, municipality.folder_of("los-sauces"))
        versions.publish(session, "reloj", {"procedure.bpmn": PROCEDURE.encode()}, at=_at("2026-01-05"), by="ana",
                         reason="Para contar plazos")  # fmt: skip
    yield database
    database.dispose()


@pytest.fixture
def house(engine: Engine) -> Iterator[House]:
    with Session(engine) as session:
        yield House(session)
        agrees(session)


def agrees(session: Session) -> None:
    """Whatever was played: the lists are those that the journal gives, and replay agrees."""
    before = lists(session)
    standing.rebuild(session)
    assert lists(session) == before
    assert [one.sentence for one in audits.verify(session) if not one.ok] == []


def lists(session: Session) -> list[str]:
    rows = [row for table in (CaseRow, OpenTask, RunningTerm) for row in session.scalars(select(table))]
    return sorted(str({k: v for k, v in vars(row).items() if k != "_sa_instance_state"}) for row in rows)


def test_an_extension_adds_to_the_first_due_date_and_says_so(house: House) -> None:
    case = house.open(
        "2026-07-16", plazo="7 dh"
    )  # as sample C-2: due on Thursday 30 July, extended to Tuesday 4 August
    assert house.term(case).due == date(2026, 7, 30)

    assert house.act(case, EXTEND, "2026-07-30", dias="3")["due"] == "2026-08-04"

    assert house.session.get(OpenTask, (case, TASK)).due == date(2026, 8, 4)  # type: ignore[union-attr]
    why = house.why(case, TASK, "2026-07-31")
    assert why.startswith("Vence el martes 4 de agosto de 2026: 7 días hábiles desde el día siguiente al jueves 16 de")
    assert "vencía el jueves 30 de julio y se amplió 3 días hábiles (MEMORANDO N.º 12-2026-GM/MDS: Lo pidió" in why
    told = house.history(case)
    assert (
        "amplió 3 días hábiles el plazo de «Atender el pedido», que vencía el jueves 30 de julio, por MEMORANDO" in told
    )
    assert "a cargo de Oficina General de Planeamiento y Presupuesto; vence el jueves 30 de julio." in told
    house.decide(case, "2026-08-04")
    assert "dentro del plazo de 7 días hábiles más 3 días hábiles de ampliación" in house.history(case)


def test_the_timer_that_is_the_same_term_moves_with_it(engine: Engine, house: House) -> None:
    case = house.open("2026-03-02", desde=date(2026, 3, 2))  # due on Wednesday 11
    timer = next(one for one in standing.terms_of(house.session, case) if one.of == "timer").term
    house.act(case, EXTEND, "2026-03-11", dias="5")

    assert house.term(case, timer).due == house.term(case).due == date(2026, 3, 18)
    house.session.close()
    assert timers.fire_due(lambda: Session(engine), _at("2026-03-18")) == 0
    assert timers.fire_due(lambda: Session(engine), _at("2026-03-19", 1)) == 2


def test_it_is_granted_once_before_it_runs_out_and_by_the_one_above(house: House) -> None:
    case = house.open("2026-03-02")
    with pytest.raises(NotAllowed, match="el superior del órgano que lo tiene"):
        house.act(case, EXTEND, "2026-03-03", by="ogpp", dias="2")
    with pytest.raises(NotFound):
        house.act(case, EXTEND, "2026-03-03", by="g-gestion-ambiental", dias="2")
    with pytest.raises(NotAllowed, match="antes del vencimiento .LPAG 147.2."):
        house.act(case, EXTEND, "2026-03-12", dias="2")
    with pytest.raises(Invalid) as wrong:
        house.act(case, EXTEND, "2026-03-11", dias="8", motivo="sí", instrumento="")
    assert set(wrong.value.errors) == {"dias", "motivo", "instrumento"}

    house.act(case, EXTEND, "2026-03-11", dias="2")
    with pytest.raises(NotAllowed, match="por única vez .LPAG 147.3."):
        house.act(case, EXTEND, "2026-03-12", dias="2")
    assert sum(isinstance(r.entry, TermExtended) for r in journal.read(house.session, case)) == 1


@pytest.mark.parametrize(("said", "most"), [("no", 0), ("3 dh", 3), (None, 7)])
def test_a_diagram_says_how_long_an_extension_may_be(house: House, said: str | None, most: int) -> None:
    case = house.open("2026-03-02", prorroga=said)

    found = clock.clock(house.session, case, TASK, house.head("gerencia-municipal", "2026-03-03"), _at("2026-03-03"))

    assert (found.longest.amount if found.longest else 0) == most
    assert ("LPAG 147.1" in found.withheld.get(EXTEND, "")) == (most == 0)


def test_a_second_visit_counted_from_the_same_day_keeps_the_extension(house: House) -> None:
    case = house.open("2026-03-02", desde=date(2026, 3, 2))
    house.act(case, EXTEND, "2026-03-11", dias="2")

    house.decide(case, "2026-03-12", decision="otra_vez")

    assert house.term(case, "atender:2").due == date(2026, 3, 13)
    with pytest.raises(NotAllowed, match="por única vez"):
        house.act(case, EXTEND, "2026-03-12", "atender:2", dias="2")


def test_a_late_holiday_counts_an_extended_term_again_with_its_extension(house: House) -> None:
    case = house.open("2026-11-23", plazo="4 dh")  # due on Friday 27
    house.act(case, EXTEND, "2026-11-24", dias="2")  # Tuesday 1 December
    decree = {"dia": "2026-11-26", "hasta": "", "clase": "no_laborable_publico", "nombre": "Día no laborable",
              "norma": "DS 155-2026-PCM", "publicado": "2026-11-24"}  # fmt: skip
    recounting.enter(house.session, "fredy-condori", decree, _at("2026-11-24"), key="decreto tardío")
    found = recounting.review(house.session, _at("2026-11-24"))
    recounting.recount(house.session, "fredy-condori", found.seal, "Por el DS 155-2026-PCM.", _at("2026-11-24"),
                       key="contar de nuevo")  # fmt: skip
    house.session.commit()

    assert house.term(case).due == date(2026, 12, 2)
    assert "se amplió 2 días hábiles" in house.why(case, TASK, "2026-11-25")


def test_a_suspension_without_an_end_takes_the_due_date_away_until_it_is_lifted(engine: Engine, house: House) -> None:
    case = house.open("2026-03-02")  # due on Wednesday 11
    house.act(case, SUSPEND, "2026-03-05", by="ogpp", causa="norma", motivo="La ordena el juzgado.")

    assert (house.term(case).due, house.term(case).expires) == (None, None)
    assert house.why(case, TASK, "2026-03-20").startswith("Suspendido desde el jueves 5 de marzo de 2026")
    item = inbox.waiting_for(house.session, house.head("ogpp", "2026-03-20"), _at("2026-03-20")).items[0]
    assert (item.state, item.level) == ("suspendido desde el jueves 5 de marzo", "none")
    assert timers.fire_due(lambda: Session(engine), _at("2026-04-30")) == 0

    house.act(case, RESUME, "2026-03-20", by="ogpp")
    # two of the seven days had run (3 and 4); five are left after Friday 20
    assert house.term(case).due == date(2026, 3, 27)
    why = house.why(case, TASK, "2026-03-21")
    assert "del jueves 5 de marzo al viernes 20 de marzo (plazo suspendido" in why and "La ordena el juzgado" in why
    told = house.history(case)
    assert "suspendió el plazo de «Atender el pedido»" in told and "levantó la suspensión" in told


def test_a_suspension_with_an_end_runs_again_by_itself_or_is_lifted_before(engine: Engine, house: House) -> None:
    waits, lifted = house.open("2026-03-02"), house.open("2026-03-02")
    for case in (waits, lifted):
        house.act(case, SUSPEND, "2026-03-05", by="ogpp", causa="informacion", dias="3")  # up to Tuesday 10

    assert house.term(waits).due == date(2026, 3, 17)
    assert "a lo más hasta el martes 10 de marzo" in house.why(waits, TASK, "2026-03-09")
    house.act(lifted, RESUME, "2026-03-06", by="ogpp")
    assert house.term(lifted).due == date(2026, 3, 13)
    with pytest.raises(NotAllowed, match="No está suspendido"):
        house.act(waits, RESUME, "2026-03-11", by="ogpp")
    house.session.close()
    assert timers.fire_due(lambda: Session(engine), _at("2026-03-17", 12)) == 2  # both terms of the one that was lifted


def test_how_long_it_may_stand_still_depends_on_why(house: House) -> None:
    case = house.open("2026-03-02")
    with pytest.raises(Invalid) as too_long:
        house.act(case, SUSPEND, "2026-03-03", causa="informacion", dias="8")
    with pytest.raises(Invalid) as no_ground:
        house.act(case, SUSPEND, "2026-03-03", causa="vacaciones", dias="8")
    assert "de 1 a 7" in too_long.value.errors["dias"] and "causa" in no_ground.value.errors
    house.act(case, SUSPEND, "2026-03-03", causa="administrado", dias="30")

    with pytest.raises(NotAllowed, match="Ya está suspendido"):
        house.act(case, SUSPEND, "2026-03-04", causa="informacion", dias="2")
    with pytest.raises(NotAllowed, match="levante primero la suspensión"):
        house.act(case, EXTEND, "2026-03-04", dias="2")


@pytest.mark.parametrize("ground", ["norma", "administrado"])
def test_a_whole_case_stands_still_with_what_begins_in_it(house: House, ground: str) -> None:
    case = house.open("2026-03-02", plazo_todo="30 dh")
    days = {"dias": "20"} if ground == "administrado" else {}
    house.act(case, SUSPEND, "2026-03-03", "reloj", by="ogpp", causa=ground, **days)

    house.decide(case, "2026-03-04")
    begun, whole = house.term(case, WAIT), house.term(case, "reloj")
    assert begun.suspended_on == date(2026, 3, 3) and (begun.due is None) == (ground == "norma")

    house.act(case, RESUME, "2026-03-06", "reloj", by="ogpp")
    assert house.term(case, WAIT).due == date(2026, 3, 23)  # 10 working days after Friday 6, and one for the distance
    assert house.term(case, "reloj").due == date(2026, 4, 21)  # 3 to 6 March did not count
    assert whole.suspended_on is None
    assert house.history(case).count("levantó la suspensión") == 1
    assert "con el plazo suspendido" in house.history(case) or ground == "administrado"


def test_a_case_without_a_term_of_its_own_can_stand_still(house: House) -> None:
    case = house.open("2026-03-02", plazo_todo=None)
    house.act(case, SUSPEND, "2026-03-03", "reloj", by="ogpp", causa="norma")

    row = standing.the_case(house.session, case)
    assert row is not None and row.suspended_on == date(2026, 3, 3)
    assert house.term(case).due is None
    house.act(case, RESUME, "2026-03-04", "reloj", by="ogpp")
    assert house.term(case).due == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("lives", "due", "said"),
    [
        ("070101", date(2026, 3, 18), "se suma el término de la distancia, 1 día hábil (desde Callao)"),
        ("Loreto", date(2026, 3, 26), "se suma el término de la distancia, 7 días hábiles (desde Loreto)"),
        ("150122", date(2026, 3, 17), "no se sumó el término de la distancia: el cuadro no prevé ninguno"),
        ("Madrid", date(2026, 3, 17), "«Madrid» no está en el cuadro"),
        (None, date(2026, 3, 17), "desde el día siguiente al martes 3 de marzo de 2026"),
    ],
)
def test_the_distance_is_added_to_the_citizens_term(house: House, lives: str | None, due: date, said: str) -> None:
    case = house.open("2026-03-02", domicilio=lives)
    house.decide(case, "2026-03-03")

    assert house.term(case, WAIT).due == due
    assert said in house.why(case, WAIT, "2026-03-04")


def test_the_term_of_an_outsider_is_extended_by_the_organ_that_waits(house: House) -> None:
    case = house.open("2026-03-02", domicilio=None)
    house.decide(case, "2026-03-03")

    assert house.act(case, EXTEND, "2026-03-17", WAIT, by="ogpp", dias="5")["due"] == "2026-03-24"


def given(house: House, organ: str, day: str) -> list[str]:
    """Give what is due on a day, and return what the head of an organ is told, the newest first."""
    notices.send_due(house.session, _at(day))
    house.session.commit()
    return [one.text for one in notices.of_officer(house.session, house.head(organ, day), _at(day))]


def test_what_is_awaited_and_the_whole_case_are_remembered_and_escalated_as_the_values_say(house: House) -> None:
    case = house.open("2026-03-02", plazo_todo="30 dh", vigila="ogaj", urgente=True, domicilio=None)
    house.decide(case, "2026-03-03")  # the answer is due on Tuesday 17

    assert given(house, "ogpp", "2026-03-09") == []
    assert given(house, "ogpp", "2026-03-10") == [
        "Recordatorio: «Esperar el descargo» de EXP-2026-000001, «Un pedido», vence el martes 17 de marzo "
        "(quedan 5 días hábiles)."
    ]
    late = given(house, "ogaj", "2026-03-18")
    assert late[0].startswith("Plazo vencido: «Esperar el descargo» de EXP-2026-000001") and "Lo espera" in late[0]
    late = given(house, "ogaj", "2026-04-17")
    assert any(
        "el expediente EXP-2026-000001, «Un pedido», debía concluir el miércoles 15 de abril" in one for one in late
    )


def test_a_moved_term_is_remembered_anew_and_one_that_stands_still_not_at_all(house: House) -> None:
    case = house.open("2026-03-02")  # due on Wednesday 11
    assert len(given(house, "ogpp", "2026-03-11")) == 1
    house.act(case, EXTEND, "2026-03-11", dias="3")
    assert [len(given(house, "ogpp", day)) for day in ("2026-03-11", "2026-03-12", "2026-03-16")] == [1, 2, 2]

    house.act(case, SUSPEND, "2026-03-16", by="ogpp", causa="norma")
    assert given(house, "gerencia-municipal", "2026-04-20") == []


def test_the_repeat_of_a_key_gets_the_first_answer(house: House) -> None:
    case, by = house.open("2026-03-02"), house.head("gerencia-municipal", "2026-03-03")
    form = {"motivo": "Lo pidió antes de su vencimiento.", "instrumento": "MEMORANDO 1", "dias": "2"}

    told = [
        clockwork.act(house.session, case, TASK, by, EXTEND, form, _at("2026-03-03"), key="una sola vez")
        for _ in range(2)
    ]

    assert told[0] == told[1]
    house.session.commit()


def test_what_stood_still_when_it_ran_out_is_not_told(engine: Engine, house: House) -> None:
    case = house.open("2026-03-02")
    house.act(case, SUSPEND, "2026-03-11", by="ogpp", causa="norma")  # on its last day: one day is left
    house.session.close()
    timers.fire_due(lambda: Session(engine), _at("2026-05-04"))

    entries = [record.entry for record in journal.read(house.session, case)]
    assert not any(isinstance(one, TermExpired) for one in entries)
    assert sum(isinstance(one, TermSuspended) for one in entries) == 2 and isinstance(entries[-1], TermSuspended)
    house.act(case, RESUME, "2026-05-04", by="ogpp")
    assert house.term(case).due == date(2026, 5, 5)
    assert isinstance(journal.read(house.session, case)[-1].entry, TermDated)
