"""Where the product keeps everything: the database opened, brought to the tables of this edition, and its sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from handlers.refusals import NotFound, Refusal
from webui import migrations
from workflows import storage


def prepared(url: str) -> Engine:
    """Return the database at `url`, made when it is not there, with the tables of this edition. Raises Refusal."""
    engine = _opened(url)
    try:
        migrations.upgrade(engine)
    except OperationalError as error:
        raise _unreachable(url) from error
    except CommandError as error:
        raise Refusal(f"La base de datos {shown(url)} es de una edición posterior del programa. No se tocó nada. "
                      "Actualice el programa y vuelva a intentarlo.") from error  # fmt: skip
    return engine


def existing(url: str) -> Engine:
    """Return a database that was made before, with the tables of this edition. Raises NotFound, Refusal."""
    if not is_there(url):
        raise NotFound(f"No hay ninguna base de datos en {shown(url)}. Créela con «cabildo demo», o indique otra con "
                       "--database.")  # fmt: skip
    return prepared(url)


def is_there(url: str) -> bool:
    """Say whether the database holds the tables of the product. Raises Refusal when it cannot be reached."""
    file = file_of(url)
    if file is not None and not file.is_file():
        return False
    engine = _opened(url)
    try:
        return inspect(engine).has_table("journal")
    except OperationalError as error:
        raise _unreachable(url) from error
    finally:
        engine.dispose()


@contextmanager
def session(engine: Engine) -> Iterator[Session]:
    """Yield a session whose work is committed at the end, or not done at all; then let go of the database."""
    try:
        with Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()


def file_of(url: str) -> Path | None:
    """Return the file of a SQLite database; None for PostgreSQL. Raises Refusal for no address of either."""
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() not in ("sqlite", "postgresql"):
        raise Refusal("La dirección de la base de datos no se entiende. Escriba sqlite:///archivo.db o "
                      "postgresql+psycopg://usuario@servidor/base.")  # fmt: skip
    if address.get_backend_name() == "postgresql":
        return None
    if not address.database or address.database == ":memory:":
        raise Refusal("Una base de datos en memoria se perdería al terminar. Indique un archivo: sqlite:///cabildo.db.")
    return Path(address.database)


def shown(url: str) -> str:
    """Return the address as it may be printed: without its password."""
    return make_url(url).render_as_string(hide_password=True)


def _opened(url: str) -> Engine:
    file = file_of(url)
    if file is not None and not file.parent.is_dir():
        raise NotFound(f"No existe la carpeta {file.parent}. Créela, o indique otra base de datos con --database.")
    return storage.open_database(url)


def _unreachable(url: str) -> Refusal:
    return Refusal(f"No se pudo abrir la base de datos {shown(url)}. No se hizo nada. Revise la dirección, los "
                   "permisos y que el servidor de la base esté en marcha.")  # fmt: skip
