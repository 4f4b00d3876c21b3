"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSAL = "the audit trail is append-only"


def _guard_audit() -> None:
    """Refuse every UPDATE and DELETE on the audit trail inside the database itself."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_event_no_{act.lower()} BEFORE {act} ON audit_event "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()"
    )


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("session_ref", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("before_json", sa.Text(), nullable=True),
        sa.Column("after_json", sa.Text(), nullable=True),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
        sqlite_strict=True,
    )
    op.create_table(
        "budget_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("fiscal_year", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_version")),
        sa.UniqueConstraint(
            "fiscal_year", "name_norm", name=op.f("uq_budget_version_fiscal_year_name_norm")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "closed_month",
        sa.Column("month", BIG, nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=False),
        sa.Column("is_late", BIG, nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_closed_month")),
        sqlite_strict=True,
    )
    op.create_table(
        "data_version",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.PrimaryKeyConstraint("area", name=op.f("pk_data_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "exchange_rate",
        sa.Column("id", BIG, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("to_currency", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Text(), nullable=False),
        sa.Column("rate_e8", BIG, nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint(
            "currency",
            "to_currency",
            "effective_on",
            name=op.f("uq_exchange_rate_currency_to_currency_effective_on"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "practice_area",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_area")),
        sa.UniqueConstraint("name_norm", name=op.f("uq_practice_area_name_norm")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value_json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("failed", BIG, nullable=False),
        sa.Column("window_start", sa.Text(), nullable=False),
        sa.Column("locked_until", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_attempt")),
        sqlite_strict=True,
    )
    op.create_table(
        "upload",
        sa.Column("id", BIG, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.Text(), nullable=False),
        sa.Column("invoices", BIG, nullable=False),
        sa.Column("lines", BIG, nullable=False),
        sa.Column("skipped", BIG, nullable=False),
        sa.Column("warnings", BIG, nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_sha256"), ["sha256"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", BIG, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("username_norm", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("must_change", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("code_expires_at", sa.Text(), nullable=True),
        sa.Column("token_version", BIG, nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("password_changed_at", sa.Text(), nullable=True),
        sa.Column("disabled_at", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role IN ('member', 'executive', 'ops', 'admin')", name=op.f("ck_user_role_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("username_norm", name=op.f("uq_user_username_norm")),
        sqlite_strict=True,
    )
    op.create_table(
        "vendor",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_norm", sa.Text(), nullable=False),
        sa.Column("law_firm_id", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor")),
        sa.UniqueConstraint("law_firm_id", name=op.f("uq_vendor_law_firm_id")),
        sa.UniqueConstraint("name_norm", name=op.f("uq_vendor_name_norm")),
        sqlite_strict=True,
    )
    op.create_table(
        "closed_figure",
        sa.Column("month", BIG, nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("practice_area_id", BIG, nullable=False),
        sa.Column("cost_kind", sa.Text(), nullable=False),
        sa.Column("actual_cents", BIG, nullable=False),
        sa.Column("budget_cents", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["month"], ["closed_month.month"], name=op.f("fk_closed_figure_month_closed_month")
        ),
        sa.PrimaryKeyConstraint(
            "month", "basis", "practice_area_id", "cost_kind", name=op.f("pk_closed_figure")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "forecast_snapshot",
        sa.Column("made_in", BIG, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("practice_area_id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("amount_cents", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["made_in"],
            ["closed_month.month"],
            name=op.f("fk_forecast_snapshot_made_in_closed_month"),
        ),
        sa.PrimaryKeyConstraint(
            "made_in", "method", "practice_area_id", "month", name=op.f("pk_forecast_snapshot")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_norm", sa.Text(), nullable=False),
        sa.Column("invoice_date", sa.Text(), nullable=False),
        sa.Column("invoice_month", BIG, nullable=False),
        sa.Column("period_start", sa.Text(), nullable=False),
        sa.Column("period_end", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("stated_total_cents", BIG, nullable=False),
        sa.Column("total_cents", BIG, nullable=False),
        sa.Column("tax_cents", BIG, nullable=False),
        sa.Column("reporting_currency", sa.Text(), nullable=True),
        sa.Column("reporting_cents", BIG, nullable=True),
        sa.Column("reporting_tax_cents", BIG, nullable=True),
        sa.Column("rate_e8", BIG, nullable=True),
        sa.Column("lines", BIG, nullable=False),
        sa.Column("hours_e4", BIG, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('received', 'approved', 'rejected', 'paid', 'undone', 'superseded')",
            name=op.f("ck_invoice_status_known"),
        ),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_invoice_period_in_order")),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_invoice_upload_id_upload")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_invoice_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoice_month_vendor", ["invoice_month", "vendor_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invoice_upload_id"), ["upload_id"], unique=False)
        batch_op.create_index(
            "uq_invoice_live",
            ["vendor_id", "number_norm"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('undone', 'superseded')"),
            postgresql_where=sa.text("status NOT IN ('undone', 'superseded')"),
        )

    op.create_table(
        "matter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_norm", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_restricted", sa.Integer(), nullable=False),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_matter_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("number_norm", name=op.f("uq_matter_number_norm")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_in_ticket",
        sa.Column("id_hash", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_sign_in_ticket_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sign_in_ticket")),
        sqlite_strict=True,
    )
    op.create_table(
        "spend_cube",
        sa.Column("invoice_month", BIG, nullable=False),
        sa.Column("work_month", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("practice_area_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("classification", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("billed_cents", BIG, nullable=False),
        sa.Column("tax_cents", BIG, nullable=False),
        sa.Column("reporting_cents", BIG, nullable=False),
        sa.Column("reporting_tax_cents", BIG, nullable=False),
        sa.Column("unconverted_cents", BIG, nullable=False),
        sa.Column("hours_e4", BIG, nullable=False),
        sa.Column("lines", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_spend_cube_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint(
            "invoice_month",
            "work_month",
            "vendor_id",
            "practice_area_id",
            "kind",
            "classification",
            "currency",
            "status",
            name=op.f("pk_spend_cube"),
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timekeeper",
        sa.Column("id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("classification", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_timekeeper_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timekeeper")),
        sa.UniqueConstraint("vendor_id", "code", name=op.f("uq_timekeeper_vendor_id_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "upload_problem",
        sa.Column("id", BIG, nullable=False),
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("line", BIG, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("invoice_number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_upload_problem_upload_id_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_problem")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("upload_problem", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_upload_problem_upload_id"), ["upload_id"], unique=False
        )

    op.create_table(
        "user_session",
        sa.Column("id_hash", sa.Text(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("token_version", BIG, nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("last_seen_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_user_session_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_user_session")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "vendor_alias",
        sa.Column("id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("alias_norm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_alias_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_alias")),
        sa.UniqueConstraint("alias_norm", name=op.f("uq_vendor_alias_alias_norm")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("vendor_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vendor_alias_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "budget_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("month", BIG, nullable=False),
        sa.Column("practice_area_id", BIG, nullable=True),
        sa.Column("matter_id", BIG, nullable=True),
        sa.Column("cost_kind", sa.Text(), nullable=False),
        sa.Column("amount_cents", BIG, nullable=False),
        sa.CheckConstraint(
            "cost_kind IN ('fees', 'expenses', 'all')", name=op.f("ck_budget_line_kind_known")
        ),
        sa.CheckConstraint(
            "(practice_area_id IS NULL) <> (matter_id IS NULL)",
            name=op.f("ck_budget_line_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_budget_line_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(
            ["practice_area_id"],
            ["practice_area.id"],
            name=op.f("fk_budget_line_practice_area_id_practice_area"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["budget_version.id"],
            name=op.f("fk_budget_line_version_id_budget_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index("ix_budget_line_version_id", ["version_id"], unique=False)

    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", BIG, autoincrement=False, nullable=False),
        sa.Column("place", BIG, autoincrement=False, nullable=False),
        sa.Column("matter_id", BIG, nullable=False),
        sa.Column("source_line", BIG, nullable=False),
        sa.Column("line_number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("work_date", sa.Text(), nullable=False),
        sa.Column("timekeeper_id", BIG, nullable=True),
        sa.Column("task_code", sa.Text(), nullable=True),
        sa.Column("expense_code", sa.Text(), nullable=True),
        sa.Column("activity_code", sa.Text(), nullable=True),
        sa.Column("units_e4", BIG, nullable=False),
        sa.Column("rate_e4", BIG, nullable=False),
        sa.Column("adjustment_cents", BIG, nullable=False),
        sa.Column("total_cents", BIG, nullable=False),
        sa.Column("tax_cents", BIG, nullable=False),
        sa.Column("reporting_cents", BIG, nullable=True),
        sa.Column("reporting_tax_cents", BIG, nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id_invoice")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "place", name=op.f("pk_invoice_line")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invoice_sum",
        sa.Column("invoice_id", BIG, nullable=False),
        sa.Column("matter_id", BIG, nullable=False),
        sa.Column("work_month", BIG, nullable=False),
        sa.Column("cost_kind", sa.Text(), nullable=False),
        sa.Column("practice_area_id", BIG, nullable=True),
        sa.Column("billed_cents", BIG, nullable=False),
        sa.Column("tax_cents", BIG, nullable=False),
        sa.Column("approved_cents", BIG, nullable=False),
        sa.Column("reporting_cents", BIG, nullable=True),
        sa.Column("reporting_tax_cents", BIG, nullable=True),
        sa.Column("hours_e4", BIG, nullable=False),
        sa.Column("lines", BIG, nullable=False),
        sa.Column("late_cents", BIG, nullable=False),
        sa.Column("days_cents", BIG, nullable=False),
        sa.Column("adjusted_lines", BIG, nullable=False),
        sa.Column("adjusted_cents", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_sum_invoice_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_invoice_sum_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(
            ["practice_area_id"],
            ["practice_area.id"],
            name=op.f("fk_invoice_sum_practice_area_id_practice_area"),
        ),
        sa.PrimaryKeyConstraint(
            "invoice_id", "matter_id", "work_month", "cost_kind", name=op.f("pk_invoice_sum")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("invoice_sum", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoice_sum_matter_id_work_month", ["matter_id", "work_month"], unique=False
        )

    op.create_table(
        "matter_alias",
        sa.Column("id", BIG, nullable=False),
        sa.Column("matter_id", BIG, nullable=False),
        sa.Column("vendor_id", BIG, nullable=False),
        sa.Column("number_norm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matter_alias_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_matter_alias_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_alias")),
        sa.UniqueConstraint(
            "vendor_id", "number_norm", name=op.f("uq_matter_alias_vendor_id_number_norm")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("matter_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_alias_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "matter_area",
        sa.Column("id", BIG, nullable=False),
        sa.Column("matter_id", BIG, nullable=False),
        sa.Column("from_month", BIG, nullable=False),
        sa.Column("practice_area_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matter_area_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(
            ["practice_area_id"],
            ["practice_area.id"],
            name=op.f("fk_matter_area_practice_area_id_practice_area"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_area")),
        sa.UniqueConstraint(
            "matter_id", "from_month", name=op.f("uq_matter_area_matter_id_from_month")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("matter_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_area_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "matter_member",
        sa.Column("id", BIG, nullable=False),
        sa.Column("matter_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matter_member_matter_id_matter")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_matter_member_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_member")),
        sa.UniqueConstraint(
            "matter_id", "user_id", name=op.f("uq_matter_member_matter_id_user_id")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("matter_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "timekeeper_sum",
        sa.Column("timekeeper_id", BIG, nullable=False),
        sa.Column("invoice_month", BIG, nullable=False),
        sa.Column("work_month", BIG, nullable=False),
        sa.Column("practice_area_id", BIG, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("hours_e4", BIG, nullable=False),
        sa.Column("fees_cents", BIG, nullable=False),
        sa.Column("reporting_cents", BIG, nullable=False),
        sa.Column("lines", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["timekeeper_id"],
            ["timekeeper.id"],
            name=op.f("fk_timekeeper_sum_timekeeper_id_timekeeper"),
        ),
        sa.PrimaryKeyConstraint(
            "timekeeper_id",
            "invoice_month",
            "work_month",
            "practice_area_id",
            "currency",
            name=op.f("pk_timekeeper_sum"),
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    _guard_audit()


def downgrade() -> None:
    op.drop_table("timekeeper_sum")
    with op.batch_alter_table("matter_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_member_user_id"))

    op.drop_table("matter_member")
    with op.batch_alter_table("matter_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_area_matter_id"))

    op.drop_table("matter_area")
    with op.batch_alter_table("matter_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_alias_matter_id"))

    op.drop_table("matter_alias")
    with op.batch_alter_table("invoice_sum", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_sum_matter_id_work_month")

    op.drop_table("invoice_sum")
    op.drop_table("invoice_line")
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.drop_index("ix_budget_line_version_id")

    op.drop_table("budget_line")
    with op.batch_alter_table("vendor_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vendor_alias_vendor_id"))

    op.drop_table("vendor_alias")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("upload_problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_problem_upload_id"))

    op.drop_table("upload_problem")
    op.drop_table("timekeeper")
    op.drop_table("spend_cube")
    op.drop_table("sign_in_ticket")
    op.drop_table("matter")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invoice_live",
            sqlite_where=sa.text("status NOT IN ('undone', 'superseded')"),
            postgresql_where=sa.text("status NOT IN ('undone', 'superseded')"),
        )
        batch_op.drop_index(batch_op.f("ix_invoice_upload_id"))
        batch_op.drop_index("ix_invoice_month_vendor")

    op.drop_table("invoice")
    op.drop_table("forecast_snapshot")
    op.drop_table("closed_figure")
    op.drop_table("vendor")
    op.drop_table("user")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_sha256"))

    op.drop_table("upload")
    op.drop_table("sign_in_attempt")
    op.drop_table("setting")
    op.drop_table("practice_area")
    op.drop_table("exchange_rate")
    op.drop_table("data_version")
    op.drop_table("closed_month")
    op.drop_table("budget_version")
    op.drop_table("audit_event")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS audit_event_refuse()")
