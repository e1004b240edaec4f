"""The panel of the modeler: every property of the dialect can be set there, and the tables of the draft be chosen."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import webui
from tests.webui.conftest import DESIGNER, HERE, Site, Visitor
from tests.webui.test_browser import Desk, address, desks, prepared
from workflows.rules import property_is_known

__all__ = ["address", "desks", "prepared"]  # fixtures
pytestmark = pytest.mark.browser

QUESTIONS = Path(webui.__file__).parent / "frontend" / "src" / "modeler" / "questions.js"
TABLE = HERE.parents[1] / "docs" / "guia-del-disenador" / "uso-de-auditorio" / "tarifa.dmn"
DRAWN = """([type, definition]) => {
    const { editor, select } = document.querySelector("[data-modeler]").cabildo;
    const part = editor.get("elementRegistry").find((one) => one.type === "bpmn:Participant");
    const eventDefinitionType = definition && `bpmn:${definition}`;
    const shape = editor.get("elementFactory").createShape({ type: `bpmn:${type}`, eventDefinitionType });
    const parent = part ?? editor.get("canvas").getRootElement();
    select(editor.get("modeling").createShape(shape, { x: 500, y: 200 }, parent).id);
}"""


@pytest.fixture
def designer(site: Site) -> Visitor:
    visitor = site.officer(DESIGNER)
    visitor.post("/diseno/abrir/opinion")
    visitor.post("/diseno/1/archivos", {"archivos": [(io.BytesIO(TABLE.read_bytes()), "tarifa.dmn")]})
    return visitor


def modeler(desk: Desk, element: str = "") -> Page:
    desk.page.goto(f"/diseno/1/diagramas/procedure.bpmn?elemento={element}")
    expect(desk.page.locator("[data-findings-count]")).not_to_have_text("…", timeout=15_000)
    return desk.page


def asked(page: Page) -> set[str]:
    found = page.locator("[data-group-id=group-cabildo] [data-entry-id]").evaluate_all(
        "all => all.map(each => each.dataset.entryId)"
    )
    return {name.removeprefix("cabildo.").removesuffix(".feel") for name in found}


def test_every_property_of_the_dialect_is_asked_with_words() -> None:
    named = dict(re.findall(r'name: "cabildo\.([a-z_]+)", label: "([^"]+)"', QUESTIONS.read_text(encoding="utf-8")))

    assert property_is_known._WORDS - named.keys() == set()
    assert all(label[0].isupper() and "_" not in label for label in named.values())


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ("opinar", {"plazo", "plazo_desde", "prorroga", "distancia", "recordatorio", "escala_a", "base_legal",
                    "decision", "distinto_de", "deriva_a", "firma", "si.favorable", "hasta.observado"}),
        ("ogaj", {"organo"}),
    ],
)  # fmt: skip
def test_what_is_drawn_is_asked_what_it_may_say(designer: Visitor, desks: Any, element: str, words: set[str]) -> None:
    page = modeler(desks(DESIGNER), element)

    assert words - asked(page) == set()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (["StartEvent", "MessageEventDefinition"], {"asunto"}),
        (["StartEvent", "TimerEventDefinition"], {"asunto"}),
        (["IntermediateCatchEvent", "TimerEventDefinition"], {"plazo_desde", "prorroga", "distancia"}),
        (["ReceiveTask", None], {"plazo", "prorroga", "distancia", "de", "campos"}),
        (["EndEvent", None], {"estado"}),
        (["CallActivity", None], {"distinto_de"}),
    ],
)
def test_what_is_newly_drawn_is_asked_too(designer: Visitor, desks: Any, kind: list[Any], words: set[str]) -> None:
    page = modeler(desks(DESIGNER))

    page.evaluate(DRAWN, kind)
    page.locator("[data-group-id=group-cabildo]").wait_for()

    assert words - asked(page) == set()


def test_what_the_panel_is_told_stands_in_the_file(designer: Visitor, desks: Any) -> None:
    page = modeler(desks(DESIGNER), "opinar")

    told = {"Puede ampliarse, una vez, en": "3 dh", "Término de la distancia": "= ubigeo",
            "No puede decidirla quien hizo": "subsanar", "También se puede derivar a": "oga"}  # fmt: skip
    for label, value in told.items():
        page.get_by_label(label).fill(value)
        page.get_by_label(label).press("Tab")
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/diagramas/" in answer.url):
        page.keyboard.press("ControlOrMeta+s")

    drawn = designer.get("/diseno/1/archivos/procedure.bpmn").text
    for name, value in {"prorroga": "3 dh", "distancia": "= ubigeo", "distinto_de": "subsanar",
                        "deriva_a": "oga"}.items():  # fmt: skip
        assert f'<zeebe:property name="cabildo.{name}" value="{value}" />' in drawn


def test_a_rule_task_consults_a_table_of_the_draft_or_one_begun_on_the_spot(designer: Visitor, desks: Any) -> None:
    page = modeler(desks(DESIGNER))
    page.evaluate(DRAWN, ["BusinessRuleTask", None])

    page.locator("select[name=decision]").select_option(label="Tarifa del auditorio (tarifa)")
    link = page.get_by_role("link", name="Abrir la tabla")
    expect(link).to_have_attribute("href", "/diseno/1/tablas/tarifa.dmn")
    expect(page.get_by_label("El resultado se guarda como")).to_have_value("tarifa")
    page.evaluate(DRAWN, ["BusinessRuleTask", None])
    page.evaluate(
        """() => { const { editor } = document.querySelector("[data-modeler]").cabildo;
                   editor.get("modeling").updateLabel(editor.get("selection").get()[0], "Fijar el plazo"); }"""
    )
    page.locator("select[name=decision]").select_option(label="crear una para esta tarea…")
    expect(link).to_have_attribute("href", "/diseno/1/tablas/fijar_el_plazo.dmn")
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/diagramas/" in answer.url):
        page.keyboard.press("ControlOrMeta+s")

    drawn = designer.get("/diseno/1/archivos/procedure.bpmn").text
    assert '<zeebe:calledDecision decisionId="tarifa" resultVariable="tarifa" />' in drawn
    assert '<zeebe:calledDecision decisionId="fijar_el_plazo" resultVariable="fijar_el_plazo" />' in drawn
    assert json.loads(page.locator("[data-modeler]").get_attribute("data-decisions") or "")[0][0] == "tarifa"
