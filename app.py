"""The server: the frame behind the gate, the routes of a session, and calendars."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from legalops.access import calendar
from legalops.access.gate import Gate, SessionRoutes
from legalops.services import calendar as calendars
from legalops.settings import ROOT
from legalops.store.engine import default_engine
from legalops.ui import leave, start, trouble

start.prepare()
session = SessionRoutes(default_engine)
dates = calendar.CalendarRoute(default_engine, calendars.feed)
scripts = [*start.own_scripts(), leave.SCRIPT]
app = st.App(
    ROOT / "legalops" / "ui" / "frame.py",
    routes=[
        Route("/session/open", session.open),
        Route("/session/close", session.close, methods=["GET", "POST"]),
        Route(calendar.PATH, dates.show),
    ],
    middleware=[Middleware(Gate, engine=default_engine, scripts=scripts)],
    lifespan=start.announced,
    on_script_error=trouble.tell,
)
