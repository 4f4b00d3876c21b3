"""Looking after a vendor's timekeepers: who they are, and who is the same person."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from legalops.intake import likeness
from legalops.permissions import Actor
from legalops.store import timekeepers


@dataclass(frozen=True)
class SamePerson:
    """Two timekeepers of a vendor that look like one person, and why."""

    one_id: int
    one: str
    other_id: int
    other: str
    score: int
    reason: str


def table(engine: Engine, vendor_id: int) -> pd.DataFrame:
    """Return one row per timekeeper: code, name, class, hours, lines, last month, same as whom."""
    return timekeepers.table(engine, vendor_id)


def likely_same(frame: pd.DataFrame, limit: int = 10) -> list[SamePerson]:
    """Return the timekeepers of a vendor's table that look like one person, most alike first.

    The one with fewer hours comes first: it would become the other.
    """
    loose = frame[frame["same_as"].isna()].sort_values(["hours_e4", "id"])
    names = [str(name) for name in loose["name"]]
    shown = [called(str(c), n) for c, n in zip(loose["code"], names, strict=True)]
    ids = [int(number) for number in loose["id"]]
    words = {place: likeness.name_words(name) for place, name in enumerate(names)}
    found = []
    for one, other in likeness.neighbours(words):
        like = likeness.people(names[one], names[other])
        if like.score >= likeness.ONE:
            found.append(
                SamePerson(ids[one], shown[one], ids[other], shown[other], like.score, like.reason)
            )
    return sorted(found, key=lambda each: (-each.score, each.one))[:limit]


def called(code: str, name: str) -> str:
    """Write a timekeeper for a person: the name and the code."""
    return f"{name} ({code})" if name else code


def tie(engine: Engine, actor: Actor, timekeeper_id: int, same_as_id: int) -> None:
    """Say that a timekeeper is the same person as another: new lines follow, stored ones stay."""
    timekeepers.tie(engine, actor, timekeeper_id, same_as_id)


def untie(engine: Engine, actor: Actor, timekeeper_id: int) -> None:
    """Take back that a timekeeper is the same person as another."""
    timekeepers.untie(engine, actor, timekeeper_id)
