"""What every answer has in common: headers, one commit before it leaves, calm words for refusals and faults."""

import logging

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine import journal
from handlers.refusals import Refusal
from tests.webui.conftest import DESIGNER, HEADER, OGAJ, OGPP, OPINION, Site
from tests.webui.test_audit import tamper
from webui.entrance import for_officers

pytestmark = pytest.mark.slow


def test_private_pages_are_neither_stored_nor_framed_nor_guessed(site: Site) -> None:
    headers = site.officer(OGPP).get("/").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy and "script-src 'self'" in policy and "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_style_attributes_are_allowed_only_where_diagrams_are_drawn(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)

    drawn = ("/procedimientos/opinion/1", f"/expedientes/{case}/diagrama", f"/expedientes/{case}/tareas/opinar:1")
    for path in drawn:
        policy = officer.get(path).headers["Content-Security-Policy"]
        assert "style-src-attr 'unsafe-inline'" in policy and policy.count("unsafe") == 1
    for path in ("/", "/expedientes", f"/expedientes/{case}", "/organizacion", "/procedimientos"):
        assert "unsafe" not in officer.get(path).headers["Content-Security-Policy"]


def test_no_page_carries_scripts_or_styles_of_its_own(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(OGAJ)

    for path in ("/", f"/expedientes/{case}/tareas/opinar:1", f"/expedientes/{case}", f"/expedientes/{case}/diagrama"):
        page = officer.get(path).text
        assert "<style" not in page and " onclick=" not in page and " style=" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/dist/')


def test_built_files_may_be_kept_for_a_year(site: Site) -> None:
    page = site.visitor().get("/entrar").text
    address = page.split('<script type="module" src="')[1].split('"')[0]

    answer = site.visitor().get(address)

    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_a_published_file_is_served_to_be_kept_and_never_run(site: Site) -> None:
    answer = site.officer(OGPP).get("/procedimientos/opinion/1/archivos/procedure.bpmn")

    assert answer.headers["Content-Type"].startswith("application/xml")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert site.officer(OGPP).get("/procedimientos/opinion/1/archivos/../../etc/passwd").status_code == 404


def test_the_commit_comes_before_the_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = site.officer(OGPP)
    token = officer.token()

    def fail(_: Session) -> None:
        raise OperationalError("COMMIT", None, Exception("disk full"))

    monkeypatch.setattr(Session, "commit", fail)
    answer = officer.client.post(
        "/expedientes/nuevo/opinion", data={**HEADER, "clave": "12345678", "csrf_token": token}
    )
    monkeypatch.undo()

    assert answer.status_code == 500
    assert "Se abrió el expediente" not in officer.get("/").text
    with site.session() as session:
        assert journal.case_ids(session) == []


def test_a_fault_is_told_calmly_and_the_log_keeps_the_rest(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    @for_officers
    def break_down() -> str:
        raise RuntimeError("clave secreta de la base")

    site.app.add_url_rule("/averia", "averia", break_down)

    with caplog.at_level(logging.ERROR):
        answer = site.officer(OGPP).get("/averia")

    assert answer.status_code == 500
    assert "Algo falló de nuestra parte" in answer.text
    assert "secreta" not in answer.text and "Traceback" not in answer.text
    number = answer.text.split("con el número ")[1].split(".")[0]
    assert number in caplog.text and "clave secreta de la base" in caplog.text


def test_a_refusal_undoes_what_was_done_and_keeps_its_words(site: Site) -> None:
    from flask import g

    from handlers import drafts

    @for_officers
    def half_way() -> str:
        drafts.keep(g.session, g.officer.id, 1, "opinar:1", {"a": "b"}, g.now)
        raise Refusal("Falta algo. No se registró nada.")

    site.app.add_url_rule("/a-medias", "a_medias", half_way, methods=["POST"])

    answer = site.officer(OGPP).post("/a-medias")

    assert answer.status_code == 422
    assert "Falta algo. No se registró nada." in answer.text
    with site.session() as session:
        assert drafts.of(session, OGPP, 1, "opinar:1") is None


def test_islands_hear_a_refusal_as_json_and_htmx_as_a_part(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    officer = site.officer(DESIGNER)
    path = f"/expedientes/{case}/tareas/opinar:1/borrador"

    told = officer.post(path, {"sustento": "a"}, headers={"Accept": "application/json"})
    part = officer.post(path, {"sustento": "a"}, headers={"HX-Request": "true"})

    assert told.status_code == 403 and told.json and "no actúa por ese órgano" in told.json["message"]
    assert part.status_code == 403 and "<html" not in part.text and "no actúa por ese órgano" in part.text


def test_a_session_that_ended_is_told_to_islands_and_htmx(site: Site) -> None:
    anonymous = site.visitor()

    assert anonymous.get("/bandeja", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/entrar"
    told = anonymous.get("/expedientes/1/recorrido", headers={"Accept": "application/json"})
    assert told.status_code == 401 and told.json and "Entre de nuevo" in told.json["message"]


@pytest.mark.parametrize(("path", "status"), [("/no-existe", 404), ("/expedientes/x", 404), ("/salir", 405)])
def test_a_wrong_address_is_answered_in_spanish(site: Site, path: str, status: int) -> None:
    answer = site.officer(OGPP).get(path)

    assert answer.status_code == status
    assert "bandeja" in answer.text and "Not Found" not in answer.text and "Not Allowed" not in answer.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/organizacion", "Gerenta Municipal encargada, por encargo"),
        ("/organizacion/calendario", "Inmaculada Concepción"),
        ("/organizacion/calendario?anio=2027", "2027"),
        ("/organizacion/calendario?anio=99999", "El registro no tiene días"),
        ("/organizacion/parametros", "ric_permite_observacion_alcalde"),
        ("/organizacion/registros", "Ordenanzas"),
        ("/organizacion/registros/ordenanzas", "004-2023-MDS"),
        ("/procedimientos", "Pedido de opinión"),
        ("/procedimientos/opinion/1", "Primera versión para las pruebas"),
    ],
)
def test_registers_and_procedures_are_there_to_be_read(site: Site, path: str, words: str) -> None:
    answer = site.officer(OGPP).get(path)

    assert answer.status_code == 200
    assert words in answer.text


def test_a_form_that_is_too_large_is_refused_calmly(site: Site) -> None:
    site.app.config["MAX_CONTENT_LENGTH"] = 5_000
    officer = site.officer(OGPP)
    form, headers = {**HEADER, "asunto": "x" * 6_000}, {"X-CSRF-Token": officer.token()}

    answer = officer.client.post("/expedientes/nuevo/opinion", data=form, headers=headers)

    assert answer.status_code == 413
    assert "pasa de lo permitido" in answer.text


def test_a_case_whose_history_was_altered_is_stopped_and_said_to_be(site: Site) -> None:
    case = site.officer(OGPP).open_case()
    tamper(site, case)

    answer = site.officer(OGAJ).decide(case, "opinar:1", **OPINION)

    assert answer.status_code == 409
    assert "no coincide con sus sellos" in answer.text
