"""What was agreed, who signed it, and what changed since."""

import streamlit as st

from otif_koop.message import message
from otif_koop.ui import decision, frame, session

workshop = session.workshop()
if workshop is None:
    frame.gives("decision")
    frame.link("start", message("Open or make a workshop first"))
    st.stop()

decision.charter(workshop)
decision.signing(workshop)
decision.differences(workshop)
