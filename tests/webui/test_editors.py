"""The form and table editors in a real browser: from the first field to what a clerk fills in and a table decides."""

import dataclasses
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import bpmn
from tests.webui.conftest import DESIGNER, OGAJ, Site, Visitor
from tests.webui.test_browser import Desk, address, cut_off, desks, prepared, violations
from workflows import dmn, forms

__all__ = ["address", "desks", "prepared"]  # fixtures
pytestmark = pytest.mark.browser

PROCEDURES = Path(bpmn.__file__).parent
GUIDE = PROCEDURES.parent / "docs" / "guia-del-disenador" / "uso-de-auditorio"
TABLE = (GUIDE / "tarifa.dmn").read_bytes()
ENGLISH = re.compile(
    r"\b(the|must|should|field|value|label|add|remove|create|delete|select|search|list|expression|required|not|item|"
    r"items|length|minimum|maximum|with|format|properties|options|source|if|text view|number|date|time)\b",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"bpmn\.io|FEEL|Powered by|dd/mm/yyyy", re.IGNORECASE)
KINDS = ("textfield", "textarea", "number", "datetime", "filepicker", "expression", "checkbox", "checklist", "radio",
         "select", "taglist", "text", "separator", "group", "dynamiclist")  # fmt: skip
ON_TOP = """mark => { const box = mark.getBoundingClientRect();
    return [[4, 4], [box.width - 4, box.height - 4], [box.width / 2, box.height / 2]]
        .every(([x, y]) => mark.contains(document.elementFromPoint(box.left + x, box.top + y))); }"""


@pytest.fixture
def designer(site: Site) -> Visitor:
    """A designer with the draft of `opinion` open, number 1, and a table in it."""
    visitor = site.officer(DESIGNER)
    visitor.post("/diseno/abrir/opinion")
    visitor.post("/diseno/1/archivos", {"archivos": [(io.BytesIO(TABLE), "tarifa.dmn")]})
    return visitor


def form_editor(desk: Desk, address: str = "/diseno/1/formularios/forms/opinar.form") -> Page:
    desk.page.goto(address)
    expect(desk.page.locator(".fjs-palette")).to_be_visible(timeout=15_000)
    expect(desk.page.locator("[data-findings-count]")).not_to_have_text("…", timeout=15_000)
    return desk.page


def table_editor(desk: Desk, address: str = "/diseno/1/tablas/tarifa.dmn") -> Page:
    desk.page.goto(address)
    expect(desk.page.locator("[data-views] button").first).to_be_visible(timeout=15_000)
    expect(desk.page.locator("[data-findings-count]")).not_to_have_text("…", timeout=15_000)
    return desk.page


def add_field(page: Page, kind: str, question: str) -> Locator:
    """Add a field with the keyboard and write what it asks; the panel stays on it."""
    page.locator(f".fjs-palette-field[data-field-type={kind}]").press("Enter")
    page.locator(f".fjs-form [data-field-type={kind}]").last.click()
    entry = page.locator("[data-entry-id=label], [data-entry-id=date-label]").first
    box = entry.locator(".cm-content, input, textarea").first
    write(page, box, question)
    return entry


def write(page: Page, box: Locator, text: str) -> None:
    box.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def saved(page: Page) -> None:
    page.wait_for_timeout(400)  # until what was typed in a panel has become a change
    with page.expect_response(lambda answer: "/guardado/" in answer.url):
        page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("[data-status]")).to_contain_text("Se guardó como borrador", timeout=15_000)


