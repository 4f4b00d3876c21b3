"""What does a budget version hold, month by month, and how does it differ from another?"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from legalops import periods
from legalops.metrics.words import listed, money, percent
from legalops.periods import Month

ROWS = ["subject", "name", "cost_kind", "month", "amount_cents"]
SUBJECT = ["subject", "name", "cost_kind"]
CHANGES = [*SUBJECT, "before_cents", "after_cents", "difference_cents", "words"]
#: How a cost kind is said within a sentence.
KIND_WORDS = {"fees": "fees", "expenses": "expenses", "all": "fees and expenses"}
_MOST_NAMED = 3
_ORDER = {"fees": 0, "expenses": 1, "all": 2}


def kinds(versions: pd.DataFrame) -> list[str]:
    """Return what each of a year's versions is, the newest first as they come: `Reforecast 2`.

    A version of before kinds were kept is the original when it is the first of its year.
    """
    found: list[str] = []
    count = 0
    for kind, number in zip(versions["kind"][::-1], versions["number"][::-1], strict=True):
        is_original = kind == "original" or (not kind and number == 1)
        count += not is_original
        found.append("Original" if is_original else f"Reforecast {count}")
    return found[::-1]


def state(version: pd.Series, forced: int) -> str:
    """Say how a version stands beside the one in force, whose number is given."""
    is_approved = bool(version["approved_at"])
    if version["is_in_force"]:
        return "In force" if is_approved else "In force, not approved"
    if is_approved:
        return "Superseded"
    return "Draft" if version["number"] > forced else "Superseded"


def across(rows: pd.DataFrame, months: Sequence[Month]) -> pd.DataFrame:
    """Return one row per subject x cost kind with a column of cents for each month and `total`.

    A month without a budget is missing, not zero. `rows` has one row per subject x month.
    """
    columns = [*months, "total"]
    if rows.empty:
        return pd.DataFrame(columns=[*SUBJECT, *columns])
    wide = rows.pivot(index=SUBJECT, columns="month", values="amount_cents")
    wide = wide.reindex(columns=list(months)).astype("Int64")
    wide["total"] = wide.sum(axis=1)
    found = wide.reset_index()
    found.columns.name = None
    return _ordered(found)


def with_total(table: pd.DataFrame, label: str) -> pd.DataFrame:
    """Return the table with a last row that adds up its columns; no budget stays missing."""
    if table.empty:
        return table
    columns = [column for column in table.columns if column not in SUBJECT]
    sums = {column: table[column].sum(min_count=1) for column in columns}
    last = pd.DataFrame([{"subject": "", "name": label, "cost_kind": "", **sums}])
    return pd.concat([table, last.astype(dict.fromkeys(columns, "Int64"))], ignore_index=True)


def by_kind(rows: pd.DataFrame) -> dict[str, int]:
    """Return the department's budget per cost kind; matters are caps and left out."""
    areas = rows[rows["subject"] == "area"]
    return {str(k): int(v) for k, v in areas.groupby("cost_kind")["amount_cents"].sum().items()}


def changes(difference: pd.DataFrame) -> pd.DataFrame:
    """Return one row per subject x cost kind that differs between two versions, in words.

    `difference` has one row per subject x cost kind x month; a missing amount is no budget.
    """
    differs = difference["before_cents"].fillna(-1) != difference["after_cents"].fillna(-1)
    differs |= difference["before_cents"].isna() != difference["after_cents"].isna()
    keys = difference.loc[differs, SUBJECT].drop_duplicates()
    if keys.empty:
        return pd.DataFrame(columns=CHANGES)
    marked = difference.assign(differs=differs).merge(keys, on=SUBJECT)
    rows = []
    for key, group in marked.groupby(SUBJECT, sort=False):
        before, after = (
            group["before_cents"].sum(min_count=1),
            group["after_cents"].sum(min_count=1),
        )
        months = [int(month) for month in group.loc[group["differs"], "month"]]
        off = int(group["difference_cents"].sum())
        rows.append((*key, before, after, off, _in_words(before, after, off, months)))
    found = pd.DataFrame(rows, columns=CHANGES)
    return _ordered(found.astype({"before_cents": "Int64", "after_cents": "Int64"}))


