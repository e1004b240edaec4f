"""Running cases go on with the version in force: seen first, tried on a copy, done for one or all, taken back."""

import secrets

import pytest

from engine import journal
from engine.entries import TaskDecided, VersionChanged
from handlers import audits, follow_up, histories, standing, tasks
from tests.engine.drawing import chain, diagram, end, node, start, user
from tests.webui.conftest import DESIGNER, OGPP, Site
from workflows import versions

pytestmark = pytest.mark.slow


def version(*names: str) -> bytes:
    inside = "".join(f"<flowNodeRef>{name}</flowNodeRef>" for name in names)
    lanes = f'<laneSet id="L"><lane id="ogpp" name="OGPP">{inside}</lane></laneSet>'
    return diagram(
        lanes + start() + "".join(map(user, names)) + end() + chain("inicio", *names, "fin"), process="tramo"
    )


def publish(site: Site, *names: str) -> None:
    with site.session() as session:
        versions.publish(session, "tramo", {"procedure.bpmn": version(*names)}, at=site.now, by="x", reason="Prueba")
        session.commit()


@pytest.fixture
def running(site: Site) -> list[int]:
    """Two cases on the first version: one waits at `a`, the other at `b`; a second version has no `b`."""
    publish(site, "a", "b")
    with site.session() as session:
        rows = [follow_up.open_case(session, "tramo", {"asunto": f"Caso {n}", "organo_origen": "ogpp"}, site.now)
                for n in (1, 2)]  # fmt: skip
        follow_up.advance(session, rows[1].id, TaskDecided("a:1"), site.now)
        session.commit()
        ids = [row.id for row in rows]
    publish(site, "a", "c")
    return ids


def form(**answers: str) -> dict[str, str]:
    return {"clave": secrets.token_hex(8), "motivo": "La ordenanza cambió el trámite", **answers}


def open_tasks(site: Site, case: int) -> list[str]:
    with site.session() as session:
        assert [verdict.difference for verdict in audits.verify(session, case, lists=True)] == [""]
        return [task.task for task in standing.tasks_of(session, case)]


def version_of(site: Site, case: int) -> int:
    with site.session() as session:
        row = standing.the_case(session, case)
        assert row is not None
        return row.version


def test_cases_that_are_behind_are_listed_and_those_that_need_a_decision_say_so(site: Site, running: list[int]) -> None:
    page = site.officer(DESIGNER).get("/diseno/versiones/tramo").text

    assert "Caso 1" in page and "Caso 2" in page
    assert page.count("sigue donde está") == 1 and page.count("requiere decidir") == 1


def test_all_that_need_no_decision_go_on_and_each_is_reported(site: Site, running: list[int]) -> None:
    report = site.officer(DESIGNER).post("/diseno/versiones/tramo", form()).text

    assert report.count("cambió de versión") == 1 and report.count("quedó como estaba") == 1
    assert [version_of(site, case) for case in running] == [2, 1]
    with site.session() as session:
        follow_up.advance(session, running[0], TaskDecided("a:1"), site.now)
        session.commit()
    assert open_tasks(site, running[0]) == ["c:1"]


def test_a_dry_run_says_what_would_follow_and_writes_nothing(site: Site, running: list[int]) -> None:
    here = f"/diseno/versiones/tramo/{running[1]}"
    page = site.officer(DESIGNER).post(here, form(ensayo="1", **{"destino.b:1": "c"})).text

    assert "Se abre la tarea «c»" in page and "Deja de esperar «b»" in page
    assert 'value="c" selected' in page
    assert (open_tasks(site, running[1]), version_of(site, running[1])) == (["b:1"], 1)


def test_a_place_that_is_gone_must_be_given_where_it_continues(site: Site, running: list[int]) -> None:
    designer, here = site.officer(DESIGNER), f"/diseno/versiones/tramo/{running[1]}"
    refused = designer.post(here, form())
    assert refused.status_code == 422 and "Diga dónde continúa «b»" in refused.text

    assert designer.post(here, form(**{"destino.b:1": "c"})).status_code == 303
    assert open_tasks(site, running[1]) == ["c:1"]
    with site.session() as session:
        told = [
            record.entry for record in journal.read(session, running[1]) if isinstance(record.entry, VersionChanged)
        ]
        said = [one.text for one in histories.history(session, running[1])]
        assert tasks.sheet(session, running[1], "c:1", OGPP, site.now).node.id == "c"
    assert told[0].moves == {"b:1": "c"} and told[0].actor is not None and told[0].actor.officer == DESIGNER
    assert any("pasó el expediente a la versión 2" in one for one in said)


