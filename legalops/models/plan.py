"""What the department plans: budgets in versions, caps, phases, exchange rates, closed months."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from legalops.models.base import Table, flag, integer, kept, key, strict, text


class BudgetVersion(Table, table=True):
    """One row per version of a fiscal year's budget.

    In force is the newest approved version, and the newest of all while none is approved. A
    version holds all its lines; nothing is carried over from the one before. Once approved it
    is locked. `revision` goes up with every change of a version that is not.
    """

    __tablename__ = "budget_version"
    __table_args__ = strict(UniqueConstraint("fiscal_year", "name_norm"))
    id: int | None = key()
    fiscal_year: int = integer()
    number: int = integer()
    name: str = text()
    name_norm: str = text()
    source: str = text()
    created_by: str = text()
    created_at: str = text()
    file_name: str | None = text(default=None)
    sha256: str | None = text(default=None)
    note: str = text(default="")
    kind: str = text(default="", sa_column_kwargs={"server_default": ""})
    revision: int = integer(default=1, sa_column_kwargs={"server_default": "1"})
    approved_by: str | None = text(default=None)
    approved_at: str | None = text(default=None)


class VendorCap(Table, table=True):
    """One row per version x vendor x month: a vendor's cap, never added to the budget."""

    __tablename__ = "vendor_cap"
    __table_args__ = kept()
    version_id: int = integer(foreign_key="budget_version.id", primary_key=True)
    vendor_id: int = integer(foreign_key="vendor.id", primary_key=True)
    month: int = integer(primary_key=True)
    amount_cents: int = integer()


class MatterPhase(Table, table=True):
    """One row per phase of a matter's own budget; the live rows add up to the matter's budget.

    `code` is the task code group whose lines are its actual (L100), "" for all that no other
    phase covers. `version` counts the matter's budgets; rows of earlier ones stay as they were.
    Amounts are in the reporting currency, net.
    """

    __tablename__ = "matter_phase"
    __table_args__ = strict(UniqueConstraint("matter_id", "version", "name_norm"))
    id: int | None = key()
    matter_id: int = integer(foreign_key="matter.id", index=True)
    version: int = integer()
    place: int = integer()
    name: str = text()
    name_norm: str = text()
    code: str = text(default="")
    amount_cents: int = integer()
    state: str = text(default="open")
    is_live: bool = flag(default=True)
    made_by: str = text()
    made_at: str = text()


class BudgetLine(Table, table=True):
    """One row per version x month x (practice area x cost kind, or matter).

    Rows of a practice area add up to the department's budget; rows of a matter are a cap,
    shown with the matter and never added. Amounts are in the reporting currency, net.
    """

    __tablename__ = "budget_line"
    __table_args__ = strict(
        Index("ix_budget_line_version_id", "version_id"),
        CheckConstraint("(practice_area_id IS NULL) <> (matter_id IS NULL)", name="one_subject"),
        CheckConstraint("cost_kind IN ('fees', 'expenses', 'all')", name="kind_known"),
    )
    id: int | None = key()
    version_id: int = integer(foreign_key="budget_version.id")
    month: int = integer()
    practice_area_id: int | None = integer(default=None, foreign_key="practice_area.id")
    matter_id: int | None = integer(default=None, foreign_key="matter.id")
    cost_kind: str = text()
    amount_cents: int = integer()


class ExchangeRate(Table, table=True):
    """One row per currency and day from which a rate to the reporting currency holds."""

    __tablename__ = "exchange_rate"
    __table_args__ = strict(UniqueConstraint("currency", "to_currency", "effective_on"))
    id: int | None = key()
    currency: str = text()
    to_currency: str = text()
    effective_on: str = text()
    rate_e8: int = integer()
    entered_by: str = text()
    entered_at: str = text()


class ClosedMonth(Table, table=True):
    """One row per closed month with what its figures were when it was closed."""

    __tablename__ = "closed_month"
    month: int = integer(primary_key=True)
    closed_by: str = text()
    closed_at: str = text()
    is_late: int = integer(default=0)


class ClosedFigure(Table, table=True):
    """One row per closed month x basis x practice area x cost kind: the figure as frozen.

    Practice area 0 is "none". A later difference to the live sums flags the month.
    """

    __tablename__ = "closed_figure"
    month: int = integer(foreign_key="closed_month.month", primary_key=True)
    basis: str = text(primary_key=True)
    practice_area_id: int = integer(primary_key=True)
    cost_kind: str = text(primary_key=True)
    actual_cents: int = integer()
    budget_cents: int | None = integer(default=None)
