"""Incidents on the web: tried again, corrected, skipped or moved by two, all of it in the case's history."""

import secrets
from typing import Any

import pytest

from engine import cases, journal
from engine.entries import InterventionProposed, OfficerIntervened, StepUndone
from handlers import audits, follow_up, histories, standing
from handlers.standing import UNDONE
from tests.engine.drawing import chain, diagram, end, flow, start, user, xor
from tests.webui.conftest import ADMINISTRATOR, OGPP, SUPERVISOR, Site
from workflows import versions

pytestmark = pytest.mark.slow

OWN = "<flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef>"
LANES = f'<laneSet id="L"><lane id="ogpp" name="OGPP">{OWN}</lane></laneSet>'
STUCK = diagram(LANES + start() + xor("x") + user("a") + user("b") + end() + chain("inicio", "x")
                + flow("x", "a", "monto &gt; 5") + flow("x", "b", "monto &gt; 100") + chain("a", "fin")
                + chain("b", "fin"), process="atasco")  # fmt: skip


@pytest.fixture
def case(site: Site) -> int:
    """A case whose gateway has no way to go: the amount is 3."""
    with site.session() as session:
        versions.publish(session, "atasco", {"procedure.bpmn": STUCK}, at=site.now, by="x", reason="Para probar")
        row = follow_up.open_case(
            session, "atasco", {"asunto": "Obra menor", "monto": 3, "organo_origen": "ogpp"}, site.now
        )
        session.commit()
        assert row.state == "incident"
        return row.id


def form(**answers: str) -> dict[str, str]:
    return {"clave": secrets.token_hex(8), "motivo": "Se digitó mal el monto", **answers}


def entries(site: Site, case: int, kind: type[Any]) -> list[Any]:
    with site.session() as session:
        return [record.entry for record in journal.read(session, case) if isinstance(record.entry, kind)]


def state(site: Site, case: int) -> tuple[str, list[str]]:
    with site.session() as session:
        row = standing.the_case(session, case)
        assert row is not None
        assert [verdict.difference for verdict in audits.verify(session, case, lists=True)] == [""]
        return row.state, [task.task for task in standing.tasks_of(session, case)]


def test_an_incident_is_listed_with_what_failed_and_the_values_that_were_read(site: Site, case: int) -> None:
    administrator = site.officer(ADMINISTRATOR)
    assert "no se cumple ninguna condición" in administrator.get("/incidencias").text.casefold()

    page = administrator.get(f"/incidencias/{case}/x:1").text
    assert 'name="dato.monto" value="3"' in page


def test_a_corrected_value_and_a_retry_let_the_case_go_on(site: Site, case: int) -> None:
    administrator = site.officer(ADMINISTRATOR)
    answer = administrator.post(f"/incidencias/{case}/x:1/reintento", form(**{"dato.monto": "30.50"}))

    assert answer.status_code == 303
    assert state(site, case) == ("open", ["a:1"])
    told = entries(site, case, OfficerIntervened)[0]
    assert (told.act, str(told.before["monto"]), str(told.values["monto"])) == ("retry", "3", "30.50")
    with site.session() as session:
        said = [sentence.text for sentence in histories.history(session, case)]
    assert any("intervino para repetir el paso" in one and "Se digitó mal el monto" in one for one in said)


def test_what_fails_again_stays_an_incident(site: Site, case: int) -> None:
    site.officer(ADMINISTRATOR).post(f"/incidencias/{case}/x:1/reintento", form())

    assert state(site, case) == ("incident", [])


def test_nothing_is_done_without_a_reason_and_what_was_typed_stays(site: Site, case: int) -> None:
    answer = site.officer(ADMINISTRATOR).post(f"/incidencias/{case}/x:1/reintento",
                                              form(motivo=" ", **{"dato.monto": "77"}))  # fmt: skip

    assert answer.status_code == 422
    assert 'value="77"' in answer.text and "Escriba el motivo" in answer.text
    assert entries(site, case, OfficerIntervened) == []


