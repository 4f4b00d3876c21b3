"""What people keep beside the money has in common: a title, who made it, a version, people."""

from sqlalchemy import Index

from legalops.models.base import Table, integer, kept, key, strict, text


class Kept(Table):
    """The columns of every record: each edit raises `version`, none is ever deleted."""

    id: int | None = key()
    title: str = text()
    made_by: int | None = integer(default=None, foreign_key="user.id")
    maker: str = text()
    made_at: str = text()
    changed_by: str = text()
    changed_at: str = text()
    withdrawn_at: str | None = text(default=None)
    version: int = integer(default=1)


class RecordPerson(Table, table=True):
    """One row per person named on a record: `part` is the field that names them."""

    __tablename__ = "record_person"
    __table_args__ = kept(Index("ix_record_person_user_id", "user_id"))
    kind: str = text(primary_key=True)
    record_id: int = integer(primary_key=True)
    part: str = text(primary_key=True)
    user_id: int = integer(primary_key=True, foreign_key="user.id")


class RecordLink(Table, table=True):
    """One row per link between two things; it shows on both sides."""

    __tablename__ = "record_link"
    __table_args__ = strict(
        Index("ix_record_link_one", "from_kind", "from_id", "to_kind", "to_id", unique=True),
        Index("ix_record_link_other", "to_kind", "to_id"),
    )
    id: int | None = key()
    from_kind: str = text()
    from_id: int = integer()
    to_kind: str = text()
    to_id: int = integer()
    made_by: str = text()
    made_at: str = text()


class SearchEntry(Table, table=True):
    """One row per record: its words folded, so that one question finds it."""

    __tablename__ = "search_entry"
    __table_args__ = kept()
    kind: str = text(primary_key=True)
    record_id: int = integer(primary_key=True)
    words: str = text()


class FormDraft(Table, table=True):
    """One row per form a person has begun and not saved, as it was typed."""

    __tablename__ = "form_draft"
    __table_args__ = kept()
    user_id: int = integer(primary_key=True, foreign_key="user.id")
    form: str = text(primary_key=True)
    typed_json: str = text()
    seen_version: int = integer(default=0)
    saved_at: str = text()


class Visit(Table, table=True):
    """One row per person: when they last looked at their work, and the time before that."""

    __table_args__ = kept()
    user_id: int = integer(primary_key=True, foreign_key="user.id")
    at: str = text()
    before: str = text(default="")


class CalendarFeed(Table, table=True):
    """One row per address of a calendar that a person subscribes to; only its hash is kept."""

    __tablename__ = "calendar_feed"
    token_hash: str = text(primary_key=True)
    user_id: int = integer(foreign_key="user.id", index=True)
    made_at: str = text()
    ended_at: str | None = text(default=None)
    read_at: str | None = text(default=None)


class DigestSent(Table, table=True):
    """One row per person: when the last digest went, and up to which audit event it told."""

    __tablename__ = "digest_sent"
    __table_args__ = kept()
    user_id: int = integer(primary_key=True, foreign_key="user.id")
    sent_at: str = text()
    until_seq: int = integer(default=0)
