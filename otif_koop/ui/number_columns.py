"""Columns with figures that are told in the reader's formats, and so are text: to the right, as figures stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st


def to_the_right(names: Iterable[str]) -> dict[str, Any]:
    """The `column_config` of a data frame for these of its columns."""
    return dict.fromkeys(names, st.column_config.TextColumn(alignment="right"))


def after_the_first(rows: list[dict[str, str]], *words: str) -> dict[str, Any]:
    """The same for all columns but the first, which names the row, and those that hold `words`."""
    names = list(dict.fromkeys(name for row in rows for name in row))[1:]
    return to_the_right(name for name in names if name not in words)
