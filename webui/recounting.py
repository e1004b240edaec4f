"""The calendar's own pages: entering a day that a norm takes out, and counting again the terms that it touches."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from handlers import recounting
from handlers.refusals import Invalid
from webui import edge, typed
from webui.entrance import for_role

pages = Blueprint("recounting", __name__, url_prefix="/organizacion/calendario")

ENTITLED = for_role(recounting.ADMINISTRATOR)
FIELDS = ("dia", "hasta", "clase", "nombre", "norma", "publicado")


@pages.get("/dia")
@ENTITLED
def ask() -> str:
    return _day({}, {})


@pages.post("/dia")
@ENTITLED
def enter() -> ResponseReturnValue:
    told = {name: request.form.get(name, "") for name in FIELDS}
    try:
        recounting.enter(g.session, g.officer.id, told, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _day(told, invalid.errors), invalid.status
    flash(_("El calendario ya lo tiene. Los plazos nuevos lo respetan; los que corren no se movieron: revíselos aquí."))
    return redirect(url_for("recounting.show", norma=told["norma"]), 303)


@pages.get("/plazos")
@ENTITLED
def show() -> str:
    norm = request.args.get("norma", "")
    return _terms({"motivo": _("Por %(norm)s, ese día no cuenta (LPAG 145.1).", norm=norm) if norm else ""}, {})


@pages.post("/plazos")
@ENTITLED
def recount() -> ResponseReturnValue:
    told = {"motivo": request.form.get("motivo", "")}
    try:
        done = recounting.recount(
            g.session, g.officer.id, request.form.get("lista", ""), told["motivo"], g.now, key=typed.key()
        )
    except Invalid as invalid:
        edge.again()
        return _terms(told, invalid.errors or {"": str(invalid)}), invalid.status
    flash(ngettext("Se volvió a contar un plazo; el motivo quedó en su expediente.",
                   "Se volvieron a contar %(num)d plazos; el motivo quedó en cada expediente.",
                   done["terms"]))  # fmt: skip
    return redirect(url_for("recounting.show"), 303)


def _day(told: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return render_template("calendar_day.html", told=told, errors=errors, sorts=recounting.SORTS)


def _terms(told: Mapping[str, str], errors: Mapping[str, str]) -> str:
    found = recounting.review(g.session, g.now)
    return render_template("recount.html", review=found, told=told, errors=errors)
