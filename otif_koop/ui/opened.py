"""What this session has open: a workshop at a revision, what this browser may do in it, and what waits to be saved."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from otif_koop.store.rights import Right
from otif_koop.ui.speech import say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.undo import Change

KEY = "open_workshop"
BY = "facilitator"
"""Who changes things at the machine itself, where nobody came in by a link."""


@dataclass(frozen=True)
class Opened:
    """The workshop as this session shows it.

    `workshop` is revision `revision` with the edits `unsaved` on top: what was typed while the store did not do its
    work, tried last at `tried`. `right` was looked up at `checked`. Both on the clock of `time.monotonic`.
    """

    id: str
    revision: int
    workshop: Workshop
    right: Right
    checked: float
    unsaved: Change = ()
    tried: float = 0.0


def opened() -> Opened | None:
    """What is open, or None."""
    found = st.session_state.get(KEY)
    return found if isinstance(found, Opened) else None


def put(one: Opened) -> None:
    """From now on this is open."""
    st.session_state[KEY] = one


def drop() -> None:
    """From now on nothing is open."""
    st.session_state.pop(KEY, None)


def known_as(name: str) -> str:
    """The name of someone as it is shown: whoever has none at the machine itself is the facilitator."""
    return say("the facilitator") if name == BY else name
