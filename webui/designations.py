"""Suplencias, encargos and delegaciones: the list, and the pages on which personnel enters and ends them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import appointments, catalogue, designations, organs
from handlers.appointments import POLITICAL
from handlers.refusals import Invalid, NotAllowed
from webui import edge, typed
from webui.entrance import for_officers
from workflows.terms import LIMA

pages = Blueprint("designations", __name__, url_prefix="/organizacion/designaciones")

FIELDS = ("calidad", "funcionario", "organo", "cargo", "documento", "fecha_documento", "desde", "hasta")
STATES = {"vigente": "ok", "por empezar": "soon", "terminada": "ended"}


@pages.get("")
@for_officers
def show() -> str:
    day = g.now.astimezone(LIMA).date()
    return render_template("designations.html", rows=designations.all_on(g.session, day), day=day, states=STATES,
                           words=designations.CAPACITIES,
                           may_enter=designations.may_enter(g.session, g.officer.id, day))  # fmt: skip


@pages.get("/nueva")
@for_officers
def ask() -> str:
    return _new({}, {})


@pages.post("/nueva")
@for_officers
def enter() -> ResponseReturnValue:
    told: dict[str, Any] = {name: request.form.get(name, "") for name in FIELDS}
    told["procedimientos"] = request.form.getlist("procedimientos")
    try:
        designations.enter(g.session, g.officer.id, told, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _new(told, invalid.errors), invalid.status
    flash(_("Se registró. Desde el primer día, la bandeja y las firmas lo tienen en cuenta."))
    return redirect(url_for("designations.show"), 303)


@pages.get("/<int:id>/fin")
@for_officers
def ask_end(id: int) -> str:
    return _ending(id, {}, {})


@pages.post("/<int:id>/fin")
@for_officers
def end(id: int) -> ResponseReturnValue:
    told = {name: request.form.get(name, "") for name in ("hasta", "documento")}
    try:
        designations.end(g.session, g.officer.id, id, told["hasta"], told["documento"], g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _ending(id, told, invalid.errors), invalid.status
    flash(_("Se registró el último día. Lo decidido hasta entonces queda como está."))
    return redirect(url_for("designations.show"), 303)


def _new(told: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    _require()
    day = g.now.astimezone(LIMA).date()
    chart = [one for one in organs.chart(g.session, day) if not one.external and one.rof_type not in POLITICAL]
    serving = [(one.id, one.name) for one in appointments.in_service(g.session, day)]
    return render_template("designation.html", told=told, errors=errors, officer_options=serving,
                           organ_options=[(one.slug, one.name) for one in chart], kinds=designations.CAPACITIES,
                           procedures=_procedures())  # fmt: skip


def _procedures() -> list[tuple[str, str]]:
    """Return the procedures that a delegation can be narrowed to: slug and name."""
    return [(one.version.procedure, one.name) for one in catalogue.all_in_force(g.session, g.now)]


def _ending(id: int, told: Mapping[str, str], errors: Mapping[str, str]) -> str:
    _require()
    return render_template("designation_end.html", one=designations.the_one(g.session, id, g.now), told=told,
                           errors=errors, words=designations.CAPACITIES)  # fmt: skip


def _require() -> None:
    if not designations.may_enter(g.session, g.officer.id, g.now.astimezone(LIMA).date()):
        raise NotAllowed("Las suplencias, encargos y delegaciones las registra Recursos Humanos o quien administra el "
                         "sistema.")  # fmt: skip
