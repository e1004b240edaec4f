"""An organ is reminded before a term ends, and the head above it told when it ended: each once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from handlers import appointments, notices
from handlers.notices import Notice

TASK = "«Emitir opinión legal» de EXP-2026-000001, «Convenio con EsSalud»"


def given(house: Any, days: int, hours: int = 0) -> int:
    """Give what is due so many days after the case began."""
    count = notices.send_due(house.session, house.at + timedelta(days=days, hours=hours))
    house.session.commit()
    return count


def told(house: Any, organ: str, days: int = 0) -> list[str]:
    return [
        one.text
        for one in notices.of_officer(house.session, house.head(organ).officer, house.at + timedelta(days=days))
    ]


def test_reminders_come_at_their_share_of_the_working_days_and_once(house: Any) -> None:
    house.open()  # Monday 2 March, 7 working days: half after 4, four fifths after 6

    assert [given(house, days) for days in range(9)] == [0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert told(house, "ogaj", 8) == [
        f"Recordatorio: {TASK}, vence el miércoles 11 de marzo (queda 1 día hábil).",
        f"Recordatorio: {TASK}, vence el miércoles 11 de marzo (quedan 3 días hábiles).",
    ]
    assert told(house, "gerencia-municipal", 8) == []


def test_of_several_reminders_that_were_missed_only_the_last_is_given(house: Any) -> None:
    house.open()

    assert given(house, 9) == 1
    assert house.session.scalars(select(Notice.occasion)).all() == ["80 %"]


def test_a_task_without_the_property_is_remembered_at_four_fifths(house: Any) -> None:
    case = house.open().id
    house.decide(case, {"decision": "favorable", "sustento": "Procede"})  # 2 working days for the notice

    assert [given(house, days) for days in (1, 2)] == [0, 1]


def test_a_late_task_is_told_to_the_head_above_and_again_every_two_working_days(house: Any) -> None:
    house.open()

    # due on Wednesday 11; Thursday 12, Friday 13, Saturday, Sunday, Monday 16, Tuesday 17, Wednesday 18
    assert [given(house, days) for days in range(10, 17)] == [1, 0, 0, 0, 1, 0, 1]
    assert told(house, "gerencia-municipal", 16)[-1] == (
        f"Plazo vencido: {TASK}, debía responderse el miércoles 11 de marzo (vencida hace 1 día hábil). "
        "Está en Oficina General de Asesoría Jurídica."
    )
    assert told(house, "ogaj", 16) == []
    staff = [actor for actor in _acting(house, "gerencia-municipal") if not actor.is_head]
    assert staff and notices.of_officer(house.session, staff[0].officer, house.at + timedelta(days=16)) == []


def test_a_diagram_may_name_whom_to_tell(house: Any) -> None:
    folder = Path(__file__).parent / "files" / "opinion"
    files = {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
    files["procedure.bpmn"] = files["procedure.bpmn"].replace(
        b'<zeebe:property name="cabildo.recordatorio" value="50 %, 80 %" />',
        b'<zeebe:property name="cabildo.escala_a" value="alcaldia" />',
    )
    house.publish("opinion", **files)
    house.open()

    given(house, 10)

    assert house.session.scalars(select(Notice.organ)).all() == ["alcaldia"]


def test_what_a_colleague_took_is_remembered_to_him_alone(house: Any) -> None:
    case = house.open().id
    officer = house.claim(case)

    given(house, 8)

    others = [actor.officer for actor in _acting(house, "ogaj") if actor.officer != officer]
    assert len(notices.of_officer(house.session, officer, house.at)) == 1
    assert others and notices.of_officer(house.session, others[0], house.at) == []


def test_a_notice_is_unread_until_read_and_settled_with_its_task(house: Any) -> None:
    case, officer = house.open().id, house.head("ogaj").officer
    given(house, 8)
    (one,) = notices.of_officer(house.session, officer, house.at)
    assert (one.unread, one.settled, notices.unread(house.session, officer, house.at)) == (True, False, 1)

    for _ in range(2):
        notices.mark_read(house.session, officer, one.id, house.at)
    house.decide(case, {"decision": "favorable", "sustento": "Procede"})

    (one,) = notices.of_officer(house.session, officer, house.at)
    assert (one.unread, one.settled, notices.unread(house.session, officer, house.at)) == (False, True, 0)


def test_a_case_may_ask_the_head_above_to_step_in_once_an_occasion(house: Any) -> None:
    case = house.open()
    asked = {"organo": "ogaj", "tarea": "emitir_opinion", "motivo": "No responde\n a dos pedidos."}

    for _ in range(2):
        notices.request(house.session, case, asked, "asiento 7", house.at)
    notices.request(house.session, case, {"organo": "no-existe"}, "asiento 8", house.at)

    assert house.session.scalar(select(func.count()).select_from(Notice)) == 1
    assert told(house, "gerencia-municipal") == [
        "EXP-2026-000001, «Convenio con EsSalud»: se pide que intervenga ante Oficina General de Asesoría Jurídica. "
        "No responde a dos pedidos."
    ]


def _acting(house: Any, organ: str) -> Any:
    return appointments.acting(house.session, organ, house.at.date())


ASKS = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
 <process id="escalar" name="Escalar" isExecutable="true">
 <laneSet id="ls"><lane id="ogaj"><flowNodeRef>t</flowNodeRef></lane>
 </laneSet><startEvent id="s"/><serviceTask id="a" name="Escalar al superior"><extensionElements>
 <zeebe:taskDefinition type="avisos.escalar"/><zeebe:ioMapping><zeebe:input source='= "ogaj"' target="organo"/>
 <zeebe:input source='= "Sin respuesta."' target="motivo"/></zeebe:ioMapping></extensionElements></serviceTask>
 <userTask id="t" name="Opinar"/><endEvent id="e"/>
 <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="t"/>
 <sequenceFlow id="f3" sourceRef="t" targetRef="e"/></process></definitions>"""


def test_a_diagram_that_escalates_tells_the_head_above_in_the_same_transaction(house: Any) -> None:
    house.publish("escalar", procedure_bpmn=ASKS)

    house.open("escalar")

    assert told(house, "gerencia-municipal") == [
        "EXP-2026-000001, «Convenio con EsSalud»: se pide que intervenga ante Oficina General de Asesoría Jurídica. "
        "Sin respuesta."
    ]


def test_a_reminder_whose_day_passed_says_so(house: Any) -> None:
    house.open()
    given(house, 8)
    officer = house.head("ogaj").officer

    (before, *_) = notices.of_officer(house.session, officer, house.at + timedelta(days=9))
    (after, *_) = notices.of_officer(house.session, officer, house.at + timedelta(days=10))

    assert (before.kind, before.overdue, after.overdue) == (notices.REMINDER, False, True)
