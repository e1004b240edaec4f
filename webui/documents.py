"""Documents over the wire: put into quarantine when they come, served as attachments that nothing may run."""

from flask import Blueprint, Response, g, jsonify, make_response, request

from handlers import access, documents
from handlers.refusals import Invalid, NotFound
from webui.entrance import for_officers

pages = Blueprint("documents", __name__)


@pages.post("/documentos")
@for_officers
def keep_own() -> Response:
    """Keep a document for a case about to be opened."""
    return _keep(None)


@pages.post("/expedientes/<int:case_id>/documentos")
@for_officers
def keep(case_id: int) -> Response:
    access.require(g.session, case_id, g.officer.id, g.now)
    return _keep(case_id)


@pages.get("/documentos/<seal>")
@for_officers
def show_own(seal: str) -> Response:
    """A document that the officer uploaded for a case about to be opened."""
    return served(seal, _uploaded(seal, None))


@pages.get("/expedientes/<int:case_id>/documentos/<seal>")
@for_officers
def show(case_id: int, seal: str) -> Response:
    access.require(g.session, case_id, g.officer.id, g.now)
    try:
        name = documents.attached(g.session, case_id, seal).name
    except NotFound:
        name = _uploaded(seal, case_id)
    return served(seal, name)


def _keep(case_id: int | None) -> Response:
    file = request.files.get("documento")
    if file is None or not file.filename:
        raise Invalid("No llegó ningún documento. Elija un archivo PDF.")
    kept = documents.keep(g.session, file.filename, file.read(), g.officer.id, g.now, case_id=case_id)
    return jsonify(id=kept.sha256, name=documents.clean(file.filename), pages=kept.pages)


def _uploaded(seal: str, case_id: int | None) -> str:
    for one in documents.uploads_of(g.session, g.officer.id, case_id):
        if one.sha256 == seal:
            return one.name
    raise NotFound("Ese documento no está aquí. Vuelva al expediente y ábralo desde allí.")


def served(seal: str, name: str) -> Response:
    """Return an answer that is a kept document, to be saved. Raises NotFound."""
    response = make_response(documents.read(g.session, seal))
    response.headers.update(documents.headers(name))
    return response
