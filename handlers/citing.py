"""A field that names another case: its number must be that of a case that there is, and that still runs where it must.

The property `cabildo.expediente` of a field says so: `sí` (any case), `en trámite` (one that has not ended). Of a
reserved case only who may see it learns that there is one.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers import access
from handlers.standing import CaseRow
from workflows.forms import Form

PROPERTY = "cabildo.expediente"
RUNNING = ("en trámite", "en_tramite")


def refused(
    session: Session, form: Form, answers: Mapping[str, Any], case: CaseRow, officer: str, at: datetime
) -> dict[str, str]:
    """Return a sentence for each field that names a case which it cannot name."""
    return {key: why for key, number, must in _named(form, answers)
            if (why := _against(session, number, must, case, officer, at))}  # fmt: skip


def numbered(session: Session, number: str) -> CaseRow | None:
    """Return the case of that number."""
    return session.scalar(select(CaseRow).where(CaseRow.number == number.strip()))


def _named(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for field in form.every():
        given = _at(answers, field.path) if PROPERTY in field.properties else None
        if isinstance(given, str) and given.strip():
            yield field.path, given.strip(), field.properties[PROPERTY].strip().lower()


def _at(answers: Mapping[str, Any], path: str) -> Any:
    """Return what was answered at a path; nothing of the rows of a list, which name no case."""
    found: Any = answers
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _against(session: Session, number: str, must: str, case: CaseRow, officer: str, at: datetime) -> str:
    if number == case.number:
        return "Es el número de este mismo expediente: escriba el del otro."
    may_be_named = or_(CaseRow.reserved.is_(False), access.readable(session, officer, at))
    found = session.scalar(select(CaseRow).where(CaseRow.number == number, may_be_named))
    if found is None:
        return f"No hay ningún expediente {number}. Revise el número."
    if must in RUNNING and found.state == "ended":
        return f"El expediente {number} ya concluyó: escriba uno que esté en trámite."
    return ""
