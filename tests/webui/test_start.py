"""Starting a case by hand: who may, and the header that every case begins with."""

import io

import pytest

from engine import journal
from handlers import accounts, standing
from tests.webui.conftest import AUDITOR, HEADER, OGAJ, OGPP, OTHER, PASSWORD, Site
from tests.webui.papers import pdf

PATH = "/expedientes/nuevo/opinion"


def test_the_starter_s_organ_becomes_the_organ_of_origin(site: Site) -> None:
    case = site.officer(OGPP).open_case()

    with site.session() as session:
        row = standing.the_case(session, case)
        assert row and (row.organ, row.number, row.subject) == ("ogpp", "EXP-2026-000001", "Convenio con EsSalud")


def test_a_case_leads_to_its_first_task_where_it_is_the_starter_s(site: Site) -> None:
    answer = site.officer(OGAJ).post(PATH, {**HEADER, "clave": "12345678"})

    assert answer.location == "/expedientes/1/tareas/opinar:1"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"asunto": "corto"}, "asunto"),
        ({"asunto": "x" * 251}, "asunto"),
        ({"canal": "paloma"}, "canal"),
        ({"folios": "0"}, "folios"),
        ({"folios": "doce"}, "folios"),
        ({"prioridad": "urgente"}, "motivo_urgencia"),
        ({"reservado": "true"}, "base_reserva"),
    ],
)
def test_a_wrong_header_opens_nothing_and_keeps_what_was_typed(site: Site, wrong: dict[str, str], field: str) -> None:
    answer = site.officer(OGPP).post(PATH, {**HEADER, **wrong, "clave": "12345678"})

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert (wrong.get("asunto") or HEADER["asunto"]) in answer.text
    with site.session() as session:
        assert journal.case_ids(session) == []


def test_urgency_is_asked_for_its_reason_as_soon_as_it_is_chosen(site: Site) -> None:
    officer = site.officer(OGPP)

    asked = officer.post(f"{PATH}/cabecera", {**HEADER, "prioridad": "muy_urgente"}, headers={"HX-Request": "true"})

    assert "motivo_urgencia" in asked.text and "Convenio con EsSalud" in asked.text
    assert "motivo_urgencia" not in officer.get(PATH).text


def test_the_same_page_sent_twice_opens_one_case(site: Site) -> None:
    officer = site.officer(OGPP)

    first, second = (officer.post(PATH, {**HEADER, "clave": "una-sola-vez"}) for _ in range(2))

    assert first.location == second.location
    with site.session() as session:
        assert journal.case_ids(session) == [1]


def test_a_case_begins_with_its_documents(site: Site) -> None:
    officer = site.officer(OGPP)
    kept = officer.post("/documentos", {"documento": (io.BytesIO(pdf()), "oficio.pdf")})
    assert kept.json
    assert officer.get(f"/documentos/{kept.json['id']}").data == pdf()
    assert site.officer(OGAJ).get(f"/documentos/{kept.json['id']}").status_code == 404

    case = officer.open_case(documentos_referencia=kept.json["id"])

    assert "oficio.pdf" in officer.get(f"/expedientes/{case}/documentos").text


def test_procedures_of_other_organs_and_called_ones_are_not_offered(site: Site) -> None:
    _publish(site, "solo-asesoria", lane="ogaj")
    _publish(site, "solo-llamada", lane="ogaj", started_by_call=True)

    mine, other = site.officer(OGAJ), site.officer(OTHER)

    assert "solo-asesoria" in mine.get("/expedientes/nuevo").text
    assert "solo-llamada" not in mine.get("/expedientes/nuevo").text
    assert "solo-asesoria" not in other.get("/expedientes/nuevo").text
    for path in ("solo-asesoria", "solo-llamada", "ninguno"):
        answer = other.post(f"/expedientes/nuevo/{path}", {**HEADER, "clave": "12345678"})
        assert answer.status_code == (404 if path == "ninguno" else 403)
        assert other.get(f"/expedientes/nuevo/{path}").status_code == answer.status_code
    assert mine.post("/expedientes/nuevo/solo-llamada", {**HEADER, "clave": "12345678"}).status_code == 403
    with site.session() as session:
        assert journal.case_ids(session) == []


def test_what_the_mesa_de_partes_opens_comes_from_outside_unless_it_says_otherwise(site: Site) -> None:
    with site.session() as session:
        accounts.open_account(session, "gladys-ramos", "gladys-ramos", PASSWORD, site.now, must_change=False)
        session.commit()

    theirs = site.officer("gladys-ramos").get("/expedientes/nuevo/opinion").text
    others = site.officer(OGAJ).get("/expedientes/nuevo/opinion").text

    assert '<option value="mesa_partes_fisica" selected' in theirs and '<option value="interno" selected' in others


def test_an_auditor_is_offered_no_start(site: Site) -> None:
    assert "Iniciar expediente" not in site.officer(AUDITOR).get("/").text


def _publish(site: Site, slug: str, lane: str, *, started_by_call: bool = False) -> None:
    from workflows import versions

    how = '<zeebe:property name="cabildo.inicio" value="llamada"/>' if started_by_call else ""
    source = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"
      xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="{slug}" name="{slug}" isExecutable="true">
      <extensionElements><zeebe:properties>{how}</zeebe:properties></extensionElements>
      <laneSet id="ls"><lane id="{lane}"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef></lane></laneSet>
      <startEvent id="s"/><userTask id="a"/><endEvent id="e"/>
      <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
      </process></definitions>"""
    with site.session() as session:
        versions.publish(session, slug, {"procedure.bpmn": source.encode()}, at=site.now, by="x", reason="prueba")
        session.commit()
