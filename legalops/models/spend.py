"""What vendors bill: vendors, matters, timekeepers, uploads, invoices, lines and kept sums.

Amounts are integers in the minor unit of their currency (`_cents`); units and rates are
integers in 1/10000 (`_e4`); months are YYYYMM; dates are ISO text; instants UTC text.
"""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

from legalops.models.base import Table, flag, integer, kept, key, strict, text

#: Statuses in which an invoice still counts for something.
LIVE = ("received", "approved", "rejected", "paid")
LIVE_SQL = "status NOT IN ('undone', 'superseded')"


class PracticeArea(Table, table=True):
    """One row per practice area; id 0 never exists and means "none" in kept sums."""

    __tablename__ = "practice_area"
    id: int | None = key()
    name: str = text()
    name_norm: str = text(unique=True)
    closed_at: str | None = text(default=None)


class Vendor(Table, table=True):
    """One row per law firm or other supplier, found by its LAW_FIRM_ID first."""

    id: int | None = key()
    name: str = text()
    name_norm: str = text(unique=True)
    law_firm_id: str | None = text(default=None, unique=True)
    currency: str | None = text(default=None)
    version: int = integer(default=1)
    created_at: str = text()
    billing: str = text(default="invoiced", sa_column_kwargs={"server_default": "invoiced"})
    cadence: str = text(default="", sa_column_kwargs={"server_default": ""})
    contact_name: str = text(default="", sa_column_kwargs={"server_default": ""})
    contact_email: str = text(default="", sa_column_kwargs={"server_default": ""})
    merged_into: int | None = integer(default=None)


class VendorMerge(Table, table=True):
    """One row per merge of one vendor into another; what was moved, so that it can go back."""

    __tablename__ = "vendor_merge"
    id: int | None = key()
    from_id: int = integer(foreign_key="vendor.id", index=True)
    into_id: int = integer(foreign_key="vendor.id", index=True)
    moved_json: str = text()
    merged_by: str = text()
    merged_at: str = text()
    undone_by: str | None = text(default=None)
    undone_at: str | None = text(default=None)


class VendorMonth(Table, table=True):
    """One row per month for which a vendor said, or ops know, that nothing is to be billed."""

    __tablename__ = "vendor_month"
    __table_args__ = kept()
    vendor_id: int = integer(foreign_key="vendor.id", primary_key=True)
    month: int = integer(primary_key=True)
    note: str = text()
    noted_by: str = text()
    noted_at: str = text()


class VendorAlias(Table, table=True):
    """One row per other spelling or number of a vendor (normalised)."""

    __tablename__ = "vendor_alias"
    id: int | None = key()
    vendor_id: int = integer(foreign_key="vendor.id", index=True)
    alias_norm: str = text(unique=True)


class Matter(Table, table=True):
    """One row per piece of legal work, found by its CLIENT_MATTER_ID."""

    id: int | None = key()
    number: str = text()
    number_norm: str = text(unique=True)
    name: str = text()
    status: str = text(default="open")
    is_restricted: bool = flag(default=False)
    owner_id: int | None = integer(default=None, foreign_key="user.id")
    version: int = integer(default=1)
    created_at: str = text()
    opened_on: str | None = text(default=None)
    closed_on: str | None = text(default=None)
    weight: int = integer(default=1, sa_column_kwargs={"server_default": "1"})
    is_exceptional: bool = flag(default=False, sa_column_kwargs={"server_default": "0"})
    expected_cents: int | None = integer(default=None)


class MatterAlias(Table, table=True):
    """One row per number a vendor uses for a matter of ours (LAW_FIRM_MATTER_ID)."""

    __tablename__ = "matter_alias"
    __table_args__ = strict(UniqueConstraint("vendor_id", "number_norm"))
    id: int | None = key()
    matter_id: int = integer(foreign_key="matter.id", index=True)
    vendor_id: int = integer(foreign_key="vendor.id")
    number_norm: str = text()


