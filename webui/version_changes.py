"""Running cases and the version in force: which are behind, what a change would do, and doing it."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import catalogue, version_changes
from handlers.refusals import Invalid
from webui import edge, typed
from webui.entrance import for_role

pages = Blueprint("version_changes", __name__, url_prefix="/diseno/versiones")

DESIGNER = for_role("disenador")
MOVE = "destino."  # before the name of a place, in the form


@pages.get("/<procedure>")
@DESIGNER
def index(procedure: str) -> str:
    return _index(procedure)


@pages.post("/<procedure>")
@DESIGNER
def change_all(procedure: str) -> ResponseReturnValue:
    """Let every case that needs no decision go on with the version in force, and report on each."""
    reason = request.form.get("motivo", "")
    try:
        done = version_changes.change_all(g.session, procedure, g.officer.id, reason, g.now)
    except Invalid as refused:
        edge.again()
        return _index(procedure, {"": str(refused)}), refused.status
    return render_template("version_report.html", procedure=procedure, done=done, reason=reason)


@pages.get("/<procedure>/<int:case_id>")
@DESIGNER
def show(procedure: str, case_id: int) -> str:
    return _page(procedure, case_id)


@pages.post("/<procedure>/<int:case_id>")
@DESIGNER
def change(procedure: str, case_id: int) -> ResponseReturnValue:
    """Try the change on a copy (`ensayo`), or make it."""
    reason, moves = request.form.get("motivo", ""), _moves()
    try:
        if "ensayo" in request.form:
            found = version_changes.plan(g.session, case_id)
            said = version_changes.effects(g.session, found, moves, g.now)
            page = _page(
                procedure, case_id, tried=said or [_("Nada se abre ni se retira: cada paso abierto sigue donde está.")]
            )
            edge.undo()
            return page
        version_changes.change(g.session, case_id, g.officer.id, reason, moves, g.now, key=typed.key())
    except Invalid as refused:
        edge.again()
        return _page(procedure, case_id, {"": str(refused)}), refused.status
    flash(_("El expediente sigue ahora la versión en vigor; el motivo consta en su historial."))
    return redirect(url_for("version_changes.show", procedure=procedure, case_id=case_id), 303)


@pages.post("/<procedure>/<int:case_id>/reversion")
@DESIGNER
def take_back(procedure: str, case_id: int) -> ResponseReturnValue:
    try:
        version_changes.take_back(g.session, case_id, g.officer.id, request.form.get("motivo", ""), g.now,
                                  key=typed.key())  # fmt: skip
    except Invalid as refused:
        edge.again()
        return _page(procedure, case_id, {"": str(refused)}), refused.status
    flash(_("El expediente volvió a la versión que tenía; ambas cosas constan en su historial."))
    return redirect(url_for("version_changes.show", procedure=procedure, case_id=case_id), 303)


def _index(procedure: str, errors: dict[str, str] | None = None) -> str:
    plans = [version_changes.plan(g.session, row.id) for row in version_changes.behind(g.session, procedure)]
    name = catalogue.names(g.session).get(procedure, procedure)
    return render_template("version_changes.html", procedure=procedure, name=name, plans=plans, errors=errors or {},
                           reason=request.form.get("motivo", ""))  # fmt: skip


def _page(procedure: str, case_id: int, errors: dict[str, str] | None = None, tried: list[str] | None = None) -> str:
    return render_template("version_change.html", procedure=procedure, plan=version_changes.plan(g.session, case_id),
                           last=version_changes.may_take_back(g.session, case_id), errors=errors or {}, tried=tried,
                           moves=_moves(), reason=request.form.get("motivo", ""))  # fmt: skip


def _moves() -> dict[str, str]:
    return {name.removeprefix(MOVE): to for name, to in request.form.items() if name.startswith(MOVE) and to}
