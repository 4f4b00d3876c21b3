from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.charts import waterfall as drawn
from legalops.metrics import pictures
from legalops.metrics.budget import BudgetReport, Chosen, against_actual
from legalops.metrics.waterfall import MOST_STEPS, SEVERAL, bridge
from tests.metrics.frames import budget, chosen, spend
from tests.metrics.test_budget import plans, rows, views

NAMES = {number: f"Area {number}" for number in range(20)}


def report_of(spent: dict[int, int], planned: dict[int, int], **view: object) -> BudgetReport:
    cube = spend(*({"practice_area_id": a, "reporting_cents": c} for a, c in spent.items()))
    plan = budget(*({"practice_area_id": a, "amount_cents": c} for a, c in planned.items()))
    return against_actual(cube, plan, chosen(**view))


@settings(deadline=None, max_examples=25)
@given(rows, plans, views, st.none() | st.dictionaries(st.integers(0, 3), st.integers(0, 10**9)))
def test_the_steps_end_exactly_at_the_total(
    spent: list[dict[str, int]],
    planned: list[dict[str, int]],
    view: Chosen,
    expected: dict[int, int] | None,
) -> None:
    report = against_actual(spend(*spent), budget(*planned), view)
    way = bridge(report, NAMES, expected)
    if way is None:
        assert report.total.budget_cents is None
        return
    reached = report.total.actual_cents if expected is None else sum(expected.values())
    assert way.start_cents + sum(cause.cents for cause in way.causes) == way.end_cents == reached
    bars = drawn.rows(way, report)
    assert len(bars) <= MOST_STEPS
    causes = [bar for bar in bars if bar["fill"] in ("over", "under")]
    assert all(a["end"] == b["start"] for a, b in pairwise(causes))


def test_the_largest_causes_are_named_and_the_rest_is_one() -> None:
    areas = range(1, 11)
    report = report_of({a: 100 * a for a in areas}, dict.fromkeys(areas, 1))
    way = bridge(report, NAMES)
    assert way is not None
    assert [cause.name for cause in way.causes] == [
        "Area 10", "Area 9", "Area 8", "Area 7", "Area 6", "Other (5)",
    ]  # fmt: skip
    assert way.causes[-1].key == SEVERAL
    assert way.causes[-1].cents == 100 * 15 - 5


def test_causes_stand_alone_where_the_totals_dwarf_them() -> None:
    near = bridge(report_of({1: 1_000_000, 2: 40}, {1: 1_000_100}), NAMES)
    far = bridge(report_of({1: 1_000_000}, {1: 100}), NAMES)
    assert near is not None
    assert near.is_dwarfed
    assert far is not None
    assert not far.is_dwarfed
    report = report_of({1: 1_000_000, 2: 40}, {1: 1_000_100})
    assert [row["start"] for row in drawn.rows(near, report)] == [0, -100]
    assert "Changes only" in drawn.title(near, report.chosen)


def test_the_sentence_names_what_adds_and_what_saves_most() -> None:
    million = 100_000_000
    report = report_of({1: 9 * million, 2: million}, {1: 4 * million, 2: 3 * million})
    way = bridge(report, NAMES)
    assert way is not None
    assert pictures.waterfall(way, report) == (
        "Area 1 adds USD 5.00M; Area 2 takes USD 2.00M off. Spend is USD 3.00M (43%) over budget."
    )
    assert "Area 1 USD +5.00M" in drawn.describe(way, report)


def test_without_a_budget_there_is_no_way_to_draw() -> None:
    assert bridge(report_of({1: 5}, {}), NAMES) is None
