"""What an officer has typed into a task and not yet decided: kept as it was typed, for him alone."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import String, Text, bindparam, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.refusals import Refusal
from workflows.storage import Table

LARGEST = 1_000_000  # characters


class Draft(Table):
    """The form of a task as an officer left it. *Desk*. `typed` is JSON: name of the input -> what was typed."""

    __tablename__ = "drafts"

    officer: Mapped[str] = mapped_column(String(100), primary_key=True)
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    task: Mapped[str] = mapped_column(String(300), primary_key=True)
    typed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


_CARRIED = update(Draft).where(Draft.case_id == bindparam("which"), Draft.task == bindparam("what"))
_FORGOTTEN = delete(Draft).where(Draft.case_id == bindparam("which"), Draft.task == bindparam("what"))


def keep(session: Session, officer: str, case_id: int, task: str, typed: Mapping[str, Any], at: datetime) -> None:
    """Keep what an officer typed in place of what he had typed before. Raises Refusal when it is too much."""
    text = json.dumps(dict(typed), ensure_ascii=False, default=str)
    if len(text) > LARGEST:
        raise Refusal("El borrador es demasiado largo y no se guardó; lo escrito sigue en pantalla. Pase los textos "
                      "largos a un documento y adjúntelo.")  # fmt: skip
    found = of(session, officer, case_id, task)
    if found is None:
        session.add(Draft(officer=officer, case_id=case_id, task=task, typed=text, at=at))
    else:
        found.typed, found.at = text, at
    session.flush()


def of(session: Session, officer: str, case_id: int, task: str) -> Draft | None:
    """Return what an officer left of a task, or None."""
    return session.get(Draft, (officer, case_id, task))


def typed_in(draft: Draft) -> dict[str, Any]:
    """Return what was typed: name of the input -> text, or texts."""
    return cast(dict[str, Any], json.loads(draft.typed))


def forget(session: Session, case_id: int, task: str) -> None:
    """Remove what anyone left of a task, once it is decided."""
    session.connection().execute(_FORGOTTEN, {"which": case_id, "what": task})


def carry(session: Session, case_id: int, task: str, later: str) -> None:
    """Keep what anyone left of a task for the visit at which it is offered again."""
    session.connection().execute(_CARRIED.values(task=later), {"which": case_id, "what": task})
