"""The server: the frame behind the gate, and the routes that open and close a session."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from legalops.access.gate import Gate, SessionRoutes
from legalops.settings import ROOT
from legalops.store.engine import default_engine
from legalops.ui import leave, start, trouble

start.prepare()
session = SessionRoutes(default_engine)
scripts = [*start.own_scripts(), leave.SCRIPT]
app = st.App(
    ROOT / "legalops" / "ui" / "frame.py",
    routes=[
        Route("/session/open", session.open),
        Route("/session/close", session.close, methods=["GET", "POST"]),
    ],
    middleware=[Middleware(Gate, engine=default_engine, scripts=scripts)],
    lifespan=start.announced,
    on_script_error=trouble.tell,
)
