import pandas as pd
import pytest

from legalops.charts import budget as months
from legalops.charts import cumulative, multiples, waterfall
from legalops.charts.picture import Picture
from legalops.charts.theme import Theme, tokens
from legalops.metrics import measures, pictures
from legalops.metrics.budget import BudgetReport, against_actual
from legalops.metrics.comparison import Reference
from legalops.metrics.outlook import TOTAL, Outlook
from legalops.metrics.waterfall import bridge
from tests.charts.test_pictures import AREAS, REPORTS, parts
from tests.metrics.frames import FY26, budget, chosen, spend

LIGHT = tokens("light")


def outlook() -> Outlook:
    """A year forecast from April on at 100.00 a month, give or take 20.00."""
    rows = []
    for place, month in enumerate(FY26.months, start=1):
        ahead = month > 202603
        off = 2000 * (place - 3) if ahead else None
        rows.append(
            {
                "practice_area_id": -1,
                "month": month,
                "amount_cents": 10_000,
                "low_cents": 8_000 if ahead else None,
                "high_cents": 12_000 if ahead else None,
                "is_actual": not ahead,
                "sum_cents": 10_000 * place,
                "sum_low_cents": None if off is None else 10_000 * place - off,
                "sum_high_cents": None if off is None else 10_000 * place + off,
            }
        )
    total = pd.DataFrame(rows)
    money = [name for name in TOTAL if name.endswith("_cents")]
    total = total.astype(dict.fromkeys(money, "Int64"))
    return Outlook(
        202603, "run_rate", "Run rate", total, total, 120_000, 102_000, 138_000, "", pd.DataFrame()
    )


def even() -> BudgetReport:
    cube = spend(*({"invoice_month": m, "reporting_cents": 10_000} for m in FY26.months[:3]))
    plan = budget(*({"month": m, "amount_cents": 9_000} for m in FY26.months))
    return against_actual(cube, plan, chosen())


def pictures_of(report: BudgetReport, theme: Theme) -> dict[str, Picture]:
    way = bridge(report, AREAS)
    drawn = {
        "months": months.three_tier(report, tokens(theme), outlook()),
        "sum": cumulative.cone(report, outlook(), tokens(theme)),
        "sum, no forecast": cumulative.cone(report, None, tokens(theme)),
    }
    if way is not None:
        drawn["causes"] = waterfall.bridge(way, report, tokens(theme))
    for panel in multiples.panels(report, AREAS, tokens(theme))[:1]:  # all have one plan
        drawn[f"area {panel.area}"] = panel.picture
    return drawn


@pytest.mark.parametrize(("name", "theme"), [("filled", "light"), ("empty", "dark")])
def test_every_picture_is_valid_filled_and_empty(name: str, theme: Theme) -> None:
    for picture in pictures_of(REPORTS[name], theme).values():
        written = picture.chart().to_dict()
        assert tokens(theme).ink in str(written)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_every_field_of_every_picture_is_in_its_rows(report: BudgetReport) -> None:
    drawn = pictures_of(report, "light")
    for picture in drawn.values():
        written = picture.spec()
        used = {part["field"] for part in parts(written) if isinstance(part.get("field"), str)}
        assert not picture.rows or used <= set(picture.rows[0])
    assert len(drawn) >= 3


def test_months_ahead_show_their_forecast_hatched_with_its_range() -> None:
    rows, _ = months.month_rows(even(), outlook())
    march, april = rows[2], rows[3]
    assert (march["forecast"], march["state"]) == (None, "complete")
    assert (april["forecast"], april["actual"], april["state"]) == (100.0, None, "forecast")
    assert april["range_exact"] == "USD 80.00 to USD 120.00"
    picture = months.three_tier(even(), LIGHT, outlook())
    assert picture.values["legend"][0].startswith("Actual (solid), forecast (hatched) and")


@pytest.mark.parametrize(
    ("kind", "field", "fill"),
    [("budget", "budget", "outlined"), ("prior_year", "prior", "lighter"),
     ("prior_forecast", "before", "hatched")],
)  # fmt: skip
def test_what_is_compared_with_decides_the_fill(kind: str, field: str, fill: str) -> None:
    view = chosen(reference=Reference(kind, 202512))  # type: ignore[arg-type]  # the three there are
    report = against_actual(spend({"reporting_cents": 700}), budget({"amount_cents": 500}), view)
    rows, _ = months.month_rows(report)
    assert rows[1][field] == 5.0
    assert [rows[1][f] for f in ("budget", "prior", "before")].count(None) == 2
    assert f"({fill})" in " ".join(months.three_tier(report, LIGHT).values["legend"])


def test_what_is_accrued_stands_on_what_is_billed_and_late_months_are_marked() -> None:
    accrued = spend({"invoice_month": 202603, "status": "accrued", "reporting_cents": 300})
    cube = measures.measured(
        spend({"invoice_month": 202603, "reporting_cents": 700}), spend(), accrued, "incurred"
    )
    report = against_actual(cube, budget(), chosen(measure="incurred"))
    rows, _ = months.month_rows(report)
    assert (rows[2]["billed"], rows[2]["accrued"], rows[2]["actual"]) == (7.0, 3.0, 10.0)
    late = months.month_rows(BudgetReport(**{**vars(report), "incomplete": (202603,)}))[0]
    assert late[2]["actual_label"] == "10*"
    assert late[2]["state"] == "not all invoices are in"


def test_the_cone_starts_at_the_last_actual_and_ends_at_completion() -> None:
    rows, _ = cumulative.rows(even(), outlook())
    march, december = rows[2], rows[11]
    assert march["low"] == march["high"] == march["forecast"] == march["actual"] == 300.0
    assert (december["low"], december["forecast"], december["high"]) == (1020.0, 1200.0, 1380.0)
    assert december["variance"] == 120.0
    assert december["forecast_name"].startswith("Forecast")
    assert abs(december["forecast_end"] - december["budget_end"]) >= 0.07 * 1380 - 1e-6
    assert "four times in five between 1.02k and 1.38k" in pictures.cumulative(even(), outlook())


def test_panels_share_one_scale_and_the_furthest_over_comes_first() -> None:
    cube = spend(
        {"practice_area_id": 1, "reporting_cents": 100},
        {"practice_area_id": 2, "reporting_cents": 90_000},
    )
    plan = budget(
        {"practice_area_id": 1, "amount_cents": 50_000},
        {"practice_area_id": 2, "amount_cents": 10_000},
    )
    report = against_actual(cube, plan, chosen())
    found = multiples.panels(report, AREAS, LIGHT)
    assert [panel.area for panel in found] == [2, 1]
    assert {tuple(panel.picture.values.items()) for panel in found} == {
        (("least", -499.0), ("most", 800.0))
    }
    assert found[0].value == "+800 over"
    assert "Tax & <trade> is over budget most often: in 1 of 1 month" in multiples.sentence(
        report, AREAS
    )
