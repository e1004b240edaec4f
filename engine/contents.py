"""What was answered but no expression reads: kept beside the journal, named there only by a salted digest.

A value can be erased here by law without breaking a seal: the journal keeps its digest, and re-execution never needs
the value.
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import LargeBinary, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import canon
from workflows.storage import CLUSTERED, Table

SALT = 16  # bytes


class Content(Table):
    """A value that the journal only names. Truth, but for lawful erasure."""

    __tablename__ = "contents"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(String(200), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


_INSERT = insert(Content)
Salted = tuple[bytes, bytes]  # salt, canonical bytes


def split(values: Mapping[str, Any], read: Collection[str]) -> tuple[dict[str, Any], dict[str, str], dict[str, Salted]]:
    """Return the values that some expression reads, the digests of the others, and the others salted."""
    stated = {name: value for name, value in values.items() if name in read}
    kept = {
        name: (secrets.token_bytes(SALT), canon.encode(value)) for name, value in values.items() if name not in stated
    }
    return stated, {name: digest(*salted) for name, salted in kept.items()}, kept


def digest(salt: bytes, source: bytes) -> str:
    return hashlib.sha256(salt + source).hexdigest()


def keep(session: Session, case_id: int, position: int, kept: Mapping[str, Salted]) -> None:
    """Write the salted values beside the entry at `position`."""
    if kept:
        session.connection().execute(
            _INSERT,
            [
                {"case_id": case_id, "position": position, "field": name, "salt": salt, "bytes": source}
                for name, (salt, source) in kept.items()
            ],
        )


def of_case(session: Session, case_id: int) -> dict[int, dict[str, Any]]:
    """Return what lies beside each entry of a case: position -> field -> value."""
    found: dict[int, dict[str, Any]] = {}
    for content in session.scalars(select(Content).where(Content.case_id == case_id)):
        found.setdefault(content.position, {})[content.field] = canon.decode(content.bytes)
    return found


def altered(session: Session, case_id: int, sealed: Mapping[int, Mapping[str, str]]) -> list[tuple[int, str]]:
    """Return (position, field) of each value that does not match its digest; what was erased is no difference."""
    return [
        (content.position, content.field)
        for content in session.scalars(select(Content).where(Content.case_id == case_id))
        if sealed.get(content.position, {}).get(content.field) != digest(content.salt, content.bytes)
    ]
