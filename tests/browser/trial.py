"""An app with the real server around a script that uses what pages use: the tests' own, not part of the product."""

from pathlib import Path

import streamlit as st

from otif_koop.ui import server, trouble

app = st.App(
    Path(__file__).with_name("trial_script.py"),
    lifespan=server.lifespan,
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    on_script_error=trouble.show,
)
