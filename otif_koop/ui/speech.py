"""The language of this session: chosen in the frame, kept in the address, proposed by the browser."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import streamlit as st

from otif_koop.language import CODES, Language
from otif_koop.message import Message

KEY = "lang"
"""Of the control, and so of the address (`?lang=en`)."""

SCRIPTS = {code: f"document.documentElement.lang={code!r}" for code in CODES}
"""Puts the chosen language on the page itself; `server.py` lets exactly these texts run."""


_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)
"""The language of this run, which is asked for hundreds of times."""


def language() -> Language:
    """The language to speak in this run."""
    return _spoken.get() or _chosen()


def settle() -> None:
    """Keep the chosen language for the rest of this run; by the shell, once its control is drawn."""
    _spoken.set(_chosen())


def unsettle() -> None:
    """Look the language up anew: at the end of a run, because the next may run in the same thread."""
    _spoken.set(None)


def _chosen() -> Language:
    chosen = st.session_state.get(KEY)
    return Language(chosen) if chosen in CODES else Language.for_reader(st.context.locale)


def say(text: Message | str, /, **values: Any) -> str:
    """`language().say`: for a place that shows text as it is."""
    return language().say(text, **values)


def markdown(text: Message | str, /, **values: Any) -> str:
    """`language().markdown`: for a place that reads Markdown, when a value was typed or read from a file."""
    return language().markdown(text, **values)


def language_control() -> None:
    """Dutch or English. The options are shown as codes, because an address holds what an option shows."""
    st.segmented_control(
        "Taal / Language",
        CODES,
        default=Language.for_reader(st.context.locale).code,
        required=True,
        key=KEY,
        bind="query-params",
        label_visibility="collapsed",
    )


def mark_page() -> None:
    """Sets `<html lang>`, so that a screen reader pronounces the page in the language that it is in."""
    st.html(f"<script>{SCRIPTS[language().code]}</script>", unsafe_allow_javascript=True)