def test_a_form_made_in_the_editor_is_published_and_filled_in_by_a_clerk(site: Site, desks: Any) -> None:
    designer = site.officer(DESIGNER)
    new = {"titulo": "Uso del auditorio", "carpeta": "uso-de-auditorio", "organo": "ogaj"}
    designer.post("/diseno/nuevo", new)
    desk = desks(DESIGNER)
    page = form_editor(desk, "/diseno/1/formularios/forms/atender.form")

    add_field(page, "datetime", "Fecha de uso")
    add_field(page, "select", "Fines del acto")
    options = page.locator("[data-group-id=group-staticOptions]")
    options.get_by_title("Agregar", exact=True).click()
    for place, words in enumerate(("Cultural", "Comercial")):
        label = page.locator(f"[data-entry-id=staticOptions-{place}-label] input")
        if not label.is_visible():
            options.get_by_title("Abrir o cerrar", exact=True).nth(place).click()
        write(page, label, words)
    add_field(page, "textfield", "Solicitante")
    page.locator("[data-entry-id=required] input").check()
    expect(page.locator("[data-entry-id=key] input")).to_have_value("solicitante")
    saved(page)
    kept = json.loads(designer.get("/diseno/1/archivos/forms/atender.form").data)
    page.get_by_role("link", name="Como se verá").click()
    page.get_by_role("button", name="Registrar").or_(page.get_by_role("button", name="Atender")).click()
    expect(page.get_by_role("alert")).to_contain_text("Solicitante")
    designer.post("/diseno/1/retiro/scenarios/de_principio_a_fin.json")
    designer.post("/diseno/1/archivos/nuevo", {"clase": "escenario", "titulo": "De principio a fin"})
    page.goto("/diseno/1/publicacion")
    page.get_by_label("Motivo").fill("El auditorio se pide con su fecha y sus fines")
    desk.confirm("Publicar")
    expect(page.get_by_text("Se publicó la versión 1")).to_be_visible()

    clerk = desks(OGAJ)
    clerk.page.goto("/expedientes/nuevo/uso-de-auditorio")
    clerk.page.get_by_label("Asunto").fill("Recital de fin de curso")
    clerk.page.get_by_label("Folios con que empieza").fill("3")
    clerk.confirm("Abrir el expediente")
    clerk.page.get_by_label("Sustento").fill("Corresponde.")
    clerk.page.get_by_label("Fecha de uso").fill("2026-12-18")
    clerk.page.get_by_label("Fines del acto").select_option("Cultural")
    clerk.page.get_by_label("Solicitante").fill("I. E. José Olaya")
    clerk.confirm("Atender")
    expect(clerk.page.get_by_text("Se registró su decisión.")).to_be_visible()

    made = {one["key"]: one for one in kept["components"]}
    assert list(made) == ["sustento", "decision", "fecha_de_uso", "fines_del_acto", "solicitante"]
    assert [one["value"] for one in made["fines_del_acto"]["values"]] == ["cultural", "comercial"]
    assert made["solicitante"]["validate"] == {"required": True}
    assert violations(page) == []


def test_a_changed_cell_changes_what_the_table_decides_and_can_be_undone(designer: Visitor, desks: Any) -> None:
    page = table_editor(desks(DESIGNER))
    page.get_by_role("tab", name="Probar").click()
    page.get_by_label("Fines").fill("comercial")
    page.get_by_label("Asistentes").fill("300")
    said = page.locator("[data-trial-said]")
    expect(said).to_contain_text("Resultado: 700")
    expect(said).to_contain_text("Se cumple la fila 2.")

    write(page, page.locator("td.output-cell").nth(1), "750")

    expect(said).to_contain_text("Resultado: 750", timeout=15_000)
    hit = page.locator("td[data-hit]").evaluate_all("all => [...new Set(all.map(each => each.dataset.rowId))]")
    assert hit == ["fila_2"]
    assert b"<text>750</text>" in designer.get("/diseno/1/archivos/tarifa.dmn").data
    undo = page.get_by_role("button", name="Deshacer")
    while undo.is_enabled():
        undo.click()
    expect(said).to_contain_text("Resultado: 700", timeout=15_000)


