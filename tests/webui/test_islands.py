"""The islands in a real browser, under the strict content policy: what they promise to pages and to people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from jinja2 import FileSystemLoader
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page
from werkzeug.serving import make_server

from webui import assets

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
WEBUI = HERE.parents[1] / "webui"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
SAMPLE = (HERE / "islands" / "sample.bpmn").read_bytes()
FINDINGS = [
    {"rule": "gateway", "level": "error", "element": "conforme", "line": 30, "message": "Falta la salida por defecto."}
]
FIELDS = [
    {"type": "textarea", "name": "sustento", "label": "Sustento", "required": True, "longest": 40},
    {"type": "dynamiclist", "name": "obs", "label": "Observación",
     "rows": [[{"type": "textfield", "name": "obs[0].texto", "label": "Qué se observa"}]]},
    {"type": "dynamiclist", "name": "procs[0].normas", "label": "Norma",
     "rows": [[{"type": "textfield", "name": "procs[0].normas[0].numero", "label": "Número"}]]},
]  # fmt: skip

ENTRIES = [
    {"position": 1, "at": "2026-11-09T09:12:00-05:00", "kind": "opened", "sentence": "Se presentó el proyecto.",
     "closed": ["inicio"], "flows": ["f1"], "opened": ["revisar_costos"]},
    {"position": 2, "at": "2026-11-10T11:40:00-05:00", "kind": "decided", "sentence": "Planeamiento observó.",
     "closed": ["revisar_costos", "conforme"], "flows": ["f3", "f_no"], "opened": ["subsanar"]},
    {"position": 3, "at": "2026-11-16T00:00:00-05:00", "kind": "expired", "sentence": "Venció el plazo.",
     "late": ["subsanar"]},
]  # fmt: skip


@dataclass
class House:
    """The little server behind the pages: its address, and what was posted (path, token, body)."""

    address: str
    posted: list[tuple[str, str | None, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    app = Flask("webui", static_folder=str(WEBUI / "static"))
    app.secret_key = "of a test"
    app.jinja_loader = FileSystemLoader([HERE / "islands", WEBUI / "templates"])
    Babel(app, default_locale="es")
    house = House("")

    @app.context_processor
    def frame() -> dict[str, Any]:
        officer = {"name": "Ana Quispe", "organ_name": "Gerencia Municipal", "capacity_label": "e"}
        places = [("Bandeja", "/page/tarea", True), ("Expedientes", "/page/caso", False)]
        return {"municipality": "Municipalidad de Los Sauces", "officer": officer, "places": places, "demo": True,
                "csrf_token": lambda: "ficha", "asset": assets.tags, "search_url": "/buscar",
                "fields": FIELDS}  # fmt: skip

    @app.after_request
    def strict(response: Any) -> Any:
        extra = "; style-src 'self'; style-src-attr 'unsafe-inline'" if request.path == "/page/dibujo" else ""
        response.headers["Content-Security-Policy"] = POLICY + extra
        return response

    @app.get("/page/<name>")
    def page(name: str) -> str:
        return render_template(f"{name}.html")

    @app.get("/sample.bpmn")
    def sample() -> ResponseReturnValue:
        return SAMPLE, {"Content-Type": "application/xml"}

    @app.get("/entries")
    def entries() -> ResponseReturnValue:
        return jsonify(diagrams={"tupa": {"url": "/sample.bpmn", "name": "Opinión"}}, entries=ENTRIES)

    @app.get("/findings")
    def findings() -> ResponseReturnValue:
        return jsonify(FINDINGS)

    @app.post("/<path:where>")
    def post(where: str) -> ResponseReturnValue:
        if not request.headers.get("X-Revisar"):  # only a try, before it is asked whether it shall count
            house.posted.append((where, request.headers.get("X-CSRF-Token"), request.get_data(as_text=True)))
        return jsonify(saved="14:05", findings=[]) if where == "borrador" else "<p>recibido</p>"

    server = make_server("127.0.0.1", 0, app, threaded=True)
    house.address = f"http://127.0.0.1:{server.port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield house
    server.shutdown()


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    house.posted.clear()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=house.address)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
    yield page
    context.close()
    assert not wrong, "the browser complained, or the content policy was broken"


def is_wrong(message: ConsoleMessage) -> bool:
    """The throwaway house of these tests has no icon; that chromium asks for one now and then is no complaint."""
    return message.type in ("error", "warning") and not message.location["url"].endswith("/favicon.ico")


def test_htmx_sends_the_token_that_the_body_carries(page: Page, house: House) -> None:
    page.goto("/page/tarea")

    page.get_by_role("button", name="Pedir").click()
    page.get_by_text("recibido").wait_for()

    assert [(where, token) for where, token, _ in house.posted] == [("eco", "ficha")]


def test_what_is_typed_is_kept_as_a_draft(page: Page, house: House) -> None:
    page.goto("/page/tarea")

    page.get_by_label("Sustento").fill("Se ajusta a la norma")
    page.get_by_text("Se guardó como borrador a las 14:05.").wait_for()

    assert [(where, token) for where, token, _ in house.posted] == [("borrador", "ficha")]
    assert "Se+ajusta+a+la+norma" in house.posted[0][2]
    assert page.get_by_text("Quedan 20 caracteres").is_visible()


def test_rows_are_numbered_without_gaps(page: Page) -> None:
    page.goto("/page/tarea")
    observations = page.locator("[data-rows='obs']")

    for text in ("uno", "dos", "tres"):
        page.get_by_label("Qué se observa").last.fill(text)
        observations.get_by_role("button", name="Agregar una fila").click()
    observations.get_by_role("button", name="Quitar").nth(1).click()

    assert _inputs(observations) == [
        [f"obs[{row}].texto", f"f-obs[{row}].texto", text] for row, text in enumerate(("uno", "tres", ""))
    ]


def test_rows_of_a_list_within_a_row_keep_the_outer_number_once(page: Page) -> None:
    page.goto("/page/tarea")
    norms = page.locator("[data-rows='procs[0].normas']")

    norms.get_by_label("Número").fill("28976")
    norms.get_by_role("button", name="Agregar una fila").click()

    assert _inputs(norms) == [
        [f"procs[0].normas[{row}].numero", f"f-procs[0].normas[{row}].numero", text]
        for row, text in enumerate(("28976", ""))
    ]


def _inputs(rows: Locator) -> list[list[str]]:
    """Return name, id and value of every input of a list."""
    found = rows.locator("[data-row] input").evaluate_all("all => all.map(each => [each.name, each.id, each.value])")
    return [list(one) for one in found]


def test_a_decision_is_read_again_before_it_counts(page: Page, house: House) -> None:
    page.goto("/page/tarea")
    page.get_by_label("Sustento").fill("Se ajusta")
    decide = page.get_by_role("button", name="Opinar favorable")

    decide.click()
    asked = page.get_by_role("dialog")
    summary = asked.inner_text()
    asked.get_by_role("button", name="Seguir escribiendo").click()
    kept = page.get_by_label("Sustento").input_value()
    decide.click()
    with page.expect_navigation():
        asked.get_by_role("button", name="Opinar favorable").click()

    decisions = [body for where, _, body in house.posted if where == "decidir"]
    assert "Opinión favorable" in summary and "Se ajusta" in summary
    assert kept == "Se ajusta"
    assert len(decisions) == 1 and "decision=favorable" in decisions[0]


def test_the_list_of_errors_leads_to_the_field(page: Page) -> None:
    page.goto("/page/tarea")

    page.locator(".errors a").click()

    assert page.evaluate("document.activeElement.name") == "sustento"


def test_the_slider_the_drawing_and_the_outline_tell_the_same(page: Page) -> None:
    page.goto("/page/caso")
    page.locator(".djs-element.cab-late").wait_for()
    slider = page.get_by_role("slider")

    at_the_end = states(page)
    slider.press("ArrowLeft")
    page.locator(".djs-element.cab-now").wait_for()
    observed = states(page)
    sentence = page.locator(".player-sentence").inner_text()
    slider.press("ArrowLeft")
    page.locator(".djs-element.cab-now[data-element-id=revisar_costos]").wait_for()

    assert at_the_end == {"revisar_costos": "done", "subsanar": "late"}
    assert observed == {"revisar_costos": "done", "subsanar": "now"}
    assert sentence == "Planeamiento observó."
    assert states(page) == {"revisar_costos": "now", "subsanar": "todo"}
    assert page.url.endswith("#asiento-1")


def test_a_name_in_the_outline_leads_to_the_drawing(page: Page) -> None:
    page.goto("/page/caso")

    page.get_by_role("button", name="Revisar").click()
    page.locator('.djs-element.selected[data-element-id="revisar_costos"]').wait_for()
    page.locator('[data-element-id="subsanar"] .djs-hit').first.click()

    assert page.locator("#esquema .is-meant").get_attribute("data-element") == "subsanar"


def states(page: Page) -> dict[str, str]:
    pairs = page.locator("#esquema [data-element]").evaluate_all(
        "all => all.map(each => [each.dataset.element, each.dataset.state])"
    )
    return dict(pairs)


@pytest.mark.parametrize("where", ["caso", "dibujo"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_covers_the_mark_of_the_toolkit(page: Page, where: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/page/{where}")
    mark = page.locator(".bjs-powered-by")
    mark.wait_for()
    mark.scroll_into_view_if_needed()

    on_top = mark.evaluate("""mark => {
        const box = mark.getBoundingClientRect();
        const inside = [[4, 4], [box.width - 4, box.height - 4], [box.width / 2, box.height / 2]];
        return inside.every(([x, y]) => mark.contains(document.elementFromPoint(box.left + x, box.top + y)));
    }""")

    assert on_top
    assert mark.evaluate("mark => getComputedStyle(mark.closest('.on-light')).backgroundColor") == "rgb(255, 255, 255)"


def test_a_drawn_change_goes_to_the_draft_and_can_be_undone(page: Page, house: House) -> None:
    page.goto("/page/dibujo")
    page.get_by_text("Avisos: 1 error").wait_for()
    page.evaluate("document.querySelector('[data-modeler]').cabildo.select('opinar')")
    term = page.get_by_label("Plazo", exact=True)

    term.fill("10 dh")
    page.get_by_text("Se guardó como borrador a las 14:05.").wait_for()
    where, token, body = house.posted[-1]
    page.get_by_role("button", name="Deshacer").click()
    page.wait_for_function("document.querySelector('[data-entry-id=\"cabildo.plazo\"] input').value === '7 dh'")

    assert (where, token) == ("borrador", "ficha")
    assert '<zeebe:property name="cabildo.plazo" value="10 dh" />' in body
    assert page.get_by_text("Avisos: Sin errores ni avisos").is_visible()


def test_a_finding_leads_to_its_element(page: Page) -> None:
    page.goto("/page/dibujo")

    page.get_by_role("button", name="Falta la salida por defecto.").click()
    page.locator('.djs-element.selected[data-element-id="conforme"]').wait_for()

    assert page.locator(".finding-mark.is-error").inner_text() == "▲ 1"


def test_the_panel_speaks_spanish_of_every_kind_of_element(page: Page) -> None:
    page.goto("/page/dibujo")
    page.get_by_text("Avisos: 1 error").wait_for()

    untranslated = page.evaluate((HERE / "islands" / "every_kind.js").read_text())

    assert untranslated == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("where", ["tarea", "caso", "dibujo"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off(page: Page, where: str, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/page/{where}")
    if where != "tarea":
        page.locator(".bjs-powered-by").wait_for()
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": (HERE / "axe.min.js").read_text()})

    found = page.evaluate("axe.run().then(said => said.violations.map(each => [each.id, each.nodes.map(n => n.html)]))")

    assert found == [], json.dumps(found, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
