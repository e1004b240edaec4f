"""The web application: its pages put together, and what every page may use."""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import Babel
from flask_babel import lazy_gettext as _later
from sqlalchemy.orm import Session
from werkzeug.routing import BaseConverter

from handlers import notices, parameters, timers
from webui import answers, assets, edge, entrance, headers, session, words
from workflows.terms import LIMA

LARGEST_REQUEST = 25 * 1024 * 1024
PLACES = (  # words, endpoint, the blueprints that belong there, the roles of which one is needed
    (_later("Bandeja"), "inbox.show", ("inbox", "task", "start", "hands"), ()),
    (_later("Expedientes"), "cases.index", ("cases", "documents", "clock"), ()),
    (_later("Comunicaciones"), "messages.index", ("messages",), ()),
    (_later("Concejo"), "council.index", ("council", "sitting", "votes"), ()),
    (_later("Procedimientos"), "procedures.index", ("procedures",), ()),
    (_later("Diseño"), "designer.index", ("designer", "drafting", "editing", "version_changes"), ("disenador",)),
    (_later("Auditoría"), "audit.index", ("audit",), ("auditor",)),
    (_later("Incidencias"), "incidents.index", ("incidents",), ("administrador", "supervisor")),
    (_later("Organización"), "organization.show", ("organization", "designations", "recounting", "accounts"), ()),
)


class Place(BaseConverter):
    """The name of a place in a path: `t08_informe:1/elaborar_informe:2`."""

    regex = r"[^/:\[\]]+:\d+(?:\[\d+\])?(?:/[^/:\[\]]+:\d+(?:\[\d+\])?)*"
    part_isolating = False


class Remarks(SecureCookieSessionInterface):
    """The signed cookie that carries a sentence over a redirect, and nothing else."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not edge.is_trial():  # what was only tried has nothing to say
            super().save_session(app, session, response)


def now() -> datetime:
    """The server's clock: the only one of the house."""
    return datetime.now(UTC)


def create_app(database_url: str, *, demo: bool = False, clock: Callable[[], datetime] = now) -> Flask:
    """Return the application on a database. `clock` gives the moment of each request; `demo` says so on every page."""
    app = Flask("webui")
    app.secret_key = os.environ.get("CABILDO_SECRET") or secrets.token_hex(32)
    app.session_interface = Remarks()
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="cabildo-aviso",
        SESSION_COOKIE_SAMESITE="Lax",
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.url_map.converters["place"] = Place
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, default_locale="es", default_timezone="America/Lima", locale_selector=lambda: "es")
    edge.keep(app, database_url, clock)
    session.recognise(app)
    entrance.guard(app)
    headers.protect(app)
    words.register(app)
    _register_pages(app)
    _share(app, demo)
    answers.register(app)
    return app


def _register_pages(app: Flask) -> None:
    from webui import (
        accounts,
        audit,
        cases,
        clock,
        council,
        designations,
        designer,
        documents,
        drafting,
        editing,
        hands,
        inbox,
        incidents,
        messages,
        notices,
        organization,
        procedures,
        recounting,
        sitting,
        start,
        task,
        version_changes,
        votes,
    )

    for module in (session, inbox, task, hands, start, cases, documents, procedures, designer, drafting, editing,
                   version_changes, audit, incidents, messages, organization, council, designations,
                   recounting, clock, notices, sitting, votes, accounts):  # fmt: skip
        app.register_blueprint(module.pages)


def _share(app: Flask, demo: bool) -> None:
    app.jinja_env.globals.update(asset=assets.tags, csrf_token=lambda: g.get("csrf_token", ""), demo=demo)
    app.jinja_env.globals["new_key"] = lambda: secrets.token_hex(16)
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    """What the frame around every page reads."""
    if g.get("fault"):
        return {"municipality": "", "officer": None, "places": []}
    officer = g.get("officer")
    signed_in: dict[str, Any] = {}
    if officer is not None:
        signed_in = {
            "search_url": url_for("cases.index"),
            "sign_out_url": url_for("session.close"),
            "profile_url": url_for("session.password"),
            "notices_url": url_for("notices.index"),
            "notices": notices.unread(g.session, officer.id, g.now),
            "printed_at": words.in_record(g.now),
            "unattended": _unattended(officer),
        }
    return {"municipality": _municipality(), "officer": officer, "places": _places(officer), **signed_in}


def _unattended(officer: session.Visitor) -> str:
    """Return since when nobody looks at the terms, for who administers the system; empty while somebody does."""
    if "administrador" not in officer.roles:
        return ""
    health = timers.health(g.session, g.now)
    if health.attended:
        return ""
    since = f"desde las {words.hour(health.last)} del {words.in_text(health.last)}" if health.last else "todavía"
    return (f"Los plazos no se están atendiendo {since}: no vencen, no se avisa y no se abre nada por calendario. No "
            "se pierde nada: al volver se atiende todo en orden. Revise que corra «cabildo serve» o, con PostgreSQL, "
            "«cabildo worker».")  # fmt: skip


def _places(officer: session.Visitor | None) -> list[tuple[str, str, bool]]:
    if officer is None:
        return []
    here = request.blueprint or ""
    return [
        (str(label), url_for(endpoint), here in blueprints)
        for label, endpoint, blueprints, roles in PLACES
        if not roles or officer.roles.intersection(roles)
    ]


def _municipality() -> str:
    asked: Session | None = g.get("session")
    if asked is None:
        return ""
    return str(parameters.decode(parameters.all_on(asked, g.now.astimezone(LIMA).date()).get("nombre", '""')))
