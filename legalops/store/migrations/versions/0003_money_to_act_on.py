"""Money to act on: accruals, forecast trials, rate cards, surveys, decisions, boards"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEW = (
    "accrual",
    "accrual_request",
    "comment",
    "forecast_trial",
    "invoice_cut",
    "kpi_card",
    "kpi_snapshot",
    "matter_phase",
    "rate_card",
    "saved_view",
    "score_weight",
    "survey_answer",
    "survey_invite",
    "target",
    "vendor_cap",
    "vendor_term",
)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "budget_version": (
            sa.Column("kind", sa.Text(), server_default="", nullable=False),
            sa.Column("revision", BIG, server_default="1", nullable=False),
            sa.Column("approved_by", sa.Text(), nullable=True),
            sa.Column("approved_at", sa.Text(), nullable=True),
        ),
        "forecast_snapshot": (
            sa.Column("low_cents", BIG, nullable=True),
            sa.Column("high_cents", BIG, nullable=True),
        ),
        "invoice": (
            sa.Column("decided_by", sa.Text(), nullable=True),
            sa.Column("decided_at", sa.Text(), nullable=True),
            sa.Column("decided_reason", sa.Text(), server_default="", nullable=False),
            sa.Column("cut_cents", BIG, server_default="0", nullable=False),
            sa.Column("paid_on", sa.Text(), nullable=True),
        ),
        "matter": (
            sa.Column("opened_on", sa.Text(), nullable=True),
            sa.Column("closed_on", sa.Text(), nullable=True),
            sa.Column("weight", BIG, server_default="1", nullable=False),
            sa.Column("is_exceptional", sa.Integer(), server_default="0", nullable=False),
            sa.Column("expected_cents", BIG, nullable=True),
        ),
    }


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    _outlook()
    _firms()
    _board()
    _plans()


def _outlook() -> None:
    op.create_table(
        "forecast_trial",
        sa.Column("origin", BIG, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("practice_area_id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("amount_cents", BIG, nullable=False),
        sa.Column("low_cents", BIG, nullable=True),
        sa.Column("high_cents", BIG, nullable=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "origin", "method", "practice_area_id", "month", name=op.f("pk_forecast_trial")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kpi_snapshot",
        sa.Column("month", BIG, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("value_e4", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["month"], ["closed_month.month"], name=op.f("fk_kpi_snapshot_month_closed_month")
        ),
        sa.PrimaryKeyConstraint("month", "measure", name=op.f("pk_kpi_snapshot")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "accrual",
        sa.Column("id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("matter_id", BIG, nullable=True),
        sa.Column("practice_area_id", BIG, nullable=True),
        sa.Column("cost_kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_cents", BIG, nullable=False),
        sa.Column("reporting_cents", BIG, nullable=True),
        sa.Column("rate_e8", BIG, nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "source IN ('firm', 'person', 'workbook', 'estimate')",
            name=op.f("ck_accrual_source_known"),
        ),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_accrual_not_below_zero")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_accrual_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(
            ["practice_area_id"],
            ["practice_area.id"],
            name=op.f("fk_accrual_practice_area_id_practice_area"),
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_accrual_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accrual")),
        sqlite_strict=True,
    )
    op.create_index("ix_accrual_month_vendor_id", "accrual", ["month", "vendor_id"], unique=False)
    op.create_table(
        "accrual_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_accrual_request_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accrual_request")),
        sa.UniqueConstraint("month", "vendor_id", name=op.f("uq_accrual_request_month_vendor_id")),
        sqlite_strict=True,
    )


def _firms() -> None:
    op.create_table(
        "rate_card",
        sa.Column("id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("timekeeper_id", BIG, nullable=True),
        sa.Column("classification", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate_e4", BIG, nullable=False),
        sa.Column("effective_on", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_e4", BIG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('agreed', 'requested', 'refused')", name=op.f("ck_rate_card_state_known")
        ),
        sa.CheckConstraint("rate_e4 >= 0", name=op.f("ck_rate_card_not_below_zero")),
        sa.ForeignKeyConstraint(
            ["timekeeper_id"], ["timekeeper.id"], name=op.f("fk_rate_card_timekeeper_id_timekeeper")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_rate_card_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_card")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_rate_card_vendor_id_effective_on",
        "rate_card",
        ["vendor_id", "effective_on"],
        unique=False,
    )
    op.create_table(
        "vendor_term",
        sa.Column("id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("threshold_cents", BIG, nullable=False),
        sa.Column("discount_e4", BIG, nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_term_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_term")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_vendor_term_vendor_id"), "vendor_term", ["vendor_id"], unique=False)
    op.create_table(
        "survey_invite",
        sa.Column("id", BIG, nullable=False),
        sa.Column("matter_id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_survey_invite_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_survey_invite_user_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_survey_invite_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invite")),
        sa.UniqueConstraint(
            "matter_id",
            "vendor_id",
            "user_id",
            name=op.f("uq_survey_invite_matter_id_vendor_id_user_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_survey_invite_user_id"), "survey_invite", ["user_id"], unique=False)
    op.create_index(
        op.f("ix_survey_invite_vendor_id"), "survey_invite", ["vendor_id"], unique=False
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("expertise", BIG, nullable=False),
        sa.Column("responsiveness", BIG, nullable=False),
        sa.Column("cost", BIG, nullable=False),
        sa.Column("outcome", BIG, nullable=False),
        sa.Column("again", BIG, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_survey_answer_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_survey_answer_vendor_id"), "survey_answer", ["vendor_id"], unique=False
    )
    op.create_table(
        "score_weight",
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("weight", BIG, nullable=False),
        sa.Column("worst_e4", BIG, nullable=False),
        sa.Column("best_e4", BIG, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("measure", name=op.f("pk_score_weight")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _board() -> None:
    op.create_table(
        "comment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by", BIG, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.Text(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user.id"], name=op.f("fk_comment_written_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_strict=True,
    )
    op.create_index("ix_comment_subject", "comment", ["subject"], unique=False)
    op.create_table(
        "target",
        sa.Column("id", BIG, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("fiscal_year", BIG, nullable=False),
        sa.Column("value_e4", BIG, nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("measure", "fiscal_year", name=op.f("uq_target_measure_fiscal_year")),
        sqlite_strict=True,
    )
    op.create_table(
        "kpi_card",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("place", BIG, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_card")),
        sa.UniqueConstraint("user_id", "measure", name=op.f("uq_kpi_card_user_id_measure")),
        sqlite_strict=True,
    )
    op.create_table(
        "saved_view",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_saved_view_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("user_id", "name_norm", name=op.f("uq_saved_view_user_id_name_norm")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_saved_view_user_id"), "saved_view", ["user_id"], unique=False)


def _plans() -> None:
    op.create_table(
        "vendor_cap",
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("amount_cents", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_cap_vendor_id_vendor")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["budget_version.id"],
            name=op.f("fk_vendor_cap_version_id_budget_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "vendor_id", "month", name=op.f("pk_vendor_cap")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "matter_phase",
        sa.Column("id", BIG, nullable=False),
        sa.Column("matter_id", BIG, nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("place", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("amount_cents", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_live", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matter_phase_matter_id_matter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_phase")),
        sa.UniqueConstraint(
            "matter_id",
            "version",
            "name_norm",
            name=op.f("uq_matter_phase_matter_id_version_name_norm"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_matter_phase_matter_id"), "matter_phase", ["matter_id"], unique=False)
    op.create_table(
        "invoice_cut",
        sa.Column("invoice_id", BIG, nullable=False),
        sa.Column("matter_id", BIG, nullable=False),
        sa.Column("work_month", BIG, nullable=False),
        sa.Column("cost_kind", sa.Text(), nullable=False),
        sa.Column("cut_cents", BIG, nullable=False),
        sa.Column("reporting_cut_cents", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_cut_invoice_id_invoice")
        ),
        sa.PrimaryKeyConstraint(
            "invoice_id", "matter_id", "work_month", "cost_kind", name=op.f("pk_invoice_cut")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
