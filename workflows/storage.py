"""The database: the base of every table, and how SQLite and PostgreSQL are opened so that no work is lost."""

import sqlite3
from datetime import UTC, datetime
from time import sleep
from typing import Any

from sqlalchemy import DDL, DateTime, Engine, TypeDecorator, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass


class Moment(TypeDecorator[datetime]):
    """A moment: aware when told, UTC in the database, aware when read. Refuses a naive one (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


WAL_ATTEMPTS, WAL_PAUSE = 200, 0.05  # seconds between them
CLUSTERED = {"sqlite_with_rowid": False}  # rows lie in their key: one tree to write where there would be two


class Table(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The base of every table. Its docstring says of which kind it is: truth, convenience or desk."""

    type_annotation_map = {datetime: Moment}


def open_database(url: str) -> Engine:
    """Return an engine for `sqlite:///file` or `postgresql+psycopg://…`.

    SQLite runs in WAL with `synchronous=FULL` (an acknowledged commit survives a power cut) and every transaction
    that may write begins with `BEGIN IMMEDIATE`, so that two writers wait for each other instead of failing late.
    """
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own
    connection.execute("PRAGMA busy_timeout=10000").close()
    _turn_to_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _turn_to_wal(connection: Any) -> None:
    """Turn the file to WAL. Where two turn a new file at once SQLite does not wait (busy_timeout or not): we do.

    Raises sqlite3.OperationalError when it stays locked.
    """
    for attempt in range(WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == WAL_ATTEMPTS - 1:
                raise
            sleep(WAL_PAUSE)


def _begin_immediate(connection: Any) -> None:
    deferred = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")


APPEND_ONLY: dict[str, list[str]] = {
    "sqlite": [
        f"CREATE TRIGGER {{table}}_refuses_{change.lower()} BEFORE {change} ON {{table}} "
        "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        for change in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$",
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()",
    ],
}


def keep_append_only(table: Any) -> None:
    """Have the database itself refuse changes to a table of truth, on both databases."""
    for dialect, statements in APPEND_ONLY.items():
        for statement in statements:
            ddl = DDL(statement.format(table=table.name).replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
