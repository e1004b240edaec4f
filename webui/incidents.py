"""Incidents: what failed in which case, and what those who administer and supervise do about it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import catalogue, interventions
from handlers.refusals import Invalid
from handlers.standing import UNDONE
from webui import edge, typed
from webui.entrance import for_role

pages = Blueprint("incidents", __name__, url_prefix="/incidencias")

ENTITLED = for_role(interventions.ADMINISTRATOR, interventions.SUPERVISOR)


@pages.get("")
@ENTITLED
def index() -> str:
    return render_template("incidents.html", troubles=interventions.every(g.session), whole=UNDONE)


@pages.get("/<int:case_id>")
@ENTITLED
def whole(case_id: int) -> str:
    """An incident of the whole case: a step undone, or a case that stood still."""
    return _page(case_id, UNDONE)


@pages.get("/<int:case_id>/<place:place>")
@ENTITLED
def show(case_id: int, place: str) -> str:
    return _page(case_id, place)


@pages.post("/<int:case_id>")
@ENTITLED
def attend(case_id: int) -> ResponseReturnValue:
    return _do(case_id, UNDONE, lambda: interventions.attend(
        g.session, case_id, g.officer.id, _reason(), g.now, key=typed.key()),
        _("Quedó registrado que la incidencia está atendida."))  # fmt: skip


@pages.post("/<int:case_id>/<place:place>/reintento")
@ENTITLED
def retry(case_id: int, place: str) -> ResponseReturnValue:
    return _do(case_id, place, lambda: interventions.retry(
        g.session, case_id, place, g.officer.id, _reason(), g.now, key=typed.key(), typed=_values()),
        _("Se volvió a intentar el paso; su motivo quedó en el historial."))  # fmt: skip


@pages.post("/<int:case_id>/<place:place>/correccion")
@ENTITLED
def correct(case_id: int, place: str) -> ResponseReturnValue:
    return _do(case_id, place, lambda: interventions.correct(
        g.session, case_id, place, g.officer.id, _reason(), g.now, key=typed.key(), typed=_values()),
        _("Se corrigieron los datos; el historial guarda cómo estaban antes."))  # fmt: skip


@pages.post("/<int:case_id>/<place:place>/propuesta")
@ENTITLED
def propose(case_id: int, place: str) -> ResponseReturnValue:
    act, to = request.form.get("acto", ""), request.form.get("destino", "")
    return _do(case_id, place, lambda: interventions.propose(
        g.session, case_id, place, g.officer.id, act, _reason(), g.now, key=typed.key(), to=to, typed=_values()),
        _("Su propuesta espera la conformidad de otra persona. Hasta entonces nada se mueve."))  # fmt: skip


@pages.post("/<int:case_id>/<place:place>/conformidad")
@ENTITLED
def agree(case_id: int, place: str) -> ResponseReturnValue:
    return _do(case_id, place, lambda: interventions.agree(
        g.session, case_id, place, g.officer.id, g.now, key=typed.key()),
        _("Dio su conformidad: el expediente siguió."))  # fmt: skip


@pages.post("/<int:case_id>/<place:place>/rechazo")
@ENTITLED
def decline(case_id: int, place: str) -> ResponseReturnValue:
    return _do(case_id, place, lambda: interventions.decline(
        g.session, case_id, place, g.officer.id, _reason(), g.now, key=typed.key()),
        _("La propuesta quedó sin efecto; su motivo consta en el historial."))  # fmt: skip


def _do(case_id: int, place: str, act: Callable[[], dict[str, Any]], said: str) -> ResponseReturnValue:
    try:
        done = act()
    except Invalid as refused:
        edge.again()
        return _page(case_id, place, refused.errors or {"": str(refused)}), refused.status
    if done["undone"]:
        said = _("El paso tampoco pudo completarse esta vez y se deshizo. El expediente sigue como estaba; lo que "
                 "hizo consta en el historial.")  # fmt: skip
    flash(said)
    return redirect(url_for("incidents.index"), 303)


def _page(case_id: int, place: str, errors: dict[str, str] | None = None) -> str:
    look = interventions.look(g.session, case_id, place, g.now)
    administers = interventions.ADMINISTRATOR in g.officer.roles
    slug = look.trouble.case.procedure
    return render_template("incident.html", look=look, trouble=look.trouble, errors=errors or {}, form=request.form,
                           procedure=catalogue.names(g.session).get(slug, slug), administers=administers,
                           whole=place == UNDONE)  # fmt: skip


def _reason() -> str:
    return request.form.get("motivo", "")


def _values() -> dict[str, str]:
    """Return what was typed for each value of the place, by name."""
    return {name.removeprefix("dato."): text for name, text in request.form.items() if name.startswith("dato.")}
