"""What do the figures about projects mean?"""

from legalops.metrics import projects
from legalops.metrics.catalog.measure import Measure

_TODAY = "today; milestones by the day first promised"
_RUNNING = "projects that are proposed, done, stopped or taken off"


def _project(key: str, label: str, meaning: str, formula: str, **fields: str) -> Measure:
    given = {"unit": "share", "good": "high", "basis": _TODAY, "excludes": _RUNNING, **fields}
    return Measure(key, label, meaning, formula, room="Projects", page="projects", **given)  # type: ignore[arg-type]  # the words are ours


MEASURES: tuple[Measure, ...] = (
    _project(
        "milestones_on_time",
        "Milestones on time",
        "How many of the milestones promised by today were done by the day first promised.",
        "milestones done by their baseline \u00f7 milestones whose baseline is today or earlier",
        excludes="projects that are proposed, stopped or taken off",
    ),
    _project(
        "projects_off_track",
        "Projects off track",
        "How many running projects are off track, by their newest status note or by their dates: "
        f"the end slips by more than {projects.SLIP_OFF_TRACK} days, or less than "
        f"{projects.INDEX_OFF_TRACK:.0%} is done of what was to be done by now.",
        "running projects whose worse health of note and dates is off track",
        unit="count",
        good="low",
    ),
    _project(
        "schedule_index",
        "Schedule index",
        "What running projects have done for each unit of work that was to be done by now; "
        "1.00 is on plan.",
        "weights of milestones done \u00f7 weights of milestones whose baseline is today or "
        "earlier",
        unit="ratio",
    ),
    _project(
        "benefits_measured",
        "Benefits measured",
        "How many of the benefits that projects promised by today were measured.",
        "benefits with a measured value \u00f7 benefits expected from today or earlier",
        basis="today; benefits by the day they are expected from",
        excludes="benefits without a day; projects that are stopped or taken off",
    ),
)
#: The definition of each by its key.
BY_KEY = {measure.key: measure for measure in MEASURES}
