"""The triggers by which a database refuses changes to a table of truth, as a revision sets them."""

from alembic import op

from workflows.storage import APPEND_ONLY


def keep_append_only(table: str) -> None:
    """Have the database itself refuse every UPDATE, DELETE and TRUNCATE of a table."""
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement.format(table=table))
