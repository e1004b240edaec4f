"""The product in a real browser: a case goes from organ to organ, and every page is legible and accessible."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import waitress.server
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from handlers import accounts
from tests.webui.conftest import AUDITOR, DESIGNER, GM, HERE, OGAJ, OGPP, OTHER, PASSWORD, Site, fill
from tests.webui.papers import pdf
from webui import serving

pytestmark = pytest.mark.browser

AXE = (HERE / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {"ancho": 1280, "teléfono": 390}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One kind of database is enough for what a browser shows."""
    accounts.configure(time_cost=1, memory_cost=1024, parallelism=1)
    url = f"sqlite:///{tmp_path_factory.mktemp('navegador') / 'sauces.db'}"
    fill(url)
    return url


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Where the application is served, as it will be: by waitress, over the wire."""
    socket = serving.listen(port=18_080)
    server = waitress.server.create_server(site.app, sockets=[socket], threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield serving.address(socket).url.rstrip("/")
    server.close()
    thread.join(timeout=5)


class Desk:
    """An officer at a browser of his own. Whatever the browser complains of is kept in `wrong`."""

    def __init__(self, browser: Browser, address: str, officer: str, width: int = 1280) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address, locale="es-PE",
                                           bypass_csp=False)  # fmt: skip
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heard)
        self.page.goto("/entrar")
        self.page.get_by_label("Usuario").fill(officer)
        self.page.get_by_label("Contraseña").fill(PASSWORD)
        self.page.get_by_role("button", name="Entrar").click()
        expect(self.page.locator("main h1")).not_to_have_text("Entrar")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.wrong.append(message.text)

    def confirm(self, button: str, question: str = "") -> None:
        """Press a button and confirm in the dialog that sums up what will be recorded."""
        self.page.get_by_role("button", name=button, exact=True).click()
        dialog = self.page.get_by_role("dialog")
        if question:
            expect(dialog).to_contain_text(question)
        with self.page.expect_navigation():
            dialog.locator(".btn-primary").click()


@pytest.fixture
def desks(browser: Browser, address: str) -> Iterator[Any]:
    opened: list[Desk] = []

    def sit(officer: str, width: int = 1280) -> Desk:
        opened.append(Desk(browser, address, officer, width))
        return opened[-1]

    yield sit
    wrong = [sentence for desk in opened for sentence in desk.wrong]
    for desk in opened:
        desk.context.close()
    assert not wrong, "the browser complained, or the content policy was broken"


def open_case(desk: Desk, subject: str = "Convenio con EsSalud para el centro médico") -> str:
    """Open a case at a desk and return its address."""
    page = desk.page
    page.get_by_role("link", name="Iniciar expediente").click()
    page.get_by_role("link", name="Pedido de opinión").click()
    page.get_by_label("Asunto").fill(subject)
    page.get_by_label("Folios con que empieza").fill("12")
    desk.confirm("Abrir el expediente", subject)
    return page.url.split("/tareas/")[0]


def test_a_case_goes_from_organ_to_organ(desks: Any, tmp_path: Path) -> None:
    paper = tmp_path / "informe legal.pdf"
    paper.write_bytes(pdf())
    proposer = desks(OGPP)
    case = open_case(proposer)

    legal = desks(OGAJ)
    legal.page.get_by_role("link", name="Convenio con EsSalud").click()
    legal.page.get_by_label("Observado (vuelve para subsanar)").check()
    legal.page.get_by_role("button", name="Agregar una fila").click()
    legal.page.get_by_label("Qué se observa").fill("No se adjunta el informe técnico del área.")
    legal.page.get_by_label("Sustento").fill("Falta el informe técnico que exige la directiva.")
    expect(legal.page.get_by_text("Se guardó como borrador a las 10:00.")).to_be_visible()
    legal.page.get_by_label("Informe").set_input_files(paper)
    expect(legal.page.get_by_label("informe legal.pdf")).to_be_checked()
    legal.confirm("Registrar", "Observado")
    expect(legal.page.get_by_text("Se registró su decisión.")).to_be_visible()

    proposer.page.goto("/")
    proposer.page.get_by_role("link", name="Convenio con EsSalud").click()
    expect(proposer.page.get_by_role("article")).to_contain_text("No se adjunta el informe técnico del área.")
    proposer.page.get_by_label("Qué se corrigió").fill("Se adjuntó el informe técnico del área.")
    proposer.confirm("Subsanar")

    legal.page.goto("/")
    legal.page.get_by_role("link", name="Convenio con EsSalud").click()
    legal.page.get_by_label("Favorable", exact=True).check()
    legal.page.get_by_label("Sustento").fill("Procede conforme a la directiva de convenios.")
    legal.confirm("Registrar")

    manager = desks(GM)
    manager.page.get_by_role("link", name="Convenio con EsSalud").click()
    manager.page.get_by_label("Sustento").fill("Se aprueba con la opinión legal a la vista.")
    manager.page.get_by_label("Su contraseña, para firmar").fill("otra frase larga")
    manager.page.get_by_role("button", name="Aprobar", exact=True).click()
    expect(manager.page.get_by_role("alert")).to_contain_text("La contraseña no es la suya")
    expect(manager.page.get_by_label("Sustento")).to_have_value("Se aprueba con la opinión legal a la vista.")
    manager.page.get_by_label("Su contraseña, para firmar").fill(PASSWORD)
    manager.confirm("Aprobar")

    proposer.page.goto(case)
    history = proposer.page.locator("main")
    expect(history).to_contain_text("concluido")
    expect(history).to_contain_text("Oficina General de Asesoría Jurídica (Jorge Luis Huamán Ccori) opinó: observado")
    expect(history).to_contain_text("Gerencia Municipal (Carmen Luisa Vílchez Rojas, por encargo")


def test_what_is_missing_is_said_before_anything_is_to_be_confirmed(desks: Any) -> None:
    case = open_case(desks(OGPP))
    legal = desks(OGAJ)
    page = legal.page
    page.goto(f"{case}/tareas/opinar:1")
    page.get_by_label("Favorable", exact=True).check()
    page.get_by_label("Sustento").fill("corto")

    page.get_by_role("button", name="Registrar", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Falta corregir un dato")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Favorable", exact=True)).to_be_checked()
    expect(page.get_by_label("Sustento")).to_have_value("corto")
    page.get_by_label("Sustento").fill("Procede conforme a la directiva de convenios.")
    page.get_by_role("button", name="Registrar", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Procede conforme a la directiva")
    dialog.get_by_role("button", name="Seguir escribiendo").click()
    page.goto(case)
    expect(page.get_by_text("opinó")).to_have_count(0)  # trying recorded nothing


def test_an_officer_of_another_organ_is_refused(desks: Any) -> None:
    case = open_case(desks(OGPP))

    other = desks(OTHER)
    answer = other.page.goto(f"{case}/tareas/opinar:1")

    assert answer and answer.status == 403
    expect(other.page.get_by_text("hoy usted no actúa por ese órgano")).to_be_visible()
    expect(other.page.locator("form#tarea")).to_have_count(0)
    assert (other.page.goto(case) or answer).status == 404


def test_the_slider_walks_through_the_history(desks: Any) -> None:
    desk = desks(OGPP)
    case = open_case(desk)

    desk.page.goto(f"{case}/diagrama")
    slider = desk.page.get_by_role("slider")
    expect(desk.page.locator('[data-element="opinar"]')).to_have_attribute("data-state", "now")
    slider.focus()
    for _ in range(5):
        desk.page.keyboard.press("ArrowLeft")

    expect(desk.page.locator(".player-text")).to_contain_text("abrió el expediente")
    expect(desk.page.locator('[data-element="opinar"]')).to_have_attribute("data-state", "todo")


def test_a_designer_draws_and_the_server_judges(desks: Any) -> None:
    desk = desks(DESIGNER)
    page = desk.page
    page.get_by_role("link", name="Diseño").click()
    page.get_by_role("button", name="Abrir opinion", exact=True).click()
    page.get_by_role("link", name="procedure.bpmn", exact=True).click()
    expect(page.get_by_text("Sin errores ni avisos")).to_be_visible(timeout=15_000)

    page.evaluate(
        """() => { const editor = document.querySelector("[data-modeler]").cabildo.editor;
                   const flow = editor.get("elementRegistry").get("f6");
                   editor.get("modeling").removeConnection(flow); }"""
    )

    expect(page.locator("[data-findings] li").first).to_be_visible(timeout=15_000)
    expect(page.locator("[data-status]")).to_contain_text("Se guardó como borrador")


RENAMED = """([id, name]) => { const editor = document.querySelector("[data-modeler]").cabildo.editor;
    editor.get("modeling").updateLabel(editor.get("elementRegistry").get(id), name); }"""


def test_of_two_who_draw_the_second_keeps_his_drawing_and_overwrites_nothing(site: Site, desks: Any) -> None:
    site.officer(DESIGNER).post("/diseno/abrir/opinion")
    first, second = desks(DESIGNER).page, desks(DESIGNER).page
    for page in (first, second):
        page.goto("/diseno/1/diagramas/procedure.bpmn")
        expect(page.get_by_text("Sin errores ni avisos")).to_be_visible(timeout=15_000)

    for name in ("Informar", "Informar otra vez"):
        first.evaluate(RENAMED, ["opinar", name])
        first.keyboard.press("Control+s")
        expect(first.locator("[data-status]")).to_contain_text("Se guardó")
        first.wait_for_timeout(400)
    second.evaluate(RENAMED, ["opinar", "Dictaminar"])

    expect(second.get_by_role("alert")).to_contain_text("en otra ventana", timeout=15_000)
    assert violations(second) == []
    with second.expect_download() as kept:
        second.get_by_role("button", name="Descargar mi dibujo").click()
    assert b"Dictaminar" in kept.value.path().read_bytes()
    second.once("dialog", lambda dialog: dialog.accept())
    second.get_by_role("link", name="Abrir lo guardado").click()
    second.wait_for_function(
        """() => document.querySelector("[data-modeler]").cabildo?.editor.get("elementRegistry").get("opinar")
                 ?.businessObject.name === "Informar otra vez" """
    )


def test_a_new_task_waits_for_a_person_is_called_by_its_name_and_gets_a_form_on_the_spot(
    site: Site, desks: Any
) -> None:
    designer = site.officer(DESIGNER)
    designer.post("/diseno/abrir/opinion")
    page = desks(DESIGNER).page
    page.goto("/diseno/1/diagramas/procedure.bpmn?elemento=opinar")
    expect(page.get_by_text("Sin errores ni avisos")).to_be_visible(timeout=15_000)

    page.locator("[data-action='append.append-task']").click()
    page.wait_for_timeout(500)
    page.keyboard.type("Dar fe del trámite")
    page.locator("[data-do=fit]").click()
    page.evaluate("document.querySelector('[data-modeler]').cabildo.select('dar_fe_del_tramite')")
    expect(page.locator("[data-panel]")).to_contain_text("Tarea de usuario", ignore_case=True)
    page.locator("select[name=form]").select_option(label="crear uno para esta tarea…")

    expect(page.get_by_role("link", name="Abrir el formulario")).to_be_visible(timeout=15_000)
    expect(page.get_by_label("«Atender» se ofrece solo si")).to_be_visible()
    expect(page.locator("[data-status]")).to_contain_text("Se guardó como borrador", timeout=15_000)
    drawn = designer.get("/diseno/1/archivos/procedure.bpmn").text
    assert '<zeebe:formDefinition formId="dar_fe_del_tramite" />' in drawn
    assert 'userTask id="dar_fe_del_tramite" name="Dar fe del trámite"' in drawn
    assert designer.get("/diseno/1/archivos/forms/dar_fe_del_tramite.form").status_code == 200


def test_a_lane_is_called_by_the_organ_that_it_is_given(site: Site, desks: Any) -> None:
    site.officer(DESIGNER).post("/diseno/abrir/opinion")
    page = desks(DESIGNER).page
    page.goto("/diseno/1/diagramas/procedure.bpmn?elemento=ogaj")
    expect(page.get_by_text("Sin errores ni avisos")).to_be_visible(timeout=15_000)
    names = """() => document.querySelector("[data-modeler]").cabildo.editor.get("elementRegistry")
                     .filter((one) => one.type === "bpmn:Lane").map((one) => one.businessObject.name ?? "")"""
    before = page.evaluate(names)

    page.locator("[data-action=lane-insert-below]").click()
    page.evaluate(
        """() => { const { editor, select } = document.querySelector("[data-modeler]").cabildo;
                   select(editor.get("elementRegistry").filter((one) => /^Lane_/.test(one.id))[0].id); }"""
    )
    page.locator("select[name='cabildo.organo']").select_option(label="Gerencia Municipal")

    assert sorted(page.evaluate(names)) == sorted([*before, "Gerencia Municipal"])
    page.locator("[data-do=undo]").click()
    assert sorted(page.evaluate(names)) == sorted([*before, ""])


def test_a_list_that_waits_shows_what_comes(desks: Any) -> None:
    legal = desks(OGAJ)
    expect(legal.page.get_by_text("Nada espera a su órgano")).to_be_visible()

    open_case(desks(OGPP))

    legal.page.evaluate("htmx.ajax ? htmx.ajax('GET', '/bandeja', '#bandeja') : null")
    expect(legal.page.get_by_role("link", name="Convenio con EsSalud")).to_be_visible(timeout=30_000)


PAGES = {
    OGAJ: ["/", "/expedientes/1/tareas/opinar:1", "/expedientes/1", "/expedientes/1/diagrama",
           "/expedientes/1/documentos", "/expedientes/1/datos", "/expedientes", "/expedientes/nuevo",
           "/expedientes/nuevo/opinion", "/procedimientos", "/procedimientos/opinion/1", "/organizacion",
           "/organizacion/calendario", "/organizacion/parametros", "/contrasena", "/no-existe"],
    DESIGNER: ["/diseno", "/diseno/1", "/diseno/1/ensayo", "/diseno/1/publicacion",
               "/diseno/1/texto/forms/opinar.form", "/diseno/versiones/opinion"],
    AUDITOR: ["/auditoria", "/expedientes/1"],
}  # fmt: skip


def test_every_page_is_accessible_and_nothing_is_cut_off(site: Site, desks: Any) -> None:
    """Also when the window is made as narrow as a telephone: each page is loaded once."""
    site.officer(OGPP).open_case()
    site.officer(DESIGNER).post("/diseno/abrir/opinion")

    faults = {}
    for officer, paths in PAGES.items():
        page = desks(officer).page
        for path in paths:
            page.set_viewport_size({"width": WIDTHS["ancho"], "height": 900})
            page.goto(path)
            page.wait_for_load_state("networkidle")
            for width, pixels in WIDTHS.items():
                page.set_viewport_size({"width": pixels, "height": 900})
                if found := [*violations(page), *cut_off(page)]:
                    faults[path, width] = found

    assert faults == {}


def test_the_page_to_sign_in_is_accessible(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/entrar")

    assert violations(page) == []
    page.close()


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page, by WCAG 2.2 A and AA and its own good practice."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def cut_off(page: Page) -> list[str]:
    """Return whether the page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{wide} pixels too wide"] if wide > 0 else []
