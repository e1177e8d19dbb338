"""The first page: open, make or try a workshop; for an open one, the plan as a path."""

import streamlit as st

from otif_koop.ui import due, session, start, together
from otif_koop.ui.speech import say

workshop = session.workshop()
if workshop is None:
    start.three_doors()
    start.recent_workshops()
else:
    start.next_thing(workshop)
    due.what_is_due(workshop)
    start.the_path(workshop)
    with st.expander(say("This workshop"), icon=":material/folder:"):
        start.name_and_file(workshop)
        together.time_taken()
        start.log(workshop)
