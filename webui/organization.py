"""The municipality as its registers tell it today: organs, days that do not count, parameters, registers."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import appointments, books, calendar, endings, organs, recounting, registers_read, sentences
from handlers.documents import NotAPdf, TooBig
from handlers.endings import Told
from handlers.refusals import Invalid, NotAllowed, NotFound
from webui import edge, story, typed
from webui.council import day_of
from webui.documents import served
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
    day, shown = g.now.astimezone(LIMA).date(), request.args.get("ver", "")
    found = books.the_book(g.session, slug, day)
    rows = registers_read.rows_of(g.session, found.slug, day)
    kinds = {"": (_("Todas"), rows), "vigentes": (_("Vigentes"), [one for one in rows if one.status.holds]),
             "terminadas": (_("Ya no rigen"), [one for one in rows if not one.status.holds])}  # fmt: skip
    shown = shown if shown in kinds else ""
    tabs = [(label, url_for(".book", slug=found.slug, ver=name or None), name == shown, len(own))
            for name, (label, own) in kinds.items()]  # fmt: skip
    return render_template("book.html", book=found, rows=kinds[shown][1], kinds=tabs, linked=story.with_addresses,
                           may_end=endings.may_end(g.session, g.officer.id, g.now))  # fmt: skip


@pages.get("/registros/<slug>/<int:row>/fin")
@for_officers
def ending(slug: str, row: int) -> str:
    return _ending(slug, row, {}, {})


@pages.post("/registros/<slug>/<int:row>/fin")
@for_officers
def end_row(slug: str, row: int) -> ResponseReturnValue:
    """End a row of a register, with the norm, the reason and the document that say so."""
    file = request.files.get("documento")
    paper = (file.filename or "", file.read()) if file else ("", b"")
    told = {name: request.form.get(name, "").strip() for name in ("estado", "hasta", "norma", "motivo", "expediente")}
    try:
        last = day_of(told["hasta"], "hasta", _("Falta el último día en que rige."))
        said = Told(told["estado"], last, told["norma"], told["motivo"], told["expediente"])
        endings.end_row(g.session, slug, row, said, paper, g.officer.id, g.now, key=typed.key())
    except (Invalid, NotAPdf, TooBig) as refused:
        edge.again()
        errors = refused.errors or {"": str(refused)} if isinstance(refused, Invalid) else {"documento": str(refused)}
        return _ending(slug, row, told, errors), refused.status
    flash(_("La fila deja de regir; consta en el registro quién lo anotó y con qué documento."))
    return redirect(url_for(".book", slug=slug), 303)


@pages.get("/registros/<slug>/<int:row>/fin/documento")
@for_officers
def ending_paper(slug: str, row: int) -> Response:
    ended = endings.of_rows(g.session, slug).get(row)
    if ended is None:
        raise NotFound("Esa fila no tiene un documento que la termine.")
    return served(ended.sha256, ended.document)


def _ending(slug: str, row: int, told: Mapping[str, str], errors: Mapping[str, str]) -> str:
    day = g.now.astimezone(LIMA).date()
    if not endings.may_end(g.session, g.officer.id, g.now):
        raise NotAllowed("Los registros los lleva la Secretaría General; hoy usted no actúa por ella.")
    found = endings.the_row(g.session, slug, row, day)
    options = [{"value": how, "label": words} for how, words in endings.HOW.items()]
    return render_template("book_end.html", book=books.the_book(g.session, slug, day), row=found, told=told,
                           errors=errors, options=options, today=day)  # fmt: skip


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
