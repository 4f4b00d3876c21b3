"""How firms are judged and paid: rate cards, agreed terms, surveys, weights of the scorecard."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from legalops.models.base import Table, integer, kept, key, strict, text


class RateCard(Table, table=True):
    """One row per vendor x (timekeeper, or classification) x day from which a rate holds.

    `state` is agreed, requested or refused; a request's `rate_e4` is what was asked for, per
    hour in 1/10000 of the currency. Agreed in place of another figure, `asked_e4` keeps it.
    """

    __tablename__ = "rate_card"
    __table_args__ = strict(
        Index("ix_rate_card_vendor_id_effective_on", "vendor_id", "effective_on"),
        CheckConstraint("state IN ('agreed', 'requested', 'refused')", name="state_known"),
        CheckConstraint("rate_e4 >= 0", name="not_below_zero"),
    )
    id: int | None = key()
    vendor_id: int = integer(foreign_key="vendor.id")
    timekeeper_id: int | None = integer(default=None, foreign_key="timekeeper.id")
    classification: str = text(default="")
    currency: str = text()
    rate_e4: int = integer()
    effective_on: str = text()
    until: str | None = text(default=None)
    state: str = text(default="agreed")
    asked_e4: int | None = integer(default=None)
    reason: str = text(default="")
    entered_by: str = text()
    entered_at: str = text()
    decided_by: str | None = text(default=None)
    decided_at: str | None = text(default=None)


class VendorTerm(Table, table=True):
    """One row per agreed term of a vendor: a discount from a yearly spend on, or a contract.

    `kind` is volume (discount on fees once the year's spend passes `threshold_cents`, in the
    reporting currency) or contract (an engagement that ends).
    """

    __tablename__ = "vendor_term"
    id: int | None = key()
    vendor_id: int = integer(foreign_key="vendor.id", index=True)
    kind: str = text()
    threshold_cents: int = integer(default=0)
    discount_e4: int = integer(default=0)
    since: str = text()
    until: str | None = text(default=None)
    note: str = text(default="")
    entered_by: str = text()
    entered_at: str = text()
    ended_at: str | None = text(default=None)


class SurveyInvite(Table, table=True):
    """One row per person asked about a vendor's work on a matter; says only whether they answered.

    The answer stands apart and carries no name.
    """

    __tablename__ = "survey_invite"
    __table_args__ = strict(UniqueConstraint("matter_id", "vendor_id", "user_id"))
    id: int | None = key()
    matter_id: int = integer(foreign_key="matter.id")
    vendor_id: int = integer(foreign_key="vendor.id", index=True)
    user_id: int = integer(foreign_key="user.id", index=True)
    asked_by: str = text()
    asked_at: str = text()
    answered_at: str | None = text(default=None)


class SurveyAnswer(Table, table=True):
    """One row per answer about a vendor: five questions from 1 to 5, and a comment."""

    __tablename__ = "survey_answer"
    id: int | None = key()
    vendor_id: int = integer(foreign_key="vendor.id", index=True)
    month: int = integer()
    expertise: int = integer()
    responsiveness: int = integer()
    cost: int = integer()
    outcome: int = integer()
    again: int = integer()
    comment: str = text(default="")


class ScoreWeight(Table, table=True):
    """One row per measure of the scorecard: its weight, and which values score 0 and 100.

    `worst_e4` and `best_e4` are in 1/10000 of the measure's unit.
    """

    __tablename__ = "score_weight"
    __table_args__ = kept()
    measure: str = text(primary_key=True)
    weight: int = integer()
    worst_e4: int = integer()
    best_e4: int = integer()
    changed_by: str = text()
    changed_at: str = text()
