"""Where the group is, as this session knows it; looked up when its number changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from otif_koop.store.scenes import Scenes
from otif_koop.ui.opened import opened
from otif_koop.workshop.scene import Scene

_KEY = "scene"


@dataclass(frozen=True)
class _Known:
    """The scene of a workshop, and the calls that this session has followed."""

    workshop_id: str
    number: int
    scene: Scene
    followed: int
    votes: int


def follow(scenes: Scenes, workshop_id: str, number: int, votes: int) -> None:
    """The scene of this workshop has this number, and its question so many answers: look it up where that is news."""
    known: _Known | None = st.session_state.get(_KEY)
    if known is not None and (known.workshop_id, known.number) == (workshop_id, number):
        st.session_state[_KEY] = replace(known, votes=votes)
        return
    found = scenes.scene(workshop_id) if number else Scene()
    # who comes in is not moved: only a call from now on is for them
    followed = known.followed if known is not None and known.workshop_id == workshop_id else found.calls
    st.session_state[_KEY] = _Known(workshop_id, number, found, followed, votes)


def scene() -> Scene:
    """Where the group of the open workshop is."""
    known = _known()
    return Scene() if known is None else known.scene


def number() -> int:
    """How often that changed."""
    known = _known()
    return 0 if known is None else known.number


def votes() -> int:
    """How many answered what is asked now."""
    known = _known()
    return 0 if known is None else known.votes


def called_to() -> str | None:
    """The step that this session is called to and has not gone to yet; said once."""
    known = _known()
    if known is None or known.scene.calls <= known.followed:
        return None
    st.session_state[_KEY] = replace(known, followed=known.scene.calls)
    return known.scene.at_step


def _known() -> _Known | None:
    known: _Known | None = st.session_state.get(_KEY)
    now_open = opened()
    return known if known is not None and now_open is not None and known.workshop_id == now_open.id else None