def test_a_cell_that_is_no_feel_is_marked_and_the_finding_leads_to_it(designer: Visitor, desks: Any) -> None:
    page = table_editor(desks(DESIGNER))

    write(page, page.locator("td.output-cell").nth(2), "asistentes * ")
    cell = page.locator("td.output-cell[data-finding=error]")
    expect(cell).to_have_count(1, timeout=15_000)
    page.get_by_role("button", name="Dibujo de las decisiones").click()
    expect(page.locator(".djs-container")).to_be_visible()
    page.locator("button.finding-go").click()

    expect(page.locator("td.output-cell[data-meant]")).to_have_text("asistentes *")
    assert "no es FEEL" in (cell.get_attribute("title") or "")


def test_decisions_are_drawn_and_called_by_their_names(designer: Visitor, desks: Any) -> None:
    page = table_editor(desks(DESIGNER))
    page.get_by_role("button", name="Dibujo de las decisiones").click()
    page.locator("[data-action='create.input-data']").click()
    box = page.locator(".djs-container").bounding_box()
    assert box
    page.mouse.click(box["x"] + 700, box["y"] + 300)
    page.keyboard.type("Monto del pago")
    page.mouse.click(box["x"] + 900, box["y"] + 60)
    saved(page)
    page.get_by_role("tab", name="Nombres y tipos").click()

    expect(page.get_by_label("Id")).to_have_value("monto_del_pago")
    page.locator("[data-facts]").get_by_label("Tipo de dato").select_option("número")
    saved(page)
    model = dmn.read(designer.get("/diseno/1/archivos/tarifa.dmn").data)
    assert (model.elements["monto_del_pago"].variable, model.elements["monto_del_pago"].type) == (
        "Monto del pago",
        "number",
    )


def test_a_decision_gets_another_id_by_the_desk_and_never_one_that_cannot_be(designer: Visitor, desks: Any) -> None:
    page = table_editor(desks(DESIGNER))
    page.get_by_role("tab", name="Nombres y tipos").click()

    page.get_by_label("Id").fill("tarifa nueva")
    page.get_by_label("Id").press("Tab")
    expect(page.locator("[data-status]")).to_contain_text("El id empieza con letra")
    page.get_by_label("Id").fill("tarifa_de_uso")
    page.get_by_label("Id").press("Tab")
    saved(page)

    assert list(dmn.read(designer.get("/diseno/1/archivos/tarifa.dmn").data).decisions) == ["tarifa_de_uso"]


def test_a_field_with_a_finding_is_marked_where_it_stands(designer: Visitor, desks: Any) -> None:
    page = form_editor(desks(DESIGNER))

    page.locator(".fjs-form [data-field-type=textarea]").first.click()
    page.locator("[data-group-id=group-municipality] .bio-properties-panel-group-header-title").click()
    write(page, page.locator("[data-entry-id='cabildo.exige'] .cm-content"), "sustento = ")

    marked = page.locator(".fjs-form [data-finding=error]")
    expect(marked).to_have_count(1, timeout=15_000)
    assert "no se entiende" in (marked.get_attribute("data-finding-words") or "")
    page.locator(".fjs-form").click(position={"x": 5, "y": 5})
    page.locator("button.finding-go").click()
    expect(page.locator(".fjs-editor-selected")).to_have_attribute("data-finding", "error")


def test_what_was_just_drawn_stands_in_the_text_and_the_other_way_round(designer: Visitor, desks: Any) -> None:
    page = form_editor(desks(DESIGNER))
    add_field(page, "textfield", "Número de expediente externo")

    page.get_by_role("link", name="Texto", exact=True).click()
    text = page.get_by_label("Contenido")
    expect(text).to_have_value(re.compile(r'"key": "numero_de_expediente_externo"'))
    text.fill(text.input_value().replace("Número de expediente externo", "Expediente de la otra entidad"))
    page.get_by_role("button", name="Guardar en el borrador").click()
    page.get_by_role("link", name="Editor").click()

    expect(page.locator(".fjs-form")).to_contain_text("Expediente de la otra entidad", timeout=15_000)


