from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.intake.codes import utbms
from legalops.metrics.performance import discounts, rates, requests, shown, staffing, what_if
from legalops.metrics.performance.concentration import concentration, sentences
from legalops.metrics.performance.discounts import Tier
from legalops.metrics.performance.rates import Worked
from legalops.metrics.performance.scorecard import Value, cards, score_of
from legalops.metrics.performance.scored import SCORED, USUAL, Weight
from legalops.metrics.performance.what_if import RateMove, TierDiscount, WorkMove
from legalops.settings import ROOT

HOUR = 10_000
ANN, BEN, EVE = (1, "USD"), (2, "USD"), (3, "USD")


def tier(threshold: int, percent: int, since: str = "2026-01-01", until: str = "") -> Tier:
    return Tier(threshold * 100, percent * 100, since, until)


def test_rate_change_like_for_like_is_apart_from_mix() -> None:
    # Ann goes from 400 to 440, Ben from 200 to 210, Eve is new at 100.
    before = {ANN: Worked(100 * HOUR, 4_000_000), BEN: Worked(100 * HOUR, 2_000_000)}
    now = {
        ANN: Worked(50 * HOUR, 2_200_000),
        BEN: Worked(100 * HOUR, 2_100_000),
        EVE: Worked(50 * HOUR, 500_000),
    }
    found = rates.change(before, now)
    assert found is not None
    # (50 x 40 + 100 x 10) / (50 x 400 + 100 x 200) = 3,000 / 40,000
    assert found.like_for_like == pytest.approx(0.075)
    # An hour cost 300 and costs 48,000 / 200 = 240.
    assert found.blended == pytest.approx(-0.2)
    assert found.mix == pytest.approx(-0.275)
    assert (found.n, found.covered) == (2, 0.75)


def test_a_move_of_exchange_rates_is_no_change_of_rates() -> None:
    keeper = (1, "EUR")
    before = {keeper: Worked(10 * HOUR, 300_000, 330_000)}
    now = {keeper: Worked(10 * HOUR, 300_000, 300_000)}
    found = rates.change(before, now)
    assert found is not None
    assert found.like_for_like == pytest.approx(0)


def test_nobody_in_both_years_means_no_rate_change() -> None:
    assert rates.change({ANN: Worked(HOUR, 100)}, {BEN: Worked(HOUR, 100)}) is None
    assert rates.of_one(None, Worked(HOUR, 100)) is None


billed = st.builds(Worked, st.integers(1, 10**8), st.integers(1, 10**10), st.integers(1, 10**10))
years = st.dictionaries(st.tuples(st.integers(1, 6), st.sampled_from(["USD", "EUR"])), billed)


@given(years, years)
def test_like_for_like_and_mix_add_up_to_the_change_of_the_blended_rate(
    before: dict[tuple[int, str], Worked], now: dict[tuple[int, str], Worked]
) -> None:
    found = rates.change(before, now)
    if found is None:
        assert not set(before) & set(now)
        return
    assert found.like_for_like + found.mix == pytest.approx(found.blended)
    each = [rates.of_one(before[key], now[key]) for key in set(before) & set(now)]
    moves = [change for change in each if change is not None]
    assert min(moves) - 1e-6 * (1 + abs(min(moves))) <= found.like_for_like
    assert found.like_for_like <= max(moves) + 1e-6 * (1 + abs(max(moves)))


@given(years, st.integers(0, 50))
def test_when_everybody_rises_alike_that_is_the_rise_like_for_like(
    before: dict[tuple[int, str], Worked], percent: int
) -> None:
    raised = {k: w._replace(fees_cents=w.fees_cents * (100 + percent)) for k, w in before.items()}
    scaled = {k: w._replace(fees_cents=w.fees_cents * 100) for k, w in before.items()}
    found = rates.change(scaled, raised)
    assert found is None if not before else found is not None
    if found is not None:
        assert found.like_for_like == pytest.approx(percent / 100)
        assert found.mix == pytest.approx(0, abs=1e-9)


def test_every_class_we_ship_has_a_level_and_messy_ones_are_understood() -> None:
    known = utbms(ROOT / "data" / "utbms").classifications
    assert {staffing.level(code) for code in known} <= set(staffing.LEVELS)
    written = {
        **dict.fromkeys(["PARTNR", "Sr. Partner", "pt", "Equity partner"], "Partner"),
        **dict.fromkeys(["Of Counsel", "OFCOUN"], "Counsel"),
        **dict.fromkeys(["assoc", "Senior Associate", "Attorney"], "Associate"),
        **dict.fromkeys(["PARALG", "Legal Assistant", "Trainee"], "Paralegal"),
        **dict.fromkeys(["EXPERT", ""], "Other"),
    }
    assert {text: staffing.level(text) for text in written} == written


@given(st.dictionaries(st.sampled_from(["PT", "AS", "OC", "PL", "?"]), st.integers(1, 10**9)))
def test_shares_of_hours_add_up_to_one(hours: dict[str, int]) -> None:
    found = staffing.mix(hours)
    assert (found is None) == (not hours)
    if found is not None:
        assert sum(found.shares.values()) == pytest.approx(1)
        assert found.hours_e4 == sum(hours.values())


