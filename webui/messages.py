"""Communications from outside: what cases wait for, what an officer writes down, and what reached nobody."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import access, calendar, correspondence, messages
from handlers.correspondence import Expected, Sheet
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.values import label_of
from webui import edge, typed, words
from webui.entrance import for_officers
from workflows.forms import Shown
from workflows.forms.paths import Unreadable
from workflows.terms import LIMA

pages = Blueprint("messages", __name__)

QUOTED = "numero_citado"  # the number that a letter quotes, asked where nobody is known to wait for it
MOMENT = timedelta(microseconds=1)  # a term ends at 00:00 of the day after its last
OVERSEERS = frozenset({"auditor", "administrador", "supervisor"})


@pages.get("/comunicaciones")
@for_officers
def index() -> str:
    shown = request.args.get("ver", "esperadas")
    receives, oversees = _receives(), _oversees()
    kept, lost = (messages.waiting(g.session, g.now), messages.undelivered(g.session, g.now)) if oversees else ((), ())
    awaited = correspondence.expected(g.session, g.officer.id, g.now)
    lists: dict[str, tuple[str, Sequence[Any]]] = {"esperadas": (_("Esperadas"), awaited)}
    if oversees:
        lists |= {"conservadas": (_("Conservadas"), kept), "sin-entregar": (_("Sin entregar"), lost)}
    shown = shown if shown in lists else "esperadas"
    tabs = [(label, url_for("messages.index", ver=name), name == shown, len(rows))
            for name, (label, rows) in lists.items()]  # fmt: skip
    return render_template("messages.html", tabs=tabs, shown=shown, rows=lists[shown][1], due=badge, label=label_of,
                           receives=receives)  # fmt: skip


@pages.get("/comunicaciones/nueva")
@for_officers
def choose() -> str:
    if not _receives():
        raise NotAllowed("Lo que llega de fuera sin que un expediente lo espere lo registra la mesa de partes o la "
                         "Secretaría General; hoy usted no actúa por ellas.")  # fmt: skip
    return render_template("message_choice.html", offered=correspondence.offered(g.session))


@pages.get("/comunicaciones/nueva/<name>")
@for_officers
def new(name: str) -> str:
    return _page(correspondence.blank(g.session, name, g.officer.id, g.now))


@pages.post("/comunicaciones/nueva/<name>")
@for_officers
def receive(name: str) -> ResponseReturnValue:
    answers, errors = typed.answers_with_documents(None)
    quoted = str(answers.pop(QUOTED, ""))
    try:
        if errors:
            raise Invalid("Un documento no se cargó.", errors)
        told = correspondence.receive(g.session, name, quoted, g.officer.id, answers, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        answers, _refused = typed.answers_with_documents(None)
        found = correspondence.blank(g.session, name, g.officer.id, g.now)
        return _page(found, answers, invalid.errors), invalid.status
    _tell_what_became(told)
    return _onward(told["case"])


@pages.post("/comunicaciones/nueva/<name>/formulario")
@for_officers
def refresh_new(name: str) -> str:
    """The fields again, after an answer on which others depend."""
    answers = typed.answers()
    answers.pop(QUOTED, None)
    return _page(correspondence.blank(g.session, name, g.officer.id, g.now), answers, part=True)


@pages.get("/expedientes/<int:case_id>/comunicaciones/<name>/<place:place>")
@for_officers
def show(case_id: int, name: str, place: str) -> str:
    return _page(_sheet(case_id, name, place))


@pages.post("/expedientes/<int:case_id>/comunicaciones/<name>/<place:place>/formulario")
@for_officers
def refresh(case_id: int, name: str, place: str) -> str:
    """The fields again, after an answer on which others depend."""
    return _page(_sheet(case_id, name, place), typed.answers(), part=True)


@pages.post("/expedientes/<int:case_id>/comunicaciones/<name>/<place:place>")
@for_officers
def record(case_id: int, name: str, place: str) -> ResponseReturnValue:
    answers, errors = typed.answers_with_documents(None)
    try:
        if errors:
            raise Invalid("Un documento no se cargó.", errors)
        told = correspondence.record(g.session, case_id, place, name, g.officer.id, answers, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        answers, _refused = typed.answers_with_documents(None)
        return _page(_sheet(case_id, name, place), answers, invalid.errors), invalid.status
    _tell_what_became(told)
    return _onward(case_id)


def awaited_by(case_id: int) -> list[Expected]:
    """Return what a case waits for from outside, as its page shows it."""
    return correspondence.of_case(g.session, case_id, g.officer.id, g.now)


def badge(one: Expected) -> words.Badge | None:
    """Return how long there is until what is expected must be there."""
    return words.term_of(one, g.now.astimezone(LIMA).date(), calendar.calendar(g.session))


def _sheet(case_id: int, name: str, place: str) -> Sheet:
    return correspondence.sheet(g.session, case_id, place, name, g.officer.id, g.now)


def _receives() -> bool:
    return correspondence.may_receive(g.session, g.officer.id, g.now)


def _oversees() -> bool:
    return _receives() or bool(OVERSEERS & g.officer.roles)


def _page(
    sheet: Sheet, answers: dict[str, Any] | None = None, errors: Mapping[str, str] | None = None, *, part: bool = False
) -> str:
    seen = {"fields": _fields(sheet, answers), "errors": errors or {}, "skip": (), "received": typed.received(None),
            "upload_url": url_for("documents.keep_own")}  # fmt: skip
    if part:
        return render_template("partials/fields.html", **seen)
    one = sheet.expected
    where: dict[str, Any] = {"case_id": one.case.id, "place": one.place} if one else {}
    action, again = ("messages.record", "messages.refresh") if one else ("messages.receive", "messages.refresh_new")
    return render_template("message.html", sheet=sheet, one=one, due=badge(one) if one else None, quoted=QUOTED,
                           title=sheet.title, typed_number=request.form.get(QUOTED, ""),
                           action=url_for(action, name=sheet.name, **where),
                           again=url_for(again, name=sheet.name, **where), **seen)  # fmt: skip


def _fields(sheet: Sheet, answers: dict[str, Any] | None) -> tuple[Shown, ...]:
    try:
        return sheet.form.shown(sheet.values, answers, at=g.now)
    except Unreadable:
        return sheet.form.shown(sheet.values, None, at=g.now)


def _tell_what_became(told: Mapping[str, Any]) -> None:
    if "until" in told:
        flash(_("Ningún expediente espera todavía esa comunicación. Se conserva hasta el %(day)s y se entregará sola "
                "cuando la espere; el documento ya está en el expediente.",
                day=words.in_text(datetime.fromisoformat(told["until"]) - MOMENT)), "info")  # fmt: skip
    elif told.get("undone"):
        flash(_("El procedimiento no pudo seguir después de esta comunicación: el paso se deshizo. Lo que escribió "
                "quedó en el expediente, con la incidencia; avise a quien administra."), "error")  # fmt: skip
    else:
        flash(_("Se registró la comunicación y el expediente siguió su trámite."))


def _onward(case_id: int) -> ResponseReturnValue:
    """Go on to the case, where the officer may see it."""
    try:
        access.require(g.session, case_id, g.officer.id, g.now)
    except NotFound:
        return redirect(url_for("messages.index"), 303)
    return redirect(url_for("cases.show", case_id=case_id), 303)
