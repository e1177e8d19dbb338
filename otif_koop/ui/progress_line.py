"""How far the plan is and what comes next, on every page: at the top in one line, at the foot for the opened step."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from otif_koop.message import message
from otif_koop.ui import frame, inputs, session
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.steps import Step


def what_is_next(opened: Step) -> None:
    """How many steps are done, and the way to the first that is not; nothing where no workshop is open."""
    counted = [one for one in session.states() if one.step.phase]
    if not counted or opened.id == frame.FIRST:  # the start page shows the plan as a path
        return
    done = sum(one.state == "done" for one in counted)
    told = say("{done} of {most} steps done", done=done, most=len(counted))
    following = next((one.step for one in counted if one.state != "done"), None)
    with st.container(horizontal=True, vertical_alignment="center", width="content"):  # the two stay together
        st.caption(told, width="content")
        if following is not None and following.id != opened.id:
            label = say("Now: {step}", step=following.title)
            st.page_link(frame.page(following.id), label=label, icon=":material/flag:")


def what_remains(opened: Step) -> None:
    """What the opened step still waits for, and the tick that someone may give or take back."""
    state = next((one for one in session.states() if one.step.id == opened.id), None)
    if state is None or opened.phase is None or not session.may_edit():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="what-remains"):
        if state.state != "done":
            if state.missing is not None and (opened.present or opened.each_group):
                st.caption(markdown("Still to do here: {what}", what=state.missing))
            inputs.button(message("This step is done"), "tick", _tick, (opened.id, True), icon=":material/check:")
            return
        if state.ticked_at is not None:
            st.caption(say("Ticked as done on {day}.", day=language().date(state.ticked_at)))
        else:
            st.caption(say("This step is done."))
        inputs.button(message("Not done after all"), "tick", _tick, (opened.id, False), icon=":material/undo:")


def _tick(step_id: str, is_done: bool) -> None:
    workshop = session.workshop()
    ticked = workshop.progress.get(step_id) if workshop else None
    takes_back = not is_done and ticked is not None
    now = datetime.now(UTC).isoformat()
    session.change({("progress", step_id): None if takes_back else {"done": is_done, "at": now}})