def test_leverage_is_hours_of_others_to_an_hour_of_a_partner() -> None:
    found = staffing.mix({"PARTNR": 10 * HOUR, "ASSOC": 20 * HOUR, "PARALG": 5 * HOUR})
    assert found is not None
    assert found.leverage == 2.5
    none = staffing.mix({"ASSOC": HOUR})
    assert none is not None
    assert none.leverage is None


def test_concentration_by_hand() -> None:
    found = concentration([50, 30, 10, 10, 0, -5])
    assert found is not None
    assert found.top == ((1, 0.5), (3, 0.9))
    assert (found.firms, found.firms_80) == (4, 2)
    assert found.hhi == pytest.approx(10_000 * (0.25 + 0.09 + 0.01 + 0.01))
    assert "2 of 4 firms make up 80% of spend." in sentences(found)
    assert concentration([0, -1]) is None


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=40))
def test_the_concentration_index_lies_between_even_and_one_firm(spend: list[int]) -> None:
    found = concentration(spend)
    assert found is not None
    assert 10_000 / len(spend) - 1e-6 <= found.hhi <= 10_000 + 1e-6
    assert 1 <= found.firms_80 <= len(spend)
    shares = [share for _, share in found.top]
    assert shares == sorted(shares)


def test_a_volume_discount_counts_each_part_of_the_year_at_its_tier() -> None:
    tiers = [tier(1_000, 5), tier(2_000, 10)]
    # 700 a month before discount: 1,000 to 2,000 at 5 % is 50, 2,000 to 2,800 at 10 % is 80.
    fees = dict.fromkeys((202601, 202602, 202603, 202604), 70_000)
    found = discounts.capture(fees, {}, tiers)
    assert (found.due_cents, found.taken_cents, found.fees_cents) == (13_000, 0, 280_000)
    assert found.next_cents is None
    assert found.share == 0
    taken = discounts.capture({m: c - 1_000 for m, c in fees.items()}, dict.fromkeys(fees, 1_000),
                              tiers)  # fmt: skip
    assert (taken.due_cents, taken.taken_cents) == (13_000, 4_000)


def test_a_tier_counts_only_in_the_months_in_which_it_holds() -> None:
    late = [tier(0, 10, "2026-03-01", "2026-03-31")]
    found = discounts.capture(dict.fromkeys((202602, 202603, 202604), 10_000), {}, late)
    assert found.due_cents == 1_000


def test_the_way_to_the_next_tier_is_told() -> None:
    found = discounts.capture({202601: 30_000}, {}, [tier(1_000, 5)])
    assert (found.due_cents, found.next_cents, found.share) == (0, 70_000, None)


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=12))
def test_a_discount_is_the_same_however_the_year_is_cut_into_months(fees: list[int]) -> None:
    tiers = [tier(0, 1), tier(5_000, 4), tier(90_000, 9)]
    by_month = {202601 + place: cents for place, cents in enumerate(fees)}
    whole = discounts.due(sum(fees), tiers)
    assert discounts.capture(by_month, {}, tiers).due_cents == whole
    assert 0 <= whole <= sum(fees)


def test_points_run_between_worst_and_best_and_never_beyond() -> None:
    low = Weight(1, 800, 200)  # 8 % is worst, 2 % best
    assert [score_of(v, low) for v in (0.09, 0.08, 0.05, 0.02, -0.1)] == pytest.approx(
        [0, 0, 50, 100, 100]
    )


def firm(**values: tuple[float, int]) -> dict[str, Value]:
    return {f"firm_{name}": Value(*pair) for name, pair in values.items()}


def test_a_score_is_the_weighted_mean_of_points_over_measures_with_enough_data() -> None:
    values = {
        1: firm(rate_change=(0.05, 4), leverage=(3.0, 900), satisfaction=(4.5, 7)),
        2: firm(rate_change=(0.02, 1), leverage=(0.5, 900), satisfaction=(2.5, 9)),
        3: firm(leverage=(3.0, 20)),
    }
    found = {c.vendor_id: c for c in cards(values, {1: 30, 2: 5, 3: 30}, USUAL, {})}
    first = found[1]
    # 50 x 15, 100 x 10 and 100 x 20 of 45.
    assert first.score == pytest.approx((750 + 1000 + 2000) / 45)
    assert (first.coverage, first.confidence, first.rank) == (1.0, "high", 1)
    assert (found[2].rank, found[2].confidence) == (None, "low")
    assert found[2].reason == "5 invoices in the period, at least 6 needed"
    thin = found[2].part("firm_rate_change")
    assert thin is not None
    assert (thin.score, thin.reason) == (None, "1 of at least 2 timekeepers")
    assert (found[3].score, found[3].reason) == (None, "nothing to score yet")
    assert first.part("firm_late_share") is None


