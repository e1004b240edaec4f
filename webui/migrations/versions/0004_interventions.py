"""Versions that change under a running case, and what two officers must agree on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("bound_at", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "proposals",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("to", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "place"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("proposals")
    op.drop_column("cases", "bound_at")
