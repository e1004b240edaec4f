"""Communications from outside: who writes down what, with which document, and how the case tells it."""

import io
import json
import os
import re
import secrets
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from engine import journal
from engine.entries import MessageArrived, TaskDecided, TermExpired
from handlers import accounts, audits, documents, follow_up, standing
from handlers.standing import CaseRow
from tests.engine.drawing import boundary, chain, diagram, end, mapping, properties, start, timer, user
from tests.webui.conftest import AUDITOR, FRIDAY, GM, OGAJ, OGPP, OTHER, PASSWORD, Site, Visitor
from tests.webui.papers import pdf
from workflows import versions

pytestmark = pytest.mark.slow

POST = "gladys-ramos"  # head of mesa de partes
LANES = (
    '<laneSet id="carriles"><lane id="ogaj" name="Asesoría"><flowNodeRef>espera</flowNodeRef></lane>'
    '<lane id="ogpp" name="Planeamiento"><flowNodeRef>inicio</flowNodeRef><flowNodeRef>preparar</flowNodeRef>'
    "<flowNodeRef>envia</flowNodeRef><flowNodeRef>sigue</flowNodeRef></lane></laneSet>"
)
MESSAGE = (
    '<message id="Ms" name="respuesta_entidad"><extensionElements>'
    '<zeebe:subscription correlationKey="= envio_id"/></extensionElements></message>'
)
SENDS = (
    '<sendTask id="envia"><extensionElements><zeebe:taskDefinition type="envios.registrar"/>'
    + mapping({"destinatario": "= &quot;mun-provincial&quot;", "asunto": "= &quot;Pedido de opinión&quot;"},
              {"envio_id": "= envio_id"})
    + "</extensionElements></sendTask>"
)  # fmt: skip
AWAITS = (
    '<receiveTask id="espera" name="Esperar la respuesta de la entidad" messageRef="Ms">'
    '<documentation>La provincia responde citando el '
    'número de envío.</documentation><extensionElements>{form}'
    + mapping(outputs={"respuesta": "= {resultado: resultado, documento: documento, fecha: fecha}",
                       "decision_respuesta": "= resultado"})
    + properties(plazo="5 dh") + "</extensionElements></receiveTask>"
)  # fmt: skip
FORM = json.dumps({"type": "default", "id": "respuesta_entidad", "components": [
    {"type": "radio", "key": "resultado", "label": "Qué respondió", "validate": {"required": True}, "values": [
        {"label": "Conforme", "value": "conforme"}, {"label": "Observa", "value": "observa"}]}]}).encode()  # fmt: skip
LETTER = {"carta_remitente": "Municipalidad Metropolitana de Lima", "carta_numero": "OFICIO 510-2026-MML",
          "carta_fecha": "2026-11-18", "carta_recibida": "2026-11-20", "carta_folios": "3"}  # fmt: skip


def drawn(form: str = "") -> bytes:
    told = f'<zeebe:formDefinition formId="{form}"/>' if form else ""
    body = LANES + start() + user("preparar") + SENDS + AWAITS.replace("{form}", told) + user("sigue") + end()
    return diagram(body + chain("inicio", "preparar", "envia", "espera", "sigue", "fin"), MESSAGE, process="consulta")


@pytest.fixture
def asked(site: Site) -> Site:
    """The site with a procedure that asks another entity and waits for its answer, in the lane of OGAJ."""
    with site.session() as session:
        files = {"procedure.bpmn": drawn("respuesta_entidad"), "forms/respuesta_entidad.form": FORM}
        versions.publish(session, "consulta", files, at=FRIDAY, by="ana", reason="Para probar")
        accounts.open_account(session, POST, POST, PASSWORD, FRIDAY, must_change=False)
        session.commit()
    return site


def opened(site: Site, sent: bool = True, at: datetime = FRIDAY) -> tuple[int, str]:
    """A case that has asked (and waits) or is about to; return its id and number."""
    with site.session() as session:
        values = {"asunto": "Consulta a la provincia", "organo_origen": "ogpp"}
        row = follow_up.open_case(session, "consulta", values, at)
        if sent:
            follow_up.advance(session, row.id, TaskDecided("preparar:1"), at)
        session.commit()
        return row.id, row.number


