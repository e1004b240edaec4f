"""Which commands were already carried out: a command told twice is done once and answered twice."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar, cast

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from handlers.refusals import Refusal
from workflows.storage import CLUSTERED, Table

LONGEST_KEY = 100
Result = TypeVar("Result")


class Command(Table):
    """A command and its first answer, by the key that its sender chose. *Truth*: written once, with what it did."""

    __tablename__ = "commands"
    __table_args__ = CLUSTERED

    key: Mapped[str] = mapped_column(primary_key=True)
    actor: Mapped[str]
    digest: Mapped[str]  # SHA-256 of what was asked
    result: Mapped[str]  # JSON
    at: Mapped[datetime]


_CLAIMED: dict[str, Any] = {
    "sqlite": sqlite.insert(Command).on_conflict_do_nothing().returning(Command.key),
    "postgresql": postgresql.insert(Command).on_conflict_do_nothing().returning(Command.key),
}
_ANSWERED = update(Command).where(Command.key == bindparam("which")).values(result=bindparam("said"))


class KeyReused(Refusal):
    """The key was already used to ask for something else."""


def once(session: Session, key: str, actor: str, body: object, do: Callable[[], Result], at: datetime) -> Result:
    """Return `do()`, or what it returned when `key` was told first; both in the caller's transaction.

    `body` is what was asked (bytes, or values as JSON has them, with Decimal and dates); what `do` returns must be
    JSON. A second sender of the same key waits for the first. When `do` raises, the transaction is rolled back, and so
    the key stays free. Raises KeyReused when the key came with another body, or from another officer.
    """
    if not 8 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise KeyReused("La página envió una orden sin clave válida. No se hizo nada; recárguela e intente de nuevo.")
    digest = digest_of(body)
    if not _claim(session, key, actor, digest, at):
        return cast(Result, _first_answer(session, key, actor, digest))
    try:
        result = do()
        session.flush()
    except BaseException:
        session.rollback()
        raise
    session.connection().execute(_ANSWERED, {"which": key, "said": json.dumps(result, ensure_ascii=False)})
    return result


def digest_of(body: object) -> str:
    """Return the SHA-256 of what was asked; the order of names does not matter."""
    if not isinstance(body, bytes):
        body = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=_tagged).encode()
    return hashlib.sha256(body).hexdigest()


def _tagged(value: object) -> Any:
    if isinstance(value, Decimal):
        return {"$": "decimal", "v": str(value)}
    if isinstance(value, date | time):
        return {"$": type(value).__name__, "v": value.isoformat()}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    raise TypeError(f"a command cannot ask with a {type(value).__name__}")


def _claim(session: Session, key: str, actor: str, digest: str, at: datetime) -> bool:
    """Write the key down, unless it is there; whoever comes second waits here until the first has ended."""
    row = {"key": key, "actor": actor, "digest": digest, "result": "", "at": at}
    return session.connection().execute(_CLAIMED[session.get_bind().dialect.name], row).scalar() is not None


def _first_answer(session: Session, key: str, actor: str, digest: str) -> Any:
    first = session.execute(select(Command.actor, Command.digest, Command.result).where(Command.key == key)).one()
    if (first.actor, first.digest) != (actor, digest):
        raise KeyReused(
            "Esta página ya se usó para otra orden, que sí quedó registrada. La nueva no se registró: "
            "abra el expediente, lea lo que consta y, si hace falta, repítala desde una página nueva."
        )
    return json.loads(first.result)
