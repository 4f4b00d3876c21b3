"""What can go wrong in words a person can act on."""

from typing import NamedTuple


class LegalOpsError(Exception):
    """Something a person can understand and mend; its text is shown as it stands."""


class NotAllowedError(LegalOpsError):
    """The person's role, or their session, does not permit this act."""

    def __init__(self, what: str) -> None:
        super().__init__(f"You are not allowed to {what}. Ask an administrator if you should be.")


class SessionEndedError(LegalOpsError):
    """The session was revoked, expired or belongs to a disabled user."""

    def __init__(self) -> None:
        super().__init__("Your session has ended and nothing was saved. Sign in again.")


class StaleEditError(LegalOpsError):
    """Somebody else saved the same thing first."""

    def __init__(self, what: str, by: str = "somebody else") -> None:
        super().__init__(
            f"{what} was changed by {by} since you opened it. Your entry is still here: "
            "reload to see the new version, then save again."
        )


class StoreBusyError(LegalOpsError):
    """Another writer held the store for too long."""

    def __init__(self) -> None:
        super().__init__("The store is busy with another save; nothing was saved. Try again.")


class StoreUnusableError(LegalOpsError):
    """The database file is missing, damaged, foreign or of another version."""


class StoreFullError(LegalOpsError):
    """There is no room left for what was to be saved."""

    def __init__(self) -> None:
        super().__init__(
            "There is no room left on the disk; nothing was saved. Free some space, then try again."
        )


class StoreReadOnlyError(LegalOpsError):
    """The store can be read but not written."""

    def __init__(self) -> None:
        super().__init__(
            "The store can be read but not written; nothing was saved. Ask an administrator to "
            "make the database file and its folder writable."
        )


class NotFoundError(LegalOpsError):
    """What was asked for is not in the store."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} was not found. It may have been renamed, undone or superseded.")


class RefusedError(LegalOpsError):
    """The act makes no sense as things stand; the text says why and what would."""


class InvalidInputError(LegalOpsError):
    """A form field does not hold what it should."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class Problem(NamedTuple):
    """One fault of an input file, with its place, its value and the remedy.

    `severity` is "error" (blocks the invoice) or "warning"; `line` counts physical
    lines from 1, 0 where the fault is the file's as a whole; `field` is the column's
    own name or ""; `value` is an excerpt with control characters made visible;
    `message` says what is wrong and what to do; `invoice` is the number of the
    invoice it belongs to, "" where it cannot be known (then it blocks the file);
    `place` is the cell (`Sheet1!G7`) or the XPath where a line alone does not tell.
    """

    severity: str
    code: str
    line: int
    field: str
    value: str
    message: str
    invoice: str = ""
    place: str = ""
