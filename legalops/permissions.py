"""Who may do what: one table, asked inside every write and every read that is not for all."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the department."""

    MEMBER = "member"
    EXECUTIVE = "executive"
    OPS = "ops"
    ADMIN = "admin"


class Permission(StrEnum):
    """An act; the value completes "You are not allowed to ..."."""

    OWN_ACCOUNT = "manage this account"
    SEE_SPEND = "see spend, budgets and vendors"
    SEE_LINES = "see invoice lines"
    SEE_ALL_NARRATIVES = "see every narrative"
    IMPORT_INVOICES = "import, correct or undo invoices"
    EDIT_BUDGETS = "change budgets"
    EDIT_RATES = "change exchange rates"
    EDIT_ACCRUALS = "change accruals"
    EDIT_NAMES = "change vendors, matters and codes"
    CLOSE_MONTH = "close a month"
    APPROVE_BUDGET = "approve a budget version"
    DECIDE = "record a decision"
    COMMENT = "comment on a figure"
    SET_TARGETS = "set targets and the department's cards"
    EDIT_OWN_WORK = "edit goals, projects and notes of their own"
    EDIT_ALL_WORK = "edit everybody's goals, projects and notes"
    CHANGE_SETTINGS = "change settings"
    MANAGE_USERS = "manage users"
    BACK_UP = "make or restore a backup"


_EVERYONE = {
    Permission.OWN_ACCOUNT,
    Permission.SEE_SPEND,
    Permission.SEE_LINES,
    Permission.EDIT_OWN_WORK,
}
_OPS = {
    Permission.SEE_ALL_NARRATIVES,
    Permission.IMPORT_INVOICES,
    Permission.EDIT_BUDGETS,
    Permission.EDIT_RATES,
    Permission.EDIT_ACCRUALS,
    Permission.EDIT_NAMES,
    Permission.CLOSE_MONTH,
    Permission.CHANGE_SETTINGS,
    Permission.EDIT_ALL_WORK,
    Permission.SET_TARGETS,
}
_DECIDERS = {
    Permission.APPROVE_BUDGET,
    Permission.DECIDE,
    Permission.COMMENT,
    Permission.SET_TARGETS,
}
ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: frozenset(_EVERYONE),
    Role.EXECUTIVE: frozenset(_EVERYONE | _DECIDERS | {Permission.SEE_ALL_NARRATIVES}),
    Role.OPS: frozenset(_EVERYONE | _OPS),
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person, or the system under a name of its own.

    `session_hash` is the session the act comes through; the store asks again, inside the
    transaction, whether it still stands and which role the person has now.
    """

    name: str
    role: Role
    user_id: int | None = None
    session_hash: str | None = None
    display_name: str = ""

    @property
    def is_system(self) -> bool:
        """Whether this is the command line, the set-up or the demo, not a person."""
        return self.user_id is None

    def may(self, permission: Permission) -> bool:
        """Say whether the role includes the act (a courtesy to pages; writes ask afresh)."""
        return permission in ALLOWED[self.role]


def system(name: str) -> Actor:
    """Return the actor for acts no signed-in person makes: `cli`, `setup`, `demo`, `sign-in`."""
    return Actor(name=name, role=Role.ADMIN, display_name=name)