@pytest.mark.parametrize(("act", "to", "tasks"), [("move", "b", ["b:1"]), ("move", "fin", [])])
def test_moving_takes_two(site: Site, case: int, act: str, to: str, tasks: list[str]) -> None:
    administrator, supervisor = site.officer(ADMINISTRATOR), site.officer(SUPERVISOR)
    here = f"/incidencias/{case}/x:1"
    administrator.post(f"{here}/propuesta", form(acto=act, destino=to))
    assert state(site, case) == ("incident", [])
    refused = administrator.post(f"{here}/conformidad", form())
    assert refused.status_code == 403 and "otra persona" in refused.text

    assert "Espera conformidad" in supervisor.get(here).text
    assert supervisor.post(f"{here}/conformidad", form()).status_code == 303

    assert state(site, case) == ("open" if tasks else "ended", tasks)
    told = entries(site, case, OfficerIntervened)[0]
    assert told.actor.officer == ADMINISTRATOR and told.approved_by.officer == SUPERVISOR
    with site.session() as session:
        assert "Dio su conformidad" in "".join(sentence.text for sentence in histories.history(session, case))


def test_an_open_task_is_skipped_by_two_with_the_values_it_would_have_answered(site: Site, case: int) -> None:
    administrator, supervisor = site.officer(ADMINISTRATOR), site.officer(SUPERVISOR)
    administrator.post(f"/incidencias/{case}/x:1/reintento", form(**{"dato.monto": "30"}))
    administrator.post(f"/incidencias/{case}/a:1/propuesta", form(acto="skip"))
    assert "Espera conformidad" in administrator.get(f"/incidencias/{case}/a:1").text
    supervisor.post(f"/incidencias/{case}/a:1/conformidad", form())

    assert state(site, case) == ("ended", [])


def test_a_declined_proposal_moves_nothing_and_another_may_be_made(site: Site, case: int) -> None:
    administrator, supervisor = site.officer(ADMINISTRATOR), site.officer(SUPERVISOR)
    here = f"/incidencias/{case}/x:1"
    administrator.post(f"{here}/propuesta", form(acto="move", destino="b"))
    supervisor.post(f"{here}/rechazo", form(motivo="Corresponde el otro paso"))

    assert state(site, case) == ("incident", [])
    administrator.post(f"{here}/propuesta", form(acto="move", destino="a"))
    assert len(entries(site, case, InterventionProposed)) == 2


def test_a_step_undone_is_attended_to(site: Site, case: int) -> None:
    with site.session() as session:
        head = journal.head(session, case)
        journal.append(session, case, head, site.now, [StepUndone("TaskDecided", "", "OverBudget")])
        standing.rebuild(session, [case])
        session.commit()
    cases.cache.clear()
    administrator = site.officer(ADMINISTRATOR)
    assert UNDONE not in administrator.get("/incidencias").text  # named in words
    assert administrator.post(f"/incidencias/{case}", form()).status_code == 303
    administrator.post(f"/incidencias/{case}/x:1/reintento", form(**{"dato.monto": "30"}))

    assert state(site, case) == ("open", ["a:1"])


def test_others_have_no_business_here(site: Site, case: int) -> None:
    clerk, supervisor = site.officer(OGPP), site.officer(SUPERVISOR)
    assert clerk.get("/incidencias").status_code == 403
    assert "Incidencias" not in clerk.get("/").text
    assert supervisor.post(f"/incidencias/{case}/x:1/reintento", form()).status_code == 403


def test_an_incident_leads_to_its_case_and_says_what_to_do_about_the_diagram(site: Site, case: int) -> None:
    page = site.officer(ADMINISTRATOR).get(f"/incidencias/{case}/x:1").text

    assert f'href="/expedientes/{case}"' in page
    assert "publica una versión corregida" in page
