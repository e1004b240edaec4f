"""The municipality as its registers tell it today: organs, days that do not count, parameters, registers."""

from flask import Blueprint, g, render_template, request

from handlers import appointments, books, calendar, organs, recounting, registers_read, sentences
from webui import story
from webui.entrance import for_officers
from workflows.terms import LIMA

pages = Blueprint("organization", __name__, url_prefix="/organizacion")


@pages.get("")
@for_officers
def show() -> str:
    day = g.now.astimezone(LIMA).date()
    staff = appointments.staff_on(g.session, day)
    chart = [(organ, staff.by_organ.get(organ.slug, ())) for organ in organs.chart(g.session, day)]
    depth = _depths([organ for organ, _ in chart])
    return render_template("organization.html", chart=chart, depth=depth, day=day, capacities=sentences.CAPACITIES)


@pages.get("/calendario")
@for_officers
def days() -> str:
    today = g.now.astimezone(LIMA).date()
    year = min(2199, max(1990, request.args.get("anio", today.year, type=int)))
    found = registers_read.days_of(g.session, year)
    return render_template("calendar.html", days=found, year=year, weekdays=calendar.WEEKDAYS, effects=EFFECTS,
                           last_year=recounting.last_year(g.session),
                           may_enter=recounting.may_enter(g.session, g.officer.id, today))  # fmt: skip


@pages.get("/parametros")
@for_officers
def fixed() -> str:
    return render_template("parameters.html", rows=registers_read.fixed(g.session, g.now.astimezone(LIMA).date()))


@pages.get("/registros")
@for_officers
def kept() -> str:
    return render_template("books.html", books=books.all_on(g.session, g.now.astimezone(LIMA).date()))


@pages.get("/registros/<slug>")
@for_officers
def book(slug: str) -> str:
    day = g.now.astimezone(LIMA).date()
    found = books.the_book(g.session, slug, day)
    return render_template("book.html", book=found, rows=books.rows_of(g.session, found.slug, day),
                           linked=story.with_addresses)  # fmt: skip


EFFECTS = {
    "exclude": "no cuenta",
    "extend_if_last": "cuenta, pero ningún plazo termina ese día",
    "suspend": "los plazos se detienen",
    "none": "se anuncia; cuenta como hábil",
}


def _depths(chart: list[organs.Organ]) -> dict[str, int]:
    """Return how deep each organ stands below the top, for the indent."""
    depth: dict[str, int] = {}
    for organ in chart:
        depth[organ.slug] = depth.get(organ.parent or "", -1) + 1
    return depth
