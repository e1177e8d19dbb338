"""What sales and production agree per group, given where its order enters: two columns, one decision at a time."""

import streamlit as st

from otif_koop.message import message
from otif_koop.ui import alignment, alignment_decisions, alignment_measuring, alignment_sheet, frame, session
from otif_koop.ui.speech import language, say

workshop = session.workshop()
if workshop is None or not workshop.groups:
    alignment.look_first()
    if workshop is None:
        frame.link("start", message("Open or make a workshop first"))
    else:
        frame.link("customers", message("Name the customer groups"))
    st.stop()

chain = alignment.chain_of(workshop)
group_id = alignment.choose_group(workshop)
one = alignment.seen(workshop, group_id, chain)
alignment.facts(workshop, one)
alignment.quick_choice(workshop, one, chain)
parts = [say("Decisions"), say("Measuring"), say("Agreement sheet"), say("All groups")]
opened = st.segmented_control(
    say("Show"),
    parts,
    default=parts[0],
    required=True,
    key=f"alignment-part-{language().code}",
    label_visibility="collapsed",
)
if opened == parts[3]:
    alignment.overview(workshop, chain)
elif one.terms is None:
    frame.gives("alignment")
elif opened == parts[1]:
    alignment_measuring.show(workshop, one)
elif opened == parts[2]:
    alignment_sheet.show(workshop, one, chain)
else:
    alignment.pull(one)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        screen = alignment_decisions.screen_list(one)
    with right:
        alignment_decisions.show(workshop, screen, one)
