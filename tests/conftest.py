"""What every test may ask for: a fresh database of either kind, and the fictional municipality of Los Sauces."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from engine import cases
from workflows.storage import Table, open_database

POSTGRES = os.environ.get("CABILDO_TEST_POSTGRES", "")  # set by tests/prepare.py; its database is never written to
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, empty database: the same tests run on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'cabildo.db'}"
        return
    if not POSTGRES:
        pytest.skip("no hay servidor PostgreSQL: `make test` lo prepara")
    name = f"cabildo_{secrets.token_hex(8)}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield POSTGRES.rpartition("/")[0] + "/" + name
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session on a fresh database with every table."""
    import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported

    database = open_database(database_url)
    Table.metadata.create_all(database)
    cases.cache.clear()
    with Session(database) as session:
        yield session
    database.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was invented, also of a run that is quiet: how many diagrams and causes, and by which seed."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, told in getattr(report, "user_properties", ()):
                if name == "inventions" and report.when == "call":
                    terminalreporter.write_line(f"inventions: {told}")
