"""The files of a draft: read, written as text, begun, uploaded and taken out, never over somebody else's work."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from handlers import designing
from handlers.designing import Overtaken
from handlers.refusals import Invalid, NotFound
from webui import edge, procedures
from webui.entrance import for_role
from workflows import Finding, Refused, camunda7, dmn, drafts, reader
from workflows.diagram import Diagram
from workflows.drafts import DraftFolder

pages = Blueprint("drafting", __name__, url_prefix="/diseno/<int:draft_id>")

DESIGNER = for_role("disenador")
LARGEST = 10 * 1024 * 1024
EDITORS = ((".bpmn", "designer.model"), (".form", "editing.form"), (".dmn", "editing.table"))


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a draft as it is listed: its path, and what it is about in words, where that can be told."""

    name: str
    about: str = ""


@pages.get("/archivos/<path:name>")
@DESIGNER
def file(draft_id: int, name: str) -> Response:
    """One file as it is kept; its mark goes along, so that whoever writes it back can say from what he began."""
    source = the_file(draft_id, name)
    response = procedures.serve(source, name)
    response.set_etag(drafts.mark(source))
    return response


@pages.get("/texto/<path:name>")
@DESIGNER
def text(draft_id: int, name: str) -> str:
    draft = designing.the_draft(g.session, draft_id)
    source = the_file(draft_id, name)
    return _text(draft, name, source.decode("utf-8", "replace"), drafts.mark(source))


@pages.post("/texto/<path:name>")
@DESIGNER
def write(draft_id: int, name: str) -> ResponseReturnValue:
    """Keep a text; where another was kept meanwhile, show both and keep theirs."""
    draft = designing.the_draft(g.session, draft_id)
    typed = request.form.get("texto", "").replace("\r\n", "\n")
    try:
        keep(draft, name, typed.encode(), request.form.get("marca"))
    except Overtaken as refused:
        edge.undo()
        draft = designing.the_draft(g.session, draft_id)
        theirs = drafts.files(g.session, draft_id).get(name)
        shown = "" if theirs is None else theirs.decode("utf-8", "replace")
        return _text(draft, name, typed, drafts.mark(theirs), str(refused), shown), refused.status
    flash(_("Se guardó «%(name)s» en el borrador.", name=name))
    return redirect(url_for("drafting.text", draft_id=draft_id, name=name), 303)


@pages.post("/archivos")
@DESIGNER
def upload(draft_id: int) -> ResponseReturnValue:
    """Add files to the draft, in place of those of the same name."""
    draft = designing.the_draft(g.session, draft_id)
    files = [file for file in request.files.getlist("archivos") if file.filename]
    for file in files:
        keep(draft, str(file.filename), file.read())
    if not files:
        return to(draft, _("No se cargó nada: elija uno o más archivos."))
    return to(draft, _("Se cargó un archivo.") if len(files) == 1 else _("Se cargaron %(n)s archivos.", n=len(files)))


@pages.post("/archivos/nuevo")
@DESIGNER
def add(draft_id: int) -> ResponseReturnValue:
    """Begin a form, a table or a scenario; the modeler asks for JSON and gets the path."""
    draft = designing.the_draft(g.session, draft_id)
    kind, title = request.form.get("clase", ""), request.form.get("titulo", "")
    from_modeler = request.accept_mimetypes.best == "application/json"
    try:
        name = designing.add(g.session, draft, kind, title, g.officer.id, g.now)
    except Invalid as refused:
        if from_modeler:
            raise Invalid(" ".join(refused.errors.values())) from None
        edge.undo()
        return show(designing.the_draft(g.session, draft_id), refused.errors), refused.status
    if from_modeler:
        own = PurePosixPath(name).stem
        offered = designing.choices({name: the_file(draft_id, name)})
        return jsonify(name=name, id=own, choices=offered.get(own, {}))
    flash(_("Se creó «%(name)s» con lo mínimo que funciona. Cambie lo que haga falta.", name=name))
    return redirect(place_of(draft, name), 303)


