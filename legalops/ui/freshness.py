"""How fresh is what the page shows?"""

from legalops import periods
from legalops.metrics import words
from legalops.metrics.budget import Chosen
from legalops.metrics.comparison import BUDGET
from legalops.settings import Settings
from legalops.store.freshness import Freshness
from legalops.ui import data, filters, spend
from legalops.ui.words import plain


def line() -> str | None:
    """Return the line under a page's title, None when the store holds no invoice."""
    now, settings = spend.fresh(), data.settings()
    if now.newest_month is None:
        return None
    view = filters.quietly()
    chosen = view.chosen(settings)
    parts = [_invoices(now), _compared(chosen), _loaded(now, settings), words.measured(chosen)]
    return plain(" \u00b7 ".join(part for part in parts if part))


def _compared(chosen: Chosen) -> str:
    """Say what the page compares spend with."""
    year = chosen.year
    if chosen.reference != BUDGET:
        return f"compared with {spend.reference(chosen).noun}"
    version = spend.versions().get(year.name)
    if version is None:
        return f"no budget for {year.label}"
    return f"budget {year.label} \u2018{version.name}\u2019"


def _invoices(now: Freshness) -> str:
    return (
        f"Invoices to {periods.day_label(now.newest_date)} from {now.sent} of {now.expected} "
        f"vendor{'' if now.expected == 1 else 's'}"
    )


def _loaded(now: Freshness, settings: Settings) -> str:
    if now.uploaded_at is None:
        return ""
    return f"loaded {periods.local(now.uploaded_at, settings.time_zone)} by {now.uploaded_by}"
