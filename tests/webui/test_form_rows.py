"""Fields that a designer put into one row of the form stand beside each other on the page."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from lxml import html

TEMPLATES = Path(__file__).parents[2] / "webui" / "templates"


def drawn(*fields: dict[str, object]) -> html.HtmlElement:
    jinja = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    jinja.globals["_"] = str
    source = '{% import "macros/form.html" as form with context %}<div>{{ form.fields(items) }}</div>'
    return html.fromstring(jinja.from_string(source).render(items=fields))


def field(name: str, row: str = "", columns: int | None = None) -> dict[str, object]:
    return {"type": "textfield", "name": name, "label": name, "row": row, "columns": columns}


def test_fields_of_one_row_share_it_in_their_measure() -> None:
    page = drawn(field("uno"), field("dos", "a", 5), field("tres", "a"), field("cuatro", "b", 8))

    rows = page.xpath("//div[@class='field-row']")
    assert [[cell.get("class") for cell in row] for row in rows] == [["span-5", "span-any"]]
    assert page.xpath("//div[@class='field-row']//input/@name") == ["dos", "tres"]
    assert page.xpath("//input/@name") == ["uno", "dos", "tres", "cuatro"]