class MatterArea(Table, table=True):
    """One row per change of a matter's practice area, effective from a work month on."""

    __tablename__ = "matter_area"
    __table_args__ = strict(UniqueConstraint("matter_id", "from_month"))
    id: int | None = key()
    matter_id: int = integer(foreign_key="matter.id", index=True)
    from_month: int = integer()
    practice_area_id: int = integer(foreign_key="practice_area.id")


class MatterMember(Table, table=True):
    """One row per person named on a matter: who works on it, who sees it when restricted."""

    __tablename__ = "matter_member"
    __table_args__ = strict(UniqueConstraint("matter_id", "user_id"))
    id: int | None = key()
    matter_id: int = integer(foreign_key="matter.id")
    user_id: int = integer(foreign_key="user.id", index=True)


class Timekeeper(Table, table=True):
    """One row per person of a vendor who records time."""

    __table_args__ = strict(UniqueConstraint("vendor_id", "code"))
    id: int | None = key()
    vendor_id: int = integer(foreign_key="vendor.id")
    code: str = text()
    name: str = text()
    classification: str = text(default="")


class TimekeeperAlias(Table, table=True):
    """One row per other code or spelling that a vendor uses for one of its timekeepers."""

    __tablename__ = "timekeeper_alias"
    __table_args__ = strict(UniqueConstraint("vendor_id", "alias_norm"))
    id: int | None = key()
    vendor_id: int = integer(foreign_key="vendor.id")
    timekeeper_id: int = integer(foreign_key="timekeeper.id", index=True)
    alias_norm: str = text()


class Upload(Table, table=True):
    """One row per file that came.

    `state`: received (kept, not read yet), draft (read, waits for a person), refused (cannot be
    read), stored, duplicate (held nothing new), discarded, undone. `waiting` counts its
    invoices that are neither stored nor left out. Of payments `rows` and `control_cents` count
    and sum every row that was read.
    """

    id: int | None = key()
    file_name: str = text()
    sha256: str = text(index=True)
    size: int = integer()
    format: str = text()
    state: str = text(default="stored")
    uploaded_by: str = text()
    uploaded_at: str = text()
    invoices: int = integer()
    lines: int = integer()
    skipped: int = integer(default=0)
    warnings: int = integer(default=0)
    undone_by: str | None = text(default=None)
    undone_at: str | None = text(default=None)
    kind: str = text(default="invoices", sa_column_kwargs={"server_default": "invoices"})
    rows: int = integer(default=0, sa_column_kwargs={"server_default": "0"})
    control_cents: int | None = integer(default=None)
    waiting: int = integer(default=0, sa_column_kwargs={"server_default": "0"})
    summary: str = text(default="", sa_column_kwargs={"server_default": ""})


class UploadDraft(Table, table=True):
    """One row per file that waits: how it is to be read and what was decided so far, as JSON."""

    __tablename__ = "upload_draft"
    __table_args__ = kept()
    upload_id: int = integer(foreign_key="upload.id", primary_key=True)
    how_json: str = text(default="{}")
    choices_json: str = text(default="{}")
    version: int = integer(default=1)
    updated_by: str = text()
    updated_at: str = text()


class UploadCorrection(Table, table=True):
    """One row per value that a person put in the place of what the file says."""

    __tablename__ = "upload_correction"
    id: int | None = key()
    upload_id: int = integer(foreign_key="upload.id", index=True)
    line: int = integer()
    field: str = text()
    original: str = text()
    value: str = text()
    reason: str = text()
    made_by: str = text()
    made_at: str = text()


class ColumnMapping(Table, table=True):
    """One row per table layout that was mapped once: which heading holds which field."""

    __tablename__ = "column_mapping"
    id: int | None = key()
    name: str = text()
    name_norm: str = text(unique=True)
    vendor_id: int | None = integer(default=None, foreign_key="vendor.id", index=True)
    fingerprint: str = text(index=True)
    how_json: str = text()
    version: int = integer(default=1)
    made_by: str = text()
    made_at: str = text()
    changed_by: str = text()
    changed_at: str = text()