def test_of_two_who_edit_a_form_the_second_overwrites_nothing(designer: Visitor, desks: Any) -> None:
    first, second = form_editor(desks(DESIGNER)), form_editor(desks(DESIGNER))

    add_field(first, "textfield", "Del primero")
    saved(first)
    add_field(second, "textfield", "Del segundo")

    expect(second.get_by_role("alert")).to_contain_text("en otra ventana", timeout=15_000)
    expect(second.locator(".fjs-form")).to_contain_text("Del segundo")
    with second.expect_download() as kept:
        second.get_by_role("button", name="Descargar mi formulario").click()
    assert b"Del segundo" in kept.value.path().read_bytes()
    assert b"Del segundo" not in designer.get("/diseno/1/archivos/forms/opinar.form").data
    second.once("dialog", lambda dialog: dialog.accept())
    second.goto("/diseno")


def test_a_form_that_the_editor_cannot_open_says_so_and_is_left_alone(designer: Visitor, desks: Any) -> None:
    broken = (
        b'{"type": "default", "components": [{"type": "textfield", "key": "a"}, {"type": "textfield", "key": "a"}]}'
    )
    designer.post("/diseno/1/archivos", {"archivos": [(io.BytesIO(broken), "opinar.form")]})

    desk = desks(DESIGNER)
    desk.page.goto("/diseno/1/formularios/forms/opinar.form")

    expect(desk.page.locator("[data-status]")).to_contain_text("no se puede abrir aquí", timeout=15_000)
    expect(desk.page.locator("[data-findings]")).to_contain_text("con el mismo nombre")
    assert designer.get("/diseno/1/archivos/forms/opinar.form").data == broken


def test_every_form_that_comes_with_the_product_goes_through_the_editor_unharmed(designer: Visitor, desks: Any) -> None:
    page = form_editor(desks(DESIGNER))
    through = """async (text) => { const { open, text: now } = document.querySelector("[data-form-editor]").cabildo;
        await open(text); return now(); }"""

    harmed = {}
    for path in sorted(PROCEDURES.glob("*/forms/*.form")):
        before = forms.read(path.read_bytes(), path.name)
        after = forms.read(page.evaluate(through, path.read_text(encoding="utf-8")).encode(), path.name)
        if [*map(without_id, before.fields)] != [*map(without_id, after.fields)]:
            harmed[str(path)] = True

    assert harmed == {}


def test_every_table_that_comes_with_the_product_goes_through_the_editor_unharmed(
    designer: Visitor, desks: Any
) -> None:
    page = table_editor(desks(DESIGNER))
    through = """async (text) => { const { editor } = document.querySelector("[data-table-editor]").cabildo;
        const { warnings } = await editor.importXML(text);
        for (const view of editor.getViews()) await editor.open(view);
        return [(await editor.saveXML({ format: true })).xml, warnings.length]; }"""

    for path in sorted(PROCEDURES.glob("*/*.dmn")):
        after, warnings = page.evaluate(through, path.read_text(encoding="utf-8"))

        assert warnings == 0
        assert without_lines(dmn.read(after.encode()).elements) == without_lines(dmn.read(path.read_bytes()).elements)
    assert page.evaluate("[...document.querySelector('[data-table-editor]').cabildo.untranslated]") == []


def without_id(field: forms.Field) -> forms.Field:
    """An id is the editor's own; where two had the same the later gets another."""
    return dataclasses.replace(field, id="", row="", children=tuple(without_id(child) for child in field.children))


def without_lines(part: Any) -> Any:
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        names = (one.name for one in dataclasses.fields(part) if one.name != "line")
        return {name: without_lines(getattr(part, name)) for name in names}
    if isinstance(part, dict | tuple):
        items = part.items() if isinstance(part, dict) else enumerate(part)
        return {key: without_lines(inner) for key, inner in items}
    return part


