"""How is the methods' record drawn, and how are they tried again?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.metrics.catalog import CATALOG
from legalops.metrics.forecast import DEPARTMENT, METHODS
from legalops.permissions import Permission
from legalops.services import forecasts as acts
from legalops.services.outlooks import Backtest
from legalops.ui import data, outlooks, spend, tables, who
from legalops.ui.forecast import View
from legalops.ui.words import counted, plain

_SAID = "forecast_said"


def draw(view: View) -> None:
    """Draw how far off each method was, in all and per practice area, and the way to try again."""
    found = outlooks.backtest()
    with st.container(gap="xxsmall"):
        st.subheader("The methods and their record", anchor=False)
        st.caption(plain(_how(found)))
    # A place of its own, filled or not, so that what is open below stays open.
    with st.container(key="forecast_said_place"):
        text = st.session_state.pop(_SAID, "")
        if text:
            st.success(text, icon=":material/check:")
    if found.record.empty:
        st.markdown(
            "No method has a record yet. It takes six months of invoices, a closed month, and "
            "months after it whose outcome is known."
        )
    else:
        area = DEPARTMENT if view.chosen.area is None else view.chosen.area
        _methods(view, found, area)
        if view.chosen.area is None:
            _areas(found)
    _again(found)


def _how(found: Backtest) -> str:
    origins = found.judged["origin"].nunique() if len(found.judged) else 0
    if not origins or found.last is None:
        return "Every method is tried on months that are over, as if they were still to come."
    zone = data.settings().time_zone
    when = f" Worked out {periods.local(found.tried_at, zone)}." if found.tried_at else ""
    return (
        f"Each method forecast from each of {counted(origins, 'month')} up to "
        f"{periods.label(found.last)} with what was known then alone, and every month that has "
        f"come since is judged. Budgets are the year's first version; exceptional matters are "
        f"left out.{when}"
    )


def _methods(view: View, found: Backtest, area: int) -> None:
    rows = found.record[found.record["practice_area_id"] == area].set_index("method")
    kept = outlooks.track().record
    kept = kept[kept["practice_area_id"] == area].set_index("method")
    order = sorted(METHODS, key=lambda code: _place(rows, code))
    shown = pd.DataFrame(
        {
            "Method": [METHODS[code].label for code in order],
            **{
                name: _percents(rows.reindex(order)[column])
                for name, column in (
                    ("wape", "wape"),
                    ("bias", "bias"),
                    ("band_coverage", "coverage"),
                )
            },
            "n": rows.reindex(order)["n"].astype("Int64").tolist(),
            "kept_wape": _percents(kept.reindex(order)["wape"]),
            "n_kept": kept.reindex(order)["n"].astype("Int64").tolist(),
            "How": [METHODS[code].meaning for code in order],
        }
    )
    shown.insert(1, "Note", [_note(view, code) for code in order])
    config: dict[str, Any] = {
        "Method": st.column_config.TextColumn(pinned=True, width=170),
        "Note": st.column_config.TextColumn("", width=120),
        "How": st.column_config.TextColumn("What it does", width="large"),
        "n": st.column_config.NumberColumn(
            "Months judged", format="%d", help="How many forecasts of a month the shares rest on."
        ),
        "n_kept": st.column_config.NumberColumn(
            "Kept, judged", format="%d", help="How many kept forecasts of a month were judged."
        ),
    }
    for key in ("wape", "bias", "band_coverage", "kept_wape"):
        config[key] = _share_column(key)
    tables.house(shown, config, "table_forecast_methods", "Record of every forecasting method")


def _place(rows: pd.DataFrame, code: str) -> tuple[float, int]:
    share = rows["wape"].reindex([code]).iloc[0]
    return (1e9 if pd.isna(share) else float(share), list(METHODS).index(code))


def _note(view: View, code: str) -> str:
    is_usual, is_shown = code == view.usual.method, code == view.outlook.method
    if is_usual and view.usual.has_record:
        return "best record, shown" if is_shown else "best record"
    if is_usual:
        return "usual, shown" if is_shown else "usual"
    return "shown" if is_shown else ""


def _percents(shares: pd.Series) -> list[float | None]:
    return [None if pd.isna(share) else round(float(share) * 100, 1) for share in shares]


def _share_column(key: str, label: str = "") -> Any:
    measure = CATALOG[key]
    sign = "+" if key == "bias" else ""
    return st.column_config.NumberColumn(
        label or measure.label, help=measure.help, format=f"%{sign}.1f%%", alignment="right"
    )


def _areas(found: Backtest) -> None:
    names = spend.names().areas
    rows = found.record[found.record["practice_area_id"] != DEPARTMENT]
    listed = sorted(
        {int(n) for n in rows["practice_area_id"]}, key=lambda n: names.get(n, "").casefold()
    )
    with st.expander("Record by practice area"):
        key = st.segmented_control(
            "Figure",
            ["wape", "bias", "coverage"],
            format_func=lambda name: CATALOG["band_coverage" if name == "coverage" else name].label,
            default="wape",
            required=True,
            key="forecast_area_figure",
            label_visibility="collapsed",
        )
        wide = rows.pivot(index="practice_area_id", columns="method", values=str(key))
        shown = pd.DataFrame({"Practice area": [names.get(n, "?") for n in listed]})
        config: dict[str, Any] = {"Practice area": st.column_config.TextColumn(pinned=True)}
        for code, method in METHODS.items():
            if code in wide:
                shown[code] = _percents(wide[code].reindex(listed))
                measure = "band_coverage" if key == "coverage" else str(key)
                config[code] = _share_column(measure, method.label)
        count = rows.groupby("practice_area_id")["n"].max().reindex(listed)
        shown["n"] = count.astype("Int64").tolist()
        config["n"] = st.column_config.NumberColumn("Months judged", format="%d")
        tables.house(
            shown, config, f"table_forecast_record_{key}",
            "Record of every forecasting method per practice area",
        )  # fmt: skip


def _again(found: Backtest) -> None:
    if not who.may(Permission.CLOSE_MONTH) or found.last is None:
        return
    st.button(
        "Try the methods again",
        icon=":material/refresh:",
        key="forecast_try",
        on_click=_try,
        help="Works out what is missing or has changed since, such as after late invoices. It "
        "takes a few seconds.",
    )


def _try() -> None:
    try:
        done = acts.try_out(data.engine(), who.actor())
    except LegalOpsError as error:
        st.session_state[_SAID] = plain(error)
        return
    anew = counted(done.anew, "month") if done.anew else "none"
    st.session_state[_SAID] = (
        f"The methods are tried from {counted(done.origins, 'month')} up to "
        f"{periods.label(done.last)}; {anew} had to be worked out anew."
    )
