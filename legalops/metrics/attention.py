"""What must somebody look at now, and what decide: a sentence each, at most seven?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from legalops import periods
from legalops.metrics import words
from legalops.metrics.alerts import Alert
from legalops.metrics.outlook import Outlook
from legalops.periods import FiscalYear, Month

Kind = Literal["off", "decide"]
MOST = 7
SOON = 90  # days
_MOST_NAMES, _MOST_ALERTS, _MOST_DECISIONS = 3, 2, 4


@dataclass(frozen=True)
class Note:
    """One sentence with the page and address behind it; `act` is what the way there is called."""

    kind: Kind
    text: str
    page: str
    act: str
    query: Mapping[str, str] = field(default_factory=dict)


class Ending(NamedTuple):
    """Rates or terms of firms that end soon with nothing after them, the first on a day."""

    what: str
    firms: Sequence[str]
    number: int
    first: str


def few(notes: Iterable[Note], most: int = MOST) -> tuple[list[Note], list[Note]]:
    """Return what is off and what to decide, in the order given, at most so many in all.

    Decisions get four places, or more where less is off.
    """
    off: list[Note] = []
    decide: list[Note] = []
    for note in notes:
        (off if note.kind == "off" else decide).append(note)
    kept = max(min(_MOST_DECISIONS, len(decide)), most - len(off))
    return off[: most - min(kept, len(decide))], decide[:kept]


def year_end(outlook: Outlook, budget_cents: int | None, currency: str) -> str:
    """Say how far over budget the year is forecast to end; nothing where it is not."""
    end = outlook.at_completion_cents
    if outlook.reason or end is None or not budget_cents or outlook.is_complete:
        return ""
    off = end - budget_cents
    if off < words.MATERIAL_SHARE * budget_cents:
        return ""
    return (
        f"The year is forecast to end at {words.money(end, currency)}, "
        f"{words.money(off, currency)} ({words.percent(off / budget_cents)}) over its budget."
    )


def overruns(alerts: Sequence[Alert], most: int = _MOST_ALERTS) -> list[Note]:
    """Return the worst that is over its budget or forecast to be, what is only near left out."""
    return [
        Note("off", alert.text, alert.page, f"See {alert.subject}", alert.query)
        for alert in alerts
        if alert.level in ("over", "forecast")
    ][:most]


def late(months: Sequence[Month], today: date) -> str:
    """Name the months that should be closed: over for longer than the next month's end."""
    due = [m for m in months if today > periods.last_day(periods.add_months(m, 1))]
    verb = "is" if len(due) == 1 else "are"
    return f"{words.listed(due)} {verb} over and not closed." if due else ""


def changed(months: Sequence[Month]) -> str:
    """Name the closed months whose figures changed since."""
    return f"Changed since closing: {words.listed(months)}." if months else ""


def silent(firms: Sequence[str], month: Month | None) -> str:
    """Name the firms whose invoices of a month are awaited."""
    if not firms or month is None:
        return ""
    return f"No invoice for {periods.label(month)} yet from {names(firms)}."


def names(found: Sequence[str], most: int = _MOST_NAMES) -> str:
    """Write some names and how many more there are."""
    listed = list(dict.fromkeys(found))
    more = len(listed) - most
    if more > 0:
        return f"{', '.join(listed[:most])} and {more} more"
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def ending(found: Sequence[Ending], budget: tuple[str, str] | None = None) -> str:
    """Say which rates, terms and budget (its name and last day) end soon; nothing without any."""
    soon = [each for each in found if each.number]
    parts = [f"{e.number:,} {e.what if e.number == 1 else f'{e.what}s'}" for e in soon]
    firms = names([firm for each in soon for firm in each.firms]) if soon else ""
    listed = [f"{' and '.join(parts)} of {firms}"] if soon else []
    days = [each.first for each in soon]
    if budget is not None:
        listed.append(f"the {budget[0]} budget")
        days.append(budget[1])
    if not listed:
        return ""
    what = " and ".join(listed)
    verb = "ends" if len(listed) == 1 and sum(e.number for e in soon) < 2 else "end"
    said = f"{what[:1].upper()}{what[1:]} {verb} within {SOON} days, with nothing agreed after"
    return f"{said}; the first on {periods.day_label(min(days))}."


def budget_ends(year: FiscalYear, has_next: bool, today: date) -> tuple[str, str] | None:
    """Return name and last day of a fiscal year's budget that ends soon, where none follows."""
    left = (periods.last_day(year.last) - today).days
    if has_next or not 0 <= left <= SOON:
        return None
    return year.label, periods.last_day(year.last).isoformat()


def waiting(count: int, cents: int, currency: str) -> str:
    """Say how many invoices wait for a decision."""
    if not count:
        return ""
    noun, verb = ("invoice", "waits") if count == 1 else ("invoices", "wait")
    return f"{count:,} {noun} of {words.money(cents, currency)} {verb} for a decision."


def requested(firms: Sequence[str]) -> str:
    """Say how many requests for new rates wait, one firm each; a firm may be there often."""
    if not firms:
        return ""
    noun, verb = ("request", "waits") if len(firms) == 1 else ("requests", "wait")
    return f"{len(firms):,} rate {noun} from {names(firms)} {verb} for an answer."


def to_approve(labels: Sequence[str]) -> str:
    """Name the budget versions that wait for an executive."""
    if not labels:
        return ""
    noun, verb = ("Budget", "waits") if len(labels) == 1 else ("Budgets", "wait")
    return f"{noun} {names(labels)} {verb} for approval."


def unconverted(found: Iterable[tuple[str, int]]) -> str:
    """Name the money no exchange rate covers, in its own currencies."""
    amounts = [words.money(cents, currency) for currency, cents in found]
    if not amounts:
        return ""
    verb = "is" if len(amounts) == 1 else "are"
    return f"{names(amounts)} {verb} not converted, for want of an exchange rate."
