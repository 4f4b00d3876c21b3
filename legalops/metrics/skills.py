"""Who can do what the work needs, where is a gap, and what hangs on one person?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

#: From this level on somebody does the work without help; one below, with help.
ALONE, HELPED = 3, 2
LEVELS = ("user_id", "skill_id", "have")
NEEDS = ("role_id", "skill_id", "need")
HOLDERS = ("role_id", "user_id")


@dataclass(frozen=True)
class Cover:
    """Who does one skill alone, who could step in (the best first), and how far it is needed.

    `need` is the highest level any role needs; `alone` and `helpers` are user ids.
    """

    skill_id: int
    need: int
    alone: tuple[int, ...]
    helpers: tuple[int, ...]

    @property
    def is_single(self) -> bool:
        """Whether the work needs somebody who does it alone, and at most one person does."""
        return self.need >= ALONE and len(self.alone) < 2


@dataclass(frozen=True)
class Gap:
    """How far people are from what their roles need, in levels added up.

    `unsaid` is how many of the `pairs` of person and skill nobody has given a level.
    """

    missing: int
    needed: int
    pairs: int
    unsaid: int

    @property
    def index(self) -> float | None:
        """The share of the needed levels that is missing; None where nothing is needed."""
        return self.missing / self.needed if self.needed else None


def cells(levels: pd.DataFrame, needs: pd.DataFrame, holders: pd.DataFrame) -> pd.DataFrame:
    """Return one row per person x skill that is needed or had: have, need and gap.

    What several roles of a person need counts once, at the highest level. A level nobody has
    given is missing in `have` and counts as 0 in `gap`.
    """
    wanted = holders.merge(needs, on="role_id").groupby(["user_id", "skill_id"], as_index=False)
    found = wanted["need"].max().merge(levels[list(LEVELS)], how="outer")
    found = found.astype({"user_id": "int64", "skill_id": "int64", "have": "Int64"})
    found["need"] = found["need"].astype("Int64").fillna(0).astype("int64")
    short = found["need"] - found["have"].fillna(0)
    found["gap"] = short.clip(lower=0).astype("int64")
    return pd.DataFrame(found.sort_values(["skill_id", "user_id"], ignore_index=True))


def gap(found: pd.DataFrame) -> Gap:
    """Add up the gaps of cells."""
    needed = found[found["need"] > 0]
    return Gap(
        int(needed["gap"].sum()),
        int(needed["need"].sum()),
        len(needed),
        int(needed["have"].isna().sum()),
    )


def by_role(levels: pd.DataFrame, needs: pd.DataFrame, holders: pd.DataFrame) -> dict[int, Gap]:
    """Return the gap of every role that somebody has, over the people who have it."""
    held = holders[list(HOLDERS)]
    return {
        role: gap(cells(levels, needs, held[held["role_id"] == role]))
        for role in held["role_id"].unique().tolist()
    }


def covers(levels: pd.DataFrame, needs: pd.DataFrame, skills: Collection[int]) -> list[Cover]:
    """Return how each skill is covered, in the order of the skills given."""
    need = needs.groupby("skill_id")["need"].max().to_dict()
    ranked = levels.sort_values(["have", "user_id"], ascending=[False, True])
    alone = _people(ranked[ranked["have"] >= ALONE])
    helpers = _people(ranked[ranked["have"] == HELPED])
    return [
        Cover(skill, int(need.get(skill, 0)), alone.get(skill, ()), helpers.get(skill, ()))
        for skill in skills
    ]


def _people(levels: pd.DataFrame) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for skill, person in zip(levels["skill_id"], levels["user_id"], strict=True):
        found.setdefault(int(skill), []).append(int(person))
    return {skill: tuple(people) for skill, people in found.items()}


def gained(then: pd.DataFrame, now: pd.DataFrame) -> int:
    """Return by how many levels people grew between two states, where a level stood in both."""
    both = then[list(LEVELS)].merge(now[list(LEVELS)], on=["user_id", "skill_id"])
    return int((both["have_y"] - both["have_x"]).sum())


def sentence(whole: Gap, singles: Sequence[str], worst: str) -> str:
    """Say in a sentence what is missing most and what hangs on one person.

    `singles` are the names of skills that hang on one person or nobody; `worst` is the name of
    the skill with the largest gap, "" where there is none.
    """
    if not whole.needed:
        return "No role says yet what it needs. Say which level each role needs of each skill."
    share = whole.index or 0
    missing = (
        f"{share:.0%} of the levels the roles need are missing, above all in {worst}."
        if worst
        else "Everybody has the levels their roles need."
    )
    if not singles:
        return f"{missing} No skill hangs on one person."
    named = ", ".join(singles[:2]) + (f" and {len(singles) - 2} more" if len(singles) > 2 else "")
    return f"{missing} {named} {'hangs' if len(singles) == 1 else 'hang'} on one person or nobody."


def cell(have: int | None, need: int) -> str:
    """Write a cell of the matrix: the level, and in words what is missing for the role."""
    if have is None:
        return f"not said, needs {need}" if need else ""
    return f"{have}, needs {need}" if have < need else str(have)


def worst(found: pd.DataFrame, titles: Mapping[int, str]) -> str:
    """Return the name of the skill with the largest gap over all people, "" where none has one."""
    missing: dict[str, int] = {}
    for skill, gap in zip(found["skill_id"], found["gap"], strict=True):
        if gap and int(skill) in titles:
            name = titles[int(skill)]
            missing[name] = missing.get(name, 0) + int(gap)
    return max(missing, key=lambda name: missing[name], default="")
