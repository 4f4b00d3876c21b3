"""Which messages say how spend stands against what it is compared with?"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from legalops import periods
from legalops.charts import budget as month_charts
from legalops.charts import split
from legalops.metrics import words
from legalops.metrics.budget import Figure
from legalops.reports.pack import Pack
from legalops.reports.parts import MOST, MOST_LISTED, MOST_POINTS, Rows, cents, missing
from legalops.reports.pdf import Column
from legalops.reports.sections import Card, Graph, Grid, Section, Series

_FIGURES = ("budget", "actual", "variance", "used")


def standing(pack: Pack) -> Section:
    """Say how spend stands: the figures, what is furthest off, what is left out."""
    report = pack.report
    said = [remark.text for remark in words.largest(report, pack.areas, most=4)]
    return Section(
        title=f"Where spend stands, {words.period(pack.chosen)}",
        message=words.headline(report),
        cards=_cards(pack),
        points=[*said, *words.gaps(report)][:MOST_POINTS],
        measures=("actual", "budget", "variance", "pace"),
    )


def _cards(pack: Pack) -> list[Card]:
    report, total = pack.report, pack.report.total
    against = pack.chosen.reference
    found = [Card("Actual", pack.short(total.actual_cents), words.period(pack.chosen))]
    if total.budget_cents is not None:
        off, share = total.variance_cents, total.used_share
        side = against.over if (off or 0) > 0 else against.under
        note = f"{words.percent(share - 1)} {side}" if share is not None and off else against.even
        found += [
            Card(against.label, pack.short(total.budget_cents)),
            Card("Variance", pack.short(off, sign=True), note),
        ]
    if report.pace is not None:
        found.append(Card("Pace", f"{report.pace:.2f}", "above 1 the budget ends before the year"))
    return found


def by_month(pack: Pack) -> Section | None:
    """Say how the fiscal year went month by month."""
    frame = pack.report.by_month
    if frame["actual_cents"].dropna().eq(0).all() and frame["budget_cents"].isna().all():
        return None
    rows = frame.to_dict("records")
    labels = [periods.label(int(row["month"])) for row in rows]
    has_plan = frame["budget_cents"].notna().any()
    kept = [row for row in rows if row["in_period"]]
    return Section(
        title=f"{pack.chosen.year.label} by month, {pack.chosen.currency}",
        message=_month_message(pack),
        graph=Graph(
            "columns",
            tuple(label[:3] if place else label for place, label in enumerate(labels)),
            _two_series(pack, rows, has_plan=bool(has_plan)),
            pack.chosen.currency,
        ),
        picture=partial(month_charts.three_tier if has_plan else month_charts.columns, pack.report),
        alt=month_charts.describe(pack.report),
        grid=_against(pack, "Month", [periods.label(int(r["month"])) for r in kept], kept),
        measures=_FIGURES,
    )


def _month_message(pack: Pack) -> str:
    chosen = pack.chosen
    rows = pack.report.by_month.dropna(subset=["variance_cents"])
    over = [
        row for row in rows.to_dict("records") if row["in_period"] and row["variance_cents"] > 0
    ]
    if not over:
        return f"No month of {words.period(chosen)} is {chosen.reference.over}."
    worst = max(over, key=lambda row: int(row["variance_cents"]))
    amount = pack.short(int(worst["variance_cents"]), sign=True)
    counted = int(rows["in_period"].sum())
    return (
        f"{len(over)} of {counted} months {'is' if len(over) == 1 else 'are'} "
        f"{chosen.reference.over}, most of all {periods.label(int(worst['month']))} ({amount})."
    )


def _two_series(pack: Pack, rows: Rows, *, has_plan: bool) -> tuple[Series, ...]:
    found = [Series("Actual", cents(rows, "actual_cents"))]
    if has_plan:
        found.insert(0, Series(pack.chosen.reference.label, cents(rows, "budget_cents"), "plan"))
    return tuple(found)


def _against(pack: Pack, label: str, names: Sequence[str], rows: Rows) -> Grid:
    """Return the exact figures of a split with their total, the smallest in one row."""
    most = MOST if len(rows) > MOST_LISTED else len(rows)
    currency = pack.chosen.currency
    columns = (
        Column(label, 2.4),
        Column(f"{pack.chosen.reference.label}, {currency}", 1.3, "R"),
        Column(f"Actual, {currency}", 1.3, "R"),
        Column(f"Variance, {currency}", 1.3, "R"),
        Column("Used", 0.9, "R"),
    )
    lines = [
        _line(pack, name, Figure(missing(row["actual_cents"]) or 0, missing(row["budget_cents"])))
        for name, row in zip(names[:most], rows[:most], strict=True)
    ]
    if rows[most:]:
        lines.append(_line(pack, f"{len(rows) - most} others", _sum(rows[most:])))
    return Grid(columns, (*lines, _line(pack, "In all", pack.report.total)), has_total=True)


def _sum(rows: Rows) -> Figure:
    plans = [amount for amount in cents(rows, "budget_cents") if amount is not None]
    spent = sum(amount or 0 for amount in cents(rows, "actual_cents"))
    return Figure(spent, sum(plans) if plans else None)


def _line(pack: Pack, name: str, figure: Figure) -> tuple[str, ...]:
    used = figure.used_share
    return (
        name,
        pack.exact(figure.budget_cents),
        pack.exact(figure.actual_cents),
        pack.exact(figure.variance_cents, sign=True),
        words.DASH if used is None else f"{used:.1%}",
    )


def by_area(pack: Pack) -> Section | None:
    """Say which practice areas make the difference."""
    frame = pack.report.by_area
    if frame.empty:
        return None
    rows = frame.to_dict("records")
    names = [pack.areas.get(int(row["practice_area_id"]), "?") for row in rows]
    said = words.largest(pack.report, pack.areas, most=1)
    first = f"{names[0]} is the largest practice area: {pack.short(rows[0]['actual_cents'])}."
    return Section(
        title=f"By practice area, {words.period(pack.chosen)}, {pack.chosen.currency}",
        message=said[0].text if said else first,
        graph=Graph(
            "bars",
            tuple(names[:MOST]),
            _two_series(pack, rows[:MOST], has_plan=bool(frame["budget_cents"].notna().any())),
            pack.chosen.currency,
        ),
        picture=partial(split.by_area, pack.report, pack.areas),
        alt=split.describe(pack.report, "practice area", pack.areas, "practice_area_id"),
        grid=_against(pack, "Practice area", names, rows),
        measures=_FIGURES,
    )


def by_vendor(pack: Pack) -> Section | None:
    """Say with whom the money goes."""
    frame, total = pack.report.by_vendor, pack.report.total.actual_cents
    if frame.empty:
        return None
    rows = frame.to_dict("records")
    names = [pack.vendors.get(int(row["vendor_id"]), "?") for row in rows]
    some = rows[:3]
    part = sum(int(row["actual_cents"]) for row in some) / total if total > 0 else None
    message = f"{names[0]} billed most: {pack.short(rows[0]['actual_cents'])}."
    if part is not None and len(rows) > len(some):
        message = (
            f"{len(some)} of {len(rows)} vendors billed {words.percent(part)} of spend; "
            f"{names[0]} most, {pack.short(rows[0]['actual_cents'])}."
        )
    grid = _against(pack, "Vendor", names, rows)
    return Section(
        title=f"By vendor, {words.period(pack.chosen)}, {pack.chosen.currency}",
        message=message,
        graph=Graph(
            "bars", tuple(names[:MOST]), (Series("Actual", cents(rows[:MOST], "actual_cents")),),
            pack.chosen.currency,
        ),
        picture=partial(split.by_vendor, pack.report, pack.vendors),
        alt=split.describe(pack.report, "vendor", pack.vendors, "vendor_id"),
        grid=_without_plan(grid),
        measures=("actual",),
    )  # fmt: skip


def _without_plan(grid: Grid) -> Grid:
    """Return a table with names and actual alone: vendors have no budget of their own."""
    rows = tuple((row[0], row[2]) for row in grid.rows)
    return replace(grid, columns=(grid.columns[0], grid.columns[2]), rows=rows)
