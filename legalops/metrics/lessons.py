"""Is what was agreed in retrospectives done, which lessons are about what, how mature are we?"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from legalops.metrics.maturity import AREAS


class Follow(NamedTuple):
    """Actions of retrospectives: raised, settled or due by today, done in time, late and open."""

    raised: int
    counted: int
    kept: int
    late: int

    @property
    def share(self) -> float | None:
        """The share done by their day, None where none has come."""
        return self.kept / self.counted if self.counted else None


def follow_through(actions: pd.DataFrame, today: date) -> Follow:
    """Return how actions (state, due_on, done_on) were followed as of a day.

    Counted are those whose day has come and those done or dropped; kept are those done by
    their day, or done where none was set.
    """
    due, done = actions["due_on"], actions["done_on"]
    is_open, is_done = actions["state"] == "open", actions["state"] == "done"
    is_late = is_open & due.notna() & (due.fillna("") < today.isoformat())
    in_time = is_done & (due.isna() | done.isna() | (done.fillna("") <= due.fillna("9999")))
    return Follow(
        len(actions), int((~is_open | is_late).sum()), int(in_time.sum()), int(is_late.sum())
    )


def by_retrospective(actions: pd.DataFrame, today: date) -> dict[int, Follow]:
    """Return how the actions of each retrospective were followed."""
    return {
        int(str(number)): follow_through(rows, today)
        for number, rows in actions.groupby("retrospective_id")
    }


def tags_of(text: str) -> tuple[str, ...]:
    """Return the tags of a lesson, each once, as they were typed."""
    found: dict[str, str] = {}
    for tag in (part.strip() for part in text.split(",")):
        if tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def tag_counts(lessons: pd.DataFrame) -> dict[str, int]:
    """Return how many lessons have each tag, the most used first; case makes no difference."""
    counts: dict[str, int] = {}
    for text in lessons["tags"]:
        for tag in tags_of(str(text)):
            counts[tag.casefold()] = counts.get(tag.casefold(), 0) + 1
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def matching(lessons: pd.DataFrame, tag: str, words: str) -> pd.DataFrame:
    """Return the lessons with a tag ("" for any) and all words, both folded, the newest first.

    `lessons` has the column `folded`, the words of each as the search has them.
    """
    found = lessons
    if tag:
        has = [tag in (t.casefold() for t in tags_of(text)) for text in found["tags"]]
        found = found[has]
    for word in words.split():
        found = found[found["folded"].str.contains(word, regex=False)]
    return found.sort_values(["made_at", "id"], ascending=False, kind="stable")


class Assessed(NamedTuple):
    """One assessment: its name, its day, the level of each area it rates, and what is missing."""

    id: int
    title: str
    made_on: str
    levels: Mapping[str, int]
    notes: Mapping[str, str]

    @property
    def mean(self) -> float | None:
        """The mean level over the areas rated, None where none is."""
        return sum(self.levels.values()) / len(self.levels) if self.levels else None


def assessments(frame: pd.DataFrame, levels: pd.DataFrame) -> tuple[Assessed, ...]:
    """Return the assessments with their levels, the oldest first; areas unknown now are left."""
    known = levels[levels["area"].isin(list(AREAS))]
    parts = {int(str(number)): rows for number, rows in known.groupby("assessment_id")}
    none = known.iloc[:0]
    ordered = frame.sort_values(["made_on", "id"])
    return tuple(
        _assessed(int(number), str(title), str(made_on), parts.get(int(number), none))
        for number, title, made_on in zip(
            ordered["id"], ordered["title"], ordered["made_on"], strict=True
        )
    )


def _assessed(number: int, title: str, made_on: str, rows: pd.DataFrame) -> Assessed:
    areas = [str(area) for area in rows["area"]]
    return Assessed(
        number,
        title,
        made_on,
        dict(zip(areas, (int(level) for level in rows["level"]), strict=True)),
        dict(zip(areas, (str(note) for note in rows["note"]), strict=True)),
    )


def latest(found: tuple[Assessed, ...]) -> tuple[Assessed | None, Assessed | None]:
    """Return the latest assessment with levels and the one before it."""
    rated = [each for each in found if each.levels]
    return (rated[-1] if rated else None, rated[-2] if len(rated) > 1 else None)


def maturity(found: tuple[Assessed, ...]) -> float | None:
    """Return the mean level (1 to 3) of the latest assessment, None where there is none."""
    now, _ = latest(found)
    return now.mean if now else None


def steps(now: Assessed, before: Assessed | None) -> dict[str, int]:
    """Return by how many levels each area moved since the assessment before, where both have it."""
    then = before.levels if before else {}
    return {area: level - then[area] for area, level in now.levels.items() if area in then}