def address(case: int) -> str:
    return f"/expedientes/{case}/comunicaciones/respuesta_entidad/espera:1"


def send(visitor: Visitor, where: str, **answers: Any) -> Any:
    told = {"clave": secrets.token_hex(8), **LETTER, "resultado": "conforme", **answers}
    form: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    form["carta_archivo"] = (io.BytesIO(pdf("oficio")), "oficio.pdf")
    return visitor.post(where, form, content_type="multipart/form-data")


def told(site: Site, case: int) -> MessageArrived:
    with site.session() as session:
        (entry,) = [r.entry for r in journal.read(session, case) if isinstance(r.entry, MessageArrived)]
        return entry


def history(visitor: Visitor, case: int) -> str:
    page = visitor.get(f"/expedientes/{case}").text
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_what_is_awaited_says_from_whom_why_and_until_when(asked: Site) -> None:
    case, number = opened(asked)

    page = asked.officer(POST).get(address(case)).text

    for words in ("Municipalidad Metropolitana de Lima", f"{number}/E01", "Pedido de opinión", "27 nov 2026",
                  "citando el número de envío", "Qué respondió"):  # fmt: skip
        assert words in page
    listed = asked.officer(POST).get("/comunicaciones").text
    assert number in listed and "Respuesta de la entidad" in listed


def test_an_answer_written_down_with_its_document_moves_the_case_and_is_told(asked: Site) -> None:
    case, _ = opened(asked)

    answer = send(asked.officer(POST), address(case))

    assert answer.status_code == 303, answer.text
    entry = told(asked, case)
    assert entry.actor is not None and (entry.actor.officer, entry.actor.organ) == (POST, "mesa-de-partes")
    assert (entry.place, entry.overdue) == ("espera:1", "")
    with asked.session() as session:
        (paper,) = documents.file_of(session, case)
        assert (paper.sha256, paper.task, paper.folio_from) == (entry.evidence, "espera:1", 1)
        assert [row.task for row in standing.tasks_of(session, case)] == ["sigue:1"]
        assert all(one.ok for one in audits.verify(session, case, lists=True))
    read = history(asked.officer(OGPP), case)
    assert "Municipalidad Metropolitana de Lima envió la comunicación Respuesta de la entidad" in read
    assert "la registró Unidad de Trámite Documentario" in read
    assert "con el documento OFICIO 510-2026-MML del miércoles 18 de noviembre de 2026, recibido el 20 nov" in read
    assert "Conforme" in read


def test_the_procedure_reads_what_the_letter_itself_says(asked: Site) -> None:
    case, _ = opened(asked)
    send(asked.officer(POST), address(case))

    assert {"resultado": "conforme", "documento": "OFICIO 510-2026-MML", "fecha": date(2026, 11, 18)}.items() <= {
        **told(asked, case).values
    }.items()
    assert not {"carta_remitente", "carta_numero"} & told(asked, case).values.keys()  # these may be erased by law


@pytest.mark.parametrize(
    ("officer", "status"), [(POST, 200), (OTHER, 200), (OGAJ, 200), (OGPP, 403), (GM, 403), (AUDITOR, 403)]
)
def test_the_organ_of_the_lane_and_those_who_take_in_letters_may_write_it_down(
    asked: Site, officer: str, status: int
) -> None:
    case, _ = opened(asked)
    visitor = asked.officer(officer)

    assert visitor.get(address(case)).status_code == status
    assert (send(visitor, address(case)).status_code == 303) is (status == 200)


def test_a_late_answer_counts_and_is_marked(asked: Site) -> None:
    case, _ = opened(asked)
    asked.let_pass(days=14)

    send(asked.officer(POST), address(case), carta_recibida="2026-12-04", carta_fecha="2026-12-03")

    assert told(asked, case).overdue == "2026-11-27"
    assert "fuera de plazo: venció el 27 nov" in history(asked.officer(OGPP), case)


