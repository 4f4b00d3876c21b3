"""Saying something about a figure or a thing: write, change and withdraw one's own comment."""

import re
import unicodedata

from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.permissions import Actor, Permission
from legalops.store import comments
from legalops.store.unit import writing

LONGEST = 2000
_BLANK_LINES = re.compile(r"\n{3,}")


def write(engine: Engine, actor: Actor, subject: str, period: str, body: str) -> int:
    """Keep a comment on a subject in a period under the actor's name and return its id.

    Raises InvalidInputError for an empty or too long text, NotAllowedError where the actor
    has nothing to say.
    """
    said = _checked(body)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        return comments.add(unit, subject, period, said)


def change(engine: Engine, actor: Actor, comment_id: int, version: int, body: str) -> None:
    """Replace what the actor's own comment says; what it said before stays in the history.

    Raises StaleEditError when it was changed since, RefusedError when it is somebody else's.
    """
    said = _checked(body)
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        comments.change(unit, comment_id, version, said)


def withdraw(engine: Engine, actor: Actor, comment_id: int, version: int) -> None:
    """Take the actor's own comment off the page; the history keeps it."""
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        comments.withdraw(unit, comment_id, version)


def _checked(body: str) -> str:
    """Return the text without what cannot be seen; line breaks stay."""
    kept = (
        sign for sign in body.replace("\r\n", "\n")
        if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )  # fmt: skip
    said = _BLANK_LINES.sub("\n\n", "".join(kept)).strip()
    if not said:
        raise InvalidInputError("Comment", "there is nothing in it. Write a sentence first.")
    if len(said) > LONGEST:
        raise InvalidInputError(
            "Comment", f"{len(said):,} characters are too many. Keep it under {LONGEST:,}."
        )
    return said
