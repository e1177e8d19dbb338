"""What sales and production agree per group, given where its order enters: two columns, one decision at a time."""

import streamlit as st

from otif_koop.message import message
from otif_koop.ui import (
    alignment,
    alignment_decisions,
    alignment_measuring,
    alignment_overview,
    alignment_sheet,
    frame,
    koop_results,
    session,
)

workshop = session.workshop()
if workshop is None or not workshop.groups:
    alignment.look_first()
    if workshop is None:
        frame.link("start", message("Open or make a workshop first"))
    else:
        frame.link("customers", message("Name the customer groups"))
    frame.end()

chain = koop_results.sound_chain(workshop.koop)
part = alignment.part()
if part == alignment.ALL_GROUPS:
    alignment_overview.overview(workshop, chain)
    frame.end()

group_id = alignment.choose_group(workshop)
one = alignment.seen(workshop, group_id, chain)
alignment.facts(workshop, one)
alignment.quick_choice(workshop, one, chain)
if one.terms is None:
    frame.gives("alignment")
elif part == alignment.MEASURING:
    alignment_measuring.show(workshop, one)
elif part == alignment.SHEET:
    alignment_sheet.show(workshop, one, chain)
else:
    alignment.pull(one)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        screen = alignment_decisions.screen_list(one)
    with right:
        alignment_decisions.show(workshop, screen, one, chain)
