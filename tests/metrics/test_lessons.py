"""How lessons are found, agreements followed and levels compared."""

from datetime import date

import pandas as pd
import pytest

from legalops.metrics import lessons as metrics
from legalops.metrics.lessons import Follow
from legalops.metrics.maturity import AREAS

DAY = date(2026, 11, 5)
LESSONS = pd.DataFrame(
    {
        "id": [1, 2, 3],
        "made_at": ["2026-01-01", "2026-02-01", "2026-02-01"],
        "tags": ["Experts, budgets", "budgets,budgets,  ", ""],
        "folded": ["agree fees experts budgets", "a new date is a new budget", "write it down"],
    }
)


def actions(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["state", "due_on", "done_on"])


def test_tags_are_counted_once_a_lesson_whatever_their_case() -> None:
    assert metrics.tag_counts(LESSONS) == {"budgets": 2, "experts": 1}
    assert metrics.tags_of(" Experts ,experts,, budgets ") == ("Experts", "budgets")


@pytest.mark.parametrize(
    ("tag", "words", "found"),
    [("", "", [3, 2, 1]), ("budgets", "", [2, 1]), ("", "new date", [2]), ("experts", "date", []),
     ("", "(", [])],
)  # fmt: skip
def test_a_lesson_is_found_by_its_tag_and_all_words(tag: str, words: str, found: list[int]) -> None:
    assert metrics.matching(LESSONS, tag, words)["id"].tolist() == found


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("done", "2026-10-01", "2026-10-01"), Follow(1, 1, 1, 0)),
        (("done", "2026-10-01", "2026-10-02"), Follow(1, 1, 0, 0)),
        (("done", None, "2026-10-02"), Follow(1, 1, 1, 0)),
        (("dropped", "2026-12-01", None), Follow(1, 1, 0, 0)),
        (("open", "2026-11-04", None), Follow(1, 1, 0, 1)),
        (("open", "2026-11-05", None), Follow(1, 0, 0, 0)),
        (("open", None, None), Follow(1, 0, 0, 0)),
    ],
)
def test_an_agreement_counts_once_its_day_has_come_or_it_is_settled(
    row: tuple[str, str | None, str | None], expected: Follow
) -> None:
    assert metrics.follow_through(actions(row), DAY) == expected


def test_no_agreements_have_no_share() -> None:
    assert metrics.follow_through(actions(), DAY).share is None


def test_levels_are_compared_with_the_assessment_before_that_has_any() -> None:
    frame = pd.DataFrame(
        {"id": [7, 5, 6], "title": ["now", "then", "begun"],
         "made_on": ["2026-10-01", "2025-10-01", "2026-12-01"]}
    )  # fmt: skip
    levels = pd.DataFrame(
        [(5, "contracts", 2, ""), (7, "contracts", 1, "dates"), (7, "financial", 3, ""),
         (7, "a former area", 3, "")],
        columns=["assessment_id", "area", "level", "note"],
    )  # fmt: skip
    found = metrics.assessments(frame, levels)
    now, before = metrics.latest(found)
    assert now is not None
    assert (now.title, before and before.title) == ("now", "then")
    assert metrics.steps(now, before) == {"contracts": -1}
    assert metrics.steps(now, None) == {}
    assert metrics.maturity(found) == 2.0
    assert metrics.maturity(()) is None


def test_every_area_says_what_each_level_looks_like() -> None:
    assert len(AREAS) == 14
    told = [area.level(number) for area in AREAS.values() for number in (1, 2, 3)]
    assert len(set(told)) == 42
