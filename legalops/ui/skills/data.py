"""What is known of skills, roles and trainings, worked out once per state of the store and day?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from legalops.metrics import skills as metrics
from legalops.metrics.skills import Cover, Gap
from legalops.store import records, users
from legalops.store import skills as store
from legalops.store.engine import open_engine
from legalops.ui import data

#: How many days back growth is counted from.
BACK = 90


@dataclass(frozen=True)
class Room:
    """Everything the pages of skills draw; never write into its frames.

    `taking` are who takes part in trainings; `gained` the levels people grew in the last 90 days.
    """

    today: date
    people: Mapping[int, str]
    skills: pd.DataFrame
    roles: pd.DataFrame
    trainings: pd.DataFrame
    taking: pd.DataFrame
    levels: pd.DataFrame
    needs: pd.DataFrame
    holders: pd.DataFrame
    cells: pd.DataFrame
    covers: tuple[Cover, ...]
    gained: int

    @property
    def titles(self) -> dict[int, str]:
        """The name of each skill."""
        return dict(zip(self.skills["id"].astype(int), self.skills["title"], strict=True))

    @property
    def role_names(self) -> dict[int, str]:
        """The name of each role."""
        return dict(zip(self.roles["id"].astype(int), self.roles["title"], strict=True))

    @property
    def gap(self) -> Gap:
        """The gap over everybody."""
        return metrics.gap(self.cells)

    def people_of(self, role: int | None) -> list[int]:
        """Return who has a role, or whoever has any role or level; in the order of names."""
        if role is None:
            known = {*self.cells["user_id"].tolist()}
        else:
            known = {*self.holders.loc[self.holders["role_id"] == role, "user_id"].tolist()}
        return [number for number in self.people if number in known]

    def named(self, numbers: tuple[int, ...]) -> str:
        """Return people by name, "" for nobody."""
        return ", ".join(self.people.get(number, "somebody who left") for number in numbers)


def room() -> Room:
    """Return what is known today."""
    versions = data.versions()
    state = tuple(versions.get(area, 0) for area in (store.AREA, "people"))
    return _room(data.url(), state, data.today())


@st.cache_resource(max_entries=8, show_spinner=False)
def _room(url: str, state: tuple[int, ...], today: date) -> Room:
    engine = open_engine(url)
    levels, needs, holders = store.levels(engine), store.needs(engine), store.holders(engine)
    skills = records.table(engine, "skill").sort_values(["area", "title"], ignore_index=True)
    then = store.levels(engine, today - timedelta(days=BACK))
    return Room(
        today=today,
        people=distinct(users.choices(engine)),
        skills=skills,
        roles=records.table(engine, "job_role").sort_values("title", ignore_index=True),
        trainings=records.table(engine, "training"),
        taking=records.named(engine, "training", "attendees"),
        levels=levels,
        needs=needs,
        holders=holders,
        cells=metrics.cells(levels, needs, holders),
        covers=tuple(metrics.covers(levels, needs, skills["id"].astype(int).tolist())),
        gained=metrics.gained(then, levels),
    )


def distinct(names: Mapping[int, str]) -> dict[int, str]:
    """Return names of which no two are the same: the second Ana is "Ana (2)"."""
    found: dict[int, str] = {}
    for number, name in names.items():
        same = sum(other == name for other in list(names.values())[: len(found)])
        found[number] = f"{name} ({same + 1})" if same else name
    return found
