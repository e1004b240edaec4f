"""Los Sauces for the tests of the handlers: its registers in a database of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine import cases
from handlers import demo_stories, municipality
from handlers.books import Book, BookRow
from handlers.registers import Register
from workflows import versions
from workflows.storage import Table, open_database

POSTGRES = os.environ.get("CABILDO_TEST_POSTGRES")  # postgresql+psycopg://…, an empty database


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def registers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "postgresql" and not POSTGRES:
        pytest.skip("no PostgreSQL: set CABILDO_TEST_POSTGRES")
    file: Path = tmp_path_factory.mktemp("registers") / "registers.db"
    engine = open_database(POSTGRES if request.param == "postgresql" and POSTGRES else f"sqlite:///{file}")
    tables = [Table.metadata.tables[kept.__tablename__] for kept in (*Register.__subclasses__(), Book, BookRow)]
    Table.metadata.create_all(engine, tables=tables)
    yield engine
    Table.metadata.drop_all(engine, tables=tables)
    engine.dispose()


@pytest.fixture
def session(registers: Engine) -> Iterator[Session]:
    """A session whose commits are undone at the end of the test."""
    with registers.connect() as connection, connection.begin() as whole:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        whole.rollback()


@contextmanager
def town_of(database_url: str, at: datetime, reason: str) -> Iterator[Session]:
    """Los Sauces on a database of its own, with every procedure published at that moment."""
    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        for folder in demo_stories.folders():
            versions.publish(session, folder.slug, folder.files(), at=at, by="ana", reason=reason)
        yield session
    database.dispose()


@pytest.fixture
def los_sauces(session: Session) -> Session:
    """The same, with the registers of Los Sauces loaded."""
    municipality.load(session, municipality.folder_of("los-sauces"))
    return session
