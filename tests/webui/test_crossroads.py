"""A choice that no condition decides, as an officer meets it: a task with a button for each way, and its history."""

import re

import pytest

from engine import journal
from engine.entries import Passed, TaskDecided
from handlers import publications, standing
from tests.webui.conftest import DESIGNER, FRIDAY, HERE, OGAJ, OGPP, OPINION, OTHER, Site
from workflows import library
from workflows.library import Folder

TASK = "conforme:1"
CONDITION = re.compile(rb"<conditionExpression>.*?</conditionExpression>")


@pytest.fixture
def asking(site: Site) -> Site:
    """The procedure of the tests, in a version whose gateway has no condition."""
    files = library.read_folder(HERE / "procedures" / "opinion").files()
    files = {**files, "procedure.bpmn": CONDITION.sub(b"", files["procedure.bpmn"])}
    with site.session() as session:
        publications.publish(session, [Folder.of("opinion", files)], at=FRIDAY, by=DESIGNER,
                             reason="La compuerta pregunta a Asesoría Jurídica")  # fmt: skip
        session.commit()
    return site


def asked(site: Site) -> int:
    """Return a case that has come to the choice."""
    case = site.officer(OGPP).open_case()
    assert site.officer(OGAJ).decide(case, "opinar:1", **OPINION).status_code == 303
    return case


def test_the_organ_of_the_lane_finds_the_question_in_its_inbox_and_a_button_for_each_way(asking: Site) -> None:
    case = asked(asking)
    officer = asking.officer(OGAJ)

    assert "¿Observado?" in officer.get("/").text
    page = officer.get(f"/expedientes/{case}/tareas/{TASK}").text

    assert "¿Por dónde sigue?" in page
    assert re.findall(r'name="decision" value="([^"]*)"', page) == ["no", "sí"]
    assert asking.officer(OTHER).get(f"/expedientes/{case}/tareas/{TASK}").status_code == 403


def test_the_choice_is_recorded_as_any_decision_and_the_case_goes_that_way(asking: Site) -> None:
    case = asked(asking)

    answer = asking.officer(OGAJ).decide(case, TASK, decision="sí")

    assert answer.status_code == 303
    with asking.session() as session:
        entries = [record.entry for record in journal.read(session, case)]
        assert [row.task for row in standing.tasks_of(session, case)] == ["subsanar:1"]
    decided = [entry for entry in entries if isinstance(entry, TaskDecided)][-1]
    assert (decided.task, decided.answers, decided.actor and decided.actor.officer) == (TASK, {"decision": "sí"}, OGAJ)
    passed = next(entry for entry in entries if isinstance(entry, Passed) and entry.place == TASK)
    assert (list(passed.flows), passed.because) == (["f4"], {"decision": "sí"})
    history = asking.officer(OGPP).get(f"/expedientes/{case}").text
    assert "eligió en «¿Observado?»" in re.sub(r"<[^>]+>", "", history)


def test_without_a_choice_or_with_another_nothing_is_recorded(asking: Site) -> None:
    case = asked(asking)
    officer = asking.officer(OGAJ)

    for answers in ({}, {"decision": "quizá"}):
        assert officer.decide(case, TASK, **answers).status_code == 422

    with asking.session() as session:
        assert [row.task for row in standing.tasks_of(session, case)] == [TASK]


def test_a_case_of_the_version_before_goes_on_by_its_condition(site: Site) -> None:
    case = asked(site)

    with site.session() as session:
        assert [row.task for row in standing.tasks_of(session, case)] == ["resolver:1"]
