"""The first tables: journal, contents, versions, registers, and everything beside them."""

from collections.abc import Sequence

from alembic import op

from webui.migrations import tables

revision = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    tables.metadata().create_all(op.get_bind())
