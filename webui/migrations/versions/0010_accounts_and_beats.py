"""What was done to accounts and why, and how often a poller means to look."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from webui.migrations import triggers

revision = "0010"
down_revision: str | Sequence[str] | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "account_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_changes")),
    )
    op.create_index(op.f("ix_account_changes_officer"), "account_changes", ["officer"])
    triggers.keep_append_only("account_changes")
    op.add_column("beats", sa.Column("every", sa.Integer(), nullable=False, server_default="20"))


def downgrade() -> None:
    op.drop_column("beats", "every")
    op.drop_index(op.f("ix_account_changes_officer"), "account_changes")
    op.drop_table("account_changes")
