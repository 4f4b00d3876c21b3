"""The areas in which a department assesses itself, and what each level looks like in each."""

from collections.abc import Mapping
from typing import NamedTuple


class Area(NamedTuple):
    """One area of the work of a legal department, and its three levels in a sentence each."""

    key: str
    name: str
    early: str
    intermediate: str
    advanced: str

    def level(self, number: int) -> str:
        """Return what a level (1 to 3) looks like here."""
        return (self.early, self.intermediate, self.advanced)[number - 1]


LEVELS: Mapping[int, str] = {1: "Early", 2: "Intermediate", 3: "Advanced"}
_ALL = (
    Area(
        "change_management", "Change and communication",
        "News of a change comes with the change itself.",
        "Larger changes have a plan: who is told what, and when.",
        "Every change names a sponsor, is measured after it, and is heard of before it comes.",
    ),
    Area(
        "contracts", "Contracts",
        "Drafted one by one; signed ones lie in folders and mailboxes.",
        "Templates and a playbook; one register with dates.",
        "Requests, drafts, signatures and renewals run in one system, with turnaround times.",
    ),
    Area(
        "e_discovery", "E-discovery",
        "Each matter is handled by its firm, in its own way.",
        "A preferred provider and a written way to hold and collect.",
        "Holds, collection and hosting are planned, priced and followed by the department.",
    ),
    Area(
        "external_resources", "Outside counsel and vendors",
        "Firms are chosen by habit; invoices are paid as they come.",
        "Billing guidelines are enforced, and a first scorecard is kept.",
        "A panel by figures: rates agreed, budgets held, reviews with each firm twice a year.",
    ),
    Area(
        "financial", "Money",
        "A spreadsheet; no forecast and no accruals.",
        "Budgets by practice area, accruals each month by hand.",
        "Budgets add up from the matters; forecast, accruals and reports have owners and days.",
    ),
    Area(
        "information_governance", "Information",
        "Kept for ever, wherever it happens to lie.",
        "Retention rules exist for the main kinds of records.",
        "What is kept, where and how long is known, followed, and checked each year.",
    ),
    Area(
        "innovation", "New ideas",
        "Something is tried when something has broken.",
        "Ideas are gathered, and some are tried.",
        "Trying is routine: a belief, a measure, a stop date, and what it showed.",
    ),
    Area(
        "intellectual_property", "Intellectual property",
        "Rights are filed when somebody asks.",
        "One register with dates and costs.",
        "The portfolio follows the business: what is filed, kept or let go has its reason.",
    ),
    Area(
        "internal_resources", "People of the department",
        "Work goes to whoever is free.",
        "Skills are known, and people learn each other's work.",
        "Workload, skills and growth are planned; nobody's absence stops a service.",
    ),
    Area(
        "knowledge", "Knowledge",
        "It is in people's heads and mailboxes.",
        "Precedents and notes have one place.",
        "What was learned is found in a minute, kept up to date, and used in new work.",
    ),
    Area(
        "metrics", "Figures",
        "Figures are put together when somebody asks.",
        "A dashboard with spend and workload each month.",
        "Figures follow the goals, against a baseline and a target, early signs among them.",
    ),
    Area(
        "projects", "Processes and projects",
        "Everybody has their own way.",
        "The main processes are written down; projects have owners and dates.",
        "Processes are measured and improved; projects show their state, risks and benefits.",
    ),
    Area(
        "strategy", "Direction",
        "The year's work is what comes in.",
        "Yearly goals are written down.",
        "Goals serve the organisation's, are looked at each quarter and seen by its leaders.",
    ),
    Area(
        "technology", "Technology",
        "Mail and shared drives.",
        "The main systems are in place, each for itself.",
        "Systems talk to one another, are used by those they were bought for, and have owners.",
    ),
)  # fmt: skip
#: The fourteen areas by key, in the order they are asked.
AREAS: Mapping[str, Area] = {area.key: area for area in _ALL}
