"""What people say about figures and want to see: comments, targets, cards, saved views."""

from sqlalchemy import Index, UniqueConstraint

from legalops.models.base import Table, flag, integer, key, strict, text


class Comment(Table, table=True):
    """One row per comment on a figure or an object; an edit keeps who wrote it.

    `subject` is what it is about ("budget_vs_actual:area=3", "matter:17"), `period` the period
    of the figure as the address writes it, "" for an object.
    """

    __tablename__ = "comment"
    __table_args__ = strict(Index("ix_comment_subject", "subject"))
    id: int | None = key()
    subject: str = text()
    period: str = text(default="")
    body: str = text()
    written_by: int = integer(foreign_key="user.id")
    author: str = text()
    written_at: str = text()
    changed_at: str | None = text(default=None)
    withdrawn_at: str | None = text(default=None)
    version: int = integer(default=1)


class Target(Table, table=True):
    """One row per measure x fiscal year: what the department wants it to be, in 1/10000."""

    __tablename__ = "target"
    __table_args__ = strict(UniqueConstraint("measure", "fiscal_year"))
    id: int | None = key()
    measure: str = text()
    fiscal_year: int = integer()
    value_e4: int = integer()
    set_by: str = text()
    set_at: str = text()


class KpiCard(Table, table=True):
    """One row per card of the overview: the department's own (user 0), or a person's choice."""

    __tablename__ = "kpi_card"
    __table_args__ = strict(UniqueConstraint("user_id", "measure"))
    id: int | None = key()
    user_id: int = integer(default=0)
    place: int = integer()
    measure: str = text()


class SavedView(Table, table=True):
    """One row per view that somebody saved: a page with its filters, relative or absolute."""

    __tablename__ = "saved_view"
    __table_args__ = strict(UniqueConstraint("user_id", "name_norm"))
    id: int | None = key()
    user_id: int = integer(foreign_key="user.id", index=True)
    name: str = text()
    name_norm: str = text()
    page: str = text()
    query: str = text()
    is_shared: bool = flag(default=False)
    saved_at: str = text()
