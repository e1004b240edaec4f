"""The registers that the municipality keeps and its procedures read and add to: ordinances, agreements, licences.

A data store of a diagram is one of them (BPMN 2.0, 10.4.1). A book is brought in as a table (CSV) with the columns
`clave`, `desde`, `hasta`, `norma` and any others; what a procedure adds begins today and names its case.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, String, Text, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import canon, journal
from engine.ports import Sourced
from engine.registers import MOST, Row, key_text, shown, told
from handlers import readable
from handlers.readable import Line, Problems
from handlers.refusals import Invalid, NotFound
from handlers.registers import in_force
from workflows.data import register_slug
from workflows.storage import Table

DATED = ("clave", "desde", "hasta", "norma")
LONGEST = 200  # characters of a key
DAY = timedelta(days=1)


class Book(Table):
    """A register that the municipality keeps. *Truth*: it ends, it is not changed."""

    __tablename__ = "books"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    norm: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)


class BookRow(Table):
    """A row of a register, from a day, by a norm or by the entry of a case. *Truth*: ended by the next of its key, or
    by an officer (`handlers.endings`).

    `content` is canonical JSON (`engine.canon`) of the row without its key.
    """

    __tablename__ = "book_rows"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    book: Mapped[str] = mapped_column(String(120), index=True)
    key: Mapped[str] = mapped_column(String(LONGEST), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    norm: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    case_id: Mapped[int | None] = mapped_column(default=None)
    position: Mapped[int | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Added:
    """What a table brought into a register."""

    book: Book
    rows: int


# asked and told by procedures


def answer(session: Session, arguments: Sequence[Any], day: date) -> Sourced | list[Row]:
    """Return what `registro(name, key)` or `registro(name)` gives on `day`: one row with its norm, or at most 500.

    Raises NotFound for a register that the municipality does not keep.
    """
    book = the_book(session, str(arguments[0]), day)
    if len(arguments) > 1:
        row = _holding(session, book.slug, key_text(arguments[1]), day)
        return Sourced(shown(row.key, _content(row)), row.norm) if row is not None else Sourced(None, book.name)
    return [shown(row.key, _content(row)) for row in _all_holding(session, book.slug, day)]


def beginning(session: Session, name: str, prefix: str, day: date) -> list[tuple[str, Row]]:
    """Return the rows that hold on `day` and whose key begins so, by key. Raises NotFound for no such register."""
    book = the_book(session, name, day)
    begin = BookRow.key.startswith(prefix, autoescape=True)
    wanted = select(BookRow).where(BookRow.book == book.slug, begin, *_holds(day)).order_by(BookRow.key, BookRow.id)
    return [(row.key, _content(row)) for row in {row.key: row for row in session.scalars(wanted)}.values()]


def note(session: Session, inputs: Mapping[str, Any], day: date, case_id: int, expediente: str) -> Row:
    """Add the row that a procedure tells (`registros.anotar`), in the place of the one of its key; return the key.

    Raises NotFound for a register that the municipality does not keep, Invalid for a key that none can be.
    """
    name, key, content = told(inputs)
    book = the_book(session, name, day)
    if not 0 < len(key) <= LONGEST:
        raise Invalid(f"La clave de una fila debe tener de 1 a {LONGEST} caracteres. No se anotó.")
    position = journal.head(session, case_id).position + 1
    row = BookRow(book=book.slug, key=key, content=canon.encode(content), norm=f"Expediente {expediente}",
                  valid_from=day, case_id=case_id, position=position)  # fmt: skip
    _begin(session, row)
    return {"clave": key}


def the_book(session: Session, name: str, day: date) -> Book:
    """Return the register of that name in force on `day`: by its slug, or as a drawing names it. Raises NotFound."""
    book = session.get(Book, register_slug(name))
    if book is None or not in_force(book, day):
        raise NotFound(f"La municipalidad no lleva un registro «{name[:80]}». Vea los que hay en Organización.")
    return book


def slugs(session: Session, day: date) -> frozenset[str]:
    """Return the registers in force on `day`, as a data store may name them."""
    return frozenset(book.slug for book in session.scalars(select(Book)) if in_force(book, day))


# seen by people


def all_on(session: Session, day: date) -> list[tuple[Book, int]]:
    """Return the registers in force on `day`, by name, each with how many rows hold."""
    count = select(BookRow.book, func.count()).where(*_holds(day)).group_by(BookRow.book)
    rows = {slug: number for slug, number in session.execute(count)}
    books = session.scalars(select(Book).order_by(Book.name))
    return [(book, rows.get(book.slug, 0)) for book in books if in_force(book, day)]


# brought in as a table


def bring(session: Session, file: Path, name: str, norm: str, day: date) -> Added:
    """Add the rows of a table to a register, which begins with them where there is none of that name.

    A row that the register holds in the same words already is passed over. Raises readable.Unreadable with everything
    that is wrong in the table; nothing was added then.
    """
    problems = Problems()
    book, rows = read(file, name, norm, day, problems)
    problems.raise_any()
    known = session.get(Book, book.slug)
    session.add_all([book] if known is None else [])
    session.flush()
    new = [row for row in rows if not _is_known(session, row)]
    for row in new:
        _begin(session, row)
    return Added(known or book, len(new))


def read(file: Path, name: str, norm: str, day: date, problems: Problems) -> tuple[Book, list[BookRow]]:
    """Return what a table says; notes what is wrong with it. Without a date of its own, a row begins on `day`."""
    slug = register_slug(name or file.stem)
    rows: list[BookRow] = []
    for line in readable.lines(file, _columns(file), problems):
        rows.append(_row(line, slug, norm, day))
        if len(rows[-1].key) > LONGEST:
            line.wrong("clave", f"pasa de {LONGEST} caracteres.")
    if not slug:
        problems.add(file.name, None, None, "el registro no tiene nombre; escríbalo con letras o números.")
    first = min((row.valid_from for row in rows), default=day)
    return Book(slug=slug, name=name or _title(file.stem), norm=norm, valid_from=min(first, day)), rows


def _row(line: Line, slug: str, norm: str, day: date) -> BookRow:
    told = line.fields
    first = line.day("desde") if told.get("desde") else day
    content = {column: value for column, value in told.items() if column not in DATED}
    return BookRow(
        book=slug,
        key=line.text("clave"),
        content=canon.encode(content),
        norm=told.get("norma") or norm,
        valid_from=first,
        valid_to=line.last_day("hasta", first) if "hasta" in told else None,
    )


def _columns(file: Path) -> Sequence[str]:
    """Return the columns that a table may have: its own, `clave` among them."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            found = [name.strip() for name in next(csv.reader(text), [])]
    except (OSError, UnicodeDecodeError, csv.Error):
        return DATED  # `readable.lines` says what is wrong
    return found if "clave" in found and len(set(found)) == len(found) and all(found) else DATED


