"""Who is at the screen: signing in and out, the cookie that carries a session, the token that its pages send back."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Flask, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from handlers import access, accounts, appointments, demo, inbox, organs
from handlers.refusals import Invalid, Refusal
from handlers.registers import in_force
from webui import edge
from webui.entrance import for_officers, local_path, public
from workflows.terms import LIMA

pages = Blueprint("session", __name__)

BY_ITSELF = frozenset({"inbox.waiting"})  # what a page asks for without anybody at it: no sign of use
CAPACITY = {"suplente": "s", "encargado": "e", "delegado": "d", "interino": "i", "ad_hoc": "ad hoc"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """The officer at the screen, as of today: for which organs and in which capacity, and with which roles."""

    id: str
    name: str
    acts: tuple[appointments.Actor, ...]
    roles: frozenset[str]
    organ: str
    organ_name: str
    capacity_label: str
    must_change_password: bool

    @property
    def organs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(act.organ for act in self.acts))


def recognise(app: Flask) -> None:
    """Find out before every request who is at the screen: `g.officer` (None: nobody) and `g.csrf_token`."""
    app.before_request(_recognise)


@pages.get("/entrar")
@public
def show() -> Response:
    return _page(request.args.get("siguiente", ""))


@pages.post("/entrar")
@public
def open() -> ResponseReturnValue:
    name, target = request.form.get("usuario", ""), request.form.get("siguiente", "")
    address = request.remote_addr or ""
    try:
        officer = accounts.sign_in(g.session, name, request.form.get("contrasena", ""), g.now, address=address)
        if visitor(g.session, officer, g.now) is None:
            raise accounts.NotSignedIn("Su servicio en la municipalidad terminó y su cuenta ya no abre el sistema.")
    except Refusal as refused:
        edge.undo()
        return _page(target, name=name, refused=refused)
    agent = request.headers.get("User-Agent", "")
    token = accounts.open_session(g.session, officer, g.now, address=address, agent=agent)
    there = local_path(target) if target else landing(g.session, officer, g.now)
    return _give(make_response(redirect(there, 303)), token)


@pages.post("/salir")
@public
def close() -> ResponseReturnValue:
    accounts.close_session(g.session, g.token, g.now)
    flash(_("Salió del sistema."))
    return _take_back(make_response(redirect(url_for("session.show"), 303)))


@pages.get("/contrasena")
@for_officers
def password() -> str:
    return render_template("password.html", errors={}, must_change=g.officer.must_change_password)


@pages.post("/contrasena")
@for_officers
def change_password() -> ResponseReturnValue:
    try:
        accounts.change_password(g.session, g.officer.id, *_passwords(), g.now, address=request.remote_addr or "")
    except Refusal as refused:
        edge.undo()
        errors = refused.errors if isinstance(refused, Invalid) else {"": str(refused)}
        must_change = g.officer.must_change_password
        return render_template("password.html", errors=errors, must_change=must_change), refused.status
    token = accounts.open_session(g.session, g.officer.id, g.now, address=request.remote_addr or "")
    flash(_("Cambió su contraseña. Las demás sesiones que tenía abiertas se cerraron."))
    return _give(make_response(redirect(landing(g.session, g.officer.id, g.now), 303)), token)


def landing(session: Session, officer: str, at: datetime) -> str:
    """Return where an officer's work is: who audits or designs has a desk; else the bandeja, if anything is in it.

    Who designs and has taken a task himself begins with it.
    """
    roles = appointments.roles_of(session, officer, at.astimezone(LIMA).date())
    if access.AUDITOR in roles:
        return url_for("audit.index")
    waiting = inbox.waiting_for(session, officer, at)
    if "disenador" in roles and not waiting.mine:
        return url_for("designer.index")
    if "administrador" in roles and not waiting.items:
        return url_for("incidents.index")
    return url_for("inbox.show")


def visitor(session: Session, officer: str, at: datetime) -> Visitor | None:
    """Return the officer as of today, or None for who is not in service."""
    day = at.astimezone(LIMA).date()
    person = appointments.officer_named(session, officer)
    if not in_force(person, day):
        return None
    acts = tuple(appointments.actors_of(session, officer, day))
    first = next(iter(sorted(acts, key=lambda act: _last_of_all(session, act, day))), None)
    organ = organs.organ_on(session, first.organ, day) if first else None
    return Visitor(
        id=officer,
        name=person.name,
        acts=acts,
        roles=appointments.roles_of(session, officer, day),
        organ=first.organ if first else "",
        organ_name=organ.name if organ else "sin designación vigente",
        capacity_label=CAPACITY.get(first.capacity, "") if first else "",
        must_change_password=accounts.account_of(session, officer).must_change,
    )


def _last_of_all(session: Session, act: appointments.Actor, day: date) -> tuple[bool, bool]:
    """An officer is called by an organ of his own before one lent for a procedure, and before a body that votes."""
    organ = organs.organ_on(session, act.organ, day)
    return act.procedures is not None, organ is not None and organ.collegiate


def _passwords() -> tuple[str, str]:
    old, new, again = (request.form.get(name, "") for name in ("actual", "nueva", "repetida"))
    if new != again:
        raise Invalid("La contraseña nueva no coincide con su repetición.", {
            "repetida": "No es igual a la contraseña nueva. Escríbala otra vez."})  # fmt: skip
    return old, new


def _page(target: str, name: str = "", refused: Refusal | None = None) -> Response:
    visit = request.cookies.get(_name("visita")) or secrets.token_urlsafe(32)
    g.csrf_token = csrf_of(visit)
    status = refused.status if refused else 200
    tried = demo.to_sign_in(g.session, g.now.astimezone(LIMA).date())
    page = render_template("sign_in.html", target=target, name=name, refused=refused, accounts=tried,
                           password=demo.PASSWORD if tried else "")  # fmt: skip
    response = make_response(page, status)
    _set(response, "visita", visit)
    return response


def csrf_of(token: str) -> str:
    """Return the token that the pages of a session send back: nobody can make it who does not hold the cookie."""
    return hmac.new(token.encode(), b"cabildo csrf", hashlib.sha256).hexdigest()


def _recognise() -> ResponseReturnValue | None:
    g.officer, g.token = None, request.cookies.get(_name("sesion"), "")
    g.csrf_token = csrf_of(g.token or request.cookies.get(_name("visita"), "") or secrets.token_hex(32))
    if request.endpoint == "static" or not g.token:
        return None
    g.officer = _signed_in(g.token)
    if g.officer is None:
        g.csrf_token = csrf_of(request.cookies.get(_name("visita"), "") or secrets.token_hex(32))
    elif g.officer.must_change_password and request.blueprint not in ("session", None):
        return make_response(redirect(url_for("session.password"), 303))
    return None


def _signed_in(token: str) -> Visitor | None:
    found = accounts.session_of(g.session, token, g.now)
    if found is None:
        return None
    officer = found.officer
    if g.session.dirty and request.method in edge.READING:
        g.session.rollback()
        if request.endpoint not in BY_ITSELF:
            _note_use(token)
    return visitor(g.session, officer, g.now)


def _note_use(token: str) -> None:
    """Note that a session was used, beside a request that only reads."""
    with edge.writing() as notes:
        accounts.session_of(notes, token, g.now)
        notes.commit()


def _name(cookie: str) -> str:
    return f"__Host-cabildo-{cookie}" if request.is_secure else f"cabildo-{cookie}"


def _set(response: Response, cookie: str, value: str) -> None:
    response.set_cookie(_name(cookie), value, httponly=True, samesite="Lax", secure=request.is_secure, path="/")


def _give(response: Response, token: str) -> Response:
    _set(response, "sesion", token)
    response.delete_cookie(_name("visita"), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _take_back(response: Response) -> ResponseReturnValue:
    response.delete_cookie(_name("sesion"), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
