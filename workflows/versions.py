"""Published versions of procedures: their bytes, numbers and seals. Nothing published ever changes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.storage import Table, keep_append_only


class Altered(Exception):
    """The stored bytes of a version are not those that were published."""


class Version(Table):
    """A procedure as published, with a number. Truth: written once."""

    __tablename__ = "versions"

    procedure: Mapped[str] = mapped_column(String(100), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seal: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)


class VersionFile(Table):
    """One file of a version, byte for byte. Truth: written once."""

    __tablename__ = "version_files"

    procedure: Mapped[str] = mapped_column(String(100), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


keep_append_only(Version.__table__)
keep_append_only(VersionFile.__table__)


@dataclass(frozen=True, slots=True)
class Key:
    """Which version of which procedure."""

    procedure: str
    number: int


def publish(
    session: Session, procedure: str, files: Mapping[str, bytes], *, at: datetime, by: str, reason: str
) -> Version:
    """Write the next version of a procedure and return it. `files` maps names in its folder to bytes."""
    number = 1 + (session.scalar(select(func.max(Version.number)).where(Version.procedure == procedure)) or 0)
    version = Version(procedure=procedure, number=number, seal=seal(files), published_at=at, published_by=by,
                      reason=reason)  # fmt: skip
    session.add(version)
    session.flush()
    session.execute(
        insert(VersionFile),
        [
            {"procedure": procedure, "number": number, "name": name, "sha256": _sha256(source), "bytes": source}
            for name, source in sorted(files.items())
        ],
    )
    return version


def seal(files: Mapping[str, bytes]) -> str:
    """Return the seal of a version: SHA-256 over the names of its files and their SHA-256, in order of name."""
    listed = "".join(f"{name}\n{_sha256(source)}\n" for name, source in sorted(files.items()))
    return _sha256(listed.encode())


def _sha256(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()


def in_force(session: Session) -> dict[str, int]:
    """Return the newest version of every procedure: slug -> number."""
    newest = select(Version.procedure, func.max(Version.number)).group_by(Version.procedure).order_by(Version.procedure)
    return {procedure: number for procedure, number in session.execute(newest)}


def find(session: Session, key: Key) -> Version | None:
    return session.get(Version, (key.procedure, key.number))


def all_of(session: Session, procedure: str) -> list[Version]:
    """Return every version of a procedure, the newest first."""
    wanted = select(Version).where(Version.procedure == procedure).order_by(Version.number.desc())
    return list(session.scalars(wanted))


def files(session: Session, key: Key) -> Mapping[str, bytes]:
    """Return the files of a version. Raises Altered when they are not what was published, KeyError when unknown."""
    version = find(session, key)
    if version is None:
        raise KeyError(f"{key.procedure} {key.number}")
    wanted = select(VersionFile.name, VersionFile.bytes).where(
        VersionFile.procedure == key.procedure, VersionFile.number == key.number
    )
    found = {name: source for name, source in session.execute(wanted)}
    if seal(found) != version.seal:
        raise Altered(f"{key.procedure} {key.number}")
    return found
