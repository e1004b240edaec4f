"""What designers are working on: a procedure's folder that is not yet a version, kept file by file."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.findings import Finding, Refused
from workflows.library import Folder
from workflows.storage import Table

RULE = "folder_is_sound"
_SLUG = re.compile(r"[a-z][a-z0-9]{0,40}(?:-[a-z0-9]{1,40}){0,8}")
_FOLDERS = {".form": "forms/", ".json": "scenarios/"}
_OF_OTHERS = re.compile(r"(\.bpmn(20)?)?\.xml$", re.IGNORECASE)  # how other tools end the name of a diagram
_KNOWN = (".bpmn", ".dmn", ".form", ".json", ".md")


class DraftFolder(Table):
    """A procedure that somebody is drawing. *Desk*. `base` is the version that it began from, None for a new one."""

    __tablename__ = "draft_folders"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(String(100), index=True)
    begun_by: Mapped[str] = mapped_column(String(100))
    begun_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime]
    base: Mapped[int | None] = mapped_column(default=None)


class DraftFile(Table):
    """One file of a draft, by its path in the folder. *Desk*."""

    __tablename__ = "draft_files"

    draft: Mapped[int] = mapped_column(ForeignKey("draft_folders.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


def begin(session: Session, slug: str, files: Mapping[str, bytes], *, by: str, at: datetime,
          base: int | None = None) -> DraftFolder:  # fmt: skip
    """Keep a folder as a new draft and return it. Raises Refused for a name or files that no procedure can have."""
    if not _SLUG.fullmatch(slug):
        raise _refused(slug, "El nombre del procedimiento lleva minúsculas, cifras y guiones, como «tupa-opinion». "
                             "Escríbalo así.")  # fmt: skip
    placed = {place_of(name): source for name, source in files.items()}
    Folder.of(slug, placed)
    found = DraftFolder(slug=slug, begun_by=by, begun_at=at, changed_by=by, changed_at=at, base=base)
    session.add(found)
    session.flush()
    session.add_all(DraftFile(draft=found.id, name=name, bytes=source) for name, source in placed.items())
    session.flush()
    return found


def place_of(name: str) -> str:
    """Return where a file belongs in the folder by the name it came with. Raises Refused for what does not belong."""
    last = name.replace("\\", "/").rpartition("/")[2].strip()
    last = _OF_OTHERS.sub(".bpmn", last)
    stem, dot, ending = last.rpartition(".")
    kind = dot + ending.lower()
    if not stem or kind not in _KNOWN or len(last) > 120 or any(ord(char) < 32 for char in last):
        raise _refused(name, f"«{last}» no es parte de un procedimiento: se guardan diagramas .bpmn, tablas .dmn, "
                             "formularios .form, escenarios .json y README.md. Quítelo y vuelva a cargar.")  # fmt: skip
    return _FOLDERS.get(kind, "") + stem + kind


def all_of(session: Session) -> list[DraftFolder]:
    """Return the drafts, the one changed last first."""
    return list(session.scalars(select(DraftFolder).order_by(DraftFolder.changed_at.desc(), DraftFolder.id.desc())))


def find(session: Session, draft: int) -> DraftFolder | None:
    return session.get(DraftFolder, draft)


def files(session: Session, draft: int) -> dict[str, bytes]:
    """Return the files of a draft by their path."""
    wanted = select(DraftFile.name, DraftFile.bytes).where(DraftFile.draft == draft).order_by(DraftFile.name)
    return {name: source for name, source in session.execute(wanted)}


def mark(source: bytes | None) -> str:
    """Return what tells one text of a file from another; of no file, the empty text."""
    return "" if source is None else sha256(source).hexdigest()[:20]


def marked(session: Session, draft: DraftFolder, name: str) -> str:
    """Return the mark of a file as it is kept now; nobody else writes in the draft until this transaction ends."""
    session.execute(select(DraftFolder.id).where(DraftFolder.id == draft.id).with_for_update())
    session.refresh(draft)
    wanted = select(DraftFile.bytes).where(DraftFile.draft == draft.id, DraftFile.name == place_of(name))
    return mark(session.scalar(wanted))


def write(session: Session, draft: DraftFolder, name: str, source: bytes, *, by: str, at: datetime) -> None:
    """Keep a file in place of what it was before. Raises Refused when the folder could not hold it."""
    name = place_of(name)
    Folder.of(draft.slug, {**files(session, draft.id), name: source})
    found = session.get(DraftFile, (draft.id, name))
    if found is None:
        session.add(DraftFile(draft=draft.id, name=name, bytes=source))
    else:
        found.bytes = source
    draft.changed_by, draft.changed_at = by, at
    session.flush()


def remove(session: Session, draft: DraftFolder, name: str, *, by: str, at: datetime) -> None:
    """Take a file out of a draft; one that is not there is no mistake. Raises Refused for the last diagram."""
    left = {path: source for path, source in files(session, draft.id).items() if path != name}
    Folder.of(draft.slug, left)
    session.execute(delete(DraftFile).where(DraftFile.draft == draft.id, DraftFile.name == name))
    draft.changed_by, draft.changed_at = by, at


def discard(session: Session, draft: DraftFolder) -> None:
    """Throw a draft away."""
    session.execute(delete(DraftFile).where(DraftFile.draft == draft.id))
    session.delete(draft)
    session.flush()


def _refused(file: str, message: str) -> Refused:
    return Refused([Finding(RULE, "error", file, message)])
