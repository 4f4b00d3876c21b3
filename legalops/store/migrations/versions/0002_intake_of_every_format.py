"""Intake of every format"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "vendor": (
            sa.Column("billing", sa.Text(), nullable=False, server_default="invoiced"),
            sa.Column("cadence", sa.Text(), nullable=False, server_default=""),
            sa.Column("contact_name", sa.Text(), nullable=False, server_default=""),
            sa.Column("contact_email", sa.Text(), nullable=False, server_default=""),
            sa.Column("merged_into", BIG, nullable=True),
        ),
        "upload": (
            sa.Column("kind", sa.Text(), nullable=False, server_default="invoices"),
            sa.Column("rows", BIG, nullable=False, server_default="0"),
            sa.Column("control_cents", BIG, nullable=True),
            sa.Column("waiting", BIG, nullable=False, server_default="0"),
            sa.Column("summary", sa.Text(), nullable=False, server_default=""),
        ),
        "upload_problem": (sa.Column("place", sa.Text(), nullable=False, server_default=""),),
        "invoice": (sa.Column("replaces_id", BIG, nullable=True),),
    }


NEW = ("code", "column_mapping", "upload_correction", "upload_draft", "timekeeper_alias",
       "vendor_month", "vendor_merge")  # fmt: skip


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    _names()
    _uploads()


def _names() -> None:
    op.create_table(
        "vendor_merge",
        sa.Column("id", BIG, nullable=False),
        sa.Column("from_id", BIG, nullable=False),
        sa.Column("into_id", BIG, nullable=False),
        sa.Column("moved_json", sa.Text(), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_id"], ["vendor.id"], name=op.f("fk_vendor_merge_from_id_vendor")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["vendor.id"], name=op.f("fk_vendor_merge_into_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_merge")),
        sqlite_strict=True,
    )
    op.create_index("ix_vendor_merge_from_id", "vendor_merge", ["from_id"])
    op.create_index("ix_vendor_merge_into_id", "vendor_merge", ["into_id"])
    op.create_table(
        "vendor_month",
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_month_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("vendor_id", "month", name=op.f("pk_vendor_month")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timekeeper_alias",
        sa.Column("id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("timekeeper_id", BIG, nullable=False),
        sa.Column("alias_norm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["timekeeper_id"],
            ["timekeeper.id"],
            name=op.f("fk_timekeeper_alias_timekeeper_id_timekeeper"),
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_timekeeper_alias_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timekeeper_alias")),
        sa.UniqueConstraint(
            "vendor_id", "alias_norm", name=op.f("uq_timekeeper_alias_vendor_id_alias_norm")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_timekeeper_alias_timekeeper_id", "timekeeper_alias", ["timekeeper_id"])
    op.create_table(
        "code",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code_norm", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_retired", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "code_norm", name=op.f("pk_code")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _uploads() -> None:
    upload = sa.ForeignKeyConstraint
    op.create_table(
        "upload_draft",
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("how_json", sa.Text(), nullable=False),
        sa.Column("choices_json", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        upload(["upload_id"], ["upload.id"], name=op.f("fk_upload_draft_upload_id_upload")),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_upload_draft")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "upload_correction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("line", BIG, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        upload(["upload_id"], ["upload.id"], name=op.f("fk_upload_correction_upload_id_upload")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_correction")),
        sqlite_strict=True,
    )
    op.create_index("ix_upload_correction_upload_id", "upload_correction", ["upload_id"])
    op.create_table(
        "column_mapping",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), nullable=False),
        sa.Column("vendor_id", BIG, nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("how_json", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_column_mapping_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint("name_norm", name=op.f("uq_column_mapping_name_norm")),
        sqlite_strict=True,
    )
    op.create_index("ix_column_mapping_fingerprint", "column_mapping", ["fingerprint"])
    op.create_index("ix_column_mapping_vendor_id", "column_mapping", ["vendor_id"])


def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
