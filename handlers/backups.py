"""Copies of the whole database: taken while it is used, and verified before one takes the place of another."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from handlers.refusals import NotFound, Refusal

Verify = Callable[[str], None]  # opens the database at an address, and refuses it where its journals do not add up


class Exists(Refusal):
    """There is something already where a copy or a database should be written."""


def backup(url: str, file: Path, *, force: bool = False) -> None:
    """Write a copy of the database at `url`, as it is at one moment, to `file`.

    Raises Exists where there is a file and `force` was not said, Refusal where no copy could be made.
    """
    if file.exists() and not force:
        raise Exists(f"Ya existe «{file}» y no se sobrescribió. Elija otro nombre, o diga --force.")
    if not file.absolute().parent.is_dir():
        raise NotFound(f"No existe la carpeta «{file.parent}». Créela, o elija otra.")
    with _beside(file) as copy:
        _copy(make_url(url), copy)
        _keep(copy, file)


def restore(file: Path, url: str, verify: Verify, *, force: bool = False) -> None:
    """Put a copy in the place of the database at `url`, once `verify` has found nothing wrong in it.

    Until then nothing is touched; what `verify` raises goes on to the caller. Raises NotFound, Exists, Refusal.
    """
    if not file.is_file():
        raise NotFound(f"No existe la copia «{file}». No se tocó nada.")
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        _restore_file(file, Path(str(address.database)), verify, force)
    else:
        _restore_server(file, address, verify, force)


def _copy(address: URL, copy: Path) -> None:
    if address.get_backend_name() == "postgresql":
        _run("pg_dump", address, "--format=custom", f"--file={copy}", f"--dbname={address.database}")
        return
    source = Path(str(address.database))
    if not source.is_file():
        raise NotFound(f"No hay ninguna base de datos en «{source}». No se hizo ninguna copia.")
    read_only = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(read_only, uri=True)) as opened, closing(sqlite3.connect(copy)) as written:
        opened.backup(written)
        written.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


# SQLite: a file takes the place of another


def _restore_file(file: Path, target: Path, verify: Verify, force: bool) -> None:
    if target.exists() and not force:
        raise Exists(f"Ya hay una base de datos en «{target}» y no se tocó. Diga --force para reemplazarla.")
    with _beside(target) as copy:
        _check_file(file)
        shutil.copyfile(file, copy)
        verify(f"sqlite:///{copy}")
        _settle(copy, "La copia no se pudo cerrar después de verificarla.")
        if target.exists():
            _settle(target, f"Otro programa está usando «{target}». Deténgalo y vuelva a restaurar; no se tocó nada.")
        _keep(copy, target)


def _check_file(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            sound = opened.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise Refusal(f"«{file}» no es una copia sana de una base de datos. No se tocó nada.")


def _settle(file: Path, sentence: str) -> None:
    """Bring a database into its one file, which succeeds only where nobody else has it open. Raises Refusal.

    Of what is no sound database, the files beside it are removed: they must not be taken for its successor's.
    """
    try:
        with closing(sqlite3.connect(file, timeout=1)) as opened:
            settled = opened.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete"
    except sqlite3.OperationalError:
        settled = False
    except sqlite3.DatabaseError:
        _remove_beside(file)
        return
    if not settled:
        raise Refusal(sentence)


def _remove_beside(file: Path) -> None:
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{file}{ending}").unlink(missing_ok=True)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a path in the same folder, for what will be renamed to `target` when it is whole; nothing of it stays."""
    path = target.with_name(f".{target.name}.{token_hex(6)}")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        _remove_beside(path)


def _keep(written: Path, file: Path) -> None:
    """Give a whole file its name, so that a power cut leaves either the old one or the new one."""
    with written.open("rb") as opened:
        os.fsync(opened.fileno())
    written.replace(file)
    if os.name == "posix":
        folder = os.open(file.absolute().parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


# PostgreSQL: a database takes the place of another, under its name


def _restore_server(file: Path, target: URL, verify: Verify, force: bool) -> None:
    scratch = target.set(database=f"cabildo_restaurada_{token_hex(4)}")
    engine = create_engine(target.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        if _exists(engine, target) and not force and _tables(target):
            raise Exists(f"La base de datos «{target.database}» no está vacía y no se tocó. Diga --force para "
                         "reemplazarla.")  # fmt: skip
        _order(engine, f"CREATE DATABASE {scratch.database}")
        try:
            _run("pg_restore", scratch, "--exit-on-error", "--no-owner", f"--dbname={scratch.database}", str(file))
            verify(scratch.render_as_string(hide_password=False))
            _exchange(engine, scratch, target)
        finally:
            _order(engine, f"DROP DATABASE IF EXISTS {scratch.database} WITH (FORCE)")
    except OperationalError as error:
        raise Refusal(f"El servidor no lo permitió y «{target.database}» quedó como estaba. Puede que otro programa la "
                      "esté usando: deténgalo y vuelva a restaurar.") from error  # fmt: skip
    finally:
        engine.dispose()


def _exchange(engine: Engine, scratch: URL, target: URL) -> None:
    """Rename the restored database to the target's name; whoever is connected to either makes the server refuse."""
    name = _quoted(engine, str(target.database))
    old = f"cabildo_anterior_{token_hex(4)}"
    existed = _exists(engine, target)
    if existed:
        _order(engine, f"ALTER DATABASE {name} RENAME TO {old}")
    try:
        _order(engine, f"ALTER DATABASE {scratch.database} RENAME TO {name}")
    except BaseException:
        if existed:
            _order(engine, f"ALTER DATABASE {old} RENAME TO {name}")
        raise
    if existed:
        _order(engine, f"DROP DATABASE {old}")


def _order(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))


def _exists(engine: Engine, target: URL) -> bool:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": target.database})
        return found.first() is not None


def _tables(target: URL) -> bool:
    engine = create_engine(target)
    try:
        with engine.connect() as connection:
            found = text("SELECT 1 FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1")
            return connection.execute(found).first() is not None
    finally:
        engine.dispose()


def _quoted(engine: Engine, name: str) -> str:
    return engine.dialect.identifier_preparer.quote(name)


def _run(program: str, address: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on a database; its password travels in the environment. Raises Refusal."""
    found = shutil.which(program)
    if found is None:
        raise Refusal(f"Falta el programa «{program}». Instale el paquete postgresql-client y vuelva a intentarlo; "
                      "no se hizo nada.")  # fmt: skip
    where = {"PGHOST": address.host, "PGPORT": address.port and str(address.port), "PGUSER": address.username,
             "PGPASSWORD": address.password}  # fmt: skip
    environment = os.environ | {name: value for name, value in where.items() if value}
    done = subprocess.run(
        [found, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise Refusal(f"«{program}» no pudo terminar y no se cambió nada: {done.stderr.strip()}")
