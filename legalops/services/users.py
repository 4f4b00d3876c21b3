"""Add people, change what they may do, let them go, and help them back in."""

from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import Engine

from legalops.access import identity, passwords
from legalops.access.accounts import CODE_HOURS
from legalops.access.sessions import digest
from legalops.errors import InvalidInputError, RefusedError
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission, Role
from legalops.services import calendar
from legalops.store import attempts, users
from legalops.store import sessions as stored
from legalops.store.unit import Unit, reading, writing
from legalops.store.users import Account

_MANAGE = Permission.MANAGE_USERS


def add(
    engine: Engine, actor: Actor, username: str, display_name: str, role: str
) -> tuple[int, str]:
    """Add a person and return their id and the one-time code for their first sign-in."""
    username = identity.check_username(username)
    display_name = identity.check_display_name(display_name)
    chosen = _role(role)
    with writing(engine, actor, _MANAGE) as unit:
        if users.by_name(unit.session, username):
            raise InvalidInputError(
                "Username", f"{username!r} is taken. Choose another; names are never used twice."
            )
        user_id = users.add(unit, username, display_name, chosen, instant(utc_now()))
        after = {"username": username, "display_name": display_name, "role": chosen}
        unit.audit("user.added", "user", user_id, after=after)
        return user_id, _give_code(unit, user_id)


def set_role(engine: Engine, actor: Actor, username: str, role: str) -> None:
    """Change what a person may do; their open pages follow at the next click."""
    chosen = _role(role)
    with writing(engine, actor, _MANAGE) as unit:
        account = users.named(unit.session, username)
        if account.role == chosen:
            return
        if account.role == Role.ADMIN:
            _keep_an_admin(unit, account, "given another role")
        users.set_role(unit, account.id, chosen)
        before, after = {"role": account.role}, {"role": chosen}
        unit.audit("role.changed", "user", account.id, before=before, after=after)


def reset(engine: Engine, actor: Actor, username: str) -> str:
    """Replace a person's password by a one-time code, end their sessions, return the code."""
    with writing(engine, actor, _MANAGE) as unit:
        account = users.named(unit.session, username)
        if account.is_disabled:
            raise RefusedError(f"{account.display_name} is disabled. Enable the account first.")
        code = _give_code(unit, account.id)
        ended = _end_sessions(unit, account, "password reset")
        attempts.forget(unit, [f"u:{account.id}"])
        unit.audit("password.reset", "user", account.id, after={"sessions_ended": ended})
        return code


def disable(
    engine: Engine, actor: Actor, username: str, hand_over_to: str | None = None
) -> list[str]:
    """Let a person in no longer, hand over what they own, and return what that was.

    Raises RefusedError when they own something and nobody is named to take it, and for the
    last administrator.
    """
    with writing(engine, actor, _MANAGE) as unit:
        account = users.named(unit.session, username)
        if account.is_disabled:
            return []
        if account.role == Role.ADMIN:
            _keep_an_admin(unit, account, "disabled")
        things = _hand_over(unit, account, hand_over_to)
        users.disable(unit, account.id, instant(utc_now()))
        calendar.end_for(unit, account.id)
        ended = _end_sessions(unit, account, "disabled")
        after = {"sessions_ended": ended, "handed_over": things, "to": hand_over_to}
        unit.audit("user.disabled", "user", account.id, after=after)
        return things


def enable(engine: Engine, actor: Actor, username: str) -> None:
    """Let a disabled person in again, with the role and password they had."""
    with writing(engine, actor, _MANAGE) as unit:
        account = users.named(unit.session, username)
        if not account.is_disabled:
            return
        users.enable(unit, account.id)
        unit.audit("user.enabled", "user", account.id)


def unlock(engine: Engine, actor: Actor, username: str) -> None:
    """End the wait that wrong passwords earned an account."""
    with writing(engine, actor, _MANAGE) as unit:
        account = users.named(unit.session, username)
        attempts.forget(unit, [f"u:{account.id}"])
        unit.touch("people")
        unit.audit("user.unlocked", "user", account.id)


def list_users(engine: Engine, now: datetime | None = None) -> pd.DataFrame:
    """Return all users: id, username, display_name, role, state, last_seen_at, created_at."""
    return users.table(engine, instant(now or utc_now()))


def owned(engine: Engine, username: str) -> list[str]:
    """Return, in words, what would have to be handed over if a person left."""
    with reading(engine) as session:
        return users.owned(session, users.named(session, username).id)


def _role(text: str) -> Role:
    if text not in set(Role):
        known = ", ".join(Role)
        raise InvalidInputError("Role", f"{text!r} is not a role. Choose one of {known}.")
    return Role(text)


def _give_code(unit: Unit, user_id: int) -> str:
    code = passwords.new_code()
    until = instant(utc_now() + timedelta(hours=CODE_HOURS))
    users.set_code(unit, user_id, digest(passwords.bare_code(code)), until)
    return code


def _end_sessions(unit: Unit, account: Account, reason: str) -> int:
    # Their token version has moved on already; this says in the row when and why.
    return stored.end_all(unit, account.id, now=instant(utc_now()), reason=reason)


def _keep_an_admin(unit: Unit, account: Account, what: str) -> None:
    if not account.is_disabled and users.active_admins(unit.session) <= 1:
        raise RefusedError(
            f"{account.display_name} is the last administrator and cannot be {what}. "
            "Make somebody else an administrator first."
        )


def _hand_over(unit: Unit, account: Account, to: str | None) -> list[str]:
    things = users.owned(unit.session, account.id)
    if not things:
        return []
    if to is None:
        raise RefusedError(
            f"{account.display_name} still owns {len(things)} of the department's things: "
            f"{', '.join(things[:5])}. Name somebody to hand them over to."
        )
    heir = users.named(unit.session, to)
    if heir.is_disabled or heir.id == account.id:
        raise RefusedError(f"{heir.display_name} cannot take them over. Choose an active user.")
    users.hand_over(unit, account.id, heir.id)
    return things
