"""Two people changed one field at the same time: both values are shown, and whoever came second chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from otif_koop.message import Refused
from otif_koop.ui.opened import Opened, known_as, opened
from otif_koop.ui.speech import markdown, say
from otif_koop.ui.trouble import refuse_later
from otif_koop.ui.uninterrupted import uninterrupted
from otif_koop.workshop.edits import Clash, Conflict, Path
from otif_koop.workshop.fields import shown
from otif_koop.workshop.undo import Change as Edits

_KEY = "clash"
Change = Callable[[Mapping[Path, Any]], None]


@dataclass(frozen=True)
class _Asked:
    """What clashed, and all edits that were to be saved together."""

    workshop_id: str
    clashes: tuple[Clash, ...]
    wanted: Edits


def ask(conflict: Conflict, wanted: Edits) -> None:
    """Keeps both values until someone chose."""
    now_open = opened()
    if now_open is not None:
        st.session_state[_KEY] = _Asked(now_open.id, conflict.clashes, wanted)


def which_one(change: Change) -> None:
    """Asks in a dialog, where there is something to ask: it is seen wherever someone is on the page.

    `change` saves the choice.
    """
    asked: _Asked | None = st.session_state.get(_KEY)
    now_open = opened()
    if asked is not None and now_open is not None and asked.workshop_id == now_open.id:
        title = say("Changed by two people at once")
        st.dialog(title, icon=":material/call_split:", dismissible=False)(_question)(asked, now_open, change)


def _question(asked: _Asked, now_open: Opened, change: Change) -> None:
    for clash in asked.clashes:
        told = replace(clash, by=known_as(clash.by) if clash.by else None)
        st.markdown(markdown(told.explain(now_open.workshop)))
    one = asked.clashes[0]
    is_one = len(asked.clashes) == 1
    theirs, yours = (markdown(shown(one.path, value)) for value in (one.theirs, one.yours))
    keep = say("Keep {value}", value=theirs) if is_one else say("Keep what is there")
    take = say("Take mine: {value}", value=yours) if is_one else say("Take mine")
    if st.button(keep, key="keep_theirs", icon=":material/check:", width="stretch"):
        _choose(change, takes_mine=False)
        st.rerun()
    if st.button(take, key="take_mine", icon=":material/edit:", width="stretch"):
        _choose(change, takes_mine=True)
        st.rerun()


def _choose(change: Change, *, takes_mine: bool) -> None:
    with uninterrupted():
        asked: _Asked = st.session_state.pop(_KEY)
        clashed = {clash.path for clash in asked.clashes}
        for edit in asked.wanted:
            if takes_mine or edit.path not in clashed:
                try:
                    change({edit.path: edit.new})
                except Refused as refused:
                    refuse_later(refused)
