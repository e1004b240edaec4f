"""The accounts of officers, for who administers the system: who may sign in, and since when not."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from handlers import account_changes
from handlers.account_changes import DISABLE, ENABLE, OPEN, RENEW
from handlers.refusals import Invalid
from webui import edge, typed
from webui.entrance import for_role

pages = Blueprint("accounts", __name__, url_prefix="/organizacion/cuentas")

ADMINISTRATOR = for_role(account_changes.ADMINISTRATOR)
STATES = {"activa": "ok", "deshabilitada": "ended", "sin cuenta": ""}
ACTS = {
    OPEN: _later("se abrió"),
    RENEW: _later("se dio una contraseña provisional"),
    DISABLE: _later("se deshabilitó"),
    ENABLE: _later("se habilitó"),
}


@pages.get("")
@ADMINISTRATOR
def index() -> str:
    return render_template("accounts.html", rows=account_changes.every(g.session, g.now), states=STATES)


@pages.get("/<officer>")
@ADMINISTRATOR
def show(officer: str) -> str:
    return _page(officer)


@pages.post("/<officer>")
@ADMINISTRATOR
def change(officer: str) -> ResponseReturnValue:
    act, reason = request.form.get("acto", ""), request.form.get("motivo", "")
    if act in (OPEN, RENEW):
        return _give_password(officer, reason)
    if act not in (DISABLE, ENABLE):
        abort(400)
    try:
        account_changes.change(g.session, g.officer.id, officer, act, reason, g.now, key=typed.key())
    except Invalid as invalid:
        edge.again()
        return _page(officer, reason, invalid), invalid.status
    flash(_("Deshabilitó la cuenta: sus sesiones se cerraron.") if act == DISABLE else _("Habilitó la cuenta."))
    return redirect(url_for("accounts.show", officer=officer), 303)


def _give_password(officer: str, reason: str) -> ResponseReturnValue:
    """The password stands on the answer itself: it is shown this once."""
    try:
        password = account_changes.give_password(g.session, g.officer.id, officer, reason, g.now)
    except Invalid as invalid:
        edge.again()
        return _page(officer, reason, invalid), invalid.status
    return _page(officer, password=password)


def _page(officer: str, reason: str = "", refused: Invalid | None = None, password: str = "") -> str:
    one = account_changes.the_one(g.session, officer, g.now)
    return render_template("account.html", one=one, states=STATES, acts=ACTS, reason=reason, password=password,
                           errors=refused.errors if refused else {}, disable=DISABLE, enable=ENABLE,
                           changes=account_changes.changes_of(g.session, officer))  # fmt: skip
