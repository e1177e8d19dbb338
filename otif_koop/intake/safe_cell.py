"""Text that a spreadsheet shows and never runs."""

from __future__ import annotations

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_NUMBER = re.compile(r"^[-+]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?%?$")


def safe_cell(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula; numbers stay as they are.

    For every cell, header and file name that goes out in a CSV file or workbook and came from a client's file.
    """
    bare = text.lstrip(" \u00a0")
    if bare.startswith(_STARTS) and not _NUMBER.match(bare):
        return "'" + text
    return text