@pages.post("/retiro/<path:name>")
@DESIGNER
def remove(draft_id: int, name: str) -> ResponseReturnValue:
    draft = designing.the_draft(g.session, draft_id)
    try:
        drafts.remove(g.session, draft, name, by=g.officer.id, at=g.now)
    except Refused as refused:
        raise Invalid(" ".join(finding.message for finding in refused.findings)) from None
    return to(draft, _("Se quitó «%(name)s» del borrador.", name=name))


def show(draft: DraftFolder, errors: Mapping[str, str] | None = None) -> str:
    """Return the page of a draft: its files by kind, what the rules say, what publishing would change."""
    files = drafts.files(g.session, draft.id)
    return render_template("draft.html", draft=draft, title=designing.name_in(draft.slug, files),
                           shelves=shelves(files), place=partial(place_of, draft), foreign=_foreign(files),
                           findings=findings(draft),
                           changes=designing.changes(g.session, draft), play=lambda finding: play_in(draft, finding),
                           where=lambda finding: where(draft, finding, files), errors=errors or {},
                           form=request.form)  # fmt: skip


def shelves(files: Mapping[str, bytes]) -> list[tuple[str, list[Kept]]]:
    """Return the files of a draft by kind, in the order in which a designer asks for them: drawings first."""
    drawn = {name: _drawn(source, name) for name, source in files.items() if name.endswith(".bpmn")}
    uses = list(_uses(drawn.values()))
    kinds = {
        _("Dibujos"): [Kept(name, _titles(one)) for name, one in drawn.items()],
        _("Formularios"): [Kept(name, _used(name, uses)) for name in files if name.endswith(".form")],
        _("Tablas de decisión"): [
            Kept(name, _consulted(files[name], drawn.values())) for name in files if name.endswith(".dmn")
        ],
        _("Escenarios"): [Kept(name, _told(files[name])) for name in files if name.endswith(".json")],
        _("Para leer"): [Kept(name) for name in files if name.endswith(".md")],
    }
    return [(kind, sorted(found, key=lambda one: (one.name != "procedure.bpmn", one.name)))
            for kind, found in kinds.items() if found]  # fmt: skip


def findings(draft: DraftFolder) -> list[Finding]:
    """Return what the rules say of a draft; of one that is no folder, why."""
    try:
        return designing.findings(g.session, draft, g.now)
    except Refused as refused:
        return list(refused.findings)


def about(draft: DraftFolder, name: str) -> list[Finding]:
    """Return what the rules say of one file of a draft."""
    return [one for one in findings(draft) if name_in(one, draft) == name]


def name_in(finding: Finding, draft: DraftFolder) -> str:
    """Return the path within the draft of the file that a finding speaks of."""
    return finding.file.removeprefix(draft.slug + "/")


def where(draft: DraftFolder, finding: Finding, files: Mapping[str, bytes]) -> str:
    """Return where a finding is mended: the element in the drawing, or the file as text; empty where there is none."""
    name = name_in(finding, draft)
    if name not in files:
        return ""
    return place_of(draft, name, finding.element)


def place_of(draft: DraftFolder, name: str, element: str | None = None) -> str:
    """Return where a file of a draft is edited, beginning with one of its elements."""
    editor = next((editor for ending, editor in EDITORS if name.endswith(ending)), "")
    if editor:
        return url_for(editor, draft_id=draft.id, name=name, elemento=element)
    return url_for("drafting.text", draft_id=draft.id, name=name)


def tabs(draft: DraftFolder, name: str, current: str) -> list[tuple[str, str, bool, None]]:
    """Return the ways to see a file: words, address, whether it is the one seen; nothing where there is only one."""
    if not name.endswith((".form", ".dmn")):
        return []
    ways = [(_("Editor"), place_of(draft, name), "editor")]
    if name.endswith(".form"):
        ways.append((_("Como se verá"), url_for("editing.look", draft_id=draft.id, name=name), "vista"))
    ways.append((_("Texto"), url_for("drafting.text", draft_id=draft.id, name=name), "texto"))
    return [(words, address, way == current, None) for words, address, way in ways]


