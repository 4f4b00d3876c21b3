"""Maturity drawn area by area, before and now."""

import pytest

from legalops.charts.lessons import Step, maturity, words_of
from legalops.charts.theme import Theme, tokens

STEPS = [Step("Contracts", 1, 3), Step("Money", 2, 1), Step("Figures", 2, 2), Step("New", None, 1)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_maturity_is_valid_filled_and_empty(theme: Theme) -> None:
    assert len(maturity(STEPS, tokens(theme)).chart().to_dict()["datasets"]["rows"]) == 7
    assert maturity([], tokens(theme)).chart().to_dict()["datasets"]["rows"] == []


def test_an_area_that_moved_says_so_in_a_word() -> None:
    rows = [row for row in maturity(STEPS, tokens("light")).rows if row["at"] == "now"]
    assert [row["tag"] for row in rows] == ["up", "down", "", ""]


def test_a_level_is_said_with_where_it_came_from() -> None:
    assert [words_of(step) for step in STEPS] == [
        "Early \u2192 Advanced", "Intermediate \u2192 Early", "Intermediate", "Early",
    ]  # fmt: skip
