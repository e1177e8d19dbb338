"""The words that Streamlit's own controls say, in ours: it has them in English only, and no option for them.

The style sheet hides what Streamlit says and writes the rest behind it.
"""

from __future__ import annotations

import json

import streamlit as st

from otif_koop.ui.speech import say

_TYPING = "[data-testid='InputInstructions']"
_DROP = "[data-testid='stFileUploaderDropzone']"
_HOW_MUCH = "[data-testid='stFileUploaderDropzoneInstructions']"


def of_every_page() -> None:
    """The way past the menu, by keyboard, and what a field says while one types in it, before that counts."""
    # beside a count of letters it is the first of two; a field for a number has no such count
    _instead_of(
        {
            "[data-testid='stSkipToContent']": say("To the page itself"),
            f"{_TYPING} span:first-child:not(:only-child)": say("Enter to confirm"),
            f"[data-testid='stNumberInput'] {_TYPING} span": say("Enter to confirm"),
            f"[data-testid='stTextArea'] {_TYPING} span:first-child:not(:only-child)": say("Ctrl+Enter to confirm"),
        }
    )


def of_dropping(most: int, *, one: bool = False) -> None:
    """What the place for files, or for one file, says; each of at most so many megabytes."""
    _instead_of(
        {
            f"{_DROP} button p": say("Choose a file") if one else say("Choose files"),
            f"{_HOW_MUCH} span": say("or drag here · up to {most} MB", most=most),
        }
    )


def _instead_of(words: dict[str, str]) -> None:
    rules = []
    for place, said in words.items():
        text = json.dumps(said, ensure_ascii=False).replace("<", "\\3c ")
        rules.append(f"{place} {{font-size: 0 !important}} {place}::after {{content: {text}; font-size: 0.875rem}}")
    st.html(f"<style>{' '.join(rules)}</style>")
