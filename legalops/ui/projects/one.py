"""How is one project drawn: what it is, how it stands, its parts?"""

from collections.abc import Callable
from typing import Any

from legalops.models.kinds import KINDS
from legalops.store import projects as store
from legalops.ui import data as house
from legalops.ui.actions import panel
from legalops.ui.projects import data, facts, listed, milestones, rooms
from legalops.ui.work import address, page

_TABS = {
    "milestone": "Milestones",
    "status_note": "Status notes",
    "risk": "Risks",
    "benefit": "Benefits",
}


def draw(row: dict[str, Any]) -> None:
    """Draw a project: head, what is changed in place, figures, and its parts in tabs."""
    goals = store.goals_of(house.engine(), int(row["id"]))
    each = data.stand(row)
    can = row["withdrawn_at"] is None and page.may_edit(row, "project")
    page.head(
        "project", {**row, "goals": goals}, ("projects", "Projects"), facts.badges(each),
        row["why"], save=listed.save,
    )  # fmt: skip
    facts.serves(row, goals)
    facts.cards(each)
    facts.in_place(row, can=can)
    matter = row["matter_id"]
    tabs: dict[str, Callable[[], None]] = {
        "Milestones": lambda: milestones.section(each, can=can),
        "Status notes": lambda: rooms.notes(each, can=can),
        "Risks": lambda: rooms.risks(each, can=can),
        "Benefits": lambda: rooms.benefits(each, can=can),
        "Costs": lambda: rooms.costs(each, int(matter) if matter else None, can=can),
        "Actions": lambda: panel.draw("project", each.id),
    }
    page.sections("project", row, tabs, opened=_opened())


def _opened() -> str:
    """Return the tab of the part that the address names."""
    named = [kind for kind in _TABS if address.asked(kind) is not None and kind in KINDS]
    return _TABS[named[0]] if named else ""
