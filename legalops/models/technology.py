"""Systems the department uses: contract, dates, cost, seats, what people think of them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ValidationInfo, field_validator
from sqlalchemy import CheckConstraint

from legalops.models.asked import Ask, Asked, Cents, Line, MaybeDay, Prose, Title
from legalops.models.base import Table, flag, integer, kept, strict, text
from legalops.models.kept import Kept

CATEGORIES = (
    ("matter_management", "Matter management"),
    ("e_billing", "E-billing"),
    ("contract_lifecycle", "Contract lifecycle"),
    ("document_management", "Document management"),
    ("legal_hold", "Legal hold and e-discovery"),
    ("research", "Research"),
    ("knowledge", "Knowledge management"),
    ("intake", "Intake and workflow"),
    ("analytics", "Analytics"),
    ("ip", "IP management"),
    ("entity", "Entity management"),
    ("signature", "Signature"),
    ("assistant", "Drafting assistant"),
    ("other", "Other"),
)
STAGES = (
    ("evaluating", "Evaluating"),
    ("implementing", "Implementing"),
    ("in_use", "In use"),
    ("retiring", "Retiring"),
    ("retired", "Retired"),
)
Stage = Literal["evaluating", "implementing", "in_use", "retiring", "retired"]


_LONGEST_NOTICE, _MOST_SEATS = 3_650, 1_000_000


class System(Kept, table=True):
    """One row per system; the last day to give notice is `renews_on` less `notice_days`."""

    __table_args__ = strict(
        CheckConstraint(
            "stage IN ('evaluating', 'implementing', 'in_use', 'retiring', 'retired')",
            name="stage_known",
        ),
    )
    category: str = text(default="other")
    stage: str = text(default="in_use")
    owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    it_owner_id: int | None = integer(default=None, foreign_key="user.id", index=True)
    vendor_id: int | None = integer(default=None, foreign_key="vendor.id")
    supplier: str = text(default="")
    contract: str = text(default="")
    starts_on: str | None = text(default=None)
    renews_on: str | None = text(default=None)
    notice_days: int | None = integer(default=None)
    renews_itself: bool = flag(default=False)
    yearly_cost_cents: int | None = integer(default=None)
    seats: int | None = integer(default=None)
    seats_used: int | None = integer(default=None)
    seats_on: str | None = text(default=None)
    note: str = text(default="")


class SystemInput(Asked):
    """What a form gives for a system."""

    title: Annotated[Title, Ask("System", example="Contract lifecycle system")]
    category: Annotated[str, Ask("Category", "choice", choices=CATEGORIES, row="a")] = "other"
    stage: Annotated[Stage, Ask("Stage", "choice", choices=STAGES, row="a")] = "in_use"
    owner_id: Annotated[int | None, Ask("Owner in Legal", "person", row="who")] = None
    it_owner_id: Annotated[int | None, Ask("Owner in IT", "person", row="who")] = None
    supplier: Annotated[Line, Ask("Supplier", row="contract")] = ""
    vendor_id: Annotated[
        int | None,
        Ask("Vendor that invoices it", "record", records="vendor", row="contract"),
    ] = None
    contract: Annotated[Line, Ask("Contract number", row="contract")] = ""
    starts_on: Annotated[MaybeDay, Ask("Runs from", "day", row="dates")] = None
    renews_on: Annotated[MaybeDay, Ask("Ends or renews on", "day", row="dates")] = None
    notice_days: Annotated[int | None, Ask("Notice, days", "count", row="dates")] = None
    renews_itself: Annotated[bool, Ask("Renews by itself unless cancelled", "tick")] = False
    yearly_cost_cents: Annotated[Cents | None, Ask("Cost a year", "money", row="use")] = None
    seats: Annotated[int | None, Ask("Seats", "count", row="use")] = None
    seats_used: Annotated[int | None, Ask("Seats used", "count", row="use")] = None
    seats_on: Annotated[MaybeDay, Ask("Counted on", "day", row="use")] = None
    note: Annotated[Prose, Ask("Note", "prose", lines=2)] = ""

    @field_validator("renews_on")
    @classmethod
    def _ends_later(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts = info.data.get("starts_on")
        if value is not None and isinstance(starts, date) and value < starts:
            raise ValueError(f"is before the day it runs from, {starts.isoformat()}.")
        return value

    @field_validator("notice_days")
    @classmethod
    def _days(cls, value: int | None) -> int | None:
        if value is not None and not 0 <= value <= _LONGEST_NOTICE:
            raise ValueError(f"must be from 0 to {_LONGEST_NOTICE:,} days.")
        return value

    @field_validator("seats", "seats_used")
    @classmethod
    def _seats(cls, value: int | None) -> int | None:
        if value is not None and not 0 <= value <= _MOST_SEATS:
            raise ValueError(f"must be from 0 to {_MOST_SEATS:,}.")
        return value


class SystemRating(Table, table=True):
    """One row per person x system: how satisfied they are, 1-5, and why."""

    __tablename__ = "system_rating"
    __table_args__ = kept(CheckConstraint("score BETWEEN 1 AND 5", name="score_in_range"))
    system_id: int = integer(primary_key=True, foreign_key="system.id")
    user_id: int = integer(primary_key=True, foreign_key="user.id")
    score: int = integer()
    note: str = text(default="")
    at: str = text()