class Code(Table, table=True):
    """One row per UTBMS code or classification that ops added, renamed or retired.

    What ships in `data/utbms` needs no row; a row of the same kind and code goes before it.
    `kind` is task, activity, expense or classification.
    """

    __table_args__ = kept()
    kind: str = text(primary_key=True)
    code_norm: str = text(primary_key=True)
    code: str = text()
    name: str = text()
    is_retired: bool = flag(default=False)
    changed_by: str = text()
    changed_at: str = text()


class UploadProblem(Table, table=True):
    """One row per warning that was accepted, or fault of an invoice left out, with a file."""

    __tablename__ = "upload_problem"
    id: int | None = key()
    upload_id: int = integer(foreign_key="upload.id", index=True)
    severity: str = text()
    code: str = text()
    line: int = integer()
    field: str = text()
    value: str = text()
    message: str = text()
    invoice_number: str = text(default="")
    place: str = text(default="", sa_column_kwargs={"server_default": ""})


class Invoice(Table, table=True):
    """One row per invoice; live unless undone or superseded; unique among the live.

    `total_cents` is what the lines sum to, net of tax; `stated_total_cents` what the
    vendor wrote; `reporting_*` are null while no exchange rate covers its date.
    """

    __table_args__ = strict(
        Index(
            "uq_invoice_live",
            "vendor_id",
            "number_norm",
            unique=True,
            sqlite_where=sql(LIVE_SQL),
            postgresql_where=sql(LIVE_SQL),
        ),
        Index("ix_invoice_month_vendor", "invoice_month", "vendor_id"),
        CheckConstraint(
            "status IN ('received', 'approved', 'rejected', 'paid', 'undone', 'superseded')",
            name="status_known",
        ),
        CheckConstraint("period_start <= period_end", name="period_in_order"),
    )
    id: int | None = key()
    upload_id: int = integer(foreign_key="upload.id", index=True)
    vendor_id: int = integer(foreign_key="vendor.id")
    number: str = text()
    number_norm: str = text()
    invoice_date: str = text()
    invoice_month: int = integer()
    period_start: str = text()
    period_end: str = text()
    description: str = text(default="")
    currency: str = text()
    stated_total_cents: int = integer()
    total_cents: int = integer()
    tax_cents: int = integer(default=0)
    reporting_currency: str | None = text(default=None)
    reporting_cents: int | None = integer(default=None)
    reporting_tax_cents: int | None = integer(default=None)
    rate_e8: int | None = integer(default=None)
    lines: int = integer()
    hours_e4: int = integer()
    status: str = text(default="received")
    override_reason: str | None = text(default=None)
    replaces_id: int | None = integer(default=None)
    decided_by: str | None = text(default=None)
    decided_at: str | None = text(default=None)
    decided_reason: str = text(default="", sa_column_kwargs={"server_default": ""})
    cut_cents: int = integer(default=0, sa_column_kwargs={"server_default": "0"})
    paid_on: str | None = text(default=None)


class InvoiceCut(Table, table=True):
    """One row per part of an invoice that something was taken off, at the grain of its sums.

    The rows of an invoice add up to its `cut_cents`; they go when the decision is taken back.
    """

    __tablename__ = "invoice_cut"
    __table_args__ = kept()
    invoice_id: int = integer(foreign_key="invoice.id", primary_key=True)
    matter_id: int = integer(primary_key=True)
    work_month: int = integer(primary_key=True)
    cost_kind: str = text(primary_key=True)
    cut_cents: int = integer()
    reporting_cut_cents: int | None = integer(default=None)


