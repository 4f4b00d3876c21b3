"""What is still to come: forecasts as they were made, their trials, accruals and who was asked."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from legalops.models.base import Table, integer, kept, key, strict, text


class ForecastSnapshot(Table, table=True):
    """One row per closed month x method x practice area x month ahead, as forecast then.

    Low and high bound four in five outcomes, where the method says so. Practice area 0 is
    "none"; net of tax, reporting currency, by invoice month.
    """

    __tablename__ = "forecast_snapshot"
    made_in: int = integer(foreign_key="closed_month.month", primary_key=True)
    method: str = text(primary_key=True)
    practice_area_id: int = integer(primary_key=True)
    month: int = integer(primary_key=True)
    amount_cents: int = integer()
    low_cents: int | None = integer(default=None)
    high_cents: int | None = integer(default=None)


class ForecastTrial(Table, table=True):
    """One row per origin month x method x practice area x month ahead of the back-test.

    What the method would have said with the months up to its origin alone, as they are known
    today; `made_at` says when that was worked out.
    """

    __tablename__ = "forecast_trial"
    __table_args__ = kept()
    origin: int = integer(primary_key=True)
    method: str = text(primary_key=True)
    practice_area_id: int = integer(primary_key=True)
    month: int = integer(primary_key=True)
    amount_cents: int = integer()
    low_cents: int | None = integer(default=None)
    high_cents: int | None = integer(default=None)
    made_at: str = text()


class KpiSnapshot(Table, table=True):
    """One row per closed month x measure: what the measure was when the month was closed.

    `value_e4` is in 1/10000 of the measure's unit, money in minor units x 10000 / 100.
    """

    __tablename__ = "kpi_snapshot"
    __table_args__ = kept()
    month: int = integer(foreign_key="closed_month.month", primary_key=True)
    measure: str = text(primary_key=True)
    value_e4: int = integer()


class Accrual(Table, table=True):
    """One row per work month x vendor x matter, or x vendor alone: work done, not yet billed.

    Amounts are net. `source` is firm, person, workbook or estimate; `method` says how an
    estimate was made. A row that is replaced stays, with `replaced_at`.
    """

    __tablename__ = "accrual"
    __table_args__ = strict(
        Index("ix_accrual_month_vendor_id", "month", "vendor_id"),
        CheckConstraint("amount_cents >= 0", name="not_below_zero"),
        CheckConstraint(
            "source IN ('firm', 'person', 'workbook', 'estimate')", name="source_known"
        ),
    )
    id: int | None = key()
    month: int = integer()
    vendor_id: int = integer(foreign_key="vendor.id")
    matter_id: int | None = integer(default=None, foreign_key="matter.id")
    practice_area_id: int | None = integer(default=None, foreign_key="practice_area.id")
    cost_kind: str = text(default="fees")
    currency: str = text()
    amount_cents: int = integer()
    reporting_cents: int | None = integer(default=None)
    rate_e8: int | None = integer(default=None)
    source: str = text()
    method: str = text(default="")
    note: str = text(default="")
    made_by: str = text()
    made_at: str = text()
    replaced_at: str | None = text(default=None)


class AccrualRequest(Table, table=True):
    """One row per month x vendor that was asked for its unbilled work."""

    __tablename__ = "accrual_request"
    __table_args__ = strict(UniqueConstraint("month", "vendor_id"))
    id: int | None = key()
    month: int = integer()
    vendor_id: int = integer(foreign_key="vendor.id")
    asked_by: str = text()
    asked_at: str = text()
    due_on: str = text()
    answered_at: str | None = text(default=None)
