"""The editors of forms and tables: what is kept and judged, how a form will be seen, and what a table would decide."""

import io
import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.webui.conftest import DESIGNER, OGPP, Site, Visitor

pytestmark = pytest.mark.slow

FORM: dict[str, Any] = {
    "type": "default", "id": "opinar", "components": [
        {"type": "textfield", "id": "quien", "key": "solicitante", "label": "Solicitante",
         "validate": {"required": True}},
        {"type": "number", "id": "cuantos", "key": "asistentes", "label": "Asistentes", "decimalDigits": 0},
        {"type": "textarea", "id": "plan", "key": "plan", "label": "Plan de seguridad",
         "conditional": {"hide": "= asistentes = null or asistentes <= aforo"}, "validate": {"required": True}},
        {"type": "radio", "id": "que", "key": "decision", "label": "Decisión", "validate": {"required": True},
         "values": [{"label": "Admitir", "value": "admitir"}, {"label": "Devolver", "value": "devolver"}]},
    ],
}  # fmt: skip
TABLE = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
    b'<inputData id="monto" name="Monto"><variable name="monto" typeRef="number"/></inputData>'
    b'<decision id="tarifa" name="Tarifa"><variable name="tarifa" typeRef="number"/>'
    b'<informationRequirement id="r"><requiredInput href="#monto"/></informationRequirement>'
    b'<decisionTable id="t" hitPolicy="FIRST"><input id="e1" label="Monto"><inputExpression id="x1" typeRef="number">'
    b'<text>monto</text></inputExpression></input><input id="e2" label="Fines"><inputExpression id="x2" '
    b'typeRef="string"><text>fines</text></inputExpression></input><output id="s" name="tarifa" typeRef="number"/>'
    b'<rule id="f1"><inputEntry id="c1"><text>&gt; 100</text></inputEntry><inputEntry id="c2"><text>"comercial", '
    b'"mixto"</text></inputEntry><outputEntry id="c3"><text>monto * 2</text></outputEntry></rule>'
    b'<rule id="f2"><inputEntry id="c4"><text>-</text></inputEntry><inputEntry id="c5"><text>-</text></inputEntry>'
    b'<outputEntry id="c6"><text>0</text></outputEntry></rule></decisionTable></decision></definitions>'
)


@pytest.fixture
def designer(site: Site) -> Visitor:
    """A designer with the draft of `opinion` open: number 1."""
    visitor = site.officer(DESIGNER)
    visitor.post("/diseno/abrir/opinion")
    visitor.post("/diseno/1/archivos", {"archivos": [(io.BytesIO(TABLE), "tarifa.dmn")]})
    return visitor


def keep(designer: Visitor, name: str, source: bytes, mark: str = "") -> TestResponse:
    headers = {"X-CSRF-Token": designer.token(), "Accept": "application/json"}
    headers |= {"If-Match": f'"{mark}"'} if mark else {}
    return designer.client.post(f"/diseno/1/guardado/{name}", data=source, headers=headers)


def keep_form(designer: Visitor, form: dict[str, Any]) -> TestResponse:
    return keep(designer, "forms/opinar.form", json.dumps(form).encode())


def ask(designer: Visitor, told: object, name: str = "tarifa.dmn") -> TestResponse:
    headers = {"X-CSRF-Token": designer.token(), "Accept": "application/json"}
    return designer.client.post(f"/diseno/1/prueba/{name}", data=json.dumps(told), headers=headers)


def mark_of(designer: Visitor, name: str) -> str:
    return designer.get(f"/diseno/1/archivos/{name}").headers["ETag"].strip('"')


def test_forms_and_tables_of_a_draft_open_in_their_editors_and_the_text_stands_beside(designer: Visitor) -> None:
    page = designer.get("/diseno/1").text

    for address in ("/diseno/1/formularios/forms/opinar.form", "/diseno/1/tablas/tarifa.dmn"):
        assert f'href="{address}"' in page
        answer = designer.get(address)
        assert answer.status_code == 200
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"].replace(
            "style-src-attr 'unsafe-inline'", ""
        )
        text = address.replace("formularios", "texto").replace("tablas", "texto")
        assert f'href="{text}"' in answer.text
        assert f'href="{address}"' in designer.get(text).text


@pytest.mark.parametrize(
    "address",
    ["formularios/tarifa.dmn", "tablas/procedure.bpmn", "formularios/forms/nada.form", "vista/forms/nada.form"],
)
def test_what_is_not_there_or_is_no_form_is_not_found(designer: Visitor, address: str) -> None:
    assert designer.get(f"/diseno/1/{address}").status_code == 404


def test_only_designers_edit(site: Site, designer: Visitor) -> None:
    other = site.officer(OGPP)

    assert other.get("/diseno/1/formularios/forms/opinar.form").status_code == 403
    assert keep(other, "forms/opinar.form", b"{}").status_code == 403


def test_a_form_is_kept_and_judged_at_once(designer: Visitor) -> None:
    twice = {**FORM, "components": [*FORM["components"], {**FORM["components"][0], "id": "otro"}]}

    good = keep_form(designer, FORM).json
    bad = keep_form(designer, twice).json

    assert good and good["saved"] == "10:00" and good["mark"]
    assert bad and [one["element"] for one in bad["findings"] if one["rule"] == "forms_can_be_read"] == [
        "quien",
        "otro",
    ]
    assert json.loads(designer.get("/diseno/1/archivos/forms/opinar.form").data) == twice


