"""The first tables: journal, contents and versions, the registers, the lists of cases, and the desks beside them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from webui.migrations import triggers

revision = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
TRUTH = ("journal", "timer_starts", "version_files", "versions")  # kept append-only


def upgrade() -> None:
    _truth()
    _registers()
    _lists()
    _desks()
    for table in TRUTH:
        triggers.keep_append_only(table)


def _truth() -> None:
    op.create_table(
        "commands",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contents",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "position", "field"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "journal",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_documents",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("folio_from", sa.Integer(), nullable=True),
        sa.Column("folio_to", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "type", "number"),
    )
    op.create_table(
        "timer_starts",
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("start", sa.String(length=120), nullable=False),
        sa.Column("moment", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("procedure", "start", "moment"),
    )
    op.create_table(
        "version_files",
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("procedure", "number", "name"),
    )
    op.create_table(
        "versions",
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("procedure", "number"),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folio_from", sa.Integer(), nullable=False),
        sa.Column("folio_to", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "folio_from"),
        sa.UniqueConstraint("case_id", "task", "field", "sha256"),
    )
    op.create_index("ix_attachments_case_id", "attachments", ["case_id"], unique=False)
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"], unique=False)


def _registers() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("norm", sa.String(), nullable=False),
        sa.Column("known_from", sa.Date(), nullable=False),
        sa.Column("counts_for_tax", sa.Boolean(), nullable=False),
        sa.Column("norm_date", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scope", "day", "kind", "known_from"),
    )
    op.create_index("ix_calendar_days_day", "calendar_days", ["day"], unique=False)
    op.create_table(
        "officers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "organs",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("acronym", sa.String(), nullable=False),
        sa.Column("rof_type", sa.String(), nullable=False),
        sa.Column("head_post", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("collegiate", sa.Boolean(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "valid_from"),
    )
    op.create_table(
        "parameters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("norm", sa.String(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "valid_from"),
    )
    op.create_table(
        "stand_ins",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("role", "position", "valid_from"),
    )
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("instrument_date", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("procedures", sa.String(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "capacity IN ('titular', 'suplente', 'encargado', 'delegado', 'interino', 'ad_hoc')",
            name="capacity_is_known",
        ),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_appointments_officer", "appointments", ["officer"], unique=False)
    op.create_index("ix_appointments_organ", "appointments", ["organ"], unique=False)
    op.create_table(
        "roles",
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"]),
        sa.PrimaryKeyConstraint("officer", "role", "valid_from"),
    )


def _lists() -> None:
    op.create_table(
        "awaited",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "place", "name", "kind"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_awaited_key", "awaited", ["key"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("organ", sa.String(length=100), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=100), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("moved_at", MOMENT, nullable=True),
        sa.Column("last_organ", sa.String(length=200), nullable=False),
        sa.Column("last_officer", sa.String(length=200), nullable=False),
        sa.Column("reserved", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_cases_procedure", "cases", ["procedure"], unique=False)
    op.create_index("ix_cases_state", "cases", ["state"], unique=False)
    op.create_table(
        "counters",
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organ", "type", "year"),
    )
    op.create_table(
        "incidents",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "place"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_tasks",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task", sa.String(length=300), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("organ", sa.String(length=100), nullable=False),
        sa.Column("form", sa.String(length=120), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organ_name", sa.String(length=200), nullable=False),
        sa.Column("from_organ", sa.String(length=200), nullable=False),
        sa.Column("from_officer", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("claimed_by", sa.String(length=100), nullable=False),
        sa.Column("claimed_name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "task"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_open_tasks_claimed_by", "open_tasks", ["claimed_by"], unique=False)
    op.create_index("ix_open_tasks_organ", "open_tasks", ["organ"], unique=False)
    op.create_table(
        "participants",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organ", sa.String(length=100), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "organ", "officer"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_participants_officer", "participants", ["officer"], unique=False)
    op.create_index("ix_participants_organ", "participants", ["organ"], unique=False)
    op.create_table(
        "running_terms",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", sa.String(length=300), nullable=False),
        sa.Column("of", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("expires", MOMENT, nullable=True),
        sa.Column("expired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "term"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_running_terms_expires", "running_terms", ["expires"], unique=False)


def _desks() -> None:
    op.create_table(
        "accounts",
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("officer"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "beats",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "draft_folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("begun_by", sa.String(length=100), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_draft_folders_slug", "draft_folders", ["slug"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task", sa.String(length=300), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("officer", "case_id", "task"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("occasion", sa.String(length=100), nullable=False),
        sa.Column("organ", sa.String(length=100), nullable=False),
        sa.Column("for_head", sa.Boolean(), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "task", "kind", "occasion"),
    )
    op.create_index("ix_notices_case_id", "notices", ["case_id"], unique=False)
    op.create_index("ix_notices_organ", "notices", ["organ"], unique=False)
    op.create_table(
        "notices_read",
        sa.Column("notice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("notice_id", "officer"),
    )
    op.create_table(
        "read_tasks",
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task", sa.String(length=300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("officer", "case_id", "task"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_sessions_officer", "sessions", ["officer"], unique=False)
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sign_in_attempts_address", "sign_in_attempts", ["address"], unique=False)
    op.create_index("ix_sign_in_attempts_at", "sign_in_attempts", ["at"], unique=False)
    op.create_index("ix_sign_in_attempts_name", "sign_in_attempts", ["name"], unique=False)
    op.create_table(
        "draft_files",
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["draft_folders.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft", "name"),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_uploads_officer", "uploads", ["officer"], unique=False)
    op.create_index("ix_uploads_sha256", "uploads", ["sha256"], unique=False)
