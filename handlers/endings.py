"""How a row of a register ends before another takes its place, and how it stands: in force, repealed, closed, expired.

A procedure says so in the row that it notes (`estado`, with a day and a norm); an officer, on the register's page, with
a reason and a document. Where a case did it, its journal says so too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import canon
from handlers import access, appointments, books, commands, comments, documents
from handlers.books import BookRow
from handlers.refusals import Invalid, NotAllowed, NotFound
from handlers.registers import end, in_force
from handlers.standing import CaseRow
from workflows.storage import Table, keep_append_only
from workflows.terms import LIMA

KEEPER = "secretaria-general"
HOW = {"derogada": "Derogada", "sin_efecto": "Dejada sin efecto", "resuelto": "Resuelto", "cerrado": "Cerrado",
       "vencido": "Vencido"}  # fmt: skip
SINCE = ("derogada_desde", "termino", "hasta", "fecha")  # where a procedure writes from which day its `estado` holds
BY = ("derogada_por", "resuelto_por", "por")  # and the norm or act that did it
# How an `estado` begins that says that a row is over; of others, as of an obligation, the page says nothing.
OVER = ("derog", "sin efecto", "dejad", "resuelt", "cerrad", "concluid", "terminad", "vencid", "caduc", "anulad")
SHORTEST = 20  # characters of a reason


class RowEnd(Table):
    """That an officer ended a row of a register, by which norm or act and why. Truth: added, never changed."""

    __tablename__ = "row_ends"

    row: Mapped[int] = mapped_column(ForeignKey("book_rows.id"), primary_key=True, autoincrement=False)
    how: Mapped[str] = mapped_column(String(20))
    last: Mapped[date]  # its last day in force
    norm: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    document: Mapped[str]  # its name
    officer: Mapped[str] = mapped_column(String(100))
    officer_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    case_id: Mapped[int | None] = mapped_column(default=None)  # of the case that did it, where there is one


keep_append_only(RowEnd.__table__)
documents.named_in(RowEnd.sha256)


@dataclass(frozen=True, slots=True)
class Status:
    """How a row stands on a day: in words, since when and by which norm, and whether it is in force."""

    words: str
    holds: bool
    since: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What an officer says of the end of a row; `case` is the number of the case that did it, or empty."""

    how: str
    last: date
    norm: str
    reason: str
    case: str = ""


def status(row: BookRow, content: Mapping[str, Any], ended: RowEnd | None, day: date, *, is_newest: bool) -> Status:
    """Return how a row stands on a day: what an officer ended goes before what the row says, that before its days."""
    if ended is not None:
        since = ended.last + timedelta(days=1)
        return Status(HOW[ended.how], False, since, ended.norm) if since <= day else _until(since, ended)
    said = str(content.get("estado") or "").strip()
    if is_newest and said.lower().startswith(OVER):
        return _as_noted(said, content, day)
    if row.valid_from > day:
        return Status("Aún no rige", False, row.valid_from)
    if not in_force(row, day):
        return Status("No vigente" if is_newest else "Fila anterior", False, row.valid_to)
    expires = _day_of(content, ("vence",))
    return Status("Vencido", False, expires) if expires is not None and expires < day else Status("Vigente", True)


def _as_noted(said: str, content: Mapping[str, Any], day: date) -> Status:
    """Return how a row stands by what a procedure noted in it."""
    since, words = _day_of(content, SINCE), f"{said[:1].upper()}{said[1:]}"
    by = next((str(content[name]) for name in BY if content.get(name)), "")
    if since is not None and since > day:
        return Status("Vigente", True, since, f"{said.lower()} por {by}" if by else said.lower())
    return Status(words, False, since, by)


def of_rows(session: Session, slug: str) -> dict[int, RowEnd]:
    """Return the ends that officers wrote in a register, by row."""
    found = session.scalars(select(RowEnd).join(BookRow, BookRow.id == RowEnd.row).where(BookRow.book == slug))
    return {one.row: one for one in found}


def may_end(session: Session, officer: str, at: datetime) -> bool:
    """Tell whether the officer keeps the registers: whoever acts for Secretaría General."""
    return appointments.may_act(session, officer, KEEPER, _day(at)) is not None


def the_row(session: Session, slug: str, row: int, day: date) -> BookRow:
    """Return a row of a register. Raises NotFound."""
    found = session.get(BookRow, row)
    if found is None or found.book != books.the_book(session, slug, day).slug:
        raise NotFound("Esa fila no está en este registro.")
    return found


