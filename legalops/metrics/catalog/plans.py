"""What do the figures about budgets of matters and alerts mean?"""

from legalops.metrics.catalog.measure import Measure

_COUNTED = "rejected, undone and superseded invoices; money no exchange rate covers"
_LIFE = "all invoice dates: a matter's budget by phase is for as long as the matter lasts"


def _plan(key: str, label: str, meaning: str, formula: str, **fields: str) -> Measure:
    given = {"unit": "money", "good": "none", "basis": _LIFE, **fields}
    return Measure(key, label, meaning, formula, room="Budgets", page="budgets", **given)  # type: ignore[arg-type]  # the words are ours


MEASURES: tuple[Measure, ...] = (
    _plan(
        "version_budget",
        "Budget of a version",
        "What one version of a fiscal year's budget plans for the department.",
        "sum of the version's amounts of practice areas",
        basis="calendar months of the fiscal year",
        excludes="caps of matters and vendors, which are never added; blank months",
    ),
    _plan(
        "version_change",
        "Change of a version",
        "How much a version plans more (or less) than the one it is compared with.",
        "sum of one version less sum of the other",
        basis="calendar months of the fiscal year",
        excludes="caps of matters and vendors",
    ),
    _plan(
        "matter_budget",
        "Matter budget",
        "What the matter is budgeted at over its phases.",
        "sum of the budgets of its phases",
        excludes="earlier versions of the matter's budget; caps of a fiscal year",
    ),
    _plan(
        "matter_actual",
        "Matter to date",
        "What vendors billed on the matter and nobody rejected, in the reporting currency.",
        "sum of the matter's invoice lines",
        good="low",
        excludes=_COUNTED,
    ),
    _plan(
        "phase_budget",
        "Budget of a phase",
        "What one phase of the matter is budgeted at.",
        "as entered, net of tax",
    ),
    _plan(
        "phase_actual",
        "Actual of a phase",
        "What was billed on the matter under the phase's task codes.",
        "sum of the matter's lines whose task code is in the phase's group",
        good="low",
        excludes=_COUNTED,
    ),
    _plan(
        "phase_used",
        "Used of a phase",
        "The share of the phase's budget that is used.",
        "actual of the phase ÷ budget of the phase",
        unit="share",
        good="low",
        excludes=f"{_COUNTED}; no figure where there is no budget",
    ),
    _plan(
        "at_completion",
        "At completion",
        "What the matter will cost by its end, if open phases cost at least their budget.",
        "sum over phases: closed: actual; open: the larger of budget and actual",
        good="low",
        excludes=_COUNTED,
    ),
    _plan(
        "vendor_cap",
        "Cap of a vendor",
        "The most a vendor is meant to bill in the fiscal year; no part of the department's "
        "budget.",
        "sum of the vendor's caps in the version in force",
        basis="calendar months of the fiscal year",
        excludes="months without a cap",
    ),
    _plan(
        "alert_share",
        "Used, for alerts",
        "Warns before a budget is overrun: near from 80% on when more is used than was planned "
        "by now, over above 100%, and when the forecast is above the budget by more than a little.",
        "actual to date ÷ budget (fiscal year, or the matter's phases)",
        unit="share",
        good="low",
        basis="invoice date, to the as-of month",
        excludes=_COUNTED,
    ),
)
