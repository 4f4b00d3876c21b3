"""How does a chart come to the page: built once per state of the store, then only drawn?"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from legalops.charts.picture import Picture
from legalops.charts.theme import Theme, Tokens, tokens
from legalops.metrics.budget import Chosen
from legalops.ui import spend

PICK = "pick"


def theme() -> Theme:
    """Return whether the person reads on light or dark ground."""
    return "dark" if st.context.theme.type == "dark" else "light"


def colours() -> Tokens:
    """Return the colours of the ground the person reads on."""
    return tokens(theme())


def finished(name: str, chosen: Chosen, build: Callable[[Tokens], Picture]) -> dict[str, Any]:
    """Return the Vega-Lite dict of a chart, built when the store or the choice is new."""
    return _finished(name, repr(spend.stamp()), repr(chosen), theme(), build)


def made(key: str, build: Callable[[Tokens], Picture]) -> dict[str, Any]:
    """Return the Vega-Lite dict of a chart, built when what its key says is new."""
    return _finished(key, "", "", theme(), build)


@st.cache_data(max_entries=256, show_spinner=False)
def _finished(
    name: str,
    now: str,
    chosen: str,
    theme: Theme,
    _build: Callable[[Tokens], Picture],
) -> dict[str, Any]:
    return _build(tokens(theme)).spec()


def vega(spec: dict[str, Any], alt: str, key: str) -> int | None:
    """Draw a finished chart over the width at hand; return the key of what was just clicked."""
    picks = PICK in _params(spec)
    if not picks:
        st.vega_lite_chart(spec, width="stretch", alt=alt, key=key)
        return None
    state = st.vega_lite_chart(
        spec, width="stretch", alt=alt, key=key, on_select="rerun", selection_mode=PICK
    )
    chosen = dict(state).get("selection", {}).get(PICK) or []
    return int(chosen[0]["key"]) if chosen and "key" in chosen[0] else None


def _params(spec: dict[str, Any]) -> set[str]:
    return {param.get("name", "") for param in spec.get("params", [])}