def by_size(difference: pd.DataFrame) -> pd.DataFrame:
    """Return what differs per subject x cost kind in words, the largest difference first.

    The department's own rows come before caps, which are no part of its sum.
    """
    found = changes(difference)
    keyed = found.assign(cap=found["subject"] != "area", size=-found["difference_cents"].abs())
    ordered = keyed.sort_values(["cap", "size", "name", "cost_kind"], ignore_index=True)
    return ordered.drop(columns=["cap", "size"])


def by_month(difference: pd.DataFrame, months: Sequence[Month]) -> pd.DataFrame:
    """Return one row per month with the department's budget before and after, and `total`.

    Columns month, before_cents, after_cents, difference_cents; a month without is missing.
    """
    areas = difference[difference["subject"] == "area"]
    columns = ["before_cents", "after_cents", "difference_cents"]
    sums = areas.groupby("month")[columns].sum(min_count=1).reindex(list(months))
    found = sums.astype("Int64").reset_index()
    found["difference_cents"] = found["difference_cents"].fillna(0)
    return found


def moved(difference: pd.DataFrame, before: str, after: str, currency: str) -> str:
    """Say in a sentence how one version differs from another, the largest moves by name."""
    areas = difference[difference["subject"] == "area"]
    off, was = int(areas["difference_cents"].sum()), int(areas["before_cents"].sum())
    rows = by_size(difference)
    rows = rows[rows["subject"] == "area"]
    if rows.empty:
        caps = " Caps differ." if len(by_size(difference)) else ""
        return f"{after} and {before} plan the same for the department, to the cent.{caps}"
    share = f" ({percent(off / was)})" if was > 0 and off else ""
    side = "more" if off > 0 else "less"
    head = f"{money(abs(off), currency)}{share} {side} than" if off else "the same sum as"
    largest = rows.head(_MOST_NAMED).to_dict("records")
    named = ", ".join(
        f"{row['name']} {KIND_WORDS[row['cost_kind']]} "
        f"{money(row['difference_cents'], currency, sign=True)}"
        if row["difference_cents"]
        else f"{row['name']} {KIND_WORDS[row['cost_kind']]} in other months"
        for row in largest
    )
    more = f" and {len(rows) - _MOST_NAMED} smaller changes" if len(rows) > _MOST_NAMED else ""
    return f"{after} plans {head} {before}: {named}{more}."


def gaps(rows: pd.DataFrame, months: Sequence[Month], spent_on: Sequence[str]) -> list[str]:
    """Return what a version may have forgotten: months, and practice areas that cost money.

    `spent_on` names the practice areas with spend in the year before or in this one.
    """
    areas = rows[rows["subject"] == "area"]
    known = {str(name).casefold() for name in areas["name"]}
    blank = [month for month in months if month not in set(areas["month"])]
    found = [f"No practice area has a budget for {listed(blank)}."] if blank else []
    forgotten = [name for name in spent_on if name.casefold() not in known]
    if forgotten:
        found.append(f"No budget for {', '.join(forgotten)}, where money was spent.")
    return found


def _in_words(before: Any, after: Any, off: int, months: list[Month]) -> str:
    if pd.isna(before):
        return "new"
    if pd.isna(after):
        return "no longer budgeted"
    when = _spans(months)
    if off == 0:
        return f"same sum, other months ({when})"
    share = f"{percent(off / int(before))} " if int(before) else ""
    return f"{share}{'more' if off > 0 else 'less'} ({when})"


def _spans(months: list[Month]) -> str:
    """Write months as spans: `Jan` to `Mar` and `May` as `Jan\u2013Mar, May`."""
    if len(months) == 12:
        return "every month"
    spans: list[list[Month]] = []
    for month in months:
        if spans and periods.add_months(spans[-1][-1], 1) == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    ends = [dict.fromkeys((span[0], span[-1])) for span in spans]
    return ", ".join("\u2013".join(periods.label(m)[:3] for m in pair) for pair in ends)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    order = table["cost_kind"].map(_ORDER).rename("kind_order")
    keyed = table.assign(kind_order=order, fold=table["name"].str.casefold())
    ordered = keyed.sort_values(["subject", "fold", "kind_order"], ignore_index=True)
    return ordered.drop(columns=["kind_order", "fold"])
