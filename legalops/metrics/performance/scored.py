"""Which measures make up a firm's score, and what do they weigh until somebody says otherwise?"""

from typing import NamedTuple

ONE = 10_000


class Weight(NamedTuple):
    """How much a measure counts, and which values score 0 and 100, in 1/10000 of its unit."""

    weight: int
    worst_e4: int
    best_e4: int


class Scored(NamedTuple):
    """A measure of the scorecard; `least` is the smallest n that is scored, `n_of` counts what."""

    key: str
    usual: Weight
    least: int
    n_of: str


#: In the order in which a scorecard shows them. Measures of weight 0 are shown, not scored.
SCORED = (
    Scored("firm_budget_accuracy", Weight(15, 7_000, 9_500), 2, "matters"),
    Scored("firm_rate_change", Weight(15, 800, 200), 2, "timekeepers"),
    Scored("firm_realised_rate", Weight(0, 9_000_000, 3_000_000), 50, "hours"),
    Scored("firm_leverage", Weight(10, 5_000, 30_000), 50, "hours"),
    Scored("firm_days_to_invoice", Weight(10, 750_000, 300_000), 3, "invoices"),
    Scored("firm_late_share", Weight(10, 2_000, 100), 3, "invoices"),
    Scored("firm_discount_capture", Weight(10, 5_000, 10_000), 1, "invoices"),
    Scored("firm_line_adjustments", Weight(5, 500, 0), 20, "lines"),
    Scored("firm_cut_share", Weight(5, 500, 0), 3, "decisions"),
    Scored("firm_accrual_accuracy", Weight(10, 6_000, 9_500), 3, "accruals"),
    Scored("firm_cycle_time", Weight(0, 300_000, 70_000), 3, "decisions"),
    Scored("firm_satisfaction", Weight(20, 25_000, 45_000), 5, "answers"),
)
BY_KEY = {scored.key: scored for scored in SCORED}
USUAL = {scored.key: scored.usual for scored in SCORED}
