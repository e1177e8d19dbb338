"""Text to yes and no."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.values.distinct import BLANK_WORDS, Mask
from otif_koop.intake.values.number_column import in_either_way

Flags = npt.NDArray[np.int8]

YES, NO, UNREAD, BLANK = 1, 0, -1, -2

_YES = ("ja", "j", "yes", "y", "true", "t", "waar", "wahr", "x", "1", "ok", "✓", "✔", "v", "si", "oui")
_NO = ("nee", "n", "no", "false", "f", "onwaar", "falsch", "nein", "0", "geen", "none", "non", "-")
_DENIED = r"(?i)^\s*(geen|nee|niet|no|not|none|nein|kein|keine|nicht|without|zonder)\b"


def flag_words(values: pa.Array) -> tuple[Mask, Mask]:
    """Which distinct values are a word for yes, and which for no."""
    return _is_in(values, _YES), _is_in(values, _NO)


def denies(values: pa.Array) -> Mask:
    """Which distinct values begin with a word of denial: geen klacht, no error."""
    found: Mask = pc.match_substring_regex(values, _DENIED).to_numpy(zero_copy_only=False)
    return found


def _is_in(values: pa.Array, words: tuple[str, ...]) -> Mask:
    found: Mask = pc.is_in(pc.utf8_lower(values), pa.array(words)).to_numpy(zero_copy_only=False)
    return found


def to_flags(values: pa.Array) -> Flags:
    """Each distinct value as `YES`, `NO`, `BLANK` or `UNREAD`; a number above zero is yes."""
    yes, no = flag_words(values)
    blank = _is_in(values, BLANK_WORDS)
    numbers = in_either_way(values)
    flags = np.full(len(values), UNREAD, np.int8)
    flags[blank] = BLANK
    flags[~np.isnan(numbers)] = NO
    flags[numbers > 0] = YES
    flags[no] = NO
    flags[yes] = YES
    return flags