def test_the_first_difference_is_named_by_its_entry(site: Site, running: list[int]) -> None:
    page = site.officer(DESIGNER).get(f"/diseno/versiones/tramo/{running[1]}").text

    assert "Desde el asiento" in page and "«c»" in page


def test_a_change_is_taken_back_as_long_as_nothing_moved_since(site: Site, running: list[int]) -> None:
    designer, here = site.officer(DESIGNER), f"/diseno/versiones/tramo/{running[1]}"
    designer.post(here, form(**{"destino.b:1": "c"}))
    assert designer.post(f"{here}/reversion", form()).status_code == 303
    assert (open_tasks(site, running[1]), version_of(site, running[1])) == (["b:2"], 1)

    designer.post(here, form(**{"destino.b:2": "c"}))
    with site.session() as session:
        follow_up.advance(session, running[1], TaskDecided("c:2"), site.now)
        session.commit()
    assert designer.post(f"{here}/reversion", form()).status_code == 404


def test_the_history_names_old_places_by_the_diagram_of_their_time(site: Site, running: list[int]) -> None:
    site.officer(DESIGNER).post(f"/diseno/versiones/tramo/{running[1]}", form(**{"destino.b:1": "c"}))
    with site.session() as session:
        said = " ".join(one.text for one in histories.history(session, running[1]))

    assert "«b»" in said and "«c»" in said


def test_where_every_case_needs_a_decision_nothing_is_offered_for_all(site: Site, running: list[int]) -> None:
    publish(site, "d", "e")

    page = site.officer(DESIGNER).get("/diseno/versiones/tramo").text

    assert page.count("requiere decidir") == 2
    assert "Pasar todos" not in page and "Ninguno sigue donde está" in page


def test_a_step_that_only_changed_its_id_is_told_apart_and_a_dry_run_asks_for_it_by_name(site: Site) -> None:
    signed = version("a", "b").replace(b'id="b" name="b"', b'id="b" name="Firmar"')
    with site.session() as session:
        versions.publish(session, "tramo", {"procedure.bpmn": signed}, at=site.now, by="x", reason="Prueba")
        row = follow_up.open_case(session, "tramo", {"asunto": "Uno", "organo_origen": "ogpp"}, site.now)
        follow_up.advance(session, row.id, TaskDecided("a:1"), site.now)
        renamed = signed.replace(b'"b"', b'"c"').replace(b">b<", b">c<")
        versions.publish(session, "tramo", {"procedure.bpmn": renamed}, at=site.now, by="x", reason="Prueba")
        session.commit()
        here = f"/diseno/versiones/tramo/{row.id}"
    designer = site.officer(DESIGNER)

    assert "«Firmar» (b)" in designer.get(here).text and "«Firmar» (c)" in designer.get(here).text
    assert "Falta decir dónde continúa «Firmar»" in designer.post(here, form(ensayo="1")).text


def test_the_pages_of_a_case_stand_after_its_version_changed(site: Site, running: list[int]) -> None:
    site.officer(DESIGNER).post(f"/diseno/versiones/tramo/{running[1]}", form(**{"destino.b:1": "c"}))
    officer = site.officer(OGPP)

    for page in ("", "/diagrama", "/recorrido", "/datos"):
        assert officer.get(f"/expedientes/{running[1]}{page}").status_code == 200, page


def test_a_dry_run_asks_no_service(site: Site, running: list[int]) -> None:
    told = '<extensionElements><zeebe:taskDefinition type="documentos.numerar"/></extensionElements>'
    lanes = '<laneSet id="L"><lane id="ogpp" name="OGPP"><flowNodeRef>numera</flowNodeRef></lane></laneSet>'
    inside = lanes + start() + node("serviceTask", "numera", told) + end() + chain("inicio", "numera", "fin")
    with site.session() as session:
        source = diagram(inside, process="tramo")
        versions.publish(session, "tramo", {"procedure.bpmn": source}, at=site.now, by="x", reason="Prueba")
        session.commit()
    here = f"/diseno/versiones/tramo/{running[1]}"

    page = site.officer(DESIGNER).post(here, form(ensayo="1", **{"destino.b:1": "numera"})).text

    assert "Se pediría el servicio de «numera»" in page
