"""Who wrote a designation down, and by which instrument it was ended."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for name in ("entered_by", "ended_by", "end_instrument"):
        op.add_column("appointments", sa.Column(name, sa.String(), nullable=True))
    op.add_column("appointments", sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