def _title(stem: str) -> str:
    words = stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _begin(session: Session, row: BookRow) -> None:
    """Add a row; the one of its key that holds ends the day before, or on its only day."""
    older = (BookRow.book == row.book, BookRow.key == row.key, BookRow.valid_to.is_(None))
    before = row.valid_from - DAY
    session.flush()
    session.execute(update(BookRow).where(*older, BookRow.valid_from <= before).values(valid_to=before))
    session.execute(update(BookRow).where(*older, BookRow.valid_from == row.valid_from).values(valid_to=row.valid_from))
    session.add(row)
    session.flush()


def _is_known(session: Session, row: BookRow) -> bool:
    found = _holding(session, row.book, row.key, row.valid_from)
    return found is not None and (found.content, found.valid_to) == (row.content, row.valid_to)


def _holding(session: Session, slug: str, key: str, day: date) -> BookRow | None:
    """Return the row of a key that holds; where two do, the one that was written last."""
    wanted = select(BookRow).where(BookRow.book == slug, BookRow.key == key, *_holds(day))
    return session.scalars(wanted.order_by(BookRow.valid_from.desc(), BookRow.id.desc()).limit(1)).first()


def _all_holding(session: Session, slug: str, day: date) -> list[BookRow]:
    wanted = (
        select(BookRow).where(BookRow.book == slug, *_holds(day)).order_by(BookRow.key, BookRow.valid_from, BookRow.id)
    )
    return list({row.key: row for row in session.scalars(wanted)}.values())[:MOST]


def _holds(day: date) -> tuple[Any, ...]:
    return BookRow.valid_from <= day, or_(BookRow.valid_to.is_(None), BookRow.valid_to >= day)


def _content(row: BookRow) -> dict[str, Any]:
    found: dict[str, Any] = canon.decode(row.content)
    return found
