"""What does every figure mean, what is it now, and which lines is it made of?"""

from collections.abc import Sequence

import streamlit as st

from legalops.metrics import kpi_words as said
from legalops.metrics import kpis as metrics
from legalops.metrics.catalog import CATALOG, Measure
from legalops.metrics.kpis import Kpi
from legalops.ui import filters, kpis, overview
from legalops.ui.kpis import Look
from legalops.ui.words import plain

ONE = "measure"
ALL = "All"
_SEARCH = "glossary_search"


def found() -> list[Measure]:
    """Draw search and rooms; return the measures they leave, or the one the address asks for."""
    asked = st.query_params.get(ONE, "")
    if asked in CATALOG:
        st.button("All measures", icon=":material/arrow_back:", type="tertiary", on_click=_all)
        return [CATALOG[asked]]
    if asked:
        st.warning(
            f"The address asks for the measure {plain(asked[:40])}, which is not here.",
            icon=":material/search_off:",
        )
    typed = st.text_input(
        "Search", placeholder="Name, meaning or formula", key=_SEARCH, icon=":material/search:",
        max_chars=80,
    )  # fmt: skip
    if typed.strip():
        return matching(typed)
    room = _room()
    return [measure for measure in CATALOG.values() if room in (ALL, measure.room)]


def rooms() -> list[str]:
    """Return the rooms measures belong to, in the catalogue's order."""
    return list(dict.fromkeys(measure.room for measure in CATALOG.values()))


def _room() -> str:
    """Draw the rooms and return the one chosen."""
    known = [*rooms(), ALL]
    return str(
        st.segmented_control(
            "Room", known, default=known[0], required=True, key="room", bind="query-params",
            label_visibility="collapsed",
        )
    )  # fmt: skip


def _all() -> None:
    st.query_params.pop(ONE, None)


def _only(measure: str) -> None:
    st.query_params[ONE] = measure


def matching(typed: str) -> list[Measure]:
    """Return the measures that say every word typed, in the catalogue's order."""
    words = typed.casefold().split()
    return [measure for measure in CATALOG.values() if _says(measure, words)]


def _says(measure: Measure, words: Sequence[str]) -> bool:
    texts = (measure.label, measure.meaning, measure.formula, measure.room, measure.excludes)
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words)


def draw(measures: Sequence[Measure]) -> None:
    """Draw the measures by room, each with an anchor of its own."""
    if not measures:
        st.info(
            "No measure says this. Try a shorter word, or clear the search to see all.",
            icon=":material/search_off:",
        )
        return
    here = kpis.look(filters.parse({}, filters.options())[0])
    now = {} if overview.is_empty() else kpis.values(here.view)
    for room in dict.fromkeys(measure.room for measure in measures):
        st.subheader(room, anchor=anchor(room))
        with st.grid(2, min_column_width=360, gap="small", key=f"glossary_{anchor(room)}"):
            for measure in measures:
                if measure.room == room:
                    _one(measure, now.get(measure.key), here)


def anchor(name: str) -> str:
    """Return how a room or a measure stands in an address."""
    return name.casefold().replace(" ", "-")


def _one(measure: Measure, kpi: Kpi | None, here: Look) -> None:
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown(f"##### {plain(measure.label)}")
        st.markdown(_now(measure, kpi, here.currency))
        with st.container(height="stretch"):
            st.markdown(_definition(measure, here.currency))
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            kpis.link(
                measure.key, here, narrow=kpi.narrow if kpi else {}, label="Show me the lines"
            )
            st.button(
                "Link", icon=":material/link:", type="tertiary", key=f"only_{measure.key}",
                on_click=_only, args=(measure.key,),
                help="Shows this measure alone; the address then leads straight to it.",
            )  # fmt: skip


def _now(measure: Measure, kpi: Kpi | None, home: str) -> str:
    per = metrics.explained(measure.key)
    if per:
        return f":gray[One value per {per}]"
    if kpi is None or kpi.value is None:
        return ":gray[No value yet]"
    value = said.text(measure.key, kpi.value, home)
    whole = f"{home} {value}" if kpi.is_money else value
    return f"**{plain(whole)}** :gray[{plain(kpi.period)}]"


def _definition(measure: Measure, home: str) -> str:
    way = "" if measure.good == "none" else f"; {said.good_way(measure.key).lower()}"
    parts = {
        "Formula": measure.formula,
        "Unit": f"{said.unit(measure.key, home)}{way}",
        "Dates": measure.basis,
        "Left out": measure.excludes,
        "Owner": measure.owner,
    }
    rows = "  \n".join(f":gray[{name}] {plain(text)}" for name, text in parts.items())
    return f"{plain(measure.meaning)}\n\n{rows}"
