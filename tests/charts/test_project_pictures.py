"""Projects over time, and how far milestones slip."""

from datetime import date

import pytest

from legalops.charts import projects as charts
from legalops.charts.projects import Bar, Slip
from legalops.charts.theme import Theme, tokens

START, PROMISED, LATE = date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 1)
BAR = Bar(
    1, "Roll-out", "30 days late", True, START, PROMISED, LATE, 0.5, [(PROMISED, "Pilot", "late")]
)
SLIP = Slip(4, "Pilot", "30 days late", PROMISED, LATE, False, [date(2026, 6, 10)])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_are_valid_filled_and_empty(theme: Theme) -> None:
    for bars, found in (([], []), ([BAR], [SLIP])):
        assert charts.gantt(bars, PROMISED, tokens(theme)).chart().to_dict()
        assert charts.slips(found, PROMISED, tokens(theme)).chart().to_dict()


def test_a_bar_is_dark_as_far_as_the_project_is_done() -> None:
    rows = {row["part"]: row for row in charts.gantt([BAR], PROMISED, tokens("light")).rows}
    assert rows["plan"]["to"] == "2026-07-01T00:00:00"
    assert rows["promise"]["to"] == "2026-06-01T00:00:00"
    assert rows["done"]["to"] == "2026-04-01T00:00:00"
    assert rows["mark"]["state"] == "late"


def test_a_slip_runs_from_the_day_promised_through_every_move() -> None:
    rows = charts.slips([SLIP], PROMISED, tokens("light")).rows
    assert [row["from"][:10] for row in rows if row["part"] == "step"] == ["2026-06-10"]
    span = next(row for row in rows if row["part"] == "span")
    assert (span["from"][:10], span["to"][:10], span["side"]) == (
        "2026-06-01", "2026-07-01", "late",
    )  # fmt: skip


def test_no_more_is_drawn_than_can_be_read() -> None:
    many = [BAR] * (charts.MOST_ROWS + 5)
    rows = charts.gantt(many, PROMISED, tokens("light")).rows
    assert sum(row["part"] == "plan" for row in rows) == charts.MOST_ROWS


def test_pictures_are_said_in_words() -> None:
    assert "Roll-out: 30 days late" in charts.describe_gantt([BAR])
    assert "Pilot: 30 days late" in charts.describe_slips([SLIP])
