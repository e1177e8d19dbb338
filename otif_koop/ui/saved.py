"""The saved state of the open workshop, always in view: its name, that it is kept, and a step back or forward."""

from __future__ import annotations

import streamlit as st

from otif_koop.message import Refused
from otif_koop.ui import session, share, together
from otif_koop.ui.speech import markdown, say
from otif_koop.ui.trouble import refuse_later


def saved_state(step_id: str) -> None:
    """The workshop's name, its revision, and the buttons to undo and redo; nothing where no workshop is open."""
    workshop = session.workshop()
    if workshop is None:
        return
    back, forward = session.can_step()
    if session.is_saved():
        st.caption(markdown("**{name}** · saved, version {revision}", name=workshop.name, revision=session.revision()))
    else:
        st.caption(markdown("**{name}** · **not saved yet**: it is tried again", name=workshop.name))
    if not session.may_edit():
        share.who_am_i()
        return
    st.button(
        say("Undo"),
        icon=":material/undo:",
        key="undo",
        on_click=_step,
        args=("undo",),
        disabled=not back,
        type="tertiary",
    )
    st.button(
        say("Redo"),
        icon=":material/redo:",
        key="redo",
        on_click=_step,
        args=("redo",),
        disabled=not forward,
        type="tertiary",
    )
    share.door()
    together.door(step_id)


def _step(which: str) -> None:
    try:
        if which == "undo":
            session.undo()
        else:
            session.redo()
    except Refused as refused:
        refuse_later(refused)
