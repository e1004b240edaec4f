"""The designer's desk: drafts are judged at every save, and nothing with an error is published."""

import io
import re

import pytest
from sqlalchemy import select

from handlers.appointments import Officer
from tests.webui.conftest import DESIGNER, HERE, OGPP, Site, Visitor
from workflows import drafts, versions
from workflows.drafts import DraftFile
from workflows.versions import Key

pytestmark = pytest.mark.slow

DRAWING = (HERE / "procedures" / "opinion" / "procedure.bpmn").read_bytes()
ASTRAY = DRAWING.replace(b'<lane id="ogaj"', b'<lane id="oficina-que-no-existe"')


@pytest.fixture
def designer(site: Site) -> Visitor:
    return site.officer(DESIGNER)


def open_draft(designer: Visitor) -> str:
    """Open the published procedure as a draft and return its address."""
    return str(designer.post("/diseno/abrir/opinion").location)


def draw(designer: Visitor, draft: str, source: bytes):  # type: ignore[no-untyped-def]
    headers = {"X-CSRF-Token": designer.token(), "Content-Type": "application/xml", "Accept": "application/json"}
    return designer.client.post(f"{draft}/diagramas/procedure.bpmn", data=source, headers=headers)


def in_force(site: Site) -> int:
    with site.session() as session:
        return versions.in_force(session)["opinion"]


def test_a_published_procedure_is_opened_as_a_draft_byte_for_byte(site: Site, designer: Visitor) -> None:
    draft = open_draft(designer)

    assert designer.get(f"{draft}/archivos/procedure.bpmn").data == DRAWING
    assert "parte de la versión 1" in designer.get(draft).text
    with site.session() as session:
        (opened,) = drafts.all_of(session)
        assert drafts.files(session, opened.id) == versions.files(session, Key("opinion", 1))


def test_a_bundled_procedure_is_opened_as_a_draft(designer: Visitor) -> None:
    assert "viene con el sistema" in designer.get("/diseno").text

    answer = designer.post("/diseno/abrir/emitir-informe")

    assert "procedure.bpmn" in designer.get(answer.location).text
    assert designer.post("/diseno/abrir/ninguno").status_code == 404


def test_a_folder_s_files_are_uploaded_as_a_draft(designer: Visitor) -> None:
    files = [(io.BytesIO(DRAWING.replace(b'process id="opinion"', b'process id="otra-opinion"')), "procedure.bpmn"),
             (io.BytesIO(b"{}"), "carpeta/opinar.form"), (io.BytesIO(b"# Para leer"), "README.md")]  # fmt: skip

    answer = designer.post("/diseno", {"nombre": "otra-opinion", "archivos": files})

    assert answer.status_code == 303
    page = designer.get(answer.location).text
    assert "forms/opinar.form" in page and "README.md" in page


@pytest.mark.parametrize(
    ("slug", "name", "words"),
    [
        ("Con Espacios", "procedure.bpmn", "minúsculas, cifras y guiones"),
        ("../afuera", "procedure.bpmn", "minúsculas, cifras y guiones"),
        ("buena", "virus.exe", "no es parte de un procedimiento"),
        ("buena", "opinar.form", "no tiene ningún diagrama"),
    ],
)
def test_what_cannot_be_a_procedure_is_refused(site: Site, designer: Visitor, slug: str, name: str, words: str) -> None:
    answer = designer.post("/diseno", {"nombre": slug, "archivos": [(io.BytesIO(DRAWING), name)]})

    assert answer.status_code == 422
    assert words in answer.text
    with site.session() as session:
        assert drafts.all_of(session) == []


def test_every_save_answers_what_the_rules_say(designer: Visitor) -> None:
    draft = open_draft(designer)
    before = designer.get(f"{draft}/avisos/procedure.bpmn").json

    answer = draw(designer, draft, ASTRAY).json

    assert before == {"findings": []}
    assert answer and answer["saved"] == "10:00"
    told = [one for one in answer["findings"] if one["level"] == "error"]
    assert told and any("oficina-que-no-existe" in one["message"] for one in told)
    assert set(told[0]) == {"rule", "level", "element", "line", "message"}
    assert designer.get(f"{draft}/archivos/procedure.bpmn").data == ASTRAY


