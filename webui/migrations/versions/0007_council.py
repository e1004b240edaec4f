"""What is written of the sittings of the Concejo."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from webui.migrations import triggers

revision = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "council_entries",
        sa.Column("sitting", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sitting", "position"),
        sqlite_with_rowid=False,
    )
    triggers.keep_append_only("council_entries")


def downgrade() -> None:
    op.drop_table("council_entries")
