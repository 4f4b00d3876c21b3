"""What is each measure of each firm over some months?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from legalops.metrics.performance import discounts, rates, scorecard, staffing
from legalops.metrics.performance.discounts import Capture
from legalops.metrics.performance.rates import HOUR, Change, Worked
from legalops.metrics.performance.scorecard import Scorecard, Value
from legalops.metrics.performance.scored import Weight
from legalops.metrics.performance.sources import (
    QUESTIONS,
    Sources,
    Window,
    records,
    sums,
)
from legalops.metrics.performance.staffing import Mix
from legalops.money import RATE_ONE, digits

LEAST_ANSWERS = 5
_MOST = 0.5
_ALL = -1
_MONTHS = 10**6  # more than any month: YYYYMM


@dataclass(frozen=True)
class Firm:
    """What is known of a firm in the window; rates are in minor units per hour.

    `share` is of all firms' spend in the window; None where nothing was spent.
    """

    vendor_id: int
    spend_cents: int
    share: float | None
    invoices: int
    hours_e4: int
    blended_rate: float | None
    realised_rate: float | None
    mix: Mix | None
    change: Change | None
    capture: Capture | None
    values: Mapping[str, Value]


#: A firm without an agreed discount is not measured by what it gave.
NO_DISCOUNT = frozenset({"firm_discount_capture"})


def within(frame: pd.DataFrame, window: Window, month: str = "invoice_month") -> pd.DataFrame:
    """Return the rows of the window's months, and of its practice area where it names one."""
    inside = frame[month].between(window.first, window.last)
    if window.area is not None and "practice_area_id" in frame:
        inside &= frame["practice_area_id"] == window.area
    return frame[inside]


def firms(sources: Sources, window: Window) -> dict[int, Firm]:
    """Return every firm that billed in the window with its measures, the largest first."""
    cube = within(sources.cube, window)
    spend = cube.groupby("vendor_id")["reporting_cents"].sum()
    total = int(spend[spend > 0].sum())
    order = sorted(spend.index.tolist(), key=lambda v: (-int(spend[v]), v))
    parts = _Parts(sources, window, cube)
    return {
        int(vendor): parts.firm(int(vendor), int(spend[vendor]), total if total else None)
        for vendor in order
    }


def scorecards(
    found: Mapping[int, Firm], sources: Sources, weights: Mapping[str, Weight]
) -> list[Scorecard]:
    """Return the scorecard of every measured firm, the ranked ones first, then by score."""
    return scorecard.cards(
        {vendor: firm.values for vendor, firm in found.items()},
        {vendor: firm.invoices for vendor, firm in found.items()},
        weights,
        {vendor: NO_DISCOUNT for vendor in found if vendor not in sources.tiers},
    )


def worked(keepers: pd.DataFrame, window: Window, *, before: bool = False) -> (
    dict[int, dict[tuple[int, str], Worked]]
):  # fmt: skip
    """Return hours and fees per vendor, timekeeper and currency, by the month of the work."""
    span = (window.before_first, window.before_last) if before else (window.first, window.last)
    mine = keepers[keepers["work_month"].between(*span)]
    if window.area is not None:
        mine = mine[mine["practice_area_id"] == window.area]
    sums = mine.groupby(["vendor_id", "timekeeper_id", "currency"])[
        ["hours_e4", "fees_cents", "reporting_cents"]
    ].sum()
    found: dict[int, dict[tuple[int, str], Worked]] = defaultdict(dict)
    for (vendor, keeper, currency), *amounts in sums.itertuples(name=None):
        found[int(vendor)][int(keeper), str(currency)] = Worked(*map(int, amounts))
    return found


