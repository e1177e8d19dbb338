"""Who our customers are, in groups: what each expects, what measuring it teaches, and who belongs to it."""

import streamlit as st

from otif_koop.ui import (
    customer_card,
    customer_proposals,
    customer_regroup,
    customer_table,
    customers,
    data,
    frame,
)
from otif_koop.ui.speech import markdown, say

workshop = frame.workshop_for("customers")

seen = customers.look(workshop)
group_id = customers.chosen_group(workshop)
if seen is not None:
    customers.figures(workshop, seen)
    customers.pictures(workshop, seen, group_id)
    customer_proposals.propose(workshop, seen)
elif not workshop.groups:
    customer_table.nothing_yet()
if group_id is None:
    frame.end()

customers.choose_group(workshop, group_id)
group = workshop.groups[group_id]
left, right = st.columns([2, 3], gap="large")
with left:
    st.subheader(markdown("{name}", name=group.name), anchor=False)
    customer_card.facts(workshop, group_id, seen)
with right:
    st.subheader(say("What do they expect?"), anchor=False)
    customer_card.questions(group_id, group)
    customer_card.effects(workshop, group_id, None if seen is None else seen.brought.columns)
    more = st.expander(say("More about this group"), icon=":material/tune:", key="more-about", on_change="rerun")
    if more.open:
        with more:
            customer_card.deeper(group_id, group)
st.subheader(say("What does measuring teach us?"), anchor=False)
customer_card.relevance(workshop, group_id, data.book())
if seen is not None:
    customer_proposals.hints(workshop, seen)
customer_regroup.adjust(workshop, group_id, seen)
customer_table.side_by_side(workshop, seen)
if seen is not None:
    customer_proposals.take_away(seen)