@pytest.mark.parametrize("source", [b"", b"<definitions", b"\x00\xff", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_drawing_that_cannot_be_read_is_kept_and_told(designer: Visitor, source: bytes) -> None:
    draft = open_draft(designer)

    answer = draw(designer, draft, source)

    assert answer.status_code == 200
    assert answer.json and any(one["level"] == "error" for one in answer.json["findings"])
    assert designer.get(draft).status_code == 200


def test_nothing_with_an_error_is_published(site: Site, designer: Visitor) -> None:
    draft = open_draft(designer)
    draw(designer, draft, ASTRAY)

    answer = designer.post(f"{draft}/publicacion", {"motivo": "Un cambio que no puede ser"})

    assert answer.status_code == 422
    assert "No se publicó" in answer.text and "oficina-que-no-existe" in answer.text
    assert "Un cambio que no puede ser" in answer.text
    assert in_force(site) == 1


@pytest.mark.parametrize("reason", ["", "corto", "         \n  "])
def test_publishing_needs_a_reason(site: Site, designer: Visitor, reason: str) -> None:
    draft = open_draft(designer)
    draw(designer, draft, DRAWING.replace(b'name="Opinar"', b'name="Opinar con fundamento"'))

    answer = designer.post(f"{draft}/publicacion", {"motivo": reason})

    assert answer.status_code == 422
    assert "Falta el motivo" in answer.text
    assert in_force(site) == 1


def test_what_did_not_change_is_not_published_again(site: Site, designer: Visitor) -> None:
    answer = designer.post(f"{open_draft(designer)}/publicacion", {"motivo": "Sin ningún cambio"})

    assert answer.status_code == 422
    assert "No hay ningún cambio" in answer.text
    assert in_force(site) == 1


def test_a_sound_draft_becomes_the_next_version_and_running_cases_stay_on_theirs(site: Site, designer: Visitor) -> None:
    officer = site.officer(OGPP)
    old = officer.open_case()
    draft = open_draft(designer)
    draw(designer, draft, DRAWING.replace(b'name="Opinar"', b'name="Opinar con fundamento"'))
    before = designer.get(f"{draft}/publicacion").text
    assert "procedure.bpmn: <strong>cambia</strong>" in before
    assert "Uno sigue con la versión con que empezó" in before and 'href="/diseno/versiones/opinion"' in before

    answer = designer.post(f"{draft}/publicacion", {"motivo": "Se pide fundamento expreso"})
    new = officer.open_case()

    assert answer.location == "/procedimientos/opinion/2"
    published = designer.get(answer.location).text
    assert "Se pide fundamento expreso" in published
    assert '<a href="/diseno/versiones/opinion">Ver cuáles pueden pasar a la nueva</a>' in published
    assert ">Opinar</span>" in officer.get(f"/expedientes/{old}").text
    assert "Opinar con fundamento" in officer.get(f"/expedientes/{new}").text
    assert designer.get(draft).status_code == 404  # it was put away
    with site.session() as session:
        assert session.scalars(select(DraftFile)).all() == []


def test_other_files_are_edited_as_text_and_judged(designer: Visitor) -> None:
    draft = open_draft(designer)
    path = f"{draft}/texto/forms/opinar.form"
    assert "Favorable con recomendaciones" in designer.get(path).text

    saved = designer.post(path, {"texto": "{ esto no es JSON"})

    assert saved.status_code == 303
    page = designer.get(path).text
    assert "{ esto no es JSON" in page and "no es JSON bien formado" in page


def test_a_file_is_replaced_and_taken_out_but_not_the_last_diagram(designer: Visitor) -> None:
    draft = open_draft(designer)
    designer.post(f"{draft}/archivos", {"archivos": [(io.BytesIO(b"# Uno"), "README.md")]})
    designer.post(f"{draft}/archivos", {"archivos": [(io.BytesIO(b"# Dos"), "README.md")]})

    assert designer.get(f"{draft}/archivos/README.md").data == b"# Dos"
    assert designer.post(f"{draft}/retiro/README.md").status_code == 303
    assert designer.get(f"{draft}/archivos/README.md").status_code == 404
    assert designer.post(f"{draft}/retiro/procedure.bpmn").status_code == 422


def test_scenarios_are_rehearsed_and_told(designer: Visitor) -> None:
    draft = open_draft(designer)
    assert "no tiene escenarios" in designer.get(f"{draft}/ensayo").text

    bundled = str(designer.post("/diseno/abrir/emitir-informe").location)
    for name in ("procedure.bpmn",):
        assert designer.get(f"{bundled}/archivos/{name}").status_code == 200
    page = designer.get(f"{bundled}/ensayo").text

    assert "El informe llega en plazo" in page or "No se pudo ensayar" in page
    assert re.search(r"se cumple|Falta|falta|no se conoce", page)


def test_a_draft_is_discarded(site: Site, designer: Visitor) -> None:
    draft = open_draft(designer)

    designer.post(f"{draft}/descarte")

    assert designer.get(draft).status_code == 404
    assert in_force(site) == 1


def test_a_new_procedure_is_drawn_rehearsed_and_published_from_nothing(site: Site, designer: Visitor) -> None:
    new = {"titulo": "Uso del auditorio «San Martín»", "carpeta": "uso-de-auditorio", "organo": "mesa-de-partes"}
    drawing = designer.post("/diseno/nuevo", new).location
    draft = drawing.partition("/diagramas")[0]

    assert drawing.endswith("/diagramas/procedure.bpmn")
    assert "pasó" in designer.get(f"{draft}/ensayo").text.casefold() or "✓" in designer.get(f"{draft}/ensayo").text
    assert designer.post(f"{draft}/publicacion", {"motivo": "Primera versión"}).status_code == 303
    with site.session() as session:
        assert versions.in_force(session)["uso-de-auditorio"] == 1


def test_a_new_procedure_without_name_organ_or_with_a_name_taken_is_refused_field_by_field(designer: Visitor) -> None:
    answer = designer.post("/diseno/nuevo", {"titulo": " ", "carpeta": "opinion", "organo": "nadie"})

    assert answer.status_code == 422
    for said in ("cómo se llama", "Ya hay un procedimiento", "Elija de la lista"):
        assert said in answer.text
    assert 'value="opinion"' in answer.text
    assert (
        "minúsculas, cifras" in designer.post("/diseno/nuevo", {"titulo": "X", "carpeta": "Á b", "organo": "ogaj"}).text
    )


def test_of_two_who_draw_at_once_the_second_is_refused_and_told_by_whom(site: Site, designer: Visitor) -> None:
    draft = open_draft(designer)
    path = f"{draft}/diagramas/procedure.bpmn"
    mark = designer.get(f"{draft}/archivos/procedure.bpmn").headers["ETag"]
    theirs, mine = DRAWING.replace(b"Opinar", b"Informar"), DRAWING.replace(b"Opinar", b"Dictaminar")

    def save(source: bytes, seen: str):  # type: ignore[no-untyped-def]
        headers = {"X-CSRF-Token": designer.token(), "If-Match": seen, "Accept": "application/json"}
        return designer.client.post(path, data=source, headers=headers)

    first = save(theirs, mark)
    second = save(mine, mark)

    assert first.status_code == 200
    assert second.status_code == 409
    assert "en otra ventana" in second.json["message"] and "sigue en esta pantalla" in second.json["message"]
    assert designer.get(f"{draft}/archivos/procedure.bpmn").data == theirs
    assert save(theirs, mark).status_code == 200  # the same bytes again: an answer that was lost on its way
    assert save(mine, f'"{first.json["mark"]}"').status_code == 200


def test_the_other_designer_is_named(site: Site, designer: Visitor) -> None:
    draft = open_draft(designer)
    seen = re.search(r'name="marca" value="(\w+)"', designer.get(f"{draft}/texto/procedure.bpmn").text)
    with site.session() as session:
        (opened,) = drafts.all_of(session)
        drafts.write(session, opened, "procedure.bpmn", ASTRAY, by=OGPP, at=site.now)
        other = session.get_one(Officer, OGPP).name
        session.commit()

    answer = designer.post(f"{draft}/texto/procedure.bpmn", {"texto": "<mío/>", "marca": seen[1] if seen else ""})

    assert answer.status_code == 409
    assert f"{other} guardó otro" in answer.text
    assert "&lt;mío/&gt;" in answer.text and "oficina-que-no-existe" in answer.text
    assert designer.get(f"{draft}/archivos/procedure.bpmn").data == ASTRAY


@pytest.mark.parametrize(
    ("kind", "path", "editor"),
    [
        ("formulario", "forms/dar_fe_del_tramite.form", "formularios"),
        ("tabla", "dar_fe_del_tramite.dmn", "tablas"),
        ("escenario", "scenarios/dar_fe_del_tramite.json", "texto"),
    ],
)
def test_a_form_a_table_and_a_scenario_begin_with_something_that_works(
    designer: Visitor, kind: str, path: str, editor: str
) -> None:
    draft = open_draft(designer)

    made = designer.post(f"{draft}/archivos/nuevo", {"clase": kind, "titulo": "Dar fe del trámite"})
    again = designer.post(f"{draft}/archivos/nuevo", {"clase": kind, "titulo": "Dar fe del TRÁMITE"})

    assert made.location == f"{draft}/{editor}/{path}"
    assert again.status_code == 422 and "Ya hay" in again.text and "Dar fe del TRÁMITE" in again.text
    assert [
        one for one in designer.get(f"{draft}/avisos/procedure.bpmn").json["findings"] if one["level"] == "error"
    ] == []
    if kind == "escenario":
        assert "se cumple" in designer.get(f"{draft}/ensayo").text
        assert "no se cumple" not in designer.get(f"{draft}/ensayo").text


def test_a_start_without_kind_or_name_is_refused(designer: Visitor) -> None:
    draft = open_draft(designer)

    assert "Elija qué quiere crear" in designer.post(f"{draft}/archivos/nuevo", {"titulo": "Algo"}).text
    assert "con letras o cifras" in designer.post(f"{draft}/archivos/nuevo", {"clase": "tabla", "titulo": "¿?"}).text


def test_drawings_stand_first_and_findings_lead_to_where_they_are_mended(designer: Visitor) -> None:
    draft = open_draft(designer)
    draw(designer, draft, ASTRAY)
    designer.post(f"{draft}/texto/forms/opinar.form", {"texto": "{ esto no es JSON"})

    page = designer.get(draft).text

    assert page.index("procedure.bpmn</a>") < page.index("forms/opinar.form</a>")
    assert f"{draft}/diagramas/procedure.bpmn?elemento=oficina-que-no-existe" in page
    assert f'href="{draft}/formularios/forms/opinar.form' in page


def test_what_no_scenario_came_by_is_told_by_its_name(designer: Visitor) -> None:
    new = {"titulo": "Uso del auditorio", "carpeta": "uso-de-auditorio", "organo": "mesa-de-partes"}
    draft = str(designer.post("/diseno/nuevo", new).location).partition("/diagramas")[0]
    designer.post(f"{draft}/texto/scenarios/de_principio_a_fin.json", {"texto": '{"nombre": '})

    page = designer.get(f"{draft}/ensayo").text

    assert "<li>«Atender la solicitud»</li>" in page
    assert "«Llega la solicitud» → «Atender la solicitud»" in page
    assert "no es JSON bien formado (línea 1, columna 12)" in page