def told(found: list[Finding], draft: DraftFolder, name: str) -> list[dict[str, Any]]:
    """Return findings as the editors take them; those of other files lead to no element here."""
    here = [(one, name_in(one, draft)) for one in found]
    return [
        {
            "rule": one.rule,
            "level": one.level,
            "element": one.element if file == name else None,
            "line": one.line,
            "message": one.message if file == name else f"{file}: {one.message}",
            **({"play": play(draft, name, one)} if one.trail and file == name else {}),
        }
        for one, file in sorted(here, key=lambda pair: (pair[1] != name, pair[0].level))
    ]


def play(draft: DraftFolder, name: str, finding: Finding) -> str:
    """Return where a finding is played."""
    return url_for("designer.look", draft_id=draft.id, name=name, aviso=finding.rule, elemento=finding.element)


def play_in(draft: DraftFolder, finding: Finding) -> str:
    return play(draft, name_in(finding, draft), finding)


def the_file(draft_id: int, name: str) -> bytes:
    """Return a file of a draft. Raises NotFound."""
    found = drafts.files(g.session, draft_id).get(name)
    if found is None:
        raise NotFound("Ese archivo no está en el borrador. Vuelva a la mesa de diseño.")
    return found


def keep(draft: DraftFolder, name: str, source: bytes, seen: str | None = None) -> str:
    """Keep a file and return its mark; `seen` is the mark of what the officer began from. Raises Overtaken, Invalid."""
    if len(source) > LARGEST:
        raise Invalid("El archivo pesa más de 10 MB y no se guardó.")
    try:
        return designing.keep(g.session, draft, name, source, g.officer.id, g.now, seen)
    except Refused as refused:
        raise Invalid(" ".join(finding.message for finding in refused.findings)) from None


def to(draft: DraftFolder, sentence: str) -> ResponseReturnValue:
    """Lead to the page of a draft with a sentence."""
    flash(sentence)
    return redirect(url_for("designer.show", draft_id=draft.id), 303)


def _text(draft: DraftFolder, name: str, source: str, mark: str, overtaken: str = "", theirs: str = "") -> str:
    return render_template("draft_text.html", draft=draft, name=name, source=source, mark=mark, overtaken=overtaken,
                           theirs=theirs, findings=about(draft, name), tabs=tabs(draft, name, "texto"))  # fmt: skip


def _foreign(files: Mapping[str, bytes]) -> set[str]:
    return {name for name, source in files.items() if camunda7.is_one(source)}


def _drawn(source: bytes, name: str) -> Diagram:
    try:
        return reader.read(source, name)
    except Refused:
        return Diagram(name, "", {})


def _titles(diagram: Diagram) -> str:
    return ", ".join(node.name for node in diagram.processes.values() if node.name)


def _uses(drawn: Iterable[Diagram]) -> Iterator[tuple[str, str]]:
    """Yield the form and the name of every task that asks with one."""
    for diagram in drawn:
        yield from ((node.form, node.name or node.id) for node in diagram.nodes() if node.form)


def _consulted(source: bytes, drawn: Iterable[Diagram]) -> str:
    """Return the steps that consult a decision of a file of tables, in words."""
    try:
        decisions = dmn.read(source).decisions
    except Refused:
        return ""
    nodes = (node for diagram in drawn for node in diagram.nodes())
    steps = dict.fromkeys(node.name or node.id for node in nodes if node.decision in decisions)
    return ", ".join(f"«{step}»" for step in steps) if steps else str(_("ningún paso la consulta"))


def used(name: str, files: Mapping[str, bytes]) -> str:
    """Return the tasks that ask with a form, or the steps that consult a file's decisions, in words."""
    drawn = [_drawn(source, one) for one, source in files.items() if one.endswith(".bpmn")]
    if name.endswith(".form"):
        return _used(name, list(_uses(drawn)))
    return _consulted(files[name], drawn)


def _used(name: str, uses: list[tuple[str, str]]) -> str:
    own = name.removeprefix("forms/").removesuffix(".form")
    tasks = dict.fromkeys(task for form, task in uses if form == own)
    return ", ".join(f"«{task}»" for task in tasks) if tasks else str(_("ninguna tarea lo usa"))


def _told(source: bytes) -> str:
    try:
        told = json.loads(source)
    except ValueError:
        return str(_("no se entiende: el JSON está mal escrito"))
    return str(told.get("nombre") or "") if isinstance(told, dict) else ""
