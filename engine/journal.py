"""The journal: what happened to each case, in order, never changed. Every convenience can be rebuilt from it.

An entry is chained to the one before it in its case: its hash covers the previous hash, case, position, format, kind,
moment and the stored body bytes. Verification hashes what is stored and never serialises again.
docs/journal.md gives the bytes, so that anyone can check them without this program.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import LargeBinary, String, bindparam, insert, literal_column, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import canon
from engine.entries import FORMAT, Entry, Heard
from workflows.storage import CLUSTERED, Table, keep_append_only


class DecidedElsewhere(Exception):
    """Someone else moved this case first. Read it again and look."""


class Tampered(Exception):
    """The journal of a case does not add up: an entry was altered, removed, or put in."""

    def __init__(self, case: int, position: int, what: str) -> None:
        super().__init__(f"case {case}, position {position}: {what}")
        self.case, self.position, self.what = case, position, what


class JournalRow(Table):
    """One entry of a case. Truth: written once; a trigger refuses changes."""

    __tablename__ = "journal"
    __table_args__ = CLUSTERED

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    format: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[str] = mapped_column(String(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[str] = mapped_column(String(64))


keep_append_only(JournalRow.__table__)


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as written: where in the case, when, what, what was heard for it, and its seal."""

    position: int
    at: datetime
    entry: Entry
    heard: Sequence[Heard]
    body: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a case: what the next one is chained to."""

    position: int
    hash: str


START = Head(0, "")

_INSERT = insert(JournalRow)  # statements that every decision needs are built once
_NEWEST = (
    select(JournalRow.position, JournalRow.hash)
    .where(JournalRow.case_id == bindparam("case"))
    .order_by(JournalRow.position.desc())
    .limit(literal_column("1"))
)


def append(
    session: Session, case_id: int, after: Head, at: datetime, new: Iterable[Entry], heard: Sequence[Heard] = ()
) -> Head:
    """Write entries after the given one and return the new head; `heard` goes into the first.

    Positions count from 1. Raises DecidedElsewhere if the case already has an entry there.
    """
    position, digest, moment = after.position, after.hash, moment_text(at)
    rows = []
    for entry in new:
        kind, body = canon.write(entry, heard)
        heard = ()
        position += 1
        digest = seal(digest, case_id, position, FORMAT, kind, moment, body)
        rows.append({"case_id": case_id, "position": position, "format": FORMAT, "kind": kind,
                     "at": moment, "body": body, "hash": digest})  # fmt: skip
    try:
        session.connection().execute(_INSERT, rows)
    except IntegrityError as error:
        raise DecidedElsewhere(case_id) from error
    return Head(position, digest)


def seal(previous: str, case_id: int, position: int, format: int, kind: str, moment: str, body: bytes) -> str:
    """Return the hash of an entry, as 64 hexadecimal digits."""
    head = f"cabildo\n{previous}\n{case_id}\n{position}\n{format}\n{kind}\n{moment}\n"
    return hashlib.sha256(head.encode() + body).hexdigest()


def moment_text(at: datetime) -> str:
    """Return a moment as entries write it: UTC, microseconds, `2026-03-02T13:00:00.000000Z`."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def head(session: Session, case_id: int) -> Head:
    """Return the last entry of a case, `START` for none."""
    row = session.connection().execute(_NEWEST, {"case": case_id}).first()
    return Head(row.position, row.hash) if row else START


def read(session: Session, case_id: int, upto: int | None = None) -> list[Record]:
    """Return every record of a case, oldest first, having checked each seal. Raises Tampered."""
    return [record(row) for row in _checked(case_id, rows(session, case_id, upto))]


def rows(session: Session, case_id: int, upto: int | None = None) -> Sequence[Any]:
    """Return the stored rows of a case in order."""
    wanted = select(JournalRow.__table__).where(JournalRow.case_id == case_id)
    if upto is not None:
        wanted = wanted.where(JournalRow.position <= upto)
    return session.execute(wanted.order_by(JournalRow.position)).all()


def record(row: Any) -> Record:
    entry, heard = canon.read(row.kind, row.body)
    return Record(row.position, datetime.fromisoformat(row.at), entry, heard, row.body, row.hash)


def _checked(case_id: int, found: Sequence[Any]) -> Sequence[Any]:
    previous = ""
    for expected, row in enumerate(found, start=1):
        if row.position != expected:
            raise Tampered(case_id, expected, "an entry is missing")
        previous = seal(previous, case_id, row.position, row.format, row.kind, row.at, row.body)
        if previous != row.hash:
            raise Tampered(case_id, row.position, "the seal does not match the entry")
    return found


def case_ids(session: Session) -> list[int]:
    """Return every case that has an entry, in order."""
    return list(session.scalars(select(JournalRow.case_id).distinct().order_by(JournalRow.case_id)))