def test_an_answer_after_the_wait_ran_out_is_marked_by_the_term_that_took_it_away(asked: Site) -> None:
    wait = ('<eventBasedGateway id="g"/><intermediateCatchEvent id="llega"><messageEventDefinition messageRef="Ms"/>'
            f'</intermediateCatchEvent><intermediateCatchEvent id="vence">{timer("&#61;&quot;2 dh&quot;")}'
            "</intermediateCatchEvent>")  # fmt: skip
    late = boundary("tarde", "reiterar", '<messageEventDefinition messageRef="Ms"/>')
    body = (
        start()
        + SENDS
        + wait
        + user("reiterar")
        + late
        + user("sigue")
        + end()
        + chain("inicio", "envia", "g", "llega", "sigue")
    )
    body += chain("g", "vence", "reiterar", "fin") + chain("tarde", "sigue")
    with asked.session() as session:
        versions.publish(session, "consulta", {"procedure.bpmn": diagram(body, MESSAGE, process="consulta")},
                         at=FRIDAY, by="ana", reason="Con plazo de espera")  # fmt: skip
        row = follow_up.open_case(session, "consulta", {"asunto": "Consulta", "organo_origen": "ogpp"}, FRIDAY)
        case = row.id
        session.commit()
        asked.let_pass(days=7)
        follow_up.advance(session, case, TermExpired("g:1/vence:1", asked.now), asked.now)
        session.commit()
    where = f"/expedientes/{case}/comunicaciones/respuesta_entidad/reiterar:1/tarde:1"

    answer = send(asked.officer(POST), where, carta_recibida="2026-11-27", resultado=None)

    assert answer.status_code == 303, answer.text
    assert told(asked, case).overdue == "2026-11-24"


@pytest.mark.parametrize(("answers", "sentence"), [
    ({"carta_numero": ""}, "Número del documento"),
    ({"carta_recibida": "2026-11-30"}, "Ese día aún no llega"),
    ({"carta_fecha": "2026-11-20", "carta_recibida": "2026-11-19"}, "Es posterior al día en que se recibió"),
    ({"resultado": ""}, "Qué respondió"),
])  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_written(asked: Site, answers: dict[str, str], sentence: str) -> None:
    case, _ = opened(asked)

    answer = send(asked.officer(POST), address(case), **answers)

    assert answer.status_code == 422 and sentence in answer.text
    assert "oficio.pdf" in answer.text  # the document need not be chosen again
    with asked.session() as session:
        assert [row.task for row in standing.tasks_of(session, case)] == []


def test_a_form_sent_twice_is_written_down_once(asked: Site) -> None:
    case, _ = opened(asked)
    visitor, key = asked.officer(POST), secrets.token_hex(8)

    assert [send(visitor, address(case), clave=key).status_code for _ in range(2)] == [303, 303]

    assert told(asked, case).name == "respuesta_entidad"


def test_what_nobody_waits_for_yet_is_kept_and_the_officer_is_told(asked: Site) -> None:
    case, number = opened(asked, sent=False)
    visitor = asked.officer(POST)

    answer = send(visitor, "/comunicaciones/nueva/respuesta_entidad", numero_citado=f"{number}/E01")

    assert answer.status_code == 303, answer.text
    page = visitor.get("/comunicaciones?ver=conservadas").text
    assert "Se conserva hasta el lunes 21 de diciembre de 2026" in page and f"{number}/E01" in page
    with asked.session() as session:
        follow_up.advance(session, case, TaskDecided("preparar:1"), FRIDAY)
        session.commit()
        assert [row.task for row in standing.tasks_of(session, case)] == ["sigue:1"]
        filed = [paper.sha256 for paper in documents.file_of(session, case)]
    assert filed == [told(asked, case).evidence]
    assert f"{number}/E01" not in visitor.get("/comunicaciones?ver=conservadas").text


def test_a_letter_that_quotes_no_case_is_not_lost_but_asked_for_its_number(asked: Site) -> None:
    answer = send(asked.officer(POST), "/comunicaciones/nueva/respuesta_entidad", numero_citado="EXP-1999-000001")

    assert answer.status_code == 422 and "No hay un expediente con ese número" in answer.text