class _Parts:
    """The frames of a window, each divided by firm once."""

    def __init__(self, sources: Sources, window: Window, cube: pd.DataFrame) -> None:
        self._now, self._then = (
            worked(sources.keepers, window, before=earlier) for earlier in (False, True)
        )
        fees, level = cube[cube["kind"] == "F"], cube[cube["kind"].isin(["IF", "IE"])]
        self._fees, self._level = _ByFirm(fees), _ByFirm(level)
        self._bills = _ByFirm(_weighed(within(sources.bills, window), sources.currency))
        area = _ALL if window.area is None else window.area
        counted = within(sources.invoices, window._replace(area=area))
        self.invoices = counted.groupby("vendor_id")["invoices"].sum().to_dict()
        self._cuts = _ByFirm(within(sources.cuts, window))
        self._decided = _ByFirm(within(sources.decisions, window))
        self._captures = _captures(sources, window)
        self._accuracy = budget_accuracy(sources, window)
        self._accruals = {
            int(row["vendor_id"]): Value(float(row["accuracy"]), int(row["n"]))
            for row in records(sources.accruals)
        }
        self._answers = sources.answers
        self._one = 10 ** digits(sources.currency)

    def firm(self, vendor: int, spend: int, total: int | None) -> Firm:
        """Put together what is known of a firm."""
        fees = self._fees[vendor]
        hours, billed = int(fees["hours_e4"].sum()), int(fees["reporting_cents"].sum())
        found = Firm(
            vendor_id=vendor,
            spend_cents=spend,
            share=spend / total if total else None,
            invoices=int(self.invoices.get(vendor, 0)),
            hours_e4=hours,
            blended_rate=rates.rate(billed, hours),
            realised_rate=rates.rate(billed - self._reduced(vendor), hours),
            mix=staffing.mix(sums(fees, "classification", "hours_e4")),
            change=rates.change(self._then.get(vendor, {}), self._now.get(vendor, {})),
            capture=self._captures.get(vendor),
            values={},
        )
        values = {**self._of_work(found), **self._of_bills(found), **self._of_us(found)}
        return replace(found, values=values)

    def _reduced(self, vendor: int) -> int:
        """Return what came off the hourly fees beyond the lines: the firm's discount, our cuts.

        The firm's discount is looked for where it has invoice-level fee lines, by practice
        area and invoice month: elsewhere what it took off is in its lines already.
        """
        level, cuts = self._level[vendor], self._cuts[vendor]
        cut = int(cuts.loc[cuts["cost_kind"] == "fees", "cut_cents"].sum())
        where = _places(level[level["kind"] == "IF"])
        if where.empty:
            return cut
        bills = self._bills[vendor]
        fees = bills[bills["cost_kind"] == "fees"]
        return cut + int(fees.loc[_places(fees).isin(where), "off_cents"].sum())

    def _of_work(self, firm: Firm) -> dict[str, Value]:
        found: dict[str, Value] = {}
        hours = firm.hours_e4 // HOUR
        if firm.realised_rate is not None:
            found["firm_realised_rate"] = Value(firm.realised_rate / self._one, hours)
        if firm.mix is not None and firm.mix.leverage is not None:
            found["firm_leverage"] = Value(firm.mix.leverage, hours)
        if firm.change is not None:
            found["firm_rate_change"] = Value(firm.change.like_for_like, firm.change.n)
        if firm.capture is not None and firm.capture.share is not None:
            share = min(firm.capture.share, 1.0)
            found["firm_discount_capture"] = Value(share, firm.invoices)
        if firm.vendor_id in self._accuracy:
            found["firm_budget_accuracy"] = self._accuracy[firm.vendor_id]
        return found

    def _of_bills(self, firm: Firm) -> dict[str, Value]:
        mine = self._bills[firm.vendor_id]
        found: dict[str, Value] = {}
        billed = float(mine["weight"].sum())
        if billed > 0:
            days, late = float(mine["weighted_days"].sum()), float(mine["weighted_late"].sum())
            found["firm_days_to_invoice"] = Value(days / billed, firm.invoices)
            found["firm_late_share"] = Value(late / billed, firm.invoices)
        levels = int(self._level[firm.vendor_id]["lines"].sum())
        lines = int(mine["lines"].sum()) - levels
        if lines > 0:
            marked = max(0, int(mine["adjusted_lines"].sum()) - levels)
            found["firm_line_adjustments"] = Value(marked / lines, lines)
        return found

    def _of_us(self, firm: Firm) -> dict[str, Value]:
        """Return what our decisions, our people and the firm's estimates say."""
        found: dict[str, Value] = {}
        days, cuts = self._decided[firm.vendor_id]["days"], self._cuts[firm.vendor_id]
        decided = int(cuts["decided_cents"].sum())
        if len(days):
            found["firm_cycle_time"] = Value(float(days.median()), len(days))
        if decided > 0 and len(days):
            found["firm_cut_share"] = Value(int(cuts["cut_cents"].sum()) / decided, len(days))
        if firm.vendor_id in self._accruals:
            found["firm_accrual_accuracy"] = self._accruals[firm.vendor_id]
        rating = satisfaction(self._answers, firm.vendor_id)
        if rating is not None:
            found["firm_satisfaction"] = rating
        return found