def test_too_little_coverage_means_no_rank_and_says_so() -> None:
    values = {1: firm(leverage=(3.0, 900)), 2: firm(leverage=(2.0, 900), satisfaction=(4, 6))}
    found = {c.vendor_id: c for c in cards(values, {1: 50, 2: 50}, USUAL, {})}
    assert found[1].rank is None
    assert found[1].reason == "data for 33% of the weights, at least 60% needed"
    exempt = {1: frozenset({"firm_satisfaction"})}
    again = {c.vendor_id: c for c in cards(values, {1: 50, 2: 50}, USUAL, exempt)}
    assert (again[1].rank, again[1].coverage) == (1, 1.0)


@given(
    st.dictionaries(
        st.integers(1, 8),
        st.dictionaries(
            st.sampled_from([s.key for s in SCORED]),
            st.builds(Value, st.floats(-5, 5), st.integers(0, 200)),
        ),
    )
)
def test_scores_stay_between_0_and_100_and_ranks_follow_them(
    values: dict[int, dict[str, Value]],
) -> None:
    found = cards(values, dict.fromkeys(values, 40), USUAL, {})
    assert all(card.score is None or -1e-9 <= card.score <= 100 + 1e-9 for card in found)
    ranked = [(card.rank, -(card.score or 0)) for card in found if card.rank is not None]
    assert ranked == sorted(ranked)
    assert all((card.rank is None) == bool(card.reason) for card in found)


START = what_if.base(
    {(1, "Partner"): 100 * HOUR, (1, "Associate"): 200 * HOUR, (2, "Partner"): 100 * HOUR},
    {(1, "Partner"): 6_000_000, (1, "Associate"): 6_000_000, (2, "Partner"): 5_000_000},
)


def test_rates_of_a_level_move_exactly() -> None:
    found = what_if.outcome(START, [RateMove(333, 1, "Partner")])
    assert (found.before_cents, found.cents) == (17_000_000, 199_800)
    assert found.effects[0].hours_e4 == 100 * HOUR


def test_work_that_moves_costs_the_rates_of_the_firm_it_goes_to() -> None:
    found = what_if.outcome(START, [WorkMove(1, 2, 5_000)])
    # 50 partner hours from 600 to 500; 100 associate hours from 300 to 500, for want of a rate.
    assert found.cents == 50 * (500 - 600) * 100 + 100 * (500 - 300) * 100
    assert found.effects[0].missing == ("Associate",)
    assert found.effects[0].hours_e4 == 150 * HOUR


def test_a_discount_is_reckoned_on_what_the_steps_before_it_left() -> None:
    steps: list[what_if.Step] = [RateMove(1_000, 1), TierDiscount(1, 10_000_000, 1_000)]
    found = what_if.outcome(START, steps)
    assert [effect.cents for effect in found.effects] == [1_200_000, -320_000]
    assert found.cents == 880_000


moves = st.one_of(
    st.builds(RateMove, st.integers(-5000, 5000), st.sampled_from([None, 1, 2])),
    st.builds(WorkMove, st.sampled_from([1, 2]), st.sampled_from([1, 2]), st.integers(0, 10_000)),
    st.builds(TierDiscount, st.sampled_from([1, 2]), st.integers(0, 10**7), st.integers(0, 10**4)),
)


@given(st.lists(moves, max_size=5))
def test_the_steps_add_up_to_the_whole(steps: list[what_if.Step]) -> None:
    found = what_if.outcome(START, steps)
    assert sum(effect.cents for effect in found.effects) == found.cents
    assert found.after_cents == found.before_cents + found.cents


def test_halves_of_a_cent_go_away_from_zero() -> None:
    assert [what_if.rounded(Fraction(n, 2)) for n in (1, -1, 3, 4)] == [1, -1, 2, 2]


def test_a_request_is_told_by_year_and_at_last_years_hours() -> None:
    found = requests.request((4_000_000, "2025-01-01"), (4_400_000, "2027-01-01"), 50 * HOUR)
    assert found.rise == pytest.approx(0.1)
    assert found.annualised == pytest.approx(1.1**0.5 - 1, abs=1e-4)
    assert found.cost_cents == 50 * 40 * 100


def test_a_request_without_an_earlier_rate_has_no_rise() -> None:
    found = requests.request(None, (4_400_000, "2027-01-01"), 50 * HOUR)
    assert (found.rise, found.annualised, found.cost_cents) == (None, None, None)
    same_day = requests.request((4_000_000, "2027-01-01"), (4_400_000, "2027-01-01"), HOUR)
    assert same_day.annualised is None


def test_values_are_written_in_their_unit_and_better_means_cheaper_or_more() -> None:
    assert shown.text("firm_rate_change", 0.0412, sign=True) == "+4.1%"
    assert shown.text("firm_rate_change", -0.0412) == "\u22124.1%"
    assert shown.text("firm_rate_change", 0.00001, sign=True) == "0.0%"
    assert shown.text("firm_days_to_invoice", 41.2) == "41 days"
    assert shown.text("firm_satisfaction", 4.25) == "4.2 of 5"
    assert shown.text("firm_leverage", None) == "\u2013"
    assert shown.side("firm_rate_change", 0.02, 0.05) == "better"
    assert shown.side("firm_leverage", 1.0, 3.0) == "worse"
    assert shown.against("firm_leverage", 3.001, 3.0) == "as they are"
