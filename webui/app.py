"""The web application: its pages put together, what every page may use, and how a refusal or a fault is answered."""

import logging
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask, Response, g, jsonify, make_response, render_template, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from handlers import parameters
from handlers.refusals import Refusal
from webui import assets, edge, entrance, headers, session, words
from workflows.terms import LIMA

LARGEST_REQUEST = 25 * 1024 * 1024
PLACES = (  # words, endpoint, the blueprints that belong there, the role that it takes
    (_later("Bandeja"), "inbox.show", ("inbox", "task", "start"), ""),
    (_later("Expedientes"), "cases.index", ("cases", "documents"), ""),
    (_later("Procedimientos"), "procedures.index", ("procedures",), ""),
    (_later("Diseño"), "designer.index", ("designer", "drafting"), "disenador"),
    (_later("Auditoría"), "audit.index", ("audit",), "auditor"),
    (_later("Organización"), "organization.show", ("organization",), ""),
)

log = logging.getLogger(__name__)


class Place(BaseConverter):
    """The name of a place in a path: `t08_informe:1/elaborar_informe:2`."""

    regex = r"[^/:\[\]]+:\d+(?:\[\d+\])?(?:/[^/:\[\]]+:\d+(?:\[\d+\])?)*"
    part_isolating = False


class Remarks(SecureCookieSessionInterface):
    """The signed cookie that carries a sentence over a redirect, and nothing else."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


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
    _answer_errors(app)
    return app


def _register_pages(app: Flask) -> None:
    from webui import audit, cases, designer, documents, inbox, organization, procedures, start, task

    for module in (session, inbox, task, start, cases, documents, procedures, designer, audit, organization):
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
            "printed_at": words.in_record(g.now),
        }
    return {"municipality": _municipality(), "officer": officer, "places": _places(officer), **signed_in}


def _places(officer: session.Visitor | None) -> list[tuple[str, str, bool]]:
    if officer is None:
        return []
    here = request.blueprint or ""
    return [
        (str(label), url_for(endpoint), here in blueprints)
        for label, endpoint, blueprints, role in PLACES
        if not role or role in officer.roles
    ]


def _municipality() -> str:
    asked: Session | None = g.get("session")
    if asked is None:
        return ""
    return str(parameters.decode(parameters.all_on(asked, g.now.astimezone(LIMA).date()).get("nombre", '""')))


def _answer_errors(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(entrance.SignInFirst, _sign_in_first)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _sign_in_first(refused: Exception) -> ResponseReturnValue:
    edge.undo()
    if _wants_json():
        return make_response(jsonify(message=str(refused)), 401)
    return entrance.to_sign_in()


def _refused(refused: Exception) -> Response:
    edge.undo()
    assert isinstance(refused, Refusal)
    return _say(str(HEADS.get(refused.status, HEADS[422])), str(refused), refused.status)


def _http(error: Exception) -> ResponseReturnValue:
    edge.undo()
    assert isinstance(error, HTTPException)
    status = error.code or 500
    if status < 400:
        return cast(Response, error.get_response())
    return _say(str(HEADS.get(status, HEADS[400])), str(SENTENCES.get(status, SENTENCES[400])), status)


def _fault(error: Exception) -> Response:
    """A fault of ours: the page says so calmly, the log keeps the rest under the number that the page shows."""
    edge.undo()
    g.fault = True
    number = secrets.token_hex(4)
    log.error("fault %s at %s %s", number, request.method, request.path, exc_info=error)
    sentence = _(
        "El sistema no pudo atender esto y lo anotó con el número %(number)s. Lo que ya estaba registrado sigue "
        "registrado; de esta última orden no quedó nada. Intente otra vez; si se repite, dé ese número al soporte.",
        number=number,
    )
    return _say(_("Algo falló de nuestra parte"), sentence, 500)


HEADS = {
    400: _later("No se entendió lo que llegó"),
    401: _later("Entre de nuevo"),
    403: _later("Esto no le corresponde"),
    404: _later("No se encontró"),
    405: _later("Esto no se hace así"),
    409: _later("Alguien respondió primero"),
    413: _later("Pesa demasiado"),
    415: _later("No es un archivo que se pueda guardar"),
    422: _later("No se registró"),
    429: _later("Espere un momento"),
}
SENTENCES = {
    400: _later(
        "La página envió algo que no se pudo leer y no se registró nada. Vuelva a cargarla e intente de nuevo."
    ),
    404: _later(
        "No hay nada en esta dirección. Puede que el enlace esté incompleto; vuelva a su bandeja y siga desde allí."
    ),
    405: _later("Esta dirección no admite esa orden. No se registró nada; vuelva a su bandeja y siga desde allí."),
    413: _later(
        "Lo que se envió pasa de lo permitido (20 MB por documento) y no se registró. Divídalo e intente de nuevo."
    ),
}


def _say(title: str, sentence: str, status: int) -> Response:
    """Answer with a sentence, in the form that was asked for."""
    if _wants_json():
        return make_response(jsonify(message=sentence), status)
    template = "partials/refusal.html" if request.headers.get("HX-Request") else "refusal.html"
    return make_response(render_template(template, title=title, sentence=sentence), status)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and "HX-Request" not in request.headers
