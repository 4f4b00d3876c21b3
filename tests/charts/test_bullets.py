"""Measures against their targets, drawn on one scale."""

import pytest

from legalops.charts.bullets import Aimed, bullets, describe
from legalops.charts.theme import Theme, tokens

USED = Aimed("used", "Used", 1.13, "low", "113%, target 100%", "13 pts above target")
SAVED = Aimed("cut", "Taken off", 9.0, "high", "90k, target 10k", "800% above target")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bullets_are_valid_filled_and_empty(theme: Theme) -> None:
    for found in ([], [USED], [USED, SAVED]):
        written = bullets(found, tokens(theme)).chart().to_dict()
        assert len(written["datasets"]["rows"]) == 4 * len(found)


def test_the_darkest_ground_lies_where_a_value_would_be_worst() -> None:
    for one, worst in ((USED, "to"), (SAVED, "from")):
        grounds = [r for r in bullets([one], tokens("light")).rows if r["part"] == "ground"]
        darkest = max(grounds, key=lambda row: row["dark"])
        assert darkest[worst] == (1.5 if one.good == "low" else 0.0)


def test_a_value_far_beyond_its_target_ends_at_the_edge() -> None:
    value = next(r for r in bullets([SAVED], tokens("light")).rows if r["part"] == "value")
    assert (value["to"], value["aim"]) == (1.5, 1.0)


def test_bullets_are_said_in_words() -> None:
    assert describe([USED]) == (
        "Measures against their targets: Used 113%, target 100%, 13 pts above target."
    )
    assert describe([]) == "Measures against their targets: no target is set."
