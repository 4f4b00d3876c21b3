"""The same app drawn the plain way: charts rebuilt and checked at each run, nothing frozen."""

from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from legalops.access.gate import Gate, SessionRoutes
from legalops.charts import picture
from legalops.charts.picture import Picture
from legalops.settings import ROOT
from legalops.store.engine import default_engine
from legalops.ui import draw, settle, start, trouble

_ready = Picture.spec


def _rebuilt(chart: Picture) -> dict[str, Any]:
    """Build the plan, fill it and have Altair check it, as st.altair_chart does each run."""
    picture._written.cache_clear()
    return Picture.chart(chart).to_dict()


def _each_time(name: str, now: str, chosen: str, theme: Any, build: Any) -> dict[str, Any]:
    return _rebuilt(build(draw.tokens(theme)))


def _nothing() -> None:
    """Freeze nothing."""


draw._finished = _each_time  # type: ignore[assignment]  # the plain way on purpose
settle.once = _nothing  # type: ignore[assignment]  # the same
start.prepare()
session = SessionRoutes(default_engine)
app = st.App(
    ROOT / "legalops" / "ui" / "frame.py",
    routes=[Route("/session/open", session.open)],
    middleware=[Middleware(Gate, engine=default_engine, scripts=start.own_scripts())],
    on_script_error=trouble.tell,
)
