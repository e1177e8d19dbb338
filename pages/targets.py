"""Which target for which group, and at what price: all groups in one picture, and a card for each."""

import streamlit as st

from otif_koop.ui import frame, session, target_asks, target_card, target_choices, target_results, targets
from otif_koop.ui.speech import say

workshop = session.workshop()
if targets.nothing_yet(workshop) or workshop is None:
    frame.end()

found = target_results.facts(workshop)
targets.figures(workshop, found)
targets.overview(found)
targets.misses_first(found)
targets.every_group(found)
targets.keep_figures(workshop, found)

one = targets.choose_group(found)
if one is None:
    frame.end()
priced = target_results.priced(workshop, one)
price = None if priced is None else priced[0]
with st.container(border=True, key="target-card"):
    target_card.name(one)
    target_card.figures(one, price)
    left, right = st.columns([2, 3], gap="large")
    with left:
        target_choices.choices(workshop, one)
    with right:
        target_card.told(one, price)
        target_card.curve(workshop, one)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{say('What it asks of every component')}**")
        target_asks.components(one)
        if one.standing is None:
            target_asks.sizes(one)
        target_asks.first(one)
    with right:
        target_card.path(workshop, one)
    more = st.expander(say("In depth"), icon=":material/unfold_more:", key="target-depth", on_change="rerun")
    if more.open:
        with more:
            if one.standing is not None:
                target_asks.sizes(one)
            target_choices.note(one)
