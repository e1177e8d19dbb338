"""What `streamlit run app.py` starts: the ASGI app around the shell."""

import streamlit as st

from otif_koop.ui import server, trouble

app = st.App(
    server.SHELL,
    lifespan=server.lifespan,
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    on_script_error=trouble.show,
)
