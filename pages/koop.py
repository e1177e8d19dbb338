"""Where the customer order may enter the process, per group: the chain, the promise, the advice and what it costs."""

import streamlit as st

from otif_koop.ui import (
    frame,
    koop,
    koop_decision,
    koop_deeper,
    koop_effects,
    koop_group,
    koop_picture,
    koop_results,
    koop_scores,
    koop_stages,
    koop_templates,
)
from otif_koop.ui.speech import say
from otif_koop.workshop.koop_case import Case

workshop = frame.workshop_for("koop")

chain = koop.chain_or_start(workshop)
if chain is None:
    frame.gives("koop")
    koop_scores.without_chain(workshop)
    koop_templates.offer()
    frame.end()

cases = koop_results.cases(workshop, chain)
left, middle, right = st.columns([2, 4, 2], gap="medium")
with left:
    one = koop.choose_group(cases)
case = one if isinstance(one, Case) else None
if case is not None:
    with middle:
        koop.promise_slider(chain, case)
    with right:
        koop.target(case)
placement = None if case is None else koop_results.placement(chain, case.group)
if case is not None and placement is not None:
    koop.advice(placement)
    koop.against_the_wish(workshop, chain, case, placement)
koop_picture.chain(chain, cases, case)
if case is not None and placement is not None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        koop.meaning(placement, case.group.position)
    with right:
        koop_picture.costs(placement, case.group.position)
elif one is not None and not isinstance(one, Case):
    koop.lacking(one)

stages = st.expander(say("Change the chain"), icon=":material/table_edit:", key="koop-stages-open", on_change="rerun")
if stages.open:
    with stages:
        koop_stages.table(workshop, chain)
if one is not None:
    figures = st.expander(
        say("Figures of this group, and where they come from"),
        icon=":material/edit_note:",
        key="koop-figures-open",
        on_change="rerun",
        expanded=case is None,
    )
    if figures.open:
        with figures:
            koop_group.figures(workshop, chain, one.group_id, case)

if case is not None and placement is not None:
    st.subheader(say("What does a point cost?"), anchor=False)
    koop_picture.exchange(chain, case)
    koop.price_of_a_point(chain, case)
    st.subheader(say("When does the advice flip?"), anchor=False)
    koop_picture.ribbon(chain, case)
    koop.flips_told(chain, case)
    koop_decision.decide(chain, case, placement)
    koop_effects.moving(chain, case, placement)
    closer = st.expander(say("Look closer"), icon=":material/zoom_in:", key="koop-closer-open", on_change="rerun")
    if closer.open:
        with closer:
            koop_deeper.deeper(workshop, chain, cases, case, placement)
if one is not None:
    koop_scores.with_chain(workshop, chain, cases, one.group_id, placement)
koop_effects.sharing(chain, cases)
