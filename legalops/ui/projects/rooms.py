"""What else belongs to a project: status notes, risks, benefits and costs?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.metrics import projects as metrics
from legalops.metrics.portfolio import Stand
from legalops.models.projects import ProjectCostInput
from legalops.services import projects as acts
from legalops.store import projects as store
from legalops.ui import data as house
from legalops.ui import tables, who
from legalops.ui.projects import data, parts
from legalops.ui.projects.parts import Parts
from legalops.ui.words import plain
from legalops.ui.work import address, form, options

_STATES = {"open": "Open", "closed": "Closed"}


def notes(each: Stand, *, can: bool) -> None:
    """Draw the newest status note in full, then all of them."""
    rows = store.parts(house.engine(), who.actor(), "status_note", each.id)
    rows = rows.sort_values(["on_day", "id"], ascending=False, ignore_index=True)
    if len(rows) and address.asked("status_note") is None:
        _newest({str(name): value for name, value in rows.iloc[0].items()})
    shown = pd.DataFrame(
        {
            "In one sentence": rows["title"],
            "As of": [pd.Timestamp(day).date() for day in rows["on_day"]],
            "Health": [metrics.HEALTH_WORDS[health] for health in rows["health"]],
            "The next step": rows["next_step"],
            "By": rows["maker"],
        }
    )
    columns = {
        "In one sentence": st.column_config.TextColumn("In one sentence", pinned=True, width=330),
        "As of": st.column_config.DateColumn("As of", format="D MMM YYYY", width=100),
        "Health": st.column_config.TextColumn("Health", width=85),
        "The next step": st.column_config.TextColumn("The next step", width=330),
    }
    health = each.typed or each.computed or "on_track"
    _draw(
        Parts(
            "status_note",
            each.id,
            rows,
            shown,
            columns,
            can,
            "No status note yet. One sentence a week, the health and the next step are enough.",
            {"on_day": data.today(), "health": health},
            label="Write the week\u2019s note",
        )
    )


def _draw(found: Parts) -> None:
    parts.new(found)
    parts.draw(found)


def _newest(row: dict[str, Any]) -> None:
    with st.container(border=True, gap="xxsmall"):
        day = periods.day_label(row["on_day"])
        health = metrics.HEALTH_WORDS[row["health"]]
        st.caption(f"{day}, {plain(row['maker'])}: {health.lower()}")
        st.markdown(f"**{plain(row['title'])}**")
        if row["body"]:
            st.markdown(_lines(row["body"]))
        st.markdown(f"Next: {_lines(row['next_step'])}")


def _lines(text: str) -> str:
    """Return what somebody typed with its line breaks, and nothing in it read as a sign."""
    return "  \n".join(plain(line) for line in text.splitlines())


def risks(each: Stand, *, can: bool) -> None:
    """Draw the risks, the largest open one first."""
    rows = store.parts(house.engine(), who.actor(), "risk", each.id)
    rows["size"] = (rows["likelihood"] * rows["impact"]).astype("int64")
    rows["closed"] = rows["state"] == "closed"
    rows = rows.sort_values(["closed", "size"], ascending=[True, False], ignore_index=True)
    shown = pd.DataFrame(
        {
            "Risk": rows["title"],
            "Size": rows["size"],
            "Likelihood": rows["likelihood"].astype("int64"),
            "Impact": rows["impact"].astype("int64"),
            "What is done about it": rows["answer"],
            "Owner": rows["owner"],
            "State": rows["state"].map(_STATES),
        }
    )
    whole = {
        name: st.column_config.NumberColumn(
            name, format="%d", alignment="right", width=80, help=help
        )
        for name, help in (
            ("Size", "Likelihood times impact, 1 to 25."), ("Likelihood", "1 to 5."),
            ("Impact", "1 to 5."),
        )
    }  # fmt: skip
    columns = {
        "Risk": st.column_config.TextColumn("Risk", pinned=True, width=290),
        "What is done about it": st.column_config.TextColumn("What is done about it", width=290),
        **whole,
    }
    _draw(
        Parts("risk", each.id, rows, shown, columns, can,
              "No risks yet. Write down what could go wrong and what is done about it.")
    )  # fmt: skip


def benefits(each: Stand, *, can: bool) -> None:
    """Draw what was promised, what was measured of it, and what is to be measured by now."""
    rows = store.parts(house.engine(), who.actor(), "benefit", each.id)
    now = data.today().isoformat()
    promised, measured = (_numbers(rows[f"{name}_e4"]) for name in ("promised", "measured"))
    shown = pd.DataFrame(
        {
            "Benefit": rows["title"],
            "Promised": promised,
            "Measured": measured,
            "Unit": rows["unit"],
            "Expected from": _days(rows["due_on"]),
            "Measured on": _days(rows["measured_on"]),
            "State": [_benefit(row, now) for row in rows.to_dict("records")],
        }
    )
    number = {
        name: st.column_config.NumberColumn(name, format="localized", alignment="right", width=90)
        for name in ("Promised", "Measured")
    }
    day = {
        name: st.column_config.DateColumn(name, format="D MMM YYYY", width=120)
        for name in ("Expected from", "Measured on")
    }
    first = st.column_config.TextColumn("Benefit", pinned=True, width=320)
    _draw(
        Parts("benefit", each.id, rows, shown, {"Benefit": first, **number, **day}, can,
              "No benefits yet. Say what the project promises, from when, and measure it then.")
    )  # fmt: skip


def _numbers(values: pd.Series) -> pd.Series:
    found = [None if pd.isna(value) else int(value) / 10_000 for value in values]
    return pd.Series(found, dtype="float64", index=values.index)


def _days(days: pd.Series) -> list[Any]:
    return [pd.Timestamp(day).date() if day else None for day in days]


def _benefit(row: dict[Any, Any], now: str) -> str:
    if row["measured_e4"] is not None:
        return "Measured"
    if row["due_on"] and row["due_on"] <= now:
        return "To be measured"
    return "Promised"


def costs(each: Stand, matter_id: int | None, *, can: bool) -> None:
    """Draw what was billed on the project's matter, and the costs that were typed."""
    home = house.settings().reporting_currency
    _billed(each, matter_id, home)
    if can:
        _new_cost(each.id)
    rows = store.costs(house.engine(), each.id)
    if rows.empty:
        st.caption("No costs are typed. Add what no invoice of a firm carries, such as licences.")
        return
    shown = pd.DataFrame(
        {
            "Cost": rows["what"],
            "On": [pd.Timestamp(day).date() for day in rows["on_day"]],
            "amount": pd.Series(tables.major(rows["amount_cents"], home), dtype=object),
            "By": rows["by"],
        }
    )
    columns = {
        "Cost": st.column_config.TextColumn("Cost", width=340),
        "On": st.column_config.DateColumn("On", format="D MMM YYYY", width=110),
        "amount": tables.money_column(f"Amount, {home}", home),
    }
    tables.house(shown, columns, "project_costs", "Costs typed for the project")
    if can:
        _take_off(rows)


