"""What must happen, who does it and when; and month by month whether it helps."""

import streamlit as st

from otif_koop.ui import follow_up, frame, plan, plan_texts
from otif_koop.ui.speech import language, say

workshop = frame.workshop_for("plan")

plan.figures(workshop)
parts = [say("Plan"), say("Texts"), say("Follow-up")]
opened = st.segmented_control(
    say("Show"),
    parts,
    default=parts[0],
    required=True,
    key=f"plan-part-{language().code}",
    label_visibility="collapsed",
)
if opened == parts[0]:
    if not workshop.plan.items:
        plan.proposals_to_take(workshop)
    plan.board(workshop)
    plan.timeline(workshop)
    if workshop.plan.items:
        plan.proposals_to_take(workshop)
elif opened == parts[1]:
    plan_texts.texts(workshop)
else:
    follow_up.bring_in(workshop)
    follow_up.one_group(workshop)
