"""The documents of a case: PDF files kept by their seal, part of the file once a decision names them."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, UniqueConstraint, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers import pdf
from handlers.refusals import NotFound, Refusal
from workflows.storage import Table

LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 120


class Document(Table):
    """The bytes of a PDF, once for all who uploaded the same. *Truth* from the moment that an `Attachment` names it;
    until then it may be swept away with its uploads. `pages` is None where they cannot be counted."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    pages: Mapped[int | None]
    kept_at: Mapped[datetime]
    source: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, repr=False)


class Upload(Table):
    """A document that an officer uploaded and no decision has named yet. *Desk*."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"), index=True)
    name: Mapped[str]
    officer: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    case_id: Mapped[int | None] = mapped_column(default=None)  # None: of a case about to be opened


class Attachment(Table):
    """A document that a decision put into a case's file, with its folios. *Truth*: added, never changed."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("case_id", "folio_from"), UniqueConstraint("case_id", "task", "field", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(index=True)
    task: Mapped[str]  # "elaborar_informe:2"; "" for the opening of the case
    field: Mapped[str]  # name of the form's field, or the document's number where the house filed it
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"), index=True)
    name: Mapped[str]
    folio_from: Mapped[int]
    folio_to: Mapped[int]
    uploaded_by: Mapped[str]
    at: Mapped[datetime]


class Sealed(Table):
    """A document that was signed and numbered in a case. *Truth*: added, never changed.

    Where no PDF was signed, `sha256` is that of the text (None: of nothing) and there are no folios.
    """

    __tablename__ = "sealed_documents"

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    sha256: Mapped[str | None]
    folio_from: Mapped[int | None]
    folio_to: Mapped[int | None]


_NAMED_IN: list[Any] = [Upload.sha256, Attachment.sha256, Sealed.sha256]


class NotAPdf(Refusal):
    """What was uploaded is no PDF, a damaged or an empty one."""

    status = 415


class TooBig(Refusal):
    """What was uploaded passes the limit."""

    status = 413


def keep(
    session: Session, name: str, source: bytes, officer: str, at: datetime, *, case_id: int | None = None
) -> Document:
    """Keep an uploaded PDF until a decision names it, and return it; the same bytes are kept once.

    It is recognised by its content, whatever its name says. Raises TooBig, NotAPdf.
    """
    if len(source) > LARGEST:
        raise TooBig(
            f"«{clean(name)}» pesa más de {LARGEST // 1024**2} MB y no se cargó. Divídalo y cárguelo de nuevo."
        )
    defect = pdf.defect_of(source)
    if defect:
        raise NotAPdf(f"«{clean(name)}» {defect} y no se cargó. Guárdelo o escanéelo como PDF y cárguelo de nuevo.")
    seal = hashlib.sha256(source).hexdigest()
    document = session.get(Document, seal)
    if document is None:
        document = Document(sha256=seal, size=len(source), pages=pdf.pages_of(source), kept_at=at, source=source)
        session.add(document)
        session.flush()
    session.add(Upload(sha256=seal, name=clean(name), officer=officer, at=at, case_id=case_id))
    session.flush()
    return document


def read(session: Session, sha256: str) -> bytes:
    """Return the bytes of a document. Raises NotFound when it is not kept, or its bytes no longer match its seal."""
    source = session.scalar(select(Document.source).where(Document.sha256 == sha256))
    if source is None:
        raise NotFound("Ese documento no está en el sistema. Vuelva al expediente y ábralo desde allí.")
    if hashlib.sha256(source).hexdigest() != sha256:
        raise NotFound("Ese documento ya no coincide con su sello y no se muestra. Avise al administrador del sistema.")
    return source


