"""The measures of the department: read off the pages' figures, kept, aimed at, put on cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, RefusedError
from legalops.metrics import accruals as accrual_metrics
from legalops.metrics import budget as budget_metrics
from legalops.metrics import comparison, kpis, measures
from legalops.metrics.approvals import Approvals, approvals
from legalops.metrics.budget import BudgetReport, Chosen
from legalops.metrics.catalog import CATALOG
from legalops.metrics.comparison import Reference
from legalops.metrics.kpis import Facts, Kpi, Number
from legalops.metrics.measures import Counted
from legalops.metrics.outlook import Outlook
from legalops.periods import FiscalYear, Month, fiscal_year_of, last_day
from legalops.permissions import Actor, Permission
from legalops.services import completeness, outlooks, work_figures
from legalops.settings import Settings
from legalops.store import accruals, freshness, review, settings, spend
from legalops.store import approvals as verdicts
from legalops.store import kpis as store
from legalops.store.unit import Unit, writing

MOST_CARDS = 10
#: The cards of a department that has not chosen its own.
USUAL = ("actual", "variance", "forecast", "pending", "cycle_median")
#: Sums that grow month by month; a target is for all twelve months of them.
GROWING = frozenset({"actual", "billed", "approved", "incurred", "cut"})
_E4 = 10_000
_MONEY = 100  # 1/10000 of a hundred minor units
_LARGEST = 10**15
_PRIOR = Reference("prior_year")


@dataclass(frozen=True)
class Worked:
    """What a page has worked out already: reports by name, the outlook, the trials' record.

    Reports: billed, approved, incurred, before (billed against the year before) and net.
    `approvals` are those of the fiscal year's invoices up to the last month asked for.
    """

    reports: Mapping[str, BudgetReport]
    outlook: Outlook
    trials: pd.DataFrame
    approvals: Approvals


def to_date(chosen: Chosen) -> dict[str, Chosen]:
    """Return the choices whose reports the measures are read off, by name."""
    whole = replace(
        chosen, period="ytd", index=1, basis=budget_metrics.DEFAULT_BASIS, area=None, vendor=None,
        measure="billed", reference=comparison.BUDGET,
    )  # fmt: skip
    return {
        "billed": whole,
        "approved": replace(whole, measure="approved"),
        "incurred": replace(whole, measure="incurred"),
        "before": replace(whole, reference=_PRIOR),
        "net": replace(whole, gross=False),
    }


def worked(engine: Engine, chosen: Chosen, last: Month) -> Worked:
    """Work out what the pages would, from a store; approvals up to the last month."""
    cases = to_date(chosen)
    year = chosen.year
    spent = spend.cube_of(engine, year.first, year.last)
    earlier = FiscalYear(year.name - 1, year.starts_in)
    before = comparison.prior_year(
        spend.cube_of(engine, earlier.first, earlier.last),
        basis=budget_metrics.DEFAULT_BASIS,
        gross=chosen.gross,
    )
    plan = freshness.budget_in_force(engine)
    cut = verdicts.cuts(engine, year.first, year.last)
    open_ = accruals.as_spend(engine, year.first, year.last)

    def report(case: Chosen) -> BudgetReport:
        counted: Counted = case.measure
        money = measures.measured(spent, cut, open_, counted)
        lines = before if case.reference == _PRIOR else plan
        return budget_metrics.against_actual(money, lines, case)

    tests = outlooks.backtest(engine)
    outlook, _ = outlooks.outlook(engine, replace(cases["billed"], period="full"), tests)
    reports = {name: report(case) for name, case in cases.items()}
    return Worked(reports, outlook, tests.record, decided(engine, year, last))


def decided(engine: Engine, year: FiscalYear, last: Month) -> Approvals:
    """Return the figures of approvals of a fiscal year's invoices up to a month."""
    return approvals(review.decisions(engine, year.first, last))


def current(engine: Engine, chosen: Chosen, known: Worked | None = None) -> dict[str, Kpi]:
    """Return every measure that has one value for the department, with its history.

    The choice says fiscal year, as-of month, currency and tax; `known` spares working out
    again what a page has. The measures of what people
    keep beside the money are those of `work`.
    """
    found = kpis.values(_facts(engine, chosen, known or worked(engine, chosen, chosen.year.last)))
    return _remembered(engine, found, chosen)


def work(
    engine: Engine, chosen: Chosen, money: Mapping[str, Kpi], today: date | None = None
) -> dict[str, Kpi]:
    """Return the measures of goals, decisions, projects and the rest as of today.

    `money` are the measures of spend (`current`), which goals may be read from.
    """
    found = work_figures.values(engine, today or completeness.today(engine), money)
    return _remembered(engine, found, chosen)


