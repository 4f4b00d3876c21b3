"""Where the fiscal year ends as it looks now, and the record of the methods that say so."""

from dataclasses import dataclass, field, replace

import pandas as pd
from sqlalchemy import Engine

from legalops.metrics import outlook as metrics
from legalops.metrics.budget import Chosen
from legalops.metrics.forecast import (
    DEPARTMENT,
    METHODS,
    SMOOTHING,
    Cell,
    Cells,
    Choice,
    Desk,
    Exceptional,
    Past,
    best,
    judged,
    record,
)
from legalops.metrics.forecast.past import distance
from legalops.metrics.forecast.record import JUDGED, RECORD, latest, misses
from legalops.metrics.forecast.track import added
from legalops.metrics.outlook import Asked, Outlook, Said
from legalops.periods import FiscalYear, Month
from legalops.services.forecasts import AHEAD, ORIGINS
from legalops.store import forecasts, freshness, months
from legalops.store.unit import reading

#: Of these formulas no budget is asked, so their amounts tell whether the months are the same.
_PLAIN = tuple(code for code, m in METHODS.items() if not m.needs and m.formula is not None)


@dataclass(frozen=True)
class Backtest:
    """The trials of the last eighteen months whose outcome is known, and what they add up to.

    `judged` has a row per origin x method x practice area x month; `record` one per method and
    practice area; -1 is the department. `fitted` are the trials of exponential smoothing.
    """

    last: Month | None
    judged: pd.DataFrame = field(repr=False)
    record: pd.DataFrame = field(repr=False)
    tried_at: str = ""
    trials: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    misses: dict[tuple[str, int], list[list[int]]] = field(default_factory=dict, repr=False)


def backtest(engine: Engine) -> Backtest:
    """Return how the methods did, judged by what came up to the last closed month."""
    last = months.last_closed(engine)
    trials = forecasts.trials(engine)
    past, _ = _known(engine, last or 0, 1)
    if last is None or past is None or trials.empty:
        empty = pd.DataFrame(columns=JUDGED), pd.DataFrame(columns=RECORD)
        return Backtest(last, *empty, trials=trials)
    known = judged(latest(trials, last, ORIGINS), past)
    now = trials[trials["origin"] == last]
    return Backtest(last, known, record(known), forecasts.tried_at(engine), now, misses(known))


def made_in(chosen: Chosen, last_closed: Month | None) -> Month:
    """Return the month a forecast starts from: the last closed one, or the as-of month before.

    While no month is closed it is the as-of month.
    """
    return chosen.as_of if last_closed is None else min(chosen.as_of, last_closed)


def choice(tests: Backtest, past: Past | None, month: Month, year: FiscalYear) -> Choice:
    """Return the method to go by: the best record among those that reach the year's end."""
    count = max(1, min(AHEAD, distance(month, year.last)))
    able = [
        code
        for code, method in METHODS.items()
        if past is not None and method.reach(past, month, count) >= count
    ]
    return best(tests.record, able)


def outlook(
    engine: Engine, chosen: Chosen, tests: Backtest, method: str | None = None
) -> tuple[Outlook, Choice]:
    """Return the fiscal year as it looks, by a method or the one to go by, and that one.

    By invoice month, net or gross as chosen, all vendors; `reason` says why there is none.
    """
    month = made_in(chosen, tests.last)
    past, apart = _known(engine, month, chosen.year.starts_in, gross=chosen.gross)
    usual = choice(tests, past, month, chosen.year)
    code = method if method in METHODS else usual.method
    refused = _refused(chosen, past)
    if past is None or refused:
        return metrics.nothing(refused, code, month if past else None), usual
    asked = Asked(chosen.year, month, code, chosen.area)
    said = Said(past, _cells(Desk(past), asked, tests, gross=chosen.gross), apart)
    area = DEPARTMENT if chosen.area is None else chosen.area
    return metrics.outlook(asked, replace(said, misses=tests.misses.get((code, area), []))), usual


def _known(
    engine: Engine, until: Month, starts_in: int, *, gross: bool = False
) -> tuple[Past | None, tuple[Exceptional, ...]]:
    with reading(engine) as session:
        return forecasts.known(session, until, starts_in, gross=gross)


def _refused(chosen: Chosen, past: Past | None) -> str:
    if past is None:
        return "There are no invoices yet, so there is nothing to forecast from."
    if chosen.vendor is not None:
        return "Forecasts are made per practice area, not per vendor. Choose all vendors."
    if chosen.basis != "invoice":
        return "Forecasts go by invoice date. Choose invoice date."
    return ""


def _cells(desk: Desk, asked: Asked, tests: Backtest, *, gross: bool) -> Cells:
    """Return what the method says; a fitted model's word of the last closing, if it stands."""
    if not asked.ahead:
        return {}
    if asked.method == SMOOTHING and not gross:
        kept = tests.trials
        if tests.last == asked.made_in and len(kept) and _stands(kept, desk, asked.made_in):
            return _as_cells(kept[kept["method"] == SMOOTHING])
    return desk.forecast(asked.method, asked.made_in)


def _stands(kept: pd.DataFrame, desk: Desk, month: Month) -> bool:
    plain = kept[kept["method"].isin(_PLAIN)]
    sums = plain.groupby(["method", "practice_area_id"])["amount_cents"].sum().to_dict()
    now = {key: cents for key, cents in desk.sums(month).items() if key[0] in _PLAIN}
    return bool(sums) and sums == now


def _as_cells(rows: pd.DataFrame) -> Cells:
    columns = ("practice_area_id", "month", "amount_cents", "low_cents", "high_cents")
    found = zip(*(rows[name].tolist() for name in columns), strict=True)
    return {
        (area, month): Cell(cents, *(None if pd.isna(end) else int(end) for end in ends))
        for area, month, cents, *ends in found
    }


@dataclass(frozen=True)
class Track:
    """Forecasts as they were kept, what came, and what each month was closed at.

    The sums are per practice area and month, -1 the department, net; `record` is that of the
    kept forecasts.
    """

    kept: pd.DataFrame = field(repr=False)
    actual: dict[tuple[int, Month], int] = field(repr=False)
    closed: dict[tuple[int, Month], int] = field(repr=False)
    record: pd.DataFrame = field(repr=False)


def track(engine: Engine) -> Track:
    """Return the forecasts that were kept, and what came of them up to the last closed month."""
    last = months.last_closed(engine) or 0
    kept = forecasts.kept(engine)
    with reading(engine) as session:
        spent = forecasts.invoiced(session, last)
    closed = freshness.closed_figures(engine)
    closed = closed[closed["basis"] == "invoice"]
    frozen: dict[tuple[int, Month], int] = {}
    for area, month, cents in zip(
        *(closed[name].tolist() for name in ("practice_area_id", "month", "actual_cents")),
        strict=True,
    ):
        frozen[area, month] = frozen.get((area, month), 0) + cents
    came = {(area, month): cents for area, of in spent.items() for month, cents in of.items()}
    found = pd.DataFrame(columns=RECORD)
    if spent and len(kept):
        past = Past(min(month for _, month in came), last, spent, {})
        found = record(judged(kept.rename(columns={"made_in": "origin"}), past))
    return Track(kept, added(came), added(frozen), found)
