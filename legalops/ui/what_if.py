"""What would a year cost if rates moved, work moved, or a discount were agreed?"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import InvalidInputError, LegalOpsError
from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance import staffing, what_if
from legalops.metrics.performance.discounts import ONE
from legalops.metrics.performance.sources import records
from legalops.metrics.performance.what_if import (
    Bearing,
    Outcome,
    RateMove,
    Step,
    TierDiscount,
    WorkMove,
)
from legalops.periods import Month, add_months
from legalops.ui import data, filters, performance, tables
from legalops.ui.words import plain

_ALL = "all"
_FIELDS = ("rate_of", "rate_level", "rate_by", "from", "to", "share", "tier_of", "tier_from",
           "tier_off")  # fmt: skip


def draw() -> None:
    """Draw the three steps and what they change in a year, with what they assume."""
    last = filters.options().usual
    base = _base(last)
    if not base:
        st.info("There are no hours of the last twelve months to reckon with yet.")
        return
    first = add_months(last, -11)
    st.markdown(
        f"The year is the twelve months from {periods.label(first)} to {periods.label(last)}. "
        "Leave a step empty to leave it out; the address keeps what you choose."
    )
    names = {v: performance.names().get(v, "?") for v in sorted({key[0] for key in base})}
    with st.grid(3, min_column_width=240, gap="medium", key="what_if"):
        _rates(names)
        _work(names)
        _tier(names)
    try:
        steps = _steps(names)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    if not steps:
        st.info("Choose at least one step above.")
        return
    _show(what_if.outcome(base, steps), names)


def _base(last: Month) -> dict[tuple[int, str], Bearing]:
    """Return hours and hourly fees of the twelve months per firm and level."""
    cube = performance.sources().cube
    year = cube[(cube["kind"] == "F") & cube["invoice_month"].between(add_months(last, -11), last)]
    year = year.assign(level=[staffing.level(str(title)) for title in year["classification"]])
    sums = year.groupby(["vendor_id", "level"], as_index=False)[["hours_e4", "reporting_cents"]]
    rows = records(sums.sum())
    keys = [(int(row["vendor_id"]), str(row["level"])) for row in rows]
    hours = dict(zip(keys, (int(row["hours_e4"]) for row in rows), strict=True))
    fees = dict(zip(keys, (int(row["reporting_cents"]) for row in rows), strict=True))
    return what_if.base(hours, fees)


def _rates(names: Mapping[int, str]) -> None:
    with st.container(border=True):
        st.markdown("**Rates move**")
        firms = {_ALL: "All firms"} | {str(v): name for v, name in names.items()}
        _select("rate_of", "Of", firms)
        _select("rate_level", "Level", {_ALL: "All levels"} | {n: n for n in staffing.LEVELS})
        _text("rate_by", "By, %", "3.5, or -2")


def _work(names: Mapping[int, str]) -> None:
    with st.container(border=True):
        st.markdown("**Work moves**")
        firms = {"": "Choose a firm"} | {str(v): name for v, name in names.items()}
        _select("from", "From", firms)
        _select("to", "To", firms)
        _text("share", "Share of its hours, %", "20")


def _tier(names: Mapping[int, str]) -> None:
    with st.container(border=True):
        st.markdown("**A discount is agreed**")
        _select("tier_of", "Of", {"": "Choose a firm"} | {str(v): n for v, n in names.items()})
        _text("tier_from", "On a year's fees beyond", "500000")
        _text("tier_off", "Discount, %", "5")


def _select(name: str, label: str, known: Mapping[str, str]) -> None:
    given, key = st.query_params.get(name, ""), f"what_if_{name}"
    options = list(known)
    st.session_state[key] = given if given in known else options[0]
    st.selectbox(
        label, options, format_func=lambda code: known[code], key=key, on_change=_moved,
        args=(name,),
    )  # fmt: skip


def _text(name: str, label: str, example: str) -> None:
    key = f"what_if_{name}"
    st.session_state[key] = st.query_params.get(name, "")[:20]
    st.text_input(label, placeholder=example, key=key, on_change=_moved, args=(name,))


def _moved(name: str) -> None:
    value = str(st.session_state[f"what_if_{name}"])
    if value in ("", _ALL):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def _steps(names: Mapping[int, str]) -> list[Step]:
    """Return the steps the address holds; raise InvalidInputError for one that cannot be."""
    given = {name: st.query_params.get(name, "") for name in _FIELDS}
    firm = {name: _firm(given[name], names) for name in ("rate_of", "from", "to", "tier_of")}
    steps: list[Step] = []
    if given["rate_by"]:
        level = given["rate_level"] if given["rate_level"] in staffing.LEVELS else None
        by = _percent(given["rate_by"], "By", -ONE, ONE)
        steps.append(RateMove(by, firm["rate_of"], level))
    if firm["from"] and firm["to"] and given["share"]:
        if firm["from"] == firm["to"]:
            raise InvalidInputError("To", "choose another firm than the one the work leaves.")
        steps.append(WorkMove(firm["from"], firm["to"], _percent(given["share"], "Share", 0, ONE)))
    if firm["tier_of"] and given["tier_off"]:
        currency = data.settings().reporting_currency
        above = money.parse_amount(given["tier_from"] or "0", currency, "On a year's fees beyond")
        off = _percent(given["tier_off"], "Discount", 0, ONE)
        steps.append(TierDiscount(firm["tier_of"], max(0, above), off))
    return steps


def _firm(text: str, names: Mapping[int, str]) -> int | None:
    return int(text) if text.isdigit() and int(text) in names else None


def _percent(text: str, field: str, least: int, most: int) -> int:
    """Return a typed percentage in 1/10000 of the whole."""
    try:
        exact = Decimal(text.strip().removesuffix("%").strip()) * 100
    except InvalidOperation as error:
        raise InvalidInputError(field, f"{text!r} is not a percentage. Write it like 3.5.") from (
            error
        )
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise InvalidInputError(field, "write a percentage with at most two decimals.")
    if not least <= exact <= most:
        raise InvalidInputError(field, f"choose {least // 100} to {most // 100} percent.")
    return int(exact)


def _show(found: Outcome, names: Mapping[int, str]) -> None:
    currency = data.settings().reporting_currency
    amount = plain(money.money(abs(found.cents), currency))
    said = f"costs {amount} more" if found.cents > 0 else f"saves {amount}"
    st.markdown(
        f"#### In a year this {said if found.cents else 'changes nothing'}.",
        help=CATALOG["what_if_effect"].help,
    )
    rows = [(_words(effect.step, names), effect.cents) for effect in found.effects]
    frame = pd.DataFrame(
        {
            "Step": [*(text for text, _ in rows), "All steps"],
            "effect": tables.major(
                pd.Series([*(cents for _, cents in rows), found.cents]), currency
            ),
        }
    )
    columns: dict[str, Any] = {
        "Step": st.column_config.TextColumn(width="large"),
        "effect": tables.money_column(f"Effect of a year, {currency}", currency, sign=True),
    }
    tables.house(frame, columns, "what_if_effects", "What each step changes in a year")
    before, after = (money.money(c, currency) for c in (found.before_cents, found.after_cents))
    st.markdown(f"Hourly fees of the year: {plain(before)} before, {plain(after)} after.")
    _assumptions(found, names)


def _words(step: Step, names: Mapping[int, str]) -> str:
    if isinstance(step, RateMove):
        who = "all firms" if step.vendor_id is None else names[step.vendor_id]
        level = "" if step.level is None else f", {step.level.lower()}s"
        return f"Rates of {who}{level} move by {_shown(step.by_e4)}"
    if isinstance(step, WorkMove):
        share = _shown(step.share_e4)
        return f"{share} of the hours of {names[step.from_id]} go to {names[step.to_id]}"
    above = money.money(step.threshold_cents, data.settings().reporting_currency)
    return f"{names[step.vendor_id]} gives {_shown(step.discount_e4)} off fees beyond {above}"


def _shown(value_e4: int) -> str:
    return f"{Decimal(value_e4).scaleb(-2).normalize():f}%"


def _assumptions(found: Outcome, names: Mapping[int, str]) -> None:
    st.markdown("**What this assumes**")
    said = [
        "The same hours as in the year behind; hourly fees only, no flat fees and no expenses.",
        "Each step starts from what the one before it left, and every cent is exact.",
    ]
    for effect in found.effects:
        if isinstance(effect.step, WorkMove):
            name = plain(names[effect.step.to_id])
            said.append(f"Moved hours cost what {name} charges for each level on the whole.")
            if effect.missing:
                levels = ", ".join(level.lower() for level in effect.missing)
                said.append(f"{name} has no {levels} rate; its rate over all levels is taken.")
    st.markdown("\n".join(f"- {text}" for text in said))