def _remembered(engine: Engine, found: Mapping[str, Kpi], chosen: Chosen) -> dict[str, Kpi]:
    kept = {key: _as_kept(key, months) for key, months in store.kept(engine).items()}
    return kpis.with_history(found, kept, chosen)


def _facts(engine: Engine, chosen: Chosen, known: Worked) -> Facts:
    asked = accruals.requests(engine, chosen.as_of, chosen.as_of)
    return Facts(
        **{name: known.reports[name] for name in to_date(chosen)},
        approvals=known.approvals,
        accruals=accruals.facts(engine, chosen.as_of, chosen.as_of),
        answers=accrual_metrics.in_time(asked, settings.current(engine).time_zone),
        outlook=known.outlook,
        trials=known.trials,
    )


def freeze_in(unit: Unit, month: Month, chosen: Settings) -> None:
    """Keep every measure as it is when a month is closed, so that it stays comparable."""
    engine = store.inside(unit.session)
    view = Chosen(
        year=fiscal_year_of(month, chosen.fiscal_start_month),
        as_of=month,
        currency=chosen.reporting_currency,
        gross=chosen.spend_is == "gross",
    )
    facts = _facts(engine, view, worked(engine, view, month))
    money = kpis.values(facts)
    found = {**money, **work_figures.values(engine, last_day(month), money)}
    values = {key: kpi.value for key, kpi in found.items()}
    store.keep(unit, month, {k: as_e4(k, v) for k, v in values.items() if v is not None})


def as_e4(measure: str, value: Number) -> int:
    """Return a value in 1/10000 of the measure's unit, as it is kept; money exactly."""
    if CATALOG[measure].unit == "money":
        return int(value) * _MONEY
    return round(value * _E4)


def from_e4(measure: str, kept: int) -> Number:
    """Return what was kept as a value: money in minor units."""
    return kept // _MONEY if CATALOG[measure].unit == "money" else kept / _E4


def _as_kept(measure: str, months: Mapping[Month, int]) -> dict[Month, Number]:
    if measure not in CATALOG:
        return {}
    return {month: from_e4(measure, value) for month, value in months.items()}


def may_aim(measure: str) -> bool:
    """Say whether a measure can have a target: it is one for the department, one way is good."""
    found = CATALOG.get(measure)
    return found is not None and found.good in ("low", "high") and not kpis.explained(measure)


def set_targets(
    engine: Engine,
    actor: Actor,
    fiscal_year: int,
    wanted: Mapping[str, Number | None],
    seen: Mapping[str, Number],
) -> int:
    """Set targets of a fiscal year, or take them away with None; return how many changed.

    Money is in minor units. Raises InvalidInputError for a measure that can have none, and
    StaleEditError when somebody changed one since it was `seen`.
    """
    for measure, value in wanted.items():
        if not may_aim(measure):
            raise InvalidInputError("Target", f"{measure[:40]} cannot have a target.")
        if value is not None and not abs(value) < _LARGEST:
            raise InvalidInputError(CATALOG[measure].label, "this is too large for a target.")
    with writing(engine, actor, Permission.SET_TARGETS) as unit:
        given = {k: None if v is None else as_e4(k, v) for k, v in wanted.items()}
        return store.set_targets(
            unit, fiscal_year, given, {k: as_e4(k, v) for k, v in seen.items()}
        )


def choose_cards(engine: Engine, actor: Actor, chosen: Sequence[str]) -> None:
    """Keep the person's own cards in this order; none at all goes back to the department's."""
    _check_cards(chosen)
    with writing(engine, actor, Permission.OWN_ACCOUNT) as unit:
        if actor.user_id is None:
            raise RefusedError("Cards of one's own need a person. Sign in and choose them there.")
        store.set_cards(unit, actor.user_id, chosen)


def choose_department_cards(engine: Engine, actor: Actor, chosen: Sequence[str]) -> None:
    """Keep the cards of all who have not chosen their own; none goes back to the usual ones."""
    _check_cards(chosen)
    with writing(engine, actor, Permission.SET_TARGETS) as unit:
        store.set_cards(unit, store.DEPARTMENT, chosen)


def _check_cards(chosen: Sequence[str]) -> None:
    for measure in chosen:
        if measure not in CATALOG or kpis.explained(measure):
            raise InvalidInputError("Cards", f"{measure[:40]} has no value for the department.")
    if len(set(chosen)) != len(chosen):
        raise InvalidInputError("Cards", "a measure can be on one card only.")
    if len(chosen) > MOST_CARDS:
        raise InvalidInputError("Cards", f"{MOST_CARDS} are the most. Take some away.")
