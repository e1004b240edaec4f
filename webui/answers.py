"""How a refusal or a fault is answered: calmly, in Spanish, in the form that was asked for."""

import logging
import secrets
from typing import cast

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later
from werkzeug.exceptions import HTTPException

from engine.cases import TooLarge
from engine.journal import Tampered
from engine.replay import Diverged
from engine.stepper import OverBudget
from handlers.refusals import Refusal
from webui import edge, entrance
from workflows import Refused
from workflows.versions import Altered

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Have every refusal and fault answered in words."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(entrance.SignInFirst, _sign_in_first)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)
    app.register_error_handler(Refused, _refused_by_rules)
    for kind in TROUBLES:
        app.register_error_handler(kind, _trouble)


def _sign_in_first(refused: Exception) -> ResponseReturnValue:
    edge.undo()
    if _wants_json():
        return make_response(jsonify(message=str(refused)), 401)
    return entrance.to_sign_in()


def _refused(refused: Exception) -> Response:
    edge.undo()
    assert isinstance(refused, Refusal)
    return _say(str(HEADS.get(refused.status, HEADS[422])), str(refused), refused.status)


def _refused_by_rules(refused: Exception) -> Response:
    """A diagram, table or form that cannot be used as it is; whoever designs reads why."""
    edge.undo()
    assert isinstance(refused, Refused)
    return _say(str(HEADS[422]), " ".join(finding.message for finding in refused.findings), 422)


def _trouble(trouble: Exception) -> Response:
    """What the engine cannot do with a case and a person should know of."""
    edge.undo()
    status, sentence = next(told for kind, told in TROUBLES.items() if isinstance(trouble, kind))
    log.warning("%s at %s %s: %r", type(trouble).__name__, request.method, request.path, trouble)
    return _say(str(HEADS[status]), str(sentence), status)


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
    409: _later("No se puede seguir"),
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


BROKEN = _later(
    "El historial de este expediente no coincide con sus sellos o con lo que su procedimiento da: se detuvo y no se "
    "registró nada. Avise a quien audita y al soporte; «cabildo verify» dice en qué asiento."
)
TROUBLES = {
    Tampered: (409, BROKEN),
    Diverged: (409, BROKEN),
    Altered: (409, BROKEN),
    TooLarge: (413, _later("Las respuestas pesan más de lo que un expediente admite y no se registraron. Pase los "
                           "textos largos a un documento y adjúntelo.")),
    OverBudget: (422, _later("El procedimiento da más pasos seguidos de los permitidos y no se registró nada. Avise a "
                             "quien lo diseñó.")),
}  # fmt: skip


def _say(title: str, sentence: str, status: int) -> Response:
    """Answer with a sentence, in the form that was asked for."""
    if _wants_json():
        return make_response(jsonify(message=sentence), status)
    template = "partials/refusal.html" if request.headers.get("HX-Request") else "refusal.html"
    return make_response(render_template(template, title=title, sentence=sentence), status)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and "HX-Request" not in request.headers
