"""What came in a page's form: the answers without the page's own fields, and its documents put into quarantine."""

from typing import Any

from flask import g, request, url_for

from handlers import documents
from handlers.refusals import Refusal

OWN = frozenset({"csrf_token", "clave", "password"})
NOT_A_TEXT = "[object File]"  # what a browser makes of a file where only texts travel
LONGEST_KEY = 100


def answers() -> dict[str, Any]:
    """Return the answers by name of the input, as typed; several values of one name are a list."""
    found = {name: [value for value in values if value != NOT_A_TEXT] for name, values in request.form.lists()}
    return {name: values[0] if len(values) == 1 else values for name, values in found.items() if name not in OWN}


def answers_with_documents(case_id: int | None) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the answers, with the seal of each document that came along, and a sentence for each one refused.

    The documents stay in quarantine until a decision names them, whatever becomes of this one.
    """
    found, errors = answers(), dict[str, str]()
    for name, files in request.files.lists():
        for file in files:
            if file.filename:
                file.seek(0)  # it may have been read before, by an attempt that was refused
                try:
                    kept = documents.keep(g.session, file.filename, file.read(), g.officer.id, g.now, case_id=case_id)
                except Refusal as refused:
                    errors[name] = str(refused)
                else:
                    found[name] = [*_several(found.get(name)), kept.sha256]
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in found.items()
    }, errors


def key() -> str:
    """Return the key that the page was drawn with: a form sent twice is recorded once."""
    return request.form.get("clave", "")[:LONGEST_KEY]


def received(case_id: int | None) -> dict[str, tuple[str, str]]:
    """Return name and address of each document that the officer uploaded here or that lies in the file, by its seal."""
    own = {one.sha256: one.name for one in documents.uploads_of(g.session, g.officer.id, case_id)}
    if case_id is None:
        return {seal: (name, url_for("documents.show_own", seal=seal)) for seal, name in own.items()}
    filed = {one.sha256: one.name for one in documents.file_of(g.session, case_id)}
    return {seal: (name, url_for("documents.show", case_id=case_id, seal=seal)) for seal, name in (own | filed).items()}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]
