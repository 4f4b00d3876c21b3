"""How is an action read that somebody types as one line: who, what, when?"""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from legalops.intake import spoken_days
from legalops.intake.names import fold

_WHO = re.compile(r"@?([^:,]{1,80})([:,])\s*(\S.*)", re.DOTALL)
_WILL = re.compile(r"(@?\S+(?: \S+)?) (?:to|will) (\S.*)", re.DOTALL)
_LAST_COMMA = re.compile(r"(.*\S)\s*,\s*([^,]+)", re.DOTALL)
_LAST_WORD = re.compile(
    r"(.*\S)\s+((?:by|until|till|due|before|on)\s+\S.*|today|tomorrow|(?:next|this)\s+\w+"
    r"|in\s+\w+\s+\w+)",
    re.DOTALL | re.IGNORECASE,
)
_ME = frozenset({"me", "i", "myself"})


class ActionLine(NamedTuple):
    """What one line says: what is to be done, by whom, until when; or what is wrong with it."""

    title: str
    owner_id: int | None = None
    due_on: date | None = None
    fault: str = ""


def read(text: str, people: Mapping[int, str], me: int | None, today: date) -> ActionLine:
    """Return what a line like "Tom: send the rate proposal, Friday" asks of whom and when.

    `people` are the names by id. Without a name the action is the writer's; words that name
    neither a person nor a day stay part of what is to be done.
    """
    words = " ".join(text.split())
    rest, owner, fault = _who(words, people, me)
    if fault:
        return ActionLine(words, fault=fault)
    title, due, fault = _when(rest, today)
    if fault:
        return ActionLine(words, fault=fault)
    title = title.strip(" ,;")
    if not title or spoken_days.day(title, today):
        return ActionLine(words, fault="says who or when, but not what is to be done.")
    return ActionLine(title[:1].upper() + title[1:], owner, due)


def _who(words: str, people: Mapping[int, str], me: int | None) -> tuple[str, int | None, str]:
    for pattern, rest in ((_WHO, 3), (_WILL, 2)):
        found = pattern.fullmatch(words)
        if found is None:
            continue
        name = found[1].strip().removeprefix("@")
        if fold(name) in _ME:
            return found[rest], me, ""
        meant = _meant(name, people)
        if len(meant) > 1:
            names = " or ".join(people[each] for each in meant[:3])
            return words, None, f"names {name}, which could be {names}. Type the whole name."
        if meant:
            return found[rest], meant[0], ""
    return words, me, ""


def _meant(name: str, people: Mapping[int, str]) -> list[int]:
    """Return whom a name can mean: the one so called, or else all with it as a part."""
    said = fold(name)
    whole = [number for number, full in people.items() if fold(full) == said]
    return whole or [number for number, full in people.items() if said in fold(full).split()]


def _when(words: str, today: date) -> tuple[str, date | None, str]:
    for pattern in (_LAST_COMMA, _LAST_WORD):
        found = pattern.fullmatch(words)
        if found is None:
            continue
        day = spoken_days.day(found[2], today)
        if day is not None:
            return found[1], day, ""
        if spoken_days.is_either_way(found[2]):
            return words, None, (
                f"says {found[2].strip()}: day and month could be either way round. "
                "Write it as 27 Nov, or as 2026-11-27."
            )  # fmt: skip
    return words, None, ""