def _billed(each: Stand, matter_id: int | None, home: str) -> None:
    """Draw what firms billed on the project's matter, or that the person may not see it."""
    cost = data.costs().get(each.id)
    if matter_id is not None and cost is not None and cost.billed_cents is not None:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            since = periods.day_label(each.starts_on)
            billed = money.money(cost.billed_cents, home)
            st.markdown(f"{plain(billed)} billed by firms since {since} on")
            address.link("matter", matter_id, options.of("matter").get(matter_id, "its matter"))
    elif cost is not None and cost.is_hidden:
        st.caption("What is billed on its matter is not shown: the matter is not open to you.")


def _new_cost(project_id: int) -> None:
    asked = form.Form(
        f"cost_{project_id}", ProjectCostInput, {"on_day": data.today()}, submit="Add the cost",
        said="The cost is kept.",
    )  # fmt: skip

    def save(given: Any, _: Any) -> int:
        return acts.add_cost(house.engine(), who.actor(), project_id, given)

    @st.dialog("New cost", width="large")
    def ask() -> None:
        form.draw(asked, save)

    if st.button("Add a cost", icon=":material/add:", key="add_cost"):
        ask()


def _take_off(rows: pd.DataFrame) -> None:
    with st.popover("Take a cost off", type="tertiary"):
        named = dict(zip(rows["id"].astype(int), rows["what"], strict=True))
        number = st.selectbox(
            "Cost", list(named), format_func=lambda n: named[n], key="cost_off", required=True
        )
        if st.button("Take it off", key="take_cost_off"):
            try:
                acts.withdraw_cost(house.engine(), who.actor(), int(number))
            except LegalOpsError as error:
                st.error(plain(error))
            else:
                st.rerun()
