"""A database that was migrated is the one that the models describe, and it keeps its truth by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, delete, insert, inspect, text, update
from sqlalchemy.exc import DatabaseError

from webui import database, migrations
from webui.migrations import tables
from workflows.storage import open_database

TRUTH = ["journal", "versions", "version_files"]


@pytest.fixture
def migrated(database_url: str) -> Iterator[Engine]:
    engine = database.prepared(database_url)
    yield engine
    engine.dispose()


def test_a_migrated_database_has_what_the_models_say(migrated: Engine) -> None:
    """Whoever changes a table without a revision is told here."""
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, tables.metadata())
    assert differences == []


def test_a_migrated_database_is_built_like_one_made_from_the_models(migrated: Engine, made: Engine) -> None:
    if migrated.dialect.name == "sqlite":
        assert _columns(migrated) == _columns(made)
    assert _kept_append_only(migrated) == _kept_append_only(made)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database made from the models alone."""
    engine = open_database(f"sqlite:///{tmp_path / 'made.db'}")
    tables.metadata().create_all(engine)
    yield engine
    engine.dispose()


def _columns(engine: Engine) -> dict[str, object]:
    seen = inspect(engine)
    return {
        name: (
            {c["name"]: (str(c["type"]), c["nullable"], c["primary_key"]) for c in seen.get_columns(name)},
            sorted(tuple(i["column_names"]) for i in seen.get_indexes(name)),
            sorted(tuple(u["column_names"]) for u in seen.get_unique_constraints(name)),
            sorted((*k["constrained_columns"], k["referred_table"]) for k in seen.get_foreign_keys(name)),
            sorted(str(c["sqltext"]) for c in seen.get_check_constraints(name)),
        )
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def _kept_append_only(engine: Engine) -> set[str]:
    """Return the tables that a trigger keeps."""
    seen = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if engine.dialect.name == "postgresql":
        seen = "SELECT event_object_table FROM information_schema.triggers"
    with engine.connect() as connection:
        return set(connection.scalars(text(seen)))


@pytest.mark.parametrize("name", TRUTH)
def test_what_is_truth_refuses_to_be_changed(migrated: Engine, name: str) -> None:
    table = tables.metadata().tables[name]
    values = {column.name: _anything(column.type.python_type) for column in table.columns}
    with migrated.begin() as connection:
        connection.execute(insert(table).values(values))
    first = next(iter(table.columns))
    for change in (update(table).values({first.name: values[first.name]}), delete(table)):
        with pytest.raises(DatabaseError, match="append-only"), migrated.begin() as connection:
            connection.execute(change)


def _anything(kind: type) -> object:
    return {int: 1, str: "x", bytes: b"x"}.get(kind, datetime(2026, 3, 2, tzinfo=UTC))


def test_upgrading_again_keeps_everything(migrated: Engine, database_url: str) -> None:
    table = tables.metadata().tables["journal"]
    with migrated.begin() as connection:
        connection.execute(insert(table).values({c.name: _anything(c.type.python_type) for c in table.columns}))
    again = database.prepared(database_url)
    with again.connect() as connection:
        assert len(connection.execute(table.select()).all()) == 1
        assert migrations.revision_of(connection) == migrations.newest()
    again.dispose()


def test_several_programs_may_begin_at_once(database_url: str) -> None:
    raised: list[Exception] = []

    def begin() -> None:
        try:
            database.prepared(database_url).dispose()
        except Exception as error:
            raised.append(error)

    together = [Thread(target=begin) for _ in range(4)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert raised == []
    assert database.is_there(database_url)


def test_a_database_of_a_later_edition_is_left_alone(migrated: Engine, database_url: str) -> None:
    with migrated.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(database.Refusal, match="edición posterior"):
        database.prepared(database_url)


def test_what_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    for url in ("", "cabildo.db", "mysql://x/y", "sqlite://", f"sqlite:///{tmp_path}/no/hay.db"):
        with pytest.raises(database.Refusal):
            database.prepared(url)
