"""Who holds an open task by name, and which cases have to do with one another."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HELD = (("held_by", sa.String(100)), ("held_name", sa.String(200)), ("held_as", sa.String(20)),
        ("held_instrument", sa.Text()), ("handed", sa.String(20)))  # fmt: skip


def upgrade() -> None:
    for name, kind in HELD:
        op.add_column("open_tasks", sa.Column(name, kind, nullable=False, server_default=""))
    op.create_index("ix_open_tasks_held_by", "open_tasks", ["held_by"], unique=False)
    op.create_table(
        "linked_cases",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("task", sa.String(length=300), nullable=False),
        sa.Column("task_name", sa.String(length=300), nullable=False),
        sa.Column("organ", sa.String(length=100), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("heir", sa.String(length=100), nullable=False),
        sa.Column("heir_name", sa.String(length=200), nullable=False),
        sa.Column("heir_as", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "other"),
        sqlite_with_rowid=False,
    )
