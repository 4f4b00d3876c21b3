"""The months with their forecast, and how forecasts moved, drawn."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from legalops.charts import forecast as charts
from legalops.charts.picture import Picture
from legalops.charts.theme import Theme, tokens
from legalops.metrics.forecast import DEPARTMENT, RUN_RATE, Cell, Past
from legalops.metrics.outlook import Asked, Outlook, Said, outlook
from legalops.periods import FiscalYear, months_between

FY26 = FiscalYear(2026)
MILLION = 100_000_000
PAST = Past(202601, 202610, {1: dict.fromkeys(months_between(202601, 202610), MILLION)}, {})
CELLS = {
    (area, month): Cell(MILLION, MILLION // 2, 2 * MILLION)
    for area in (1, DEPARTMENT)
    for month in (202611, 202612)
}
LOOKS = {
    "running": outlook(Asked(FY26, 202610, RUN_RATE), Said(PAST, CELLS)),
    "refused": outlook(Asked(FY26, 202610, RUN_RATE), Said(PAST, {})),
    "empty": outlook(Asked(FY26, 202512, RUN_RATE), Said(Past(202601, 202512, {}, {}), {})),
}
MOVED = pd.DataFrame(
    [(202512, 0, 12 * MILLION, 12 * MILLION), (202601, 2 * MILLION, 9 * MILLION, 11 * MILLION)],
    columns=["made_in", "actual_cents", "to_come_cents", "at_completion_cents"],
)


def parts(spec: Any) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        yield spec
    for item in spec.values() if isinstance(spec, dict) else spec:
        if isinstance(item, dict | list):
            yield from parts(item)


def drawn(look: Outlook, theme: Theme = "light") -> Picture:
    return charts.monthly(look, dict.fromkeys(FY26.months, MILLION), "USD", tokens(theme))


PICTURES = {
    **{name: drawn(look) for name, look in LOOKS.items()},
    "dark": drawn(LOOKS["running"], "dark"),
    "moved": charts.successive(MOVED, 10 * MILLION, "USD", tokens("light")),
    "without a budget": charts.successive(MOVED, None, "USD", tokens("dark")),
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_every_picture_is_valid_and_every_field_is_in_its_rows(picture: Picture) -> None:
    written = picture.chart().to_dict()
    assert len(written["datasets"]["rows"]) == len(picture.rows)
    used = {part["field"] for part in parts(written) if isinstance(part.get("field"), str)}
    assert all(used <= set(row) for row in picture.rows)
    places = [part["y"] for part in parts(written) if isinstance(part.get("y"), dict)]
    assert all(place.get("axis", "missing") is None for place in places if "value" not in place)


def test_a_month_is_either_actual_or_forecast_and_only_a_forecast_has_a_range() -> None:
    rows = drawn(LOOKS["running"]).rows
    assert [row["actual"] is None for row in rows] == [False] * 10 + [True] * 2
    assert rows[9]["high"] is None
    assert (rows[10]["forecast"], rows[10]["low"], rows[10]["high"]) == (1000, 500, 2000)
    assert rows[10]["top"] == 2000
    assert rows[10]["high_exact"] == "USD 2,000,000.00"
    assert len(drawn(LOOKS["refused"]).rows) == 10


def test_successive_forecasts_stack_what_was_spent_and_what_was_to_come() -> None:
    rows = PICTURES["moved"].rows
    assert [(row["actual"], row["top"], row["budget"]) for row in rows] == [
        (0, 12, 10), (2, 11, 10),
    ]  # fmt: skip
    assert rows[1]["top_exact"] == "USD 11,000,000.00"


def test_pictures_are_told_in_words_to_those_who_do_not_see_them() -> None:
    said = charts.describe_monthly(LOOKS["running"], "USD")
    assert said.endswith("Forecast: Nov 2026 USD 1,000,000.00, Dec 2026 USD 1,000,000.00.")
    assert "Jan 2026 USD 11,000,000.00" in charts.describe_successive(MOVED, "USD")