def _places(rows: pd.DataFrame) -> pd.Series:
    """Return one number for each practice area and invoice month."""
    return rows["practice_area_id"] * _MONTHS + rows["invoice_month"]


class _ByFirm:
    """A frame's rows per firm; an empty frame for a firm that has none."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._nothing = frame.iloc[:0]
        self._rows: dict[int, pd.DataFrame] = dict(list(frame.groupby("vendor_id")))  # type: ignore[arg-type]  # the keys are of type int64

    def __getitem__(self, vendor: int) -> pd.DataFrame:
        return self._rows.get(vendor, self._nothing)


def _weighed(bills: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Add billed, days and late money as weights in the reporting currency.

    They only make shares and means, so that no cent is rounded; unconverted money weighs 0.
    """
    scale = {c: 10.0 ** (digits(currency) - digits(c)) for c in bills["currency"].unique()}
    worth = bills["rate_e8"] / RATE_ONE * bills["currency"].map(scale).astype("float64")
    return bills.assign(
        weight=bills["billed_cents"] * worth,
        weighted_days=bills["days_cents"] * worth,
        weighted_late=bills["late_cents"] * worth,
    )


def satisfaction(answers: pd.DataFrame, vendor: int) -> Value | None:
    """Return the mean of all answers about a firm; None below five, which could name people."""
    mine = answers.loc[answers["vendor_id"] == vendor, list(QUESTIONS)]
    if len(mine) < LEAST_ANSWERS:
        return None
    return Value(float(mine.to_numpy().mean()), len(mine))


def _captures(sources: Sources, window: Window) -> dict[int, Capture]:
    """Return discount due and taken of the firms that agreed one; tiers count all areas."""
    found = {}
    bills = within(sources.bills, window._replace(area=None))
    fees = bills[bills["cost_kind"] == "fees"]
    for vendor, tiers in sources.tiers.items():
        mine = fees[fees["vendor_id"] == vendor]
        found[vendor] = discounts.capture(
            sums(mine, "invoice_month", "reporting_cents"),
            sums(mine, "invoice_month", "off_cents"),
            tiers,
        )
    return found


def budget_accuracy(sources: Sources, window: Window) -> dict[int, Value]:
    """Return 1 less |actual - first budget| over budget, per firm that bills most of the matter.

    A matter that is closed counts with its whole budget and all it cost, one with a budget by
    month with the window's months. Never below 0.
    """
    off: dict[int, int] = defaultdict(int)
    planned: dict[int, int] = defaultdict(int)
    count: dict[int, int] = defaultdict(int)
    inside = within(sources.plans, window._replace(area=None), "month")
    budgets = sums(inside, "matter_id", "amount_cents")
    billed = within(sources.matters, window)
    ended = sources.matters[sources.matters["invoice_month"] <= window.last]
    for matter in sorted({*budgets, *sources.finished}):
        whole = matter in sources.finished
        known = ended if whole else billed
        rows = known[known["matter_id"] == matter]
        lead = _lead(rows)
        budget = sources.finished.get(matter, 0) if whole else int(budgets[matter])
        if lead is None or budget <= 0 or not (billed["matter_id"] == matter).any():
            continue
        off[lead] += abs(int(rows["reporting_cents"].sum()) - budget)
        planned[lead] += budget
        count[lead] += 1
    return {v: Value(max(0.0, 1 - off[v] / planned[v]), count[v]) for v in planned}


def _lead(rows: pd.DataFrame) -> int | None:
    """Return the firm that billed more than half of a matter."""
    shares = sums(rows, "vendor_id", "reporting_cents")
    total, largest = sum(shares.values()), max(shares, key=lambda v: shares[v], default=None)
    if largest is None or total <= 0 or shares[largest] <= _MOST * total:
        return None
    return int(largest)
