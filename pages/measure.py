"""What we count, from where to where and by which rules: every choice with its effect beside it."""

import streamlit as st

from otif_koop.otif.sentences import sentences
from otif_koop.ui import beside, data, frame, measure, measure_controls, take_away
from otif_koop.ui.speech import say
from otif_koop.workshop.cascade import definition_for

workshop = frame.workshop_for("measure")

orders = data.book()
group_id = measure.chosen_group(workshop)
own = None if group_id == measure_controls.EVERYONE else group_id
definition = definition_for(workshop, own)

left, right = st.columns([3, 2], gap="large")
with left:
    measure.for_whom(workshop, group_id)
    measure.choices(workshop, definition, group_id, orders, "basic")
    more = st.expander(
        say("More choices, each with a sensible default"), icon=":material/tune:", key="more-choices", on_change="rerun"
    )
    if more.open:
        with more:
            measure.choices(workshop, definition, group_id, orders, "more")
    take_away.offer(workshop)
with right, st.container(key="beside"):
    beside.stay_in_view()
    with st.container(key="own-beside"):
        beside.own_beside(workshop, definition, orders, own)
    beside.article_beside(definition)
    with st.expander(say("In plain words"), icon=":material/notes:"):
        measure.sentences_beside(sentences(definition))
