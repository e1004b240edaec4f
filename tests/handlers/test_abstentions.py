"""Sample case T-3 of the domain, live: the adviser steps aside from the first legal report, another goes on."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import cases, journal
from engine.entries import CaseLinked, LinkedCaseEnded, TaskDecided, TaskReassigned
from handlers import abstentions, calendar, decisions, histories, municipality, standing, successors, tasks
from handlers.appointments import Appointment
from handlers.refusals import NotAllowed
from handlers.retelling import Retelling, Story
from workflows import library, versions
from workflows.storage import Table, open_database
from workflows.terms import LIMA

BPMN = Path(__file__).parents[2] / "bpmn"
ADVISER, HEIR, MANAGER = "jorge-huaman", "diana-caceres", "manuel-torres"
LEGAL = re.compile(r"t10_informe_legal:\d+/elaborar_informe:\d+")
REPORT = "t10_informe_legal:1/elaborar_informe:1"
GROUNDS = {"causal": "1", "fecha_conocimiento": "2026-03-16",
           "texto": "Soy cuñado del consultor que preparó los costos de la propuesta."}  # fmt: skip
ACCEPTED = {"decision": "aceptar", "modalidad": "ad_hoc", "reemplazo": HEIR,
            "sustento": "El parentesco por afinidad en segundo grado consta en su declaración."}  # fmt: skip


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=LIMA)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = open_database(f"sqlite:///{tmp_path / 'cabildo.db'}")
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        yield session
    database.dispose()


def t3(session: Session) -> Retelling:
    """Sample T-3 as it stands on Monday 16 March 2026, when the legal report has been asked for."""
    for folder in library.folders(BPMN):
        versions.publish(session, folder.slug, folder.files(), at=at(1), by="ana", reason="Para las pruebas")
    scenario = json.loads((BPMN / "tupa-opinion/scenarios/t3_observado_dos_veces.json").read_text("utf-8"))
    story = Story("tupa-opinion", scenario, date(2026, 2, 16), "Derecho de trámite de la licencia de funcionamiento")
    telling = Retelling(story, calendar.calendar(session))
    while not telling.case_id or _open(session, telling) != REPORT:
        telling.go_on(session)
    session.commit()
    return telling


def _open(session: Session, telling: Retelling) -> str:
    return next((row.task for row in standing.tasks_of(session, telling.case_id)), "")


def test_sample_t3_replaces_the_adviser_keeps_the_due_date_and_goes_on_with_who_replaced_him(session: Session) -> None:
    telling = t3(session)
    case = telling.case_id
    due = standing.tasks_of(session, case)[0].due

    opened = abstentions.present(session, case, REPORT, ADVISER, GROUNDS, at(18), key="T-3 se abstiene")
    session.commit()
    second = standing.tasks_of(session, opened["case"])[0]
    assert (second.organ, second.due) == ("gerencia-municipal", date(2026, 3, 23))  # the third working day
    with pytest.raises(NotAllowed, match=f"En abstención: expediente {opened['number']}"):
        decisions.record(session, case, REPORT, ADVISER, {}, at(19), key="T-3 no puede decidir")

    decisions.record(session, opened["case"], second.task, MANAGER, ACCEPTED, at(23, 9), key="T-3 se acepta")
    session.commit()
    row = standing.tasks_of(session, case)[0]
    assert (row.task, row.held_by, row.organ, row.due) == (REPORT, HEIR, "ogaj", due)

    later = datetime(2026, 4, 16, 8, tzinfo=LIMA)
    while telling.next and telling.next < later:
        telling.go_on(session)
    reports = [
        one.entry.actor.officer
        for one in journal.read(session, case)
        if isinstance(one.entry, TaskDecided) and one.entry.actor and LEGAL.fullmatch(one.entry.task)
    ]
    assert reports == [HEIR, HEIR]  # also the report of the second round: he is out of the matter, not of one task


def test_both_journals_replay_and_both_histories_name_the_other(session: Session) -> None:
    telling = t3(session)
    opened = abstentions.present(session, telling.case_id, REPORT, ADVISER, GROUNDS, at(18), key="T-3 se abstiene")
    decisions.record(session, opened["case"], "resolver_abstencion:1", MANAGER, ACCEPTED, at(23), key="T-3 se acepta")
    session.commit()

    for case, other in ((telling.case_id, opened["number"]), (opened["case"], telling.number)):
        cases.rebuild(session, case, journal.read(session, case))  # raises Diverged
        assert any(other in one.text for one in histories.history(session, case))
    kinds = [type(one.entry) for one in journal.read(session, telling.case_id)][-3:]
    assert kinds == [CaseLinked, TaskReassigned, LinkedCaseEnded]


@pytest.mark.parametrize(
    ("organ", "officer", "above"),
    [
        ("ogaj", "jorge-huaman", "gerencia-municipal"),
        ("op-modernizacion", "patricia-llontop", "ogpp"),
        ("gerencia-municipal", "manuel-torres", "alcaldia"),
        ("alcaldia", "rosa-quispe", "concejo-municipal"),
        ("concejo-municipal", "yolanda-prado", "concejo-municipal"),
        ("comision-desarrollo", "liliana-rojas", "concejo-municipal"),
    ],
)
def test_the_superior_decides_and_the_concejo_of_its_own(
    session: Session, organ: str, officer: str, above: str
) -> None:
    assert abstentions.superior(session, organ, officer, at(18).date()).slug == above


def test_who_directs_the_organ_above_himself_is_decided_upon_by_the_alcalde(session: Session) -> None:
    in_november = date(2026, 11, 20)  # the manager of urban development is in charge of the Gerencia Municipal

    assert abstentions.superior(session, "g-desarrollo-urbano", "carmen-vilchez", in_november).slug == "alcaldia"


IN_MARCH = date(2026, 3, 18)


def _offered(session: Session, organ: str, officer: str, day: date = IN_MARCH) -> dict[str, str]:
    """Return who is offered to go on, by his rank beside who steps aside."""
    return {one.actor.officer: one.rank for one in successors.of(session, day, organ, officer)}


def test_heads_of_the_same_level_are_offered_for_a_head_and_never_who_directs_him(session: Session) -> None:
    offered = _offered(session, "ogaj", ADVISER)

    assert set(offered.values()) == {""}
    assert {"elena-castro", "hector-aliaga", "oscar-benavides", "sandra-yauri"} <= set(offered)
    assert not {MANAGER, "rosa-quispe", HEIR, "beatriz-soto", "patricia-llontop", ADVISER} & set(offered)
    assert list(offered)[0] == "elena-castro"  # under the same superior


def test_where_nobody_is_of_equal_rank_the_next_in_rank_are_offered_and_not_the_superior(session: Session) -> None:
    offered = _offered(session, "gerencia-municipal", MANAGER)

    assert set(offered.values()) == {successors.BELOW}
    assert {ADVISER, "elena-castro", "sandra-yauri"} <= set(offered)
    assert not {"rosa-quispe", "alberto-chavez", "fredy-condori"} & set(offered)
    by_delegation = _offered(session, "alcaldia", MANAGER)  # he signs convenios for the alcaldesa: his rank is his own
    assert by_delegation == offered


def test_staff_is_replaced_by_staff_and_the_mayor_by_the_first_regidor(session: Session) -> None:
    assert "percy-lujan" in _offered(session, "ogaj", HEIR) and ADVISER not in _offered(session, "ogaj", HEIR)
    assert list(_offered(session, "alcaldia", "rosa-quispe"))[0] == "alberto-chavez"  # LOM 24
    secretary = _offered(session, "alcaldia", "martha-guevara")
    assert secretary and not {"alberto-chavez", "yolanda-prado"} & set(secretary)  # LOM 11


def test_the_superior_is_offered_only_when_nobody_else_is_left(session: Session) -> None:
    everyone = successors.eligible(session, IN_MARCH, "ogaj", ADVISER)
    assert {one.officer for one in everyone[-2:]} == {MANAGER, "rosa-quispe"}  # ad hoc too, they come last

    session.execute(delete(Appointment).where(Appointment.organ.not_in(["ogaj", "gerencia-municipal", "alcaldia"])))
    session.execute(delete(Appointment).where(Appointment.is_head.is_(False)))
    assert _offered(session, "ogaj", ADVISER) == {MANAGER: successors.SUPERIOR}


def test_who_stepped_aside_from_the_matter_is_not_offered_for_it(session: Session) -> None:
    telling = t3(session)
    first = abstentions.present(session, telling.case_id, REPORT, ADVISER, GROUNDS, at(18), key="T-3 se abstiene")
    equal = {**ACCEPTED, "modalidad": "igual_jerarquia", "reemplazo": "elena-castro"}
    decisions.record(session, first["case"], "resolver_abstencion:1", MANAGER, equal, at(19), key="T-3 se acepta")
    second = abstentions.present(session, telling.case_id, REPORT, "elena-castro", GROUNDS, at(20), key="T-3 otra vez")

    offered = tasks.sheet(session, second["case"], "resolver_abstencion:1", MANAGER, at(20)).values["candidatos"]
    named = {one["value"] for one in offered}
    assert "hector-aliaga" in named and not {ADVISER, "elena-castro"} & named
