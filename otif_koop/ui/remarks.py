"""Remarks at the foot of every page: what people say about a step, under their name."""

from __future__ import annotations

import streamlit as st

from otif_koop.message import Refused, message
from otif_koop.store.comments import LONGEST_COMMENT, Comment
from otif_koop.store.rights import Right
from otif_koop.ui import inputs, scene, session
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.steps import Step

_KNOWN = "remarks"


def panel(opened: Step) -> None:
    """The remarks at this step, and the place to make one; nothing where no workshop is open."""
    right = session.right()
    if right is None or opened.phase is None:
        return
    found = _at(right, opened.id)
    count = st.container()  # always there, and not in the label: an expander whose label changes falls shut
    box = st.expander(say("Remarks"), icon=":material/forum:", key="remarks-open", on_change="rerun")
    if found and not box.open:
        count.caption(language().plural("{n} remark at this step", "{n} remarks at this step", len(found)))
    if box.open:
        with box:
            for one in found:
                _one(right, one)
            if right.may("comment"):
                _write(right, opened.id)
            elif not found:
                st.caption(say("Nobody remarked anything here yet."))


def _at(right: Right, step_id: str) -> list[Comment]:
    """Looked up when the scene changed."""
    at = (right, step_id, scene.number())
    known = st.session_state.get(_KNOWN)
    if known is None or known[0] != at:
        try:
            found = session.store().comments.at(right, session.browser(), step_id) if scene.number() else []
        except Refused:
            return []
        known = (at, found)
        st.session_state[_KNOWN] = known
    kept: list[Comment] = known[1]
    return kept


def _one(right: Right, one: Comment) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top"):
        who = markdown("**{who}** · {moment:moment}", who=session.known_as(one.by), moment=one.at)
        st.markdown(who + "  \n" + markdown("{text}", text=one.text))
        if one.is_mine or right.may("lead"):
            label = message("Take away")
            inputs.button(label, f"unremark-{one.id}", _remove, (right, one.id), icon=":material/delete:")


def _write(right: Right, step_id: str) -> None:
    key = f"remark-{step_id}"
    st.text_area(say("Your remark"), key=key, max_chars=LONGEST_COMMENT, height="content")
    inputs.button(message("Add the remark"), f"add-{key}", _add, (right, step_id, key), icon=":material/add_comment:")


@inputs.for_looking
def _add(right: Right, step_id: str, key: str) -> None:
    # read here: what was typed last may come with the click itself
    session.store().comments.add(right, session.browser(), step_id, st.session_state[key])
    st.session_state[key] = ""


@inputs.for_looking
def _remove(right: Right, comment_id: str) -> None:
    session.store().comments.remove(right, session.browser(), comment_id)
