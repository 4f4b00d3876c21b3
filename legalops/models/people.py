"""Who may come in: users, their sessions, and what slows down a guesser."""

from sqlalchemy import CheckConstraint

from legalops.models.base import Table, flag, integer, key, strict, text


class User(Table, table=True):
    """One row per person; disabled, never deleted."""

    __table_args__ = strict(
        CheckConstraint("role IN ('member', 'executive', 'ops', 'admin')", name="role_known"),
    )
    id: int | None = key()
    username: str = text()
    username_norm: str = text(unique=True)
    display_name: str = text()
    role: str = text()
    password_hash: str | None = text(default=None)
    must_change: bool = flag(default=False)
    code_hash: str | None = text(default=None)
    code_expires_at: str | None = text(default=None)
    token_version: int = integer(default=1)
    version: int = integer(default=1)
    created_at: str = text()
    password_changed_at: str | None = text(default=None)
    disabled_at: str | None = text(default=None)


class UserSession(Table, table=True):
    """One row per sign-in; the cookie holds a secret of which only the hash is here."""

    __tablename__ = "user_session"
    id_hash: str = text(primary_key=True)
    user_id: int = integer(foreign_key="user.id", index=True)
    token_version: int = integer()
    created_at: str = text()
    last_seen_at: str = text()
    expires_at: str = text()
    revoked_at: str | None = text(default=None)
    revoke_reason: str | None = text(default=None)
    address: str = text(default="")
    agent: str = text(default="")


class SignInTicket(Table, table=True):
    """One row per one-time secret: a sign-in about to become a cookie, or the set-up link."""

    __tablename__ = "sign_in_ticket"
    id_hash: str = text(primary_key=True)
    purpose: str = text()
    user_id: int | None = integer(default=None, foreign_key="user.id")
    expires_at: str = text()
    used_at: str | None = text(default=None)


class SignInAttempt(Table, table=True):
    """One row per account name or address that has failed lately, known or not."""

    __tablename__ = "sign_in_attempt"
    subject: str = text(primary_key=True)
    failed: int = integer(default=0)
    window_start: str = text()
    locked_until: str | None = text(default=None)