class InvoiceLine(Table, table=True):
    """One row per line of an invoice; `total_cents` is net of `tax_cents`.

    Kept in the order of its key, so that an invoice's lines lie together; `place` counts
    them from 1 within the invoice. Its matter is held by the foreign key of `invoice_sum`, its
    timekeeper by that of `timekeeper_sum`: asking for every line would double the insert.
    """

    __tablename__ = "invoice_line"
    __table_args__ = kept()
    invoice_id: int = integer(foreign_key="invoice.id", primary_key=True)
    place: int = integer(primary_key=True)
    matter_id: int = integer()
    source_line: int = integer()
    line_number: str = text()
    kind: str = text()
    work_date: str = text()
    timekeeper_id: int | None = integer(default=None)
    task_code: str | None = text(default=None)
    expense_code: str | None = text(default=None)
    activity_code: str | None = text(default=None)
    units_e4: int = integer()
    rate_e4: int = integer()
    adjustment_cents: int = integer()
    total_cents: int = integer()
    tax_cents: int = integer()
    reporting_cents: int | None = integer(default=None)
    reporting_tax_cents: int | None = integer(default=None)
    narrative: str = text()


class InvoiceSum(Table, table=True):
    """Kept: one row per invoice x matter x work month x cost kind.

    The cost kinds are "fees", "expenses" and "payments". Billed is net of tax and includes
    invoice-level adjustments of its kind. The row goes with its invoice: whether it counts is
    the invoice's status. `days_cents` is the sum of days from work to invoice x cents,
    `late_cents` what was billed over 90 days after the work, `adjusted_*` the lines the vendor
    discounted.
    """

    __tablename__ = "invoice_sum"
    __table_args__ = kept(
        Index("ix_invoice_sum_matter_id_work_month", "matter_id", "work_month"),
    )
    invoice_id: int = integer(foreign_key="invoice.id", primary_key=True)
    matter_id: int = integer(foreign_key="matter.id", primary_key=True)
    work_month: int = integer(primary_key=True)
    cost_kind: str = text(primary_key=True)
    practice_area_id: int | None = integer(default=None, foreign_key="practice_area.id")
    billed_cents: int = integer()
    tax_cents: int = integer()
    approved_cents: int = integer()
    reporting_cents: int | None = integer(default=None)
    reporting_tax_cents: int | None = integer(default=None)
    hours_e4: int = integer()
    lines: int = integer()
    late_cents: int = integer()
    days_cents: int = integer()
    adjusted_lines: int = integer()
    adjusted_cents: int = integer()


class SpendCube(Table, table=True):
    """Kept: live spend per invoice month x work month x vendor x area x kind x class x currency.

    `practice_area_id` 0 is "no practice area"; `classification` is the timekeeper's;
    `unconverted_cents` is what of `billed_cents` no exchange rate covers yet.
    """

    __tablename__ = "spend_cube"
    __table_args__ = kept()
    invoice_month: int = integer(primary_key=True)
    work_month: int = integer(primary_key=True)
    vendor_id: int = integer(foreign_key="vendor.id", primary_key=True)
    practice_area_id: int = integer(primary_key=True)
    kind: str = text(primary_key=True)
    classification: str = text(primary_key=True)
    currency: str = text(primary_key=True)
    status: str = text(primary_key=True)
    billed_cents: int = integer()
    tax_cents: int = integer()
    reporting_cents: int = integer()
    reporting_tax_cents: int = integer()
    unconverted_cents: int = integer()
    hours_e4: int = integer()
    lines: int = integer()


class TimekeeperSum(Table, table=True):
    """Kept: fee hours and fees per timekeeper x invoice month x work month x area.

    Of live invoices that are not rejected.
    """

    __tablename__ = "timekeeper_sum"
    __table_args__ = kept()
    timekeeper_id: int = integer(foreign_key="timekeeper.id", primary_key=True)
    invoice_month: int = integer(primary_key=True)
    work_month: int = integer(primary_key=True)
    practice_area_id: int = integer(primary_key=True)
    currency: str = text(primary_key=True)
    hours_e4: int = integer()
    fees_cents: int = integer()
    reporting_cents: int = integer()
    lines: int = integer()