def test_what_reached_nobody_in_time_is_seen_by_who_administers_and_audits(asked: Site) -> None:
    _, number = opened(asked, sent=False)
    send(asked.officer(POST), "/comunicaciones/nueva/respuesta_entidad", numero_citado=f"{number}/E01")
    asked.let_pass(days=60)

    for officer in (AUDITOR, POST):
        assert f"{number}/E01" in asked.officer(officer).get("/comunicaciones?ver=sin-entregar").text
    assert f"{number}/E01" not in asked.officer(OGPP).get("/comunicaciones?ver=sin-entregar").text


def test_a_letter_may_open_a_case(asked: Site) -> None:
    begins = '<message id="Ms" name="pedido_vecinal"/>'
    body = start("inicio", '<messageEventDefinition messageRef="Ms"/>') + user("atender") + end()
    with asked.session() as session:
        files = {"procedure.bpmn": diagram(body + chain("inicio", "atender", "fin"), begins, process="vecinal")}
        versions.publish(session, "vecinal", files, at=FRIDAY, by="ana", reason="Para probar")
        session.commit()

    answer = send(
        asked.officer(POST), "/comunicaciones/nueva/pedido_vecinal", asunto="Piden arreglar el parque", resultado=None
    )

    assert answer.status_code == 303, answer.text
    with asked.session() as session:
        row = session.scalars(select(CaseRow).where(CaseRow.procedure == "vecinal")).one()
        assert row.subject == "Piden arreglar el parque"
        assert len(documents.file_of(session, row.id)) == 1


def test_a_program_tells_a_message_once_by_its_identifier(asked: Site) -> None:
    from click.testing import CliRunner

    from webui.commands import main

    case, number = opened(asked)
    order = ["--database", asked.url, "message", "respuesta_entidad", "--key", f"{number}/E01", "--id", "pide-000042",
             "--values", '{"resultado": "conforme", "documento": "OFICIO 1", "fecha": "2026-11-18"}']  # fmt: skip

    first, again = (CliRunner().invoke(main, order) for _ in range(2))

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert first.output == again.output and number in first.output
    assert told(asked, case).values["resultado"] == "conforme"
    other = CliRunner().invoke(main, [*order[:-1], '{"resultado": "observa"}'])
    assert other.exit_code == 1


@pytest.mark.browser
def test_an_officer_writes_an_answer_down_in_a_browser(tmp_path: Any, asked: Site) -> None:
    """The file is chosen, the dialog confirmed, and the history read, as by a person."""
    from threading import Thread

    import waitress.server
    from playwright.sync_api import expect, sync_playwright

    from webui import serving

    case, number = opened(asked)
    paper = tmp_path / "oficio.pdf"
    paper.write_bytes(pdf("oficio"))
    socket = serving.listen(port=18_180)
    server = waitress.server.create_server(asked.app, sockets=[socket], threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    with sync_playwright() as driver:
        path = os.environ.get("CABILDO_CHROMIUM", "/usr/bin/chromium")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(base_url=serving.address(socket).url.rstrip("/"), locale="es-PE").new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto("/entrar")
        page.get_by_label("Usuario").fill(OGAJ)
        page.get_by_label("Contraseña").fill(PASSWORD)
        page.get_by_role("button", name="Entrar").click()
        page.get_by_role("link", name="Comunicaciones").click()
        page.get_by_role("link", name="Respuesta de la entidad").click()
        expect(page.get_by_label("Quién la envía")).to_have_value("Municipalidad Metropolitana de Lima")
        page.get_by_label("Número del documento").fill("OFICIO 510-2026-MML")
        page.get_by_label("Fecha del documento").fill("2026-11-18")
        page.get_by_label("Folios").fill("3")
        page.get_by_label("Documento recibido (PDF)").set_input_files(str(paper))
        page.get_by_label("Conforme").check()
        page.get_by_role("button", name="Registrar la comunicación", exact=True).click()
        with page.expect_navigation():
            page.get_by_role("dialog").locator(".btn-primary").click()
        expect(page.get_by_text("Se registró la comunicación")).to_be_visible()
        expect(page.get_by_text("con el documento OFICIO 510-2026-MML")).to_be_visible()
        assert number in page.content() and wrong == []
        browser.close()
    server.close()
    thread.join(timeout=5)
    assert told(asked, case).evidence
