"""Starting a case by hand: which procedures the officer may start, and the header that every case begins with."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import starts
from handlers.refusals import Invalid
from webui import edge, typed
from webui.entrance import for_officers
from workflows.forms.paths import Unreadable

pages = Blueprint("start", __name__)


@pages.get("/expedientes/nuevo")
@for_officers
def index() -> str:
    return render_template("start_index.html", starts=starts.offered(g.session, g.officer.id, g.now))


@pages.get("/expedientes/nuevo/<procedure>")
@for_officers
def show(procedure: str) -> str:
    return _page(procedure)


@pages.post("/expedientes/nuevo/<procedure>/cabecera")
@for_officers
def refresh(procedure: str) -> str:
    """The fields again, after an answer on which others depend."""
    return _page(procedure, typed.answers(), template="partials/fields.html")


@pages.post("/expedientes/nuevo/<procedure>")
@for_officers
def open(procedure: str) -> ResponseReturnValue:
    answers, errors = typed.answers_with_documents(None)
    if errors:
        return _page(procedure, answers, errors), 422
    try:
        opened = starts.open_by_hand(g.session, procedure, g.officer.id, answers, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        answers, _refused = typed.answers_with_documents(None)
        return _page(procedure, answers, invalid.errors), invalid.status
    flash(_("Se abrió el expediente %(number)s.", number=opened["number"]))
    if opened["task"]:
        return redirect(url_for("task.show", case_id=opened["case"], task=opened["task"]), 303)
    return redirect(url_for("cases.show", case_id=opened["case"]), 303)


def _page(procedure: str, answers: dict[str, object] | None = None, errors: dict[str, str] | None = None,
          template: str = "start.html") -> str:  # fmt: skip
    header = starts.header(g.session, procedure, g.officer.id, g.now)
    try:
        fields = header.form.shown(header.values, answers, at=g.now)
    except Unreadable:
        fields = header.form.shown(header.values, None, at=g.now)
    return render_template(template, start=header.start, fields=fields, errors=errors or {}, skip=(),
                           received=typed.received(None), upload_url=url_for("documents.keep_own"))  # fmt: skip