def test_a_cell_that_is_no_feel_is_told_by_its_id(designer: Visitor) -> None:
    answer = keep(designer, "tarifa.dmn", TABLE.replace(b"monto * 2", b"monto * ")).json

    assert answer and [one["element"] for one in answer["findings"] if one["rule"] == "dmn_feel"] == ["c3"]


def test_what_somebody_else_kept_meanwhile_is_not_overwritten(designer: Visitor) -> None:
    began = mark_of(designer, "tarifa.dmn")

    first = keep(designer, "tarifa.dmn", TABLE + b"\n", began)
    second = keep(designer, "tarifa.dmn", TABLE + b"<!-- otro -->", began)

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json and "en otra ventana" in second.json["message"]
    assert designer.get("/diseno/1/archivos/tarifa.dmn").data == TABLE + b"\n"


@pytest.mark.parametrize("name", ["procedure.bpmn", "README.md", "scenarios/uno.json"])
def test_other_files_are_not_kept_by_the_editors(designer: Visitor, name: str) -> None:
    assert keep(designer, name, b"x").status_code == 404


def test_a_form_is_seen_as_the_clerk_will_see_it(designer: Visitor) -> None:
    keep_form(designer, FORM)

    page = designer.get("/diseno/1/vista/forms/opinar.form").text

    assert 'name="solicitante"' in page and 'name="plan"' not in page
    assert re.findall(r'name="decision" value="(\w+)"', page) == ["admitir", "devolver"]
    assert 'name="caso:aforo"' in page


def test_fields_that_hang_on_an_answer_or_on_the_case_appear_in_the_look(designer: Visitor) -> None:
    keep_form(designer, FORM)
    asked = {"asistentes": "300", "caso:aforo": "200"}

    part = designer.post("/diseno/1/campos/forms/opinar.form", asked, headers={"HX-Request": "true"}).text
    fewer = designer.post("/diseno/1/campos/forms/opinar.form", {**asked, "caso:aforo": "400"}).text

    assert 'name="plan"' in part and "<html" not in part
    assert 'name="plan"' not in fewer and "<html" in fewer


def test_a_try_says_what_is_missing_or_what_would_be_recorded(designer: Visitor) -> None:
    keep_form(designer, FORM)

    lacking = designer.post("/diseno/1/vista/forms/opinar.form", {"decision": "admitir"}).text
    whole = designer.post(
        "/diseno/1/vista/forms/opinar.form", {"solicitante": "I. E. Olaya", "decision": "admitir"}
    ).text

    assert "Solicitante" in re.findall(r'<a href="#f-solicitante">([^<]*)', lacking)[0]
    assert "Se registraría" not in lacking
    assert "<code>solicitante</code>" in whole and "I. E. Olaya" in whole and "Admitir" in whole


def test_a_form_that_cannot_be_read_says_why_instead_of_being_shown(designer: Visitor) -> None:
    keep(designer, "forms/opinar.form", b"{")

    for address in ("vista", "formularios"):
        assert designer.get(f"/diseno/1/{address}/forms/opinar.form").status_code == 200
    assert "no es JSON bien formado" in designer.get("/diseno/1/vista/forms/opinar.form").text


def test_a_table_says_what_it_asks_with_types_and_the_values_that_it_names(designer: Visitor) -> None:
    answer = ask(designer, {"decision": "tarifa"}).json

    assert answer and answer["inputs"] == [
        {"name": "fines", "label": "Fines", "type": "string", "choices": ["comercial", "mixto"]},
        {"name": "monto", "label": "Monto", "type": "number", "choices": []},
    ]


@pytest.mark.parametrize(
    ("values", "value", "rows"),
    [
        ({"monto": "150.50", "fines": "comercial"}, "301.00", [1]),
        ({"monto": "150", "fines": '"mixto"'}, "300", [1]),
        ({"monto": "99", "fines": "comercial"}, "0", [2]),
        ({"monto": "", "fines": ""}, "0", [2]),
    ],
)
def test_a_table_is_tried_and_says_which_rows_were_hit(
    designer: Visitor, values: dict[str, str], value: str, rows: list[int]
) -> None:
    answer = ask(designer, {"decision": "tarifa", "values": values}).json

    assert answer and (answer["value"], answer["matched"]) == (value, {"tarifa": rows})


@pytest.mark.parametrize("told", [[], {}, {"decision": 3}, "tarifa", {"decision": "otra", "values": {}}])
def test_a_try_of_nothing_is_refused_in_words(designer: Visitor, told: object) -> None:
    answer = ask(designer, told)

    assert answer.status_code == 422
    assert answer.json and answer.json["message"]


def test_findings_lead_to_the_field_or_the_cell(designer: Visitor) -> None:
    keep(designer, "tarifa.dmn", TABLE.replace(b"monto * 2", b"monto * "))

    page = designer.get("/diseno/1").text

    assert "/diseno/1/tablas/tarifa.dmn?elemento=c3" in page
