"""How the tables came to be, revision by revision, and how a database is brought to the last of them.

A change to a table is a new file in `versions/`, written by hand: a revision never changes once a database stands at
it. tests/webui/test_migrations.py compares what the revisions make with what the models say.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from webui.migrations import tables

_HERE = Path(__file__).parent
_TURN = 0x0CAB11D0  # two programs that start at once upgrade one after the other; SQLite has one writer anyway


def upgrade(engine: Engine) -> None:
    """Bring a database, empty or of an earlier edition, to the tables of this one; all of it or nothing."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
        if revision_of(connection) != newest():
            command.upgrade(_config(connection), "head")


def erase(engine: Engine) -> None:
    """Remove every table of the product, with all that is in them."""
    with engine.begin() as connection:
        tables.metadata().drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def revision_of(connection: Connection) -> str | None:
    """Return the revision that a database stands at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the last revision that there is."""
    return ScriptDirectory(str(_HERE)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
