"""Duties that a diagram keeps apart: who decided one step may not decide the other, in whichever call it lies."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from engine import cases, journal
from engine.entries import TaskDecided
from handlers import decisions, follow_up, histories, municipality, standing, tasks
from handlers.parameters import Parameter
from handlers.refusals import NotAllowed
from workflows import checker, versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

AT = datetime(2026, 8, 10, 9, tzinfo=LIMA)
HEAD, SPECIALIST = "jorge-huaman", "diana-caceres"

CALLED = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d2" targetNamespace="t">
<process id="informe" name="Informe" isExecutable="true">
<laneSet id="ls"><lane id="ogaj" name="Asesor\xc3\xada"><flowNodeRef>i</flowNodeRef><flowNodeRef>elaborar</flowNodeRef>
<flowNodeRef>f</flowNodeRef></lane></laneSet>
<startEvent id="i"/><userTask id="elaborar" name="Elaborar informe"/><endEvent id="f"/>
<sequenceFlow id="a" sourceRef="i" targetRef="elaborar"/><sequenceFlow id="b" sourceRef="elaborar" targetRef="f"/>
</process></definitions>"""


def main(apart: str) -> bytes:
    return f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
<process id="dos-informes" name="Dos informes" isExecutable="true">
<laneSet id="l"><lane id="ogaj" name="Asesoría"><flowNodeRef>i</flowNodeRef><flowNodeRef>tecnico</flowNodeRef>
<flowNodeRef>legal</flowNodeRef><flowNodeRef>f</flowNodeRef></lane></laneSet>
<startEvent id="i"/>
<callActivity id="tecnico" name="Informe técnico"><extensionElements><zeebe:calledElement processId="informe"/>
</extensionElements></callActivity>
<callActivity id="legal" name="Informe legal"><extensionElements><zeebe:calledElement processId="informe"/>
<zeebe:properties>{apart}</zeebe:properties></extensionElements></callActivity>
<endEvent id="f"/>
<sequenceFlow id="x" sourceRef="i" targetRef="tecnico"/><sequenceFlow id="y" sourceRef="tecnico" targetRef="legal"/>
<sequenceFlow id="z" sourceRef="legal" targetRef="f"/>
</process></definitions>""".encode()


APART = '<zeebe:property name="cabildo.distinto_de.elaborar" value="tecnico/elaborar"/>'
FIRST, SECOND = "tecnico:1/elaborar:1", "legal:1/elaborar:1"


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        yield session
    database.dispose()


def a_case(session: Session, apart: str = APART) -> int:
    files = {"procedure.bpmn": main(apart), "informe.bpmn": CALLED}
    versions.publish(session, "dos-informes", files, at=AT, by="ana", reason="Para las pruebas")
    session.commit()
    return follow_up.open_case(session, "dos-informes", {"asunto": "Dos informes distintos"}, AT).id


def decide(session: Session, case: int, task: str, officer: str, days: int = 1) -> None:
    decisions.record(session, case, task, officer, {}, AT + timedelta(days=days), key=f"clave {task} {officer}")


def test_the_author_of_one_report_is_told_that_he_may_not_decide_the_other(session: Session) -> None:
    case = a_case(session)
    decide(session, case, FIRST, SPECIALIST)

    sheet = tasks.sheet(session, case, SECOND, SPECIALIST, AT + timedelta(days=2))

    assert sheet.hold.why.startswith("No puede decidir: usted elaboró informe en «Informe técnico»")
    with pytest.raises(NotAllowed, match="usted elaboró informe"):
        decide(session, case, SECOND, SPECIALIST, days=2)


def test_another_officer_of_the_organ_decides(session: Session) -> None:
    case = a_case(session)
    decide(session, case, FIRST, SPECIALIST)

    decide(session, case, SECOND, HEAD, days=2)

    assert not standing.tasks_of(session, case)


def test_nothing_is_kept_apart_that_the_diagram_does_not_say(session: Session) -> None:
    case = a_case(session, "")
    decide(session, case, FIRST, SPECIALIST)

    decide(session, case, SECOND, SPECIALIST, days=2)

    assert not standing.tasks_of(session, case)


def test_on_the_call_itself_it_holds_for_every_task_inside(session: Session) -> None:
    case = a_case(session, '<zeebe:property name="cabildo.distinto_de" value="tecnico"/>')
    decide(session, case, FIRST, SPECIALIST)

    assert tasks.sheet(session, case, SECOND, SPECIALIST, AT).hold.why
    assert not tasks.sheet(session, case, SECOND, HEAD, AT).hold.why


def test_a_small_municipality_may_let_it_pass_and_the_history_says_so(session: Session) -> None:
    session.add(
        Parameter(name="separacion_de_funciones", value='"advertida"', valid_from=AT.date(), norm="Directiva 1")
    )
    case = a_case(session)
    decide(session, case, FIRST, SPECIALIST)

    decide(session, case, SECOND, SPECIALIST, days=2)

    entry = [one.entry for one in journal.read(session, case) if isinstance(one.entry, TaskDecided)][-1]
    assert entry.remarks[0].startswith("No puede decidir: usted elaboró informe")
    told = [one for one in histories.history(session, case) if one.entry == "TaskDecided"][-1]
    assert any(datum.label == "Se dejó constancia" for datum in told.data)


@pytest.mark.parametrize(
    ("apart", "said"),
    [
        (APART, ""),
        ('<zeebe:property name="cabildo.distinto_de.elaborar" value="tecnico/redactar"/>', "tecnico/redactar"),
        ('<zeebe:property name="cabildo.distinto_de.firmar" value="tecnico/elaborar"/>', "ninguna tarea «firmar»"),
        ('<zeebe:property name="cabildo.distinto_de" value="i"/>', "no lo decide una persona"),
    ],
)
def test_the_checker_follows_the_names_into_the_calls(apart: str, said: str) -> None:
    found = checker.check({"a.bpmn": main(apart), "b.bpmn": CALLED})
    sentences = [one.message for one in found if one.rule == "separation_names_steps"]

    assert (not sentences) if not said else (len(sentences) == 1 and said in sentences[0])
