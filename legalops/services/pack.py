"""The executive pack: everything in it gathered once, then written as slides or a document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd
from sqlalchemy import Engine

from legalops import periods
from legalops.metrics import budget as metrics
from legalops.metrics import words
from legalops.metrics.alerts import Alert
from legalops.metrics.budget import BudgetReport, Chosen
from legalops.metrics.forecast import DEPARTMENT
from legalops.metrics.outlook import Outlook
from legalops.metrics.performance import Scorecard, measures
from legalops.metrics.performance.sources import Window
from legalops.periods import FiscalYear, instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.reports import deck, document
from legalops.reports.forms import Form
from legalops.reports.pack import Pack, Remark
from legalops.services import exports, outlooks, performance
from legalops.store import budgets, comments, freshness, settings, spend
from legalops.store.spend import HIDDEN, Selection
from legalops.store.unit import reading, require

_WRITERS: Mapping[Form, Callable[[Pack, datetime], bytes]] = {
    "deck": deck.build,
    "document": document.build,
}


@dataclass(frozen=True)
class Extras:
    """What else goes into a pack, as far as the store has it.

    `record` has a row per forecast method: method, n, wape, bias, coverage; `subjects` are
    those whose comments are taken, each with its period as the address has it.
    """

    outlook: Outlook | None = None
    record: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    cards: Sequence[Scorecard] = ()
    alerts: Sequence[Alert] = ()
    subjects: Sequence[tuple[str, str]] = ()


def report_of(engine: Engine, chosen: Chosen) -> BudgetReport:
    """Return budget against actual as chosen, billed against the budget in force."""
    version = budgets.in_force(engine, chosen.year.name)
    plan = budgets.lines(engine, version if version is not None else 0)
    return metrics.against_actual(spend.cube(engine), plan, chosen)


def extras(
    engine: Engine,
    chosen: Chosen,
    alerts: Sequence[Alert] = (),
    subjects: Sequence[tuple[str, str]] = (),
) -> Extras:
    """Return forecast, its record and scorecards as their pages have them."""
    tests = outlooks.backtest(engine)
    outlook, _ = outlooks.outlook(engine, replace(chosen, period="full", index=1), tests)
    area = DEPARTMENT if chosen.area is None else chosen.area
    record = tests.record[tests.record["practice_area_id"] == area]
    return Extras(outlook, record, _cards(engine, chosen), alerts, subjects)


def _cards(engine: Engine, chosen: Chosen) -> list[Scorecard]:
    if not chosen.elapsed:
        return []
    sources, year = performance.read(engine), chosen.year
    before = FiscalYear(year.name - 1, year.starts_in)
    window = Window(year.first, chosen.elapsed[-1], before.first, before.last, chosen.area)
    found = measures.firms(sources, window)
    return measures.scorecards(found, sources, performance.weights_in_force(engine))


def gather(engine: Engine, actor: Actor, report: BudgetReport, extras: Extras) -> Pack:
    """Return the pack of a report as the actor may see it.

    Restricted matters of others are left out of its list of matters; their money counts.
    """
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
    chosen, set_, names = report.chosen, settings.current(engine), freshness.names(engine)
    at = periods.local(instant(utc_now()), set_.time_zone)
    return Pack(
        department=set_.department,
        made=f"made {_by(actor)}, {at}",
        view=_view(chosen, names.areas, names.vendors),
        report=report,
        areas=names.areas,
        vendors=names.vendors,
        outlook=extras.outlook,
        record=extras.record,
        cards=extras.cards,
        alerts=extras.alerts,
        remarks=_remarks(engine, actor, extras.subjects, set_.time_zone),
        matters=_matters(engine, actor, chosen),
    )


def write(engine: Engine, actor: Actor, pack: Pack, form: Form) -> bytes:
    """Return a pack as a file, and keep in the audit who took it."""
    data = _WRITERS[form](pack, utc_now())
    what: dict[str, str | int] = {"page": "pack", "period": words.period(pack.chosen)}
    return exports.record(engine, actor, form, what, data)


def _by(actor: Actor) -> str:
    return "on the command line" if actor.is_system else f"by {actor.display_name or actor.name}"


def _view(
    chosen: Chosen, areas: Mapping[int, str], vendors: Mapping[int, str]
) -> list[tuple[str, str]]:
    return [
        ("Practice area", "all" if chosen.area is None else areas.get(chosen.area, "?")),
        ("Vendor", "all" if chosen.vendor is None else vendors.get(chosen.vendor, "?")),
    ]


def _remarks(
    engine: Engine, actor: Actor, subjects: Sequence[tuple[str, str]], time_zone: str
) -> list[Remark]:
    return [
        Remark(said.body, said.author, periods.local(said.written_at, time_zone).split(",")[0])
        for subject, period in subjects
        for said in comments.listed(engine, actor, subject, period)
    ]


def _matters(engine: Engine, actor: Actor, chosen: Chosen) -> pd.DataFrame:
    counted = [month for month in chosen.months if month <= chosen.as_of]
    # The way down to matters counts what was billed.
    if not counted or chosen.measure != "billed":
        return pd.DataFrame()
    selection = Selection(counted[0], counted[-1], chosen.basis, chosen.area, chosen.vendor)
    found = spend.matters(engine, actor, selection)
    return found[found["matter_id"] != HIDDEN]
