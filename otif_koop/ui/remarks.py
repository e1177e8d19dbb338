"""Remarks at the foot of every page and beside every rule: what people say about it, under their name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from otif_koop.language import markdown_safe
from otif_koop.message import Refused, message
from otif_koop.store.comments import LONGEST_COMMENT, Comment
from otif_koop.store.rights import Right
from otif_koop.tables import table
from otif_koop.ui import inputs, scene, session
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.steps import Step

_KNOWN = "remarks"
_FOR = "@"
"""Between a rule and the group it was spoken of for."""


def panel(opened: Step) -> None:
    """The remarks at this step, and the place to make one; nothing where no workshop is open."""
    right = session.right()
    if right is None or opened.phase is None:
        return
    found = [one for one in _at(right, opened.id) if not one.about]
    count = st.container()  # always there, and not in the label: an expander whose label changes falls shut
    box = st.expander(say("Remarks"), icon=":material/forum:", key="remarks-open", on_change="rerun")
    if found and not box.open:
        count.caption(language().plural("{n} remark at this step", "{n} remarks at this step", len(found)))
    _at_rules(right, opened.id)
    if box.open:
        with box:
            for one in found:
                _one(right, one)
            if right.may("comment"):
                _write(right, opened.id)
            elif not found:
                st.caption(say("Nobody remarked anything here yet."))


def count_at_rule(step_id: str, rule: str) -> int:
    """How many remarks there are about a rule, for whichever group."""
    right = session.right()
    return 0 if right is None else sum(_rule(one) == rule for one in _at(right, step_id))


def at_rule(step_id: str, rule: str, whom: str, names: Mapping[str, str]) -> None:
    """The remarks about a rule, for whichever group, and the place to make one about it for group `whom`.

    `names` are those of the groups that a remark may be about, by id, blank for everyone; other groups are gone.
    """
    right = session.right()
    if right is None:
        return
    found = [one for one in _at(right, step_id) if _rule(one) == rule]
    for one in found:
        _one(right, one, names.get(one.about.partition(_FOR)[2], say("a group that is gone")))
    if right.may("comment"):
        _write(right, step_id, f"{rule}{_FOR}{whom}")
    elif not found:
        st.caption(say("Nobody remarked anything here yet."))


def _rule(one: Comment) -> str:
    return one.about.partition(_FOR)[0]


def _at_rules(right: Right, step_id: str) -> None:
    """Which rules of the step have remarks, for who does not see them all on the screen."""
    counts = Counter(_rule(one) for one in _at(right, step_id) if one.about)
    if counts:
        titles = [choice["title"] for choice in table("choices") if choice["field"] in counts]
        st.caption(
            say(
                "{n} at the rules: {rules}",
                n=language().plural("{n} remark", "{n} remarks", counts.total()),
                rules=[say(one) for one in titles],
            )
        )


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


def _one(right: Right, one: Comment, whom: str = "") -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top"):
        who = markdown("**{who}** · {moment:moment}", who=session.known_as(one.by), moment=one.at)
        who += f" · {markdown_safe(whom)}" if whom else ""
        st.markdown(who + "  \n" + markdown("{text}", text=one.text))
        if one.is_mine or right.may("lead"):
            label = message("Take away")
            inputs.button(label, f"unremark-{one.id}", _remove, (right, one.id), icon=":material/delete:")


def _write(right: Right, step_id: str, about: str = "") -> None:
    key = f"remark-{about or step_id}"
    st.text_area(say("Your remark"), key=key, max_chars=LONGEST_COMMENT, height="content")
    inputs.button(
        message("Add the remark"), f"add-{key}", _add, (right, step_id, about, key), icon=":material/add_comment:"
    )


@inputs.for_looking
def _add(right: Right, step_id: str, about: str, key: str) -> None:
    # read here: what was typed last may come with the click itself
    session.store().comments.add(right, session.browser(), step_id, st.session_state[key], about)
    st.session_state[key] = ""


@inputs.for_looking
def _remove(right: Right, comment_id: str) -> None:
    session.store().comments.remove(right, session.browser(), comment_id)