def test_the_form_editor_speaks_spanish_of_every_kind_of_field(designer: Visitor, desks: Any) -> None:
    desk = desks(DESIGNER)
    page = form_editor(desk)
    offered = page.locator(".fjs-palette-field").evaluate_all("all => all.map(each => each.dataset.fieldType)")

    said = page.evaluate(
        """async (kinds) => {
            const { editor } = document.querySelector("[data-form-editor]").cabildo;
            const [modeling, selection] = ["modeling", "selection"].map((name) => editor.get(name));
            const pause = (time) => new Promise((go) => setTimeout(go, time));
            const said = new Set();
            const listen = () => {
                for (const node of document.querySelectorAll("[data-form-editor] *")) {
                    if (node.closest("[data-findings], .fjs-powered-by, style, svg")) continue;
                    for (const name of ["title", "placeholder", "aria-label"]) said.add(node.getAttribute(name) ?? "");
                    for (const part of node.childNodes) if (part.nodeType === 3) said.add(part.data.trim());
                }
            };
            for (const type of kinds) {
                const schema = editor.get("formEditor")._getState().schema;
                selection.set(modeling.addFormField({ type }, schema, schema.components.length));
                await pause(120);
                const shut = (part) => document.querySelectorAll(`.bio-properties-panel-${part}-header:not(.open)`);
                for (const head of shut("group")) head.click();
                await pause(60);
                for (const head of shut("collapsible-entry")) head.click();
                await pause(60);
                listen();
            }
            return [...said];
        }""",
        list(KINDS),
    )  # fmt: skip

    assert sorted(offered) == sorted(KINDS)
    assert [text for text in said if ENGLISH.search(text) and not ALLOWED.search(text)] == []
    assert any("Ayuda bajo la pregunta" in text for text in said)


def test_the_menus_of_a_table_speak_spanish(designer: Visitor, desks: Any) -> None:
    desk = desks(DESIGNER)
    page = table_editor(desk)

    for place in ("td.input-cell", "td.output-cell", "td.rule-index", "th.input-cell", "th.output-cell"):
        page.locator(place).first.click(button="right")
        page.locator(".context-menu").first.wait_for()
        page.keyboard.press("Escape")
    for place in ("th.input-cell", "th.output-cell"):
        page.locator(place).first.dblclick()
        page.locator(".context-menu-container").first.wait_for()
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Dibujo de las decisiones").click()
    page.locator("[data-element-id=tarifa] .djs-hit").first.click()
    page.locator("[data-action=replace]").click()
    page.locator(".djs-popup").wait_for()
    words = page.locator(".djs-popup, .djs-palette, .djs-context-pad").evaluate_all(
        "all => all.flatMap(each => [each.innerText, ...[...each.querySelectorAll('[title]')].map(one => one.title)])"
    )

    assert page.evaluate("[...document.querySelector('[data-table-editor]').cabildo.untranslated]") == []
    assert [text for text in words if ENGLISH.search(text)] == []
    desk.wrong[:] = [
        one for one in desk.wrong if "ContextPad#getPad is deprecated" not in one
    ]  # the toolkit's own call


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", ["form", "table", "drawing"])
def test_nothing_covers_the_mark_of_the_toolkit_and_the_page_is_accessible(
    designer: Visitor, desks: Any, what: str, scheme: Any
) -> None:
    desk = desks(DESIGNER)
    desk.page.emulate_media(color_scheme=scheme)
    page = form_editor(desk) if what == "form" else table_editor(desk)
    if what == "drawing":
        page.get_by_role("button", name="Dibujo de las decisiones").click()
        page.locator(".djs-container").wait_for()
    mark = page.locator(".fjs-powered-by-link" if what == "form" else ".bjs-powered-by").first
    mark.scroll_into_view_if_needed()

    assert mark.evaluate(ON_TOP)
    assert violations(page) == []
    assert cut_off(page) == []


@pytest.mark.parametrize("where", ["vista/forms/opinar.form", "texto/tarifa.dmn"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_beside_the_editors_are_accessible(designer: Visitor, desks: Any, where: str, width: int) -> None:
    page = desks(DESIGNER, width).page
    page.goto(f"/diseno/1/{where}")

    assert violations(page) == []
    assert cut_off(page) == []
