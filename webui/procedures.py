"""The published procedures: the list, each version with its diagrams in drawing and words, and its files."""

from flask import Blueprint, Response, g, make_response, render_template, url_for

from handlers import catalogue
from webui import headers, prose, story
from webui.entrance import for_officers
from workflows.versions import Key

pages = Blueprint("procedures", __name__, url_prefix="/procedimientos")

KINDS = {
    ".bpmn": "application/xml", ".dmn": "application/xml", ".form": "application/json", ".json": "application/json",
    ".md": "text/plain",
}  # fmt: skip
ONE_DAY = 24 * 3600


@pages.get("")
@for_officers
def index() -> str:
    return render_template("procedures.html", entries=catalogue.all_in_force(g.session, g.now))


@pages.get("/<procedure>/<int:number>")
@for_officers
def show(procedure: str, number: int) -> str:
    key = Key(procedure, number)
    sheet = catalogue.sheet(g.session, key, g.now)
    headers.allow_diagrams()
    drawn = [
        (node.id, node.name or node.id, url_for("procedures.file", procedure=procedure, number=number, name=file),
         story.steps(node))
        for file, node in sheet.processes
    ]  # fmt: skip
    return render_template("procedure.html", sheet=sheet, drawn=drawn, readme=prose.markup(sheet.readme))


@pages.get("/<procedure>/<int:number>/archivos/<path:name>")
@for_officers
def file(procedure: str, number: int, name: str) -> Response:
    """One file of a version. It never changes, so that a browser may keep it."""
    response = serve(catalogue.file_of(g.session, Key(procedure, number), name), name)
    response.headers["Cache-Control"] = f"private, max-age={ONE_DAY}, immutable"
    return response


def serve(source: bytes, name: str) -> Response:
    """Return a file of a procedure as something to be kept, never run."""
    response = make_response(source)
    kind = KINDS.get(name[name.rfind(".") :], "application/octet-stream")
    plain = "".join(
        char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name.rpartition("/")[2]
    )
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
