from collections.abc import Callable, Iterator
from typing import Any

import pytest

from legalops.charts import budget as months
from legalops.charts import split
from legalops.charts.picture import Picture
from legalops.charts.scale import labels, unit_for
from legalops.charts.theme import Theme, Tokens, tokens
from legalops.metrics.budget import BudgetReport, against_actual
from tests.metrics.frames import FY26, budget, chosen, spend

AREAS = {0: "No practice area", 1: "Litigation", 2: "Tax & <trade>"}
VENDORS = {number: f"Firm {number}" for number in range(1, 20)}
Draw = Callable[[BudgetReport, Tokens], Picture]
CHARTS: dict[str, Draw] = {
    "three_tier": months.three_tier,
    "columns": months.columns,
    "by_area": lambda report, colours: split.by_area(report, AREAS, colours),
    "by_vendor": lambda report, colours: split.by_vendor(report, VENDORS, colours),
}


def filled() -> BudgetReport:
    cube = spend(
        {"reporting_cents": 84_000_000},
        {"vendor_id": 2, "practice_area_id": 2, "reporting_cents": 1_000_000},
        {"vendor_id": 3, "practice_area_id": 0, "reporting_cents": -500},
    )
    plan = [{"month": m, "amount_cents": 70_000_000} for m in FY26.months[:11]]
    return against_actual(cube, budget(*plan), chosen())


REPORTS = {
    "filled": filled(),
    "empty": against_actual(spend(), budget(), chosen()),
    "no budget": against_actual(spend({"reporting_cents": 5}), budget(), chosen()),
    "no spend": against_actual(spend(), budget({"amount_cents": 5}), chosen()),
    "running": against_actual(spend({}), budget({"amount_cents": 5}), chosen(period="full")),
    "not begun": against_actual(spend(), budget(), chosen(as_of=202512)),
}


def parts(spec: Any) -> Iterator[dict[str, Any]]:
    """Every dict inside a spec."""
    if isinstance(spec, dict):
        yield spec
    for item in spec.values() if isinstance(spec, dict) else spec:
        if isinstance(item, dict | list):
            yield from parts(item)


@pytest.mark.parametrize(("name", "theme"), [("filled", "light"), ("empty", "dark")])
@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())
def test_every_chart_is_valid_filled_and_empty(draw: Draw, name: str, theme: Theme) -> None:
    picture = draw(REPORTS[name], tokens(theme))
    written = picture.chart().to_dict()
    assert len(written["datasets"]["rows"]) == len(picture.rows)
    assert tokens(theme).ink in str(written)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())
def test_every_report_fills_the_same_plan(draw: Draw, report: BudgetReport) -> None:
    spec, plan = (draw(r, tokens("light")).spec() for r in (report, REPORTS["filled"]))
    kept = {"data", "datasets", "params"}
    assert {k: v for k, v in spec.items() if k not in kept} == {
        k: v for k, v in plan.items() if k not in kept
    }


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())
def test_every_field_a_chart_uses_is_in_its_rows(draw: Draw) -> None:
    spec = draw(REPORTS["filled"], tokens("light")).spec()
    used = {part["field"] for part in parts(spec) if isinstance(part.get("field"), str)}
    assert used <= set(spec["datasets"]["rows"][0])


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())
def test_no_vertical_place_brings_an_axis_of_its_own(draw: Draw) -> None:
    # Vega-Lite fails, and draws nothing, when some layers of a chart have an axis and some not.
    spec = draw(REPORTS["filled"], tokens("light")).spec()
    places = [part["y"] for part in parts(spec) if isinstance(part.get("y"), dict)]
    assert places
    assert all(place.get("axis", "missing") is None for place in places if "value" not in place)


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())
def test_a_click_says_which_key_was_meant(draw: Draw) -> None:
    spec = draw(REPORTS["filled"], tokens("light")).spec()
    (pick,) = (param for param in spec["params"] if param["name"] == months.PICK)
    assert pick["select"]["fields"] == ["key"]


def test_a_picture_keeps_its_plan_and_changes_its_rows() -> None:
    first = months.columns(REPORTS["filled"], tokens("light")).spec()
    second = months.columns(REPORTS["no budget"], tokens("light")).spec()
    assert first["layer"] == second["layer"]
    assert first["datasets"] != second["datasets"]


def test_a_month_is_drawn_with_sign_word_and_side() -> None:
    rows, unit = months.month_rows(REPORTS["filled"])
    february = rows[1]
    assert unit == "USD thousand"
    assert (february["impact"], february["share_label"]) == ("over", "+21%")
    assert (february["actual_label"], february["variance_label"]) == ("850", "+150")
    assert february["variance_exact"] == "USD +149,995.00"
    assert rows[0]["share_label"] == "\u2212100%"
    december = rows[11]
    assert (december["budget"], december["actual"], december["impact"]) == (None, None, "on")
    assert december["budget_exact"] == "none"
    assert december["shown"] < february["shown"]


def test_rows_say_how_far_off_and_on_which_side() -> None:
    rows = split.by_area(REPORTS["filled"], AREAS, tokens("light")).rows
    assert [row["name"] for row in rows] == ["Litigation", "Tax & <trade>", "No practice area"]
    assert rows[0]["value"] == "840k \u00b7 \u22121.26M 60% under"
    assert rows[1]["value"] == "10.0k \u00b7 1%"
    running = split.by_area(REPORTS["running"], AREAS, tokens("light")).rows
    assert running[0]["value"] == "0 \u00b7 0% used"


def test_vendors_beyond_the_tenth_are_one_row_that_opens_nothing() -> None:
    cube = spend(*({"vendor_id": n, "reporting_cents": 100 * n} for n in range(1, 14)))
    rows = split.by_vendor(against_actual(cube, budget(), chosen()), VENDORS, tokens("light")).rows
    assert len(rows) == 11
    assert (rows[-1]["key"], rows[-1]["name"]) == (split.OTHERS, "3 others")
    assert sum(row["actual"] for row in rows) == 100 * 91


def test_charts_are_told_in_words_to_those_who_do_not_see_them() -> None:
    report = REPORTS["filled"]
    assert months.describe(report).startswith("Budget and actual by month of FY26. Spend is USD")
    said = split.describe(report, "practice area", AREAS, "practice_area_id")
    assert said.startswith("Actual by practice area, Jan\u2013Mar 2026: Litigation USD 840k")
    nothing = split.describe(REPORTS["empty"], "vendor", VENDORS, "vendor_id")
    assert nothing == "Actual by vendor, Jan\u2013Mar 2026: nothing."


@pytest.mark.parametrize(
    ("cents", "name"),
    [(0, "USD"), (999_999, "USD"), (1_000_000, "USD thousand"), (10**9, "USD million")],
)
def test_the_unit_follows_the_largest_amount(cents: int, name: str) -> None:
    assert unit_for([None, 3, -cents], "USD").name == name
    assert unit_for([], "JPY").minor == 1


def test_labels_of_one_series_have_the_same_number_of_decimals() -> None:
    assert labels([1.25, None, -0.04], sign=True) == ["+1.2", "", "0"]
    assert labels([1234.5, -9.6]) == ["1,234", "\u221210"]


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_stands_out_from_its_ground(theme: Theme) -> None:
    colours = tokens(theme)
    for colour in (colours.ink, colours.quiet, colours.over, colours.under):
        assert contrast(colour, colours.ground) >= 4.5
    for colour in (colours.prior, colours.forecast):
        assert contrast(colour, colours.ground) >= 3
