"""The picture of a measure against its line."""

from datetime import date

import pytest

from legalops.charts import goals
from legalops.charts.goals import Way
from legalops.charts.theme import tokens
from legalops.metrics.goal_aims import Aim, Reading

E4 = 10_000
DAYS = (date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 1))
READ = (Reading(date(2026, 2, 1), 44 * E4), Reading(date(2026, 5, 1), 36 * E4))


def rows(aim: Aim) -> dict[str, list[float | None]]:
    spec = goals.against_line(Way(aim, "days", *DAYS), tokens("light")).spec()
    found: dict[str, list[float | None]] = {}
    for row in spec["datasets"]["rows"]:
        found.setdefault(row["part"], []).append(row.get("value"))
    return found


def test_the_line_runs_from_baseline_to_target_and_what_was_read_stands_beside_it() -> None:
    found = rows(Aim("lower", 47 * E4, 30 * E4, readings=READ))
    assert found == {"line": [47, 30], "read": [44, 36], "today": [None]}


def test_bounds_are_two_level_lines_and_a_missing_one_is_not_drawn() -> None:
    assert rows(Aim("within", None, 30 * E4, 40 * E4, readings=READ))["bound1"] == [40, 40]
    assert "bound1" not in rows(Aim("within", None, None, 40 * E4, readings=READ))


@pytest.mark.parametrize(
    ("aim", "words"),
    [
        (Aim("lower", 47 * E4, 30 * E4), "From 47 to 30 days"),
        (Aim("higher", None, 30 * E4), "To 30 days"),
        (Aim("within", None, None, 40 * E4), "Keep at most 40 days"),
        (Aim("within", None, 30 * E4), "Keep at least 30 days"),
        (Aim("within", None, 30 * E4, 40 * E4), "Keep within 30 and 40 days"),
        (Aim("higher", None, None), "No target yet"),
    ],
)
def test_words_say_where_it_is_to_go(aim: Aim, words: str) -> None:
    assert goals.aim_words(aim, "days") == words


def test_the_picture_is_valid_and_says_its_values_to_those_who_do_not_see_it() -> None:
    way = Way(Aim("lower", 47 * E4, 30 * E4, readings=READ), "days", *DAYS)
    goals.against_line(way, tokens("dark")).chart()
    said = goals.describe(way, "Days to pay")
    assert said == "Days to pay: 1 Feb 2026 44 days; 1 May 2026 36 days. From 47 to 30 days."
