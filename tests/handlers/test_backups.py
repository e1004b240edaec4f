"""A copy is what the database was at one moment, and takes its place only once it has been verified."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from handlers import backups, municipality, parameters
from handlers.parameters import Parameter
from handlers.refusals import NotFound, Refusal
from workflows.storage import Table, open_database

WHY = "la copia no se puede usar"


@pytest.fixture
def town(database_url: str) -> Iterator[Engine]:
    """A database with the registers of Los Sauces."""
    engine = open_database(database_url)
    Table.metadata.create_all(engine)
    with Session(engine) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
        session.commit()
    yield engine
    engine.dispose()


def sound(url: str) -> None:
    """Find nothing wrong, having read the copy."""
    assert count(url) > 0


def unsound(url: str) -> None:
    raise Refusal(WHY)


def count(url: str) -> int:
    engine = open_database(url)
    try:
        with Session(engine) as session:
            return session.query(Parameter).count()
    finally:
        engine.dispose()


def grow(engine: Engine) -> None:
    """Write one more row."""
    with Session(engine) as session, session.begin():
        session.add(Parameter(name="nuevo", value=parameters.encode(True), norm="Prueba",
                              valid_from=date(2026, 1, 1)))  # fmt: skip


def test_a_copy_brings_back_what_there_was(town: Engine, database_url: str, tmp_path: Path) -> None:
    before = count(database_url)
    backups.backup(database_url, tmp_path / "copia")
    grow(town)
    town.dispose()
    assert count(database_url) == before + 1
    backups.restore(tmp_path / "copia", database_url, sound, force=True)
    assert count(database_url) == before


def test_a_copy_is_taken_while_someone_is_writing(town: Engine, database_url: str, tmp_path: Path) -> None:
    before = count(database_url)
    with Session(town) as session:
        session.add(Parameter(name="a_medias", value="true", norm="Prueba", valid_from=date(2026, 1, 1)))
        session.flush()
        backups.backup(database_url, tmp_path / "copia")
        session.rollback()
    town.dispose()
    backups.restore(tmp_path / "copia", database_url, sound, force=True)
    assert count(database_url) == before


def test_nothing_is_overwritten_unasked(town: Engine, database_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copia"
    backups.backup(database_url, copy)
    first = copy.read_bytes()
    with pytest.raises(backups.Exists):
        backups.backup(database_url, copy)
    with pytest.raises(backups.Exists):
        backups.restore(copy, database_url, sound)
    assert copy.read_bytes() == first
    grow(town)
    backups.backup(database_url, copy, force=True)
    assert copy.read_bytes() != first


def test_a_copy_that_does_not_verify_changes_nothing(town: Engine, database_url: str, tmp_path: Path) -> None:
    backups.backup(database_url, tmp_path / "copia")
    grow(town)
    town.dispose()
    before, others = count(database_url), databases(database_url)
    with pytest.raises(Refusal, match=WHY):
        backups.restore(tmp_path / "copia", database_url, unsound, force=True)
    assert count(database_url) == before
    assert databases(database_url) == others
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".")]


def databases(url: str) -> list[str]:
    """Return the names of the databases of the server; none for SQLite."""
    if url.startswith("sqlite"):
        return []
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.scalars(text("SELECT datname FROM pg_database ORDER BY datname"))
        names = [name for name in found if name.startswith(("cabildo_restaurada", "cabildo_anterior"))]
    engine.dispose()
    return names


@pytest.mark.parametrize("content", [b"", b"no es una base", b"SQLite format 3\0" + bytes(5000), b"PGDMP" + bytes(500)])
def test_what_is_no_copy_is_refused(town: Engine, database_url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copia").write_bytes(content)
    town.dispose()
    before = count(database_url)
    with pytest.raises(Refusal):
        backups.restore(tmp_path / "copia", database_url, sound_and_there, force=True)
    assert count(database_url) == before


def sound_and_there(url: str) -> None:
    """Refuse a database without the tables, as the command line does."""
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM journal"))
    except Exception as error:
        raise Refusal(WHY) from error
    finally:
        engine.dispose()


def test_a_database_in_use_is_not_replaced(town: Engine, database_url: str, tmp_path: Path) -> None:
    backups.backup(database_url, tmp_path / "copia")
    before = count(database_url)
    with Session(town) as session:
        session.query(Parameter).first()
        with pytest.raises(Refusal, match="[Oo]tro programa"):
            backups.restore(tmp_path / "copia", database_url, sound, force=True)
    assert count(database_url) == before


def test_a_damaged_database_can_be_replaced(town: Engine, database_url: str, tmp_path: Path) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("the server keeps its own files")
    before = count(database_url)
    backups.backup(database_url, tmp_path / "copia")
    town.dispose()
    file = Path(str(make_url(database_url).database))
    file.write_bytes(b"roto" * 5000)
    Path(f"{file}-wal").write_bytes(b"resto de otra base")
    backups.restore(tmp_path / "copia", database_url, sound, force=True)
    assert count(database_url) == before
    assert not Path(f"{file}-wal").exists() or sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == (
        "ok",
    )


def test_a_copy_goes_where_there_is_nothing_yet(town: Engine, database_url: str, tmp_path: Path) -> None:
    backups.backup(database_url, tmp_path / "copia")
    before = count(database_url)
    address = make_url(database_url)
    fresh = f"{address.database}_otra"
    elsewhere = address.set(database=fresh).render_as_string(hide_password=False)
    backups.restore(tmp_path / "copia", elsewhere, sound)
    assert count(elsewhere) == before
    if address.get_backend_name() == "postgresql":
        with create_engine(database_url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f'DROP DATABASE "{fresh}" WITH (FORCE)'))


def test_there_is_nothing_to_copy_or_to_restore(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        backups.backup(f"sqlite:///{tmp_path / 'no.db'}", tmp_path / "copia")
    with pytest.raises(NotFound):
        backups.restore(tmp_path / "no", f"sqlite:///{tmp_path / 'no.db'}", sound)
    assert list(tmp_path.iterdir()) == []


def test_without_the_servers_programs_it_says_what_to_install(
    town: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="postgresql-client"):
        backups.backup(database_url, tmp_path / "copia")
