"""What a page gave its inputs, and what a browser may still report of before that arrived.

A value that a page gives an input needs a moment to reach the browser. Until then the browser reports what the input
showed before, with every other change; and when it arrives it takes the place of what someone chose there meanwhile.
Neither is a choice: such an echo must not become the workshop's value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import streamlit as st

_SECONDS = 1.5
"""How long a value may be on its way to the browser, from a server that takes no time to draw a page."""

_DRAWN = "drawn_inputs"


@dataclass(frozen=True)
class _Passing:
    """A value that an input had, and until when (a monotonic clock, in seconds) the browser may still report it."""

    value: Any
    until: float


@dataclass
class _Drawn:
    """What the page's inputs got, by key; a whole run is one that drew all there was to draw.

    `before` and `now` were drawn in the last whole run and in this one; `given` and `again` got a value since the
    last whole run, for the first time or once more; `gave` is what they got, `settling` until when that is on its way.
    `seconds` is how long that takes: more where drawing does.
    """

    seconds: float = _SECONDS
    began: float = field(default_factory=monotonic)

    before: set[str] = field(default_factory=set)
    now: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    gave: dict[str, Any] = field(default_factory=dict)
    settling: dict[str, float] = field(default_factory=dict)
    passing: dict[str, tuple[_Passing, ...]] = field(default_factory=dict)


def begin() -> None:
    """Told by the shell at the start of every run of a page."""
    drawn = _drawn()
    drawn.now, drawn.began = set(), monotonic()


def end() -> None:
    """Told by the shell when a run has drawn all there was to draw; what a run that broke off drew may be lost."""
    drawn = _drawn()
    now = monotonic()
    drawn.seconds = _SECONDS + 2 * (now - drawn.began)
    drawn.settling |= dict.fromkeys(drawn.given, now + drawn.seconds)
    drawn.before, drawn.given, drawn.again = drawn.now, set(), set()


def give(key: str, value: Any) -> None:
    """Puts `value` in the input of this key where it may show another; called each time the input is drawn."""
    drawn = _drawn()
    # the browser reports also what it no longer shows; an input that it must draw anew it draws without a value
    is_new = key not in drawn.before or key in drawn.given
    shows_another = key in st.session_state and st.session_state[key] != value
    if shows_another:
        _may_come(drawn, key, st.session_state[key], monotonic() + drawn.seconds)
    if is_new or shows_another or key not in st.session_state:
        drawn.given.add(key)
    if key in drawn.given or key in drawn.again:
        st.session_state[key] = drawn.gave[key] = value
    drawn.now.add(key)


def is_echo(key: str) -> bool:
    """Whether what the browser reports for this input is what it showed before, and nobody's choice."""
    drawn, reported = _drawn(), st.session_state[key]
    if any(one.value == reported for one in _still(drawn.passing.get(key, ()))):
        drawn.again.add(key)
        return True
    until = monotonic() + drawn.seconds if key in drawn.given else drawn.settling.get(key, 0.0)
    if monotonic() < until and key in drawn.gave:
        _may_come(drawn, key, drawn.gave[key], until)
        drawn.again.add(key)  # what is on its way will show over this choice, which is given once more
    return False


def _may_come(drawn: _Drawn, key: str, value: Any, until: float) -> None:
    drawn.passing[key] = (*_still(drawn.passing.get(key, ())), _Passing(value, until))


def _still(ones: tuple[_Passing, ...]) -> Iterator[_Passing]:
    return (one for one in ones if monotonic() < one.until)


def _drawn() -> _Drawn:
    found: _Drawn = st.session_state.setdefault(_DRAWN, _Drawn())
    return found
