"""Which goal serves which objective, which project serves which goal, and what serves nothing?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from legalops.metrics.goal_words import owners

NOTHING = "Serves no objective"
_PHASES = {
    "proposed": "proposed",
    "planning": "planning",
    "doing": "under way",
    "closing": "closing",
    "done": "done",
    "stopped": "stopped",
}


class Branch(NamedTuple):
    """One line of the tree: how deep it stands, which record it is, how it does.

    Without a record it is a heading of what serves nothing.
    """

    depth: int
    kind: str
    record_id: int | None
    title: str
    words: str
    owner: str


def branches(
    objectives: pd.DataFrame,
    goals: pd.DataFrame,
    projects: pd.DataFrame,
    serving: pd.DataFrame,
    year: int,
) -> list[Branch]:
    """Return the tree of a fiscal year line by line, what serves nothing at the end.

    `goals` come with `words`; ended goals stand under their objective, not under nothing.
    """
    tree = _Tree(_rows(goals), _rows(projects), _rows(serving))
    here = [row for row in _rows(objectives) if row["fiscal_year"] == year]
    found = [line for row in here for line in tree.of_objective(row)]
    loose = tree.loose()
    if not loose:
        return found
    return [*found, Branch(0, "", None, NOTHING, _count(loose), ""), *loose]


def under(
    goals: pd.DataFrame, projects: pd.DataFrame, serving: pd.DataFrame, objective: int
) -> list[Branch]:
    """Return the goals and projects that serve an objective."""
    tree = _Tree(_rows(goals), _rows(projects), _rows(serving))
    return tree.of_objective({"id": objective, "title": "", "owner": ""})[1:]


class _Tree:
    """Goals by objective, and projects by goal and by objective."""

    def __init__(
        self,
        goals: Sequence[Mapping[str, Any]],
        projects: Sequence[Mapping[str, Any]],
        serving: Sequence[Mapping[str, Any]],
    ) -> None:
        self._goals, self._projects = goals, projects
        self._known = {int(goal["id"]) for goal in goals}
        self._by_goal: dict[int, list[int]] = defaultdict(list)
        for row in serving:
            self._by_goal[int(row["goal_id"])].append(int(row["project_id"]))
        self._serving = {project for goal in self._known for project in self._by_goal.get(goal, ())}

    def of_objective(self, row: Mapping[str, Any]) -> list[Branch]:
        """Return an objective with all that serves it."""
        key = int(row["id"])
        below = [
            line
            for goal in self._goals
            if goal["objective_id"] == key
            for line in self._of_goal(goal)
        ]
        below += [
            _project(project, 1)
            for project in self._projects
            if project["objective_id"] == key and int(project["id"]) not in self._serving
        ]
        said = _count(below) or "nothing serves it yet"
        return [Branch(0, "objective", key, row["title"], said, row["owner"]), *below]

    def loose(self) -> list[Branch]:
        """Return what is under way and serves no objective."""
        goals = [
            line
            for goal in self._goals
            if pd.isna(goal["objective_id"]) and goal["state"] == "open"
            for line in self._of_goal(goal)
        ]
        projects = [
            _project(project, 1)
            for project in self._projects
            if pd.isna(project["objective_id"])
            and int(project["id"]) not in self._serving
            and project["phase"] not in ("done", "stopped")
        ]
        return goals + projects

    def _of_goal(self, goal: Mapping[str, Any]) -> list[Branch]:
        key = int(goal["id"])
        mine = set(self._by_goal.get(key, ()))
        whose = owners(goal["owner"], goal["it_owner"])
        return [
            Branch(1, "goal", key, goal["title"], goal["words"], whose),
            *(_project(each, 2) for each in self._projects if int(each["id"]) in mine),
        ]


def _project(row: Mapping[str, Any], depth: int) -> Branch:
    words = _PHASES.get(row["phase"], row["phase"])
    whose = owners(row["owner"], row["it_owner"])
    return Branch(depth, "project", int(row["id"]), row["title"], words, whose)


def _count(found: Sequence[Branch]) -> str:
    """Say how many goals and projects there are."""
    said = []
    for kind in ("goal", "project"):
        number = len({each.record_id for each in found if each.kind == kind})
        if number:
            said.append(f"{number} {kind}{'' if number == 1 else 's'}")
    return ", ".join(said)


def sentence(found: Sequence[Branch]) -> str:
    """Say which objectives nothing serves, and how much serves no objective."""
    bare = sum(each.kind == "objective" and each.words.startswith("nothing") for each in found)
    loose = next((each.words for each in found if each.record_id is None), "")
    said = []
    if bare:
        said.append(f"{bare} objective{'' if bare == 1 else 's'} with nothing that serves it.")
    said.append(f"{loose} for no objective." if loose else "Everything under way serves one.")
    return " ".join(said)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")  # type: ignore[return-value]  # names of ours