def headers(name: str) -> dict[str, str]:
    """Return the HTTP headers with which a document is served: as an attachment that nothing may run.

    Source: RFC 6266, RFC 8187.
    """
    safe = clean(name)
    plain = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode().replace('"', "").replace("%", "")
    return {
        "Content-Type": "application/pdf",
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def clean(name: str) -> str:
    """Return a file name without folders, control characters or tricks of direction, ending in `.pdf`."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*')
    stem = " ".join(shown.split()).removesuffix(".pdf").removesuffix(".PDF").strip(" .")
    return f"{stem[:LONGEST_NAME].strip() or 'documento'}.pdf"


def uploads_of(session: Session, officer: str, case_id: int | None) -> Sequence[Upload]:
    """Return what an officer uploaded to a case that no decision has named yet, oldest first."""
    mine = (Upload.officer == officer) & _of_case(case_id)
    return session.scalars(select(Upload).where(mine).order_by(Upload.id)).all()


def attach(
    session: Session, case_id: int, task: str, named: Mapping[str, Sequence[str]], officer: str
) -> Sequence[Attachment]:
    """Put the documents that a decision names (by form field) into the case's file, and return their attachments.

    Each must have been uploaded by this officer for this case (or for one about to be opened), or lie in its file
    already: then it keeps its folios. New folios go on from the last one of the file. Raises NotFound.
    """
    return [
        _in_file(session, case_id, seal)
        or _file(session, case_id, task, field, _upload(session, case_id, seal, officer))
        for field, seals in named.items()
        for seal in seals
    ]


def file_of(session: Session, case_id: int) -> Sequence[Attachment]:
    """Return the documents of a case in the order of their folios."""
    return session.scalars(
        select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.folio_from)
    ).all()


def attached(session: Session, case_id: int, sha256: str) -> Attachment:
    """Return the document as it lies in a case's file. Raises NotFound when it does not."""
    found = _in_file(session, case_id, sha256)
    if found is None:
        raise NotFound("Ese documento no está en este expediente. Vuelva al expediente y ábralo desde allí.")
    return found


def sealed(session: Session, case_id: int, inputs: Mapping[str, Any], day: date) -> dict[str, Any]:
    """File a signed and numbered document and return what it became: `hash`, `folio_desde`, `folio_hasta`, `documento`.

    `inputs`: `tipo`, `numero`, `fecha` (default `day`), and the text that was signed: in `documento_firmado`,
    `borrador` or `hash` the seal of its PDF, which is then filed; or the text itself, whose SHA-256 is its hash. The
    same number of a case is filed once, however often it is told: sealing files it, incorporating finds it.
    `documento` has all of it: `{tipo, numero, fecha, hash, folio_desde, folio_hasta}`.
    Source: domain/procedures.md S6. Raises NotFound when the PDF was not uploaded for this case.
    """
    kind, number = str(inputs.get("tipo") or inputs.get("tipo_documento") or ""), str(inputs.get("numero") or "")
    found = session.get(Sealed, (case_id, kind, number)) or _seal(session, case_id, kind, number, inputs, day)
    places = {"hash": found.sha256, "folio_desde": found.folio_from, "folio_hasta": found.folio_to}
    return {**places, "documento": {"tipo": found.type, "numero": found.number, "fecha": found.day, **places}}


def named_in(column: Any) -> None:
    """Keep the documents that another table names by their seal."""
    _NAMED_IN.append(column)


def sweep(session: Session, before: datetime) -> int:
    """Remove uploads older than `before` and the documents that nothing names then; return how many documents."""
    session.execute(delete(Upload).where(Upload.at < before))
    named = [select(column).where(column.is_not(None)) for column in _NAMED_IN]
    unnamed = [Document.sha256.not_in(seals) for seals in named]
    gone = session.scalars(delete(Document).where(*unnamed, Document.kept_at < before).returning(Document.sha256)).all()
    return len(gone)


def _file(session: Session, case_id: int, task: str, field: str, upload: Upload) -> Attachment:
    first = _next_folio(session, case_id)
    pages = session.connection().execute(_PAGES, {"seal": upload.sha256}).scalar() or 1
    attachment = Attachment(
        case_id=case_id,
        task=task,
        field=field,
        sha256=upload.sha256,
        name=upload.name,
        folio_from=first,
        folio_to=first + pages - 1,
        uploaded_by=upload.officer,
        at=upload.at,
    )
    session.add(attachment)
    session.delete(upload)
    session.flush()
    return attachment


def _next_folio(session: Session, case_id: int) -> int:
    return (session.connection().execute(_LAST_FOLIO, {"which": case_id}).scalar() or 0) + 1


def _in_file(session: Session, case_id: int, sha256: str) -> Attachment | None:
    return session.scalars(_IN_FILE, {"which": case_id, "seal": sha256}).first()


_PAGES = select(Document.pages).where(Document.sha256 == bindparam("seal"))
_LAST_FOLIO = select(func.max(Attachment.folio_to)).where(Attachment.case_id == bindparam("which"))
_IN_FILE = (
    select(Attachment)
    .where(Attachment.case_id == bindparam("which"), Attachment.sha256 == bindparam("seal"))
    .order_by(Attachment.id)
)


def _upload(session: Session, case_id: int, sha256: str, officer: str | None) -> Upload:
    """Return the newest upload of a document for a case, by one officer or by any. Raises NotFound."""
    wanted = (Upload.sha256 == sha256) & (_of_case(case_id) | (_of_case(None) if officer else _of_case(case_id)))
    query = select(Upload).where(wanted).order_by(Upload.id.desc())
    found = session.scalars(query.where(Upload.officer == officer) if officer else query).first()
    if found is None:
        raise NotFound("Un documento de su respuesta no fue cargado por usted en este expediente. Cárguelo de nuevo.")
    return found


def _of_case(case_id: int | None) -> ColumnElement[bool]:
    return Upload.case_id.is_(None) if case_id is None else Upload.case_id == case_id


def _seal(session: Session, case_id: int, kind: str, number: str, inputs: Mapping[str, Any], day: date) -> Sealed:
    text = _signed_text(inputs)
    attachment = None
    if _is_seal(text):
        attachment = _in_file(session, case_id, text)
        attachment = attachment or _file(session, case_id, "", number, _upload(session, case_id, text, None))
    found = Sealed(
        case_id=case_id,
        type=kind,
        number=number,
        day=_day(inputs.get("fecha")) or day,
        sha256=text if attachment else hashlib.sha256(text.encode()).hexdigest() if text else None,
        folio_from=attachment.folio_from if attachment else None,
        folio_to=attachment.folio_to if attachment else None,
    )
    session.add(found)
    session.flush()
    return found


def _signed_text(inputs: Mapping[str, Any]) -> str:
    """Return the seal of the PDF that was signed, or the text itself; "" where there is neither."""
    for name in ("documento_firmado", "borrador", "hash", "documento"):
        value = inputs.get(name)
        value = value[0] if isinstance(value, list) and len(value) == 1 else value
        value = value.get("hash") if isinstance(value, Mapping) else value
        if isinstance(value, str) and value:
            return value
    return ""


def _is_seal(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
