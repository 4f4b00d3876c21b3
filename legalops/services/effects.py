"""What storing a file would do: a dry run in invoices, money, months and budgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Engine
from sqlmodel import Session

from legalops.intake.draft import Checked, Earlier
from legalops.periods import Month, fiscal_year_of
from legalops.services import imports
from legalops.services.choices import Choices
from legalops.services.imports import Prepared
from legalops.settings import Settings
from legalops.store import budgets, months, rates, settings
from legalops.store.line_columns import Resolved, columns
from legalops.store.unit import reading

#: A file that reaches back further has its last months shown.
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Share:
    """Some of a file's invoices: how many, with how many lines, and their gross by currency."""

    invoices: int
    lines: int
    totals: dict[str, int]


@dataclass(frozen=True)
class MonthEffect:
    """What storing does to a calendar month and the fiscal year to it, in reporting currency.

    Net or gross as the settings say; `budget_cents` and `year_budget_cents` are None where
    there is no budget.
    """

    month: int
    before_cents: int
    after_cents: int
    budget_cents: int | None
    year_before_cents: int
    year_after_cents: int
    year_budget_cents: int | None


@dataclass(frozen=True)
class Effect:
    """What confirming would do; nothing of it is stored."""

    new: Share
    replaced: Share
    skipped: Share
    blocked: Share
    months: tuple[MonthEffect, ...]
    unconverted: dict[str, int]


def of(engine: Engine, prepared: Prepared, choices: Choices, upload_id: int) -> Effect:
    """Return what storing a prepared file with these choices would do."""
    checked = prepared.checked
    out = imports.left_out(checked, choices)
    kept = [i for i in prepared.accepted if i not in out]
    own = {
        place
        for place, invoice in enumerate(checked.invoices)
        if invoice.outcome == "ignored"
        or (invoice.outcome == "duplicate" and _uploaded(invoice.earlier) == upload_id)
    }
    rest = set(range(len(checked.invoices))) - set(kept) - own
    blocked = {i for i in rest - out if checked.invoices[i].outcome != "duplicate"}
    with reading(engine) as session:
        chosen = settings.read(session)
        change, unconverted = _change(session, checked, kept, chosen)
        touched = _months(session, change, chosen)
    return Effect(
        new=_share(checked, [i for i in kept if checked.invoices[i].outcome == "accepted"]),
        replaced=_share(checked, [i for i in kept if checked.invoices[i].outcome == "replaces"]),
        skipped=_share(checked, sorted(rest - blocked)),
        blocked=_share(checked, sorted(blocked)),
        months=touched,
        unconverted=unconverted,
    )


def _uploaded(earlier: Earlier | None) -> int:
    return earlier.upload_id if earlier else 0


def _share(checked: Checked, places: Sequence[int]) -> Share:
    chosen = [checked.invoices[i] for i in places]
    return Share(len(chosen), sum(i.draft.lines for i in chosen), imports.totals_of(chosen))


def _change(
    session: Session, checked: Checked, kept: list[int], chosen: Settings
) -> tuple[dict[Month, int], dict[str, int]]:
    """Return by how much each month's actual moves, and the money that no rate covers."""
    if not kept:
        return {}, {}
    data = columns(checked, kept, _unresolved(session, checked, kept, chosen))
    cents = data.reporting_cents + (data.reporting_tax_cents if chosen.spend_is == "gross" else 0)
    by_month = {int(m): int(cents[data.invoice_month == m].sum()) for m in set(data.invoice_month)}
    for invoice in (checked.invoices[i] for i in kept):
        if invoice.outcome == "replaces" and invoice.earlier is not None:
            earlier = months.counted_of(session, invoice.earlier.invoice_id, chosen.spend_is)
            for month, less in earlier.items():
                by_month[month] = by_month.get(month, 0) - less
    unconverted: dict[str, int] = {}
    names = np.array([checked.invoices[i].currency for i in kept])[data.invoice]
    for code in sorted({str(name) for name in names[data.is_converted == 0]}):
        without = (names == code) & (data.is_converted == 0)
        unconverted[code] = int(data.total_cents[without].sum())
    return by_month, unconverted


def _unresolved(session: Session, checked: Checked, kept: list[int], chosen: Settings) -> Resolved:
    """Return the exchange rates of a file whose names stand for nobody yet."""
    draft, home = checked.draft, chosen.reporting_currency
    wanted = {(checked.invoices[i].currency, draft.invoices[i].invoice_date) for i in kept}
    return Resolved(
        vendor_ids=dict.fromkeys((i.law_firm_id for i in draft.invoices), 0),
        matter_ids=np.zeros(len(draft.matters), np.int64),
        timekeeper_ids=np.zeros(len(draft.timekeepers), np.int64),
        classifications=(),
        area_at=lambda _matter, _month: None,
        rates={
            (code, day): rates.rate_for(session, code, home, day)
            for code, day in wanted
            if code != home
        },
        reporting_currency=home,
    )


def _months(
    session: Session, change: Mapping[Month, int], chosen: Settings
) -> tuple[MonthEffect, ...]:
    """Set each month that moves, and its fiscal year so far, beside their budgets."""
    before = months.counted(session, chosen.spend_is)
    found = []
    plans: dict[int, dict[Month, int]] = {}
    for month in sorted(change)[-MONTHS_SHOWN:]:
        year = fiscal_year_of(month, chosen.fiscal_start_month)
        if year.name not in plans:
            plans[year.name] = _plan(session, year.name)
        plan, so_far = plans[year.name], [m for m in year.months if m <= month]
        year_before = sum(before.get(m, 0) for m in so_far)
        planned = [plan[m] for m in so_far if m in plan]
        found.append(
            MonthEffect(
                month=month,
                before_cents=before.get(month, 0),
                after_cents=before.get(month, 0) + change[month],
                budget_cents=plan.get(month),
                year_before_cents=year_before,
                year_after_cents=year_before + sum(change.get(m, 0) for m in so_far),
                year_budget_cents=sum(planned) if planned else None,
            )
        )
    return tuple(found)


def _plan(session: Session, fiscal_year: int) -> dict[Month, int]:
    """Return the department's budget by month; a month without one is absent."""
    rows = budgets.lines_in(session, budgets.in_force_in(session, fiscal_year))
    areas = rows[rows["practice_area_id"].notna()]
    plan: dict[Month, int] = {}
    for month, cents in zip(areas["month"], areas["amount_cents"], strict=True):
        plan[int(month)] = plan.get(int(month), 0) + int(cents)
    return plan
