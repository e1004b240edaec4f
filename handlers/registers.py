"""What the dated registers have in common: rows that end, and a cheap way to see that something in them changed."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import lru_cache
from secrets import randbits
from threading import Lock
from typing import Any, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Engine, Select, event, func, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from workflows.storage import Table

Answer = TypeVar("Answer")
_KEPT = 256  # answers remembered per database; a decision needs about six
_NOTE = "registers"  # where a session keeps the editions it saw


def in_force(row: "Dated", day: date) -> bool:
    """Tell whether a dated row holds on `day`; its last day is still in force."""
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def end(row: "Dated", last: date) -> None:
    """End a dated row: `last` is its last day. Raises ValueError when it ended before, or had not begun."""
    if row.valid_to is not None and row.valid_to < last:
        raise ValueError(f"ended on {row.valid_to} already")
    if last < row.valid_from:
        raise ValueError(f"begins on {row.valid_from} only")
    row.valid_to = last


class Dated(Protocol):
    """A row that holds from a day to a day, both included; without `valid_to`, until further notice."""

    valid_from: Any
    valid_to: Any


def _stamp() -> int:
    return randbits(44)  # a million rows still add up within 64 bits


class Register(Table):
    """A table of the registers. *Truth*: rows are added and ended, never removed.

    `stamp` is a random number that changes with every write of its row, so that the sum of a register's stamps, its
    *edition*, tells whether anything in it changed.
    """

    __abstract__ = True

    stamp: Mapped[int] = mapped_column(BigInteger, init=False, repr=False, insert_default=_stamp, onupdate=_stamp)


def remembered(
    session: Session, question: Hashable, answer: Callable[[], Answer], *registers: type[Register]
) -> Answer:
    """Return `answer()`, or what it returned before if none of `registers` changed since.

    `question` says what is asked; the answer is shared and so must be immutable. The first call of a transaction asks
    the database for the editions; what this session changes is seen at once, what others commit from the next
    transaction on.
    """
    key = (question, *(edition(session, register) for register in registers))
    engine = session.get_bind().engine
    with _lock:
        known = _answers.setdefault(engine, {})
        if key in known:
            return cast(Answer, known[key])
    found = answer()
    with _lock:
        if len(known) >= _KEPT:
            del known[next(iter(known))]
        known[key] = found
    return found


def edition(session: Session, register: type[Register]) -> int:
    """Return a number that differs whenever anything in `register` changed."""
    if session.autoflush:
        session.flush()
    editions: dict[str, int] | None = session.info.get(_NOTE)
    if editions is None:
        editions = session.info[_NOTE] = _read_editions(session)
    return editions[register.__tablename__]


_lock = Lock()
_answers: WeakKeyDictionary[Engine, dict[object, Any]] = WeakKeyDictionary()


def _read_editions(session: Session) -> dict[str, int]:
    registers = Register.__subclasses__()
    stamps = session.execute(_sums(tuple(registers))).one()
    return {register.__tablename__: int(stamp) for register, stamp in zip(registers, stamps, strict=True)}


@lru_cache(maxsize=4)
def _sums(registers: tuple[type[Register], ...]) -> Select[Any]:
    return select(*(select(func.coalesce(func.sum(register.stamp), 0)).scalar_subquery() for register in registers))


def _forget(session: Session) -> None:
    session.info.pop(_NOTE, None)


@event.listens_for(Session, "after_flush")
def _forget_what_a_flush_changed(session: Session, _context: object) -> None:
    written = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, Register) for row in written):
        _forget(session)


@event.listens_for(Session, "do_orm_execute")
def _forget_what_a_statement_changed(statement: ORMExecuteState) -> None:
    if not statement.is_select:
        _forget(statement.session)


@event.listens_for(Session, "after_transaction_end")
def _forget_with_the_transaction(session: Session, _transaction: SessionTransaction) -> None:
    _forget(session)
