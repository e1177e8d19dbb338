"""The script that every page runs inside: language, workshop, navigation, page settings and frame."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from otif_koop.message import Refused
from otif_koop.ui import (
    clash,
    frame,
    on_the_way,
    own_words,
    progress_line,
    remarks,
    saved,
    server,
    session,
    sign_in,
    signed_in,
    speech,
    together,
    trouble,
    voting,
)


def _draw() -> None:
    where = frame.top()
    speech.settle()
    on_the_way.begin()
    is_shut = not signed_in.lets_in(signed_in.here())
    lost = None if is_shut else _follow_address()
    done = session.done_steps()
    opened, page = frame.navigation(done, is_hidden=is_shut or together.presents())
    st.set_page_config(
        page_title=f"{speech.say(opened.title)} · {server.APP_NAME}",
        page_icon=str(server.ICON),
        layout="wide",
    )
    if is_shut:
        sign_in.only_door(opened.id)
        return
    together.follow_the_group(opened.id)
    with where, st.container(horizontal=True, vertical_alignment="center"):
        if together.presents():
            together.large_type()
        else:
            saved.saved_state(opened.id)
            progress_line.what_is_next(opened)
            sign_in.door(opened.id)
        together.listen(opened.id)
    frame.header(opened, where, done)
    with st.container():  # always there: what is said comes and goes without moving, and so closing, what is below
        if lost is not None:
            trouble.show_refusal(lost)
        trouble.show_waiting()
    clash.which_one(session.change)
    body, foot = st.container(), st.container()
    with foot:  # before the body, so that no page can lose it
        voting.panel(opened)
        remarks.panel(opened)
        progress_line.what_remains(opened)
        frame.way_on(opened)
        speech.mark_page()
        frame.whole_links()
        frame.readable_buttons()
        own_words.of_every_page()
    with body, suppress(frame.Ended):
        page.run()
    server.first_page_is_drawn()


def _follow_address() -> Refused | None:
    """Opens the workshop that the address names; what is wrong if it isn't there."""
    try:
        session.follow_address()
    except Refused as refused:
        return refused
    return None


try:
    _draw()
    on_the_way.end()
finally:
    speech.unsettle()
