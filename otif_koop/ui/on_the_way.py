"""What a page gave its inputs, and what a browser may still report of before that arrived.

A value that a page gives an input needs a moment to reach the browser. Until then the browser reports what the input
showed before, with every other change. That is nobody's choice: such an echo must not become the workshop's value. An
echo never comes alone: what is the only change that a browser reports, somebody chose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import SessionState

_SECONDS = 1.5
"""How long a value may be on its way to the browser."""

_DRAWN = "drawn_inputs"


@dataclass(frozen=True)
class _Passing:
    """A value that an input had, and until when (a monotonic clock, in seconds) the browser may still report it."""

    value: Any
    until: float


@dataclass
class _Drawn:
    """What the page's inputs got, by key; a whole run is one that drew all there was to draw.

    `before` and `now` were drawn in the last whole run and in this one; `given` got a value since the last whole run;
    `gave` is what an input was given last, `passing` are the values that it showed before.
    """

    before: set[str] = field(default_factory=set)
    now: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    gave: dict[str, Any] = field(default_factory=dict)
    passing: dict[str, tuple[_Passing, ...]] = field(default_factory=dict)


def begin() -> None:
    """Told by the shell at the start of every run of a page."""
    _drawn().now = set()


def end() -> None:
    """Told by the shell when a run has drawn all there was to draw; what a run that broke off drew may be lost."""
    drawn = _drawn()
    drawn.before, drawn.given = drawn.now, set()


def give(key: str, value: Any) -> None:
    """Puts `value` in the input of this key where it may show another; called each time the input is drawn."""
    drawn = _drawn()
    if key in st.session_state and st.session_state[key] != value:
        drawn.given.add(key)
        _may_come(drawn, key, st.session_state[key])
    # An input that the browser must draw anew it draws without a value. It reports also what it no longer shows; and
    # what a whole run drew is lost where the next one began before it was sent.
    if key not in drawn.before or key not in st.session_state or not _is_reported(key):
        drawn.given.add(key)
    if key in drawn.given:
        st.session_state[key] = drawn.gave[key] = value
    drawn.now.add(key)


def is_echo(key: str) -> bool:
    """Whether what the browser reports for this input is what it showed before, and nobody's choice."""
    drawn, reported = _drawn(), st.session_state[key]
    if any(one.value == reported for one in _still(drawn.passing.get(key, ()))) and not _comes_alone():
        drawn.given.add(key)
        _may_come(drawn, key, reported)
        st.session_state[key] = drawn.gave[key]
        return True
    # who moved it sees it: given once more, in the midst of moving, it would jump back
    drawn.before.add(key)
    drawn.given.discard(key)
    return False


def _may_come(drawn: _Drawn, key: str, value: Any) -> None:
    drawn.passing[key] = (*_still(drawn.passing.get(key, ())), _Passing(value, monotonic() + _SECONDS))


def _comes_alone() -> bool:
    """Whether the browser reported one change only."""
    state = _state()
    return sum(1 for one in _told(state) if state._widget_changed(one)) == 1  # noqa: SLF001


def _is_reported(key: str) -> bool:
    """Whether the browser told a value of this input when it asked for this run, which has not drawn it yet."""
    state = _state()
    return state.get_widget_id_from_key(key) in _told(state)


def _told(state: SessionState) -> Collection[str]:
    """The inputs, by Streamlit's own name, that the browser told a value of, or that this run has drawn."""
    return state._new_widget_state  # noqa: SLF001


def _state() -> SessionState:
    """Where Streamlit keeps what the browser told; it has no public way to ask."""
    context = get_script_run_ctx()
    if context is None:
        raise RuntimeError("only a run of a page has inputs")
    return context.session_state._state  # noqa: SLF001


def _still(ones: tuple[_Passing, ...]) -> Iterator[_Passing]:
    return (one for one in ones if monotonic() < one.until)


def _drawn() -> _Drawn:
    found: _Drawn = st.session_state.setdefault(_DRAWN, _Drawn())
    return found