def end_row(
    session: Session, slug: str, row: int, told: Told, paper: tuple[str, bytes], officer: str, at: datetime, *, key: str
) -> None:  # fmt: skip
    """End a row: from the day after `told.last` it is not in force, by that norm and for that reason.

    `paper` is the name and the bytes of the PDF that proves it. Raises Invalid, NotAllowed, NotFound, and what
    `documents.keep` raises; nothing is written then.
    """
    if not may_end(session, officer, at):
        raise NotAllowed("Los registros los lleva la Secretaría General. No se registró nada.")
    found = the_row(session, slug, row, _day(at))
    case = _case(session, told.case, officer, at)
    if errors := _wrong(found, told, paper, session.get(RowEnd, row), _day(at)):
        raise Invalid("Revise lo señalado; la fila sigue como estaba.", errors)

    def do() -> dict[str, Any]:
        kept = documents.keep(session, *paper, officer, at, case_id=case.id if case else None)
        if case is not None:
            documents.attach(session, case.id, "", {told.norm[:100]: [kept.sha256]}, officer)
            comments.add(session, case.id, officer, _entry(found, told), at, key=f"{key}/asiento")
        end(found, told.last)
        name = appointments.officer_named(session, officer).name
        session.add(RowEnd(row=row, how=told.how, last=told.last, norm=told.norm, reason=told.reason,
                           sha256=kept.sha256, document=documents.clean(paper[0]), officer=officer, officer_name=name,
                           at=at, case_id=case.id if case else None))  # fmt: skip
        session.flush()
        return {"row": row}

    asked = {"end row": row, "how": told.how, "last": told.last.isoformat(), "norm": told.norm, "reason": told.reason}
    commands.once(session, key, officer, asked, do, at)


def _wrong(
    row: BookRow, told: Told, paper: tuple[str, bytes], ended: RowEnd | None, today: date
) -> dict[str, str]:  # fmt: skip
    errors: dict[str, str] = {}
    if ended is not None or (row.valid_to is not None and row.valid_to < today):
        errors[""] = "Esa fila ya no rige; su fin consta en el registro."
    if told.how not in HOW:
        errors["estado"] = "Diga cómo terminó."
    if told.last < row.valid_from:
        errors["hasta"] = f"La fila rige desde el {row.valid_from:%d/%m/%Y}: no pudo terminar antes."
    elif row.valid_to is not None and told.last > row.valid_to:
        errors["hasta"] = f"La fila rige solo hasta el {row.valid_to:%d/%m/%Y}."
    if len(told.norm.strip()) < 3:
        errors["norma"] = "Escriba la norma o el acto que lo dispone, con su número."
    if len(told.reason.strip()) < SHORTEST:
        errors["motivo"] = f"Falta el motivo (mínimo {SHORTEST} caracteres)."
    if not paper[1]:
        errors["documento"] = "Adjunte el documento que lo dispone (PDF)."
    return errors


def _case(session: Session, number: str, officer: str, at: datetime) -> CaseRow | None:
    """Return the case of that number, None for none. Raises Invalid where there is none that the officer sees."""
    if not number.strip():
        return None
    found = session.scalars(select(CaseRow.id).where(CaseRow.number == number.strip().upper())).first()
    try:
        return access.require(session, found or 0, officer, at)
    except NotFound:
        sentence = f"No hay un expediente «{number.strip()[:40]}» que usted vea."
        raise Invalid("Revise lo señalado; la fila sigue como estaba.", {"expediente": sentence}) from None


def _entry(row: BookRow, told: Told) -> str:
    """Return what the journal of the case is told."""
    return (f"Registro de {row.book.replace('-', ' ')}: «{row.key}» deja de regir después del {told.last:%d/%m/%Y}, "
            f"{HOW[told.how].lower()} por {told.norm}. {told.reason}")  # fmt: skip


def _until(since: date, ended: RowEnd) -> Status:
    return Status("Vigente", True, since, f"{HOW[ended.how].lower()} por {ended.norm}")


def _day_of(content: Mapping[str, Any], names: tuple[str, ...]) -> date | None:
    for name in names:
        value = content.get(name)
        if isinstance(value, datetime):
            return value.astimezone(LIMA).date() if value.tzinfo else value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value.strip()[:10])
            except ValueError:
                continue
    return None


def _day(at: datetime) -> date:
    return at.astimezone(LIMA).date()


def content_of(row: BookRow) -> dict[str, Any]:
    """Return what a row says."""
    found: dict[str, Any] = canon.decode(row.content)
    return found
