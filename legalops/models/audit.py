"""What has changed and what caches must know: the audit trail, data versions, settings."""

from sqlalchemy import Index

from legalops.models.base import Table, integer, strict, text


class AuditEvent(Table, table=True):
    """One row per change; append-only by trigger, each row sealed over the one before."""

    __tablename__ = "audit_event"
    __table_args__ = strict(Index("ix_audit_event_subject", "subject", "subject_id"))
    seq: int = integer(primary_key=True)
    at: str = text()
    actor_id: int | None = integer(default=None)
    actor_name: str = text()
    session_ref: str = text(default="")
    action: str = text()
    subject: str = text()
    subject_id: str = text(default="")
    before_json: str | None = text(default=None)
    after_json: str | None = text(default=None)
    prev_hash: str = text()
    hash: str = text()


class DataVersion(Table, table=True):
    """One row per area of the store: a counter that rises with every write to it."""

    __tablename__ = "data_version"
    area: str = text(primary_key=True)
    version: int = integer()


class Setting(Table, table=True):
    """One row per setting that differs from its default, as JSON."""

    name: str = text(primary_key=True)
    value_json: str = text()
