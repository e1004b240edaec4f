"""The pages by which a task changes hands: to abstain from it, forward it, give or take it back, reassign it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from handlers import abstentions, access, reassignments
from handlers.reassignments import DERIVE, REASSIGN, RECOVER, RETURN
from handlers.refusals import Invalid, NotAllowed
from webui import edge, typed, whither
from webui.entrance import for_officers
from workflows.forms.paths import Unreadable

pages = Blueprint("hands", __name__, url_prefix="/expedientes/<int:case_id>/tareas/<place:task>")

WAYS = {  # path, (how, title, what the text is called, what was done)
    "derivar": (DERIVE, _later("Derivar"), _later("Proveído"), _later("Derivó la tarea.")),
    "devolver": (RETURN, _later("Devolver"), _later("Por qué la devuelve"), _later("Devolvió la tarea.")),
    "recuperar": (RECOVER, _later("Recuperar"), _later("Por qué la recupera"), _later("Recuperó la tarea.")),
    "reasignar": (REASSIGN, _later("Reasignar"), _later("Motivo"), _later("Reasignó la tarea.")),
}
ABOUT = {
    DERIVE: _later(
        "La tarea pasa a quien elija de su órgano o de sus unidades, con su instrucción. El plazo no cambia, y usted "
        "puede recuperarla."
    ),
    RETURN: _later("La tarea vuelve a quien la derivó, con lo que usted escriba. El plazo sigue siendo el mismo."),
    RECOVER: _later("La tarea vuelve a como estaba antes de que se derivara. El plazo sigue siendo el mismo."),
    REASSIGN: _later("La tarea pasa de un funcionario a otro del mismo órgano o de sus unidades. El plazo no cambia."),
}


@pages.get("/abstencion")
@for_officers
def ask_to_abstain(case_id: int, task: str) -> str:
    return _abstention(case_id, task, {})


@pages.post("/abstencion")
@for_officers
def abstain(case_id: int, task: str) -> ResponseReturnValue:
    answers, errors = typed.answers_with_documents(None)
    if errors:
        return _abstention(case_id, task, answers, errors), 422
    try:
        opened = abstentions.present(g.session, case_id, task, g.officer.id, answers, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        answers, _refused = typed.answers_with_documents(None)
        return _abstention(case_id, task, answers, invalid.errors or {"": str(invalid)}), invalid.status
    flash(_("Presentó su abstención: expediente %(number)s. Mientras se resuelve, usted no decide la tarea.",
            number=opened["number"]))  # fmt: skip
    return redirect(url_for("cases.show", case_id=opened["case"]), 303)


@pages.get("/manos/<way>")
@for_officers
def ask(case_id: int, task: str, way: str) -> str:
    return _hands(case_id, task, way, {})


@pages.post("/manos/<way>")
@for_officers
def pass_on(case_id: int, task: str, way: str) -> ResponseReturnValue:
    how, _title, _text, done = _way(way)
    told = {name: request.form.get(name, "") for name in ("destino", "texto", "instrumento")}
    try:
        reassignments.pass_on(g.session, case_id, task, g.officer.id, how, told, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _hands(case_id, task, way, told, invalid.errors), invalid.status
    flash(whither.told(str(done), case_id))
    return redirect(url_for("inbox.show"), 303)


def _abstention(
    case_id: int, task: str, answers: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> str:  # fmt: skip
    asking = abstentions.sheet(g.session, case_id, task, g.officer.id, g.now)
    try:
        fields = asking.form.shown(asking.values, answers, at=g.now)
    except Unreadable:
        fields = asking.form.shown(asking.values, None, at=g.now)
    return render_template("abstention.html", asking=asking, sheet=asking.task, case=asking.task.case, task=task,
                           fields=fields, errors=errors or {}, received=typed.received(None),
                           upload_url=url_for("documents.keep_own"))  # fmt: skip


def _hands(
    case_id: int, task: str, way: str, told: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> str:  # fmt: skip
    how, title, text, _done = _way(way)
    found = reassignments.hands(g.session, case_id, task, g.officer.id, g.now)
    if how not in found.may:
        access.require(g.session, case_id, g.officer.id, g.now)
        raise NotAllowed("Hoy usted no puede cambiar de manos esta tarea: lo hace quien dirige el órgano que la tiene.")
    return render_template("hands.html", hands=found, case=found.case, task=task, way=way, how=how, title=title,
                           text=text, about=ABOUT[how], targets=found.may[how], told=told,
                           errors=errors or {})  # fmt: skip


def _way(way: str) -> tuple[str, Any, Any, Any]:
    if way not in WAYS:
        abort(404)
    return WAYS[way]
