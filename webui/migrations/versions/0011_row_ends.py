"""How a row of a register was ended by an officer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from webui.migrations import triggers

revision = "0011"
down_revision: str | Sequence[str] | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "row_ends",
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["row"], ["book_rows.id"], name=op.f("fk_row_ends_row_book_rows")),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name=op.f("fk_row_ends_sha256_documents")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_row_ends")),
    )
    triggers.keep_append_only("row_ends")


def downgrade() -> None:
    op.drop_table("row_ends")
