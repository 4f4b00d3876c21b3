"""Does this username and password, or one-time code, open the door; and how do they change?"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from legalops.access import identity, passwords, sessions, throttle
from legalops.access.sessions import SIGN_IN, digest
from legalops.errors import RefusedError
from legalops.intake.names import fold
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission, Role, system
from legalops.store import attempts, users
from legalops.store import sessions as stored
from legalops.store.unit import Unit, reading, writing
from legalops.store.users import Account

CODE_HOURS = 24
SETUP_HOURS = 24
_OWN = Permission.OWN_ACCOUNT


@dataclass(frozen=True)
class Attempt:
    """One try to sign in: by whom, from where, and whether the secret was right."""

    account: Account | None
    subject: str
    address: str
    is_right: bool
    by_code: bool
    now: datetime


def sign_in(
    engine: Engine, username: str, password: str, address: str = "", now: datetime | None = None
) -> str | None:
    """Return a one-time ticket for a session, None when the person does not come in.

    Wrong password, unknown user, locked and disabled are not told apart: same answer, same
    work. The lock is read again in the transaction that counts, so tries at once gain nothing.
    """
    now = now or utc_now()
    with reading(engine) as session:
        account = users.by_name(session, username)
    attempt = _tried(account, username, password, address, now)
    with writing(engine, SIGN_IN, _OWN) as unit:
        reason = _refusal(unit, attempt)
        if reason or account is None:
            _refuse(unit, attempt, reason or "unknown")
            return None
        _welcome(unit, account, attempt.by_code, password)
    return sessions.issue_ticket(engine, account.id, now)


def _tried(
    account: Account | None, username: str, password: str, address: str, now: datetime
) -> Attempt:
    by_password = passwords.matches(account.password_hash if account else None, password)
    by_code = account is not None and _code_matches(account, password, now)
    return Attempt(
        account,
        f"u:{account.id}" if account else _nobody(username),
        f"ip:{address or 'local'}",
        by_password or by_code,
        by_code,
        now,
    )


def _nobody(username: str) -> str:
    # People type passwords into the name field: so little of the digest proves none of them.
    return f"n:{hashlib.sha256(fold(username).encode()).hexdigest()[:8]}"


def _code_matches(account: Account, typed: str, now: datetime) -> bool:
    if not account.code_hash or (account.code_expires_at or "") <= instant(now):
        return False
    return hmac.compare_digest(account.code_hash, digest(passwords.bare_code(typed)))


def _refusal(unit: Unit, attempt: Attempt) -> str | None:
    for subject, reason in ((attempt.subject, "locked"), (attempt.address, "address")):
        if throttle.is_locked(attempts.of(unit.session, subject), attempt.now):
            return reason
    if attempt.account is None:
        return "unknown"
    if not attempt.is_right:
        return "password"
    fresh = users.by_id(unit.session, attempt.account.id)
    if fresh is None or fresh.is_disabled:
        return "disabled"
    return None if _same_secrets(fresh, attempt.account) else "password"


def _same_secrets(fresh: Account, known: Account) -> bool:
    return (fresh.password_hash, fresh.code_hash) == (known.password_hash, known.code_hash)


def _refuse(unit: Unit, attempt: Attempt, reason: str) -> None:
    who = attempt.account.id if attempt.account else attempt.subject
    if reason in ("locked", "address"):
        unit.audit("login.throttled", "user", who, after={"reason": reason})
        return
    _count_failure(unit, attempt.subject, throttle.ACCOUNT, attempt.now)
    _count_failure(unit, attempt.address, throttle.ADDRESS, attempt.now)
    attempts.sweep(unit, instant(attempt.now - timedelta(days=1)))
    unit.audit("login.fail", "user", who, after={"reason": reason})


def _count_failure(unit: Unit, subject: str, limit: throttle.Limit, now: datetime) -> None:
    known = attempts.of(unit.session, subject)
    attempts.keep(unit, subject, throttle.after_failure(known, limit, now))


def _welcome(unit: Unit, account: Account, by_code: bool, password: str) -> None:
    attempts.forget(unit, [f"u:{account.id}"])
    if by_code:
        users.spend_code(unit, account.id)
    elif account.password_hash and passwords.is_dated(account.password_hash):
        users.rehash(unit, account.id, passwords.hashed(password))


def change_password(
    engine: Engine, actor: Actor, old: str, new: str, *, now: datetime | None = None
) -> None:
    """Change the actor's own password; all their other sessions end.

    Raises RefusedError when the old password is wrong or was guessed at too often, and
    InvalidInputError when the new one would not do.
    """
    now = now or utc_now()
    account = _own(engine, actor)
    passwords.check_new(new, account.username, Role(account.role))
    is_right = passwords.matches(account.password_hash, old)
    new_hash = passwords.hashed(new)
    with writing(engine, actor, _OWN) as unit:
        problem = _old_password_problem(unit, account, is_right, now)
        if problem is None:
            _set_password(unit, account, new_hash, now)
    if problem:
        raise RefusedError(problem)


def _old_password_problem(
    unit: Unit, account: Account, is_right: bool, now: datetime
) -> str | None:
    subject = f"u:{account.id}"
    if throttle.is_locked(attempts.of(unit.session, subject), now):
        unit.audit("login.throttled", "user", account.id, after={"reason": "password change"})
        return "Too many wrong passwords. Nothing was changed; wait half an hour, then try again."
    if not is_right:
        _count_failure(unit, subject, throttle.ACCOUNT, now)
        unit.audit("login.fail", "user", account.id, after={"reason": "password change"})
        return "The present password is wrong. Nothing was changed."
    attempts.forget(unit, [subject])
    return None


def choose_password(engine: Engine, actor: Actor, new: str, now: datetime | None = None) -> None:
    """Set the password of somebody who came in by a one-time code."""
    now = now or utc_now()
    account = _own(engine, actor)
    if not account.must_change:
        raise RefusedError("You have a password. Change it on the page Account.")
    passwords.check_new(new, account.username, Role(account.role))
    new_hash = passwords.hashed(new)
    with writing(engine, actor, _OWN) as unit:
        _set_password(unit, account, new_hash, now)


def _own(engine: Engine, actor: Actor) -> Account:
    with reading(engine) as session:
        account = users.by_id(session, actor.user_id)
    if account is None:
        raise RefusedError(f"{actor.name} has no account of its own.")
    return account


def _set_password(unit: Unit, account: Account, new_hash: str, now: datetime) -> None:
    at = instant(now)
    own = unit.actor.session_hash
    others = [h for h in stored.live_of(unit.session, account.id, at) if h != own]
    stored.end(unit, others, now=at, reason="password changed")
    token_version = users.set_password(unit, account.id, new_hash, at)
    if own:
        stored.keep(unit, own, token_version)
    unit.audit("password.changed", "user", account.id, after={"sessions_ended": len(others)})


def set_password(engine: Engine, actor: Actor, username: str, new: str) -> None:
    """Give somebody a password outright, as a command line or a demo does."""
    with reading(engine) as session:
        account = users.named(session, username)
    passwords.check_new(new, account.username, Role(account.role))
    new_hash = passwords.hashed(new)
    with writing(engine, actor, Permission.MANAGE_USERS) as unit:
        _set_password(unit, account, new_hash, utc_now())


def setup_token(engine: Engine, now: datetime | None = None) -> str | None:
    """Return a new secret for making the first administrator; None once there are users."""
    if users.exist(engine):
        return None
    now = now or utc_now()
    token = secrets.token_urlsafe(24)
    with writing(engine, system("setup"), Permission.MANAGE_USERS) as unit:
        stored.add_ticket(
            unit,
            digest(token),
            "setup",
            user_id=None,
            now=instant(now),
            expires_at=instant(now + timedelta(hours=SETUP_HOURS)),
        )
    return token


def setup_stands(engine: Engine, token: str, now: datetime | None = None) -> bool:
    """Say whether the set-up link of this token can still be used."""
    with reading(engine) as session:
        if users.anybody(session):
            return False
        return stored.ticket_stands(session, digest(token), "setup", instant(now or utc_now()))


def create_first_admin(
    engine: Engine,
    token: str,
    *,
    username: str,
    display_name: str,
    password: str,
    now: datetime | None = None,
) -> Actor:
    """Make the first administrator by the set-up link, which ends with that.

    Raises InvalidInputError, with the link still good, or RefusedError when it is not.
    """
    at = instant(now or utc_now())
    username = identity.check_username(username)
    display_name = identity.check_display_name(display_name)
    passwords.check_new(password, username, Role.ADMIN)
    password_hash = passwords.hashed(password)
    actor = system("setup")
    with writing(engine, actor, Permission.MANAGE_USERS) as unit:
        stands = stored.ticket_stands(unit.session, digest(token), "setup", at)
        if users.anybody(unit.session) or not stands:
            raise RefusedError(
                "This set-up link has been used or is too old. Start the app again for a new one, "
                "or sign in."
            )
        stored.use_ticket(unit, digest(token), "setup", at)
        user_id = users.add(unit, username, display_name, Role.ADMIN, at)
        users.set_password(unit, user_id, password_hash, at)
        unit.audit("user.added", "user", user_id, after={"username": username, "role": "admin"})
    return Actor(username, Role.ADMIN, user_id, display_name=display_name)
