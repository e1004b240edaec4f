"""What is added to a term, and that it stands still."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STANDING_STILL = ("cases", "open_tasks", "running_terms")


def upgrade() -> None:
    for table in STANDING_STILL:
        op.add_column(table, sa.Column("suspended_on", sa.Date(), nullable=True))
        op.add_column(table, sa.Column("suspended_until", sa.Date(), nullable=True))
    for name in ("added", "stood"):
        op.add_column("running_terms", sa.Column(name, sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for name in ("added", "stood"):
        op.drop_column("running_terms", name)
    for table in STANDING_STILL:
        op.drop_column(table, "suspended_on")
        op.drop_column(table, "suspended_until")
