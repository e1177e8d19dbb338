"""Text to numbers: Dutch and English marks, thousands, a minus behind the number, currency signs.

Which sign is the decimal mark is decided for a whole column, from values that leave no doubt: 1.200,50 and 3,5 prove a
comma, 1.200 proves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.reading.choices import Decimal
from otif_koop.intake.values.distinct import Mask

Floats = npt.NDArray[np.float64]

_COMMA_PROOF = r"^-?(\d+,\d{1,2}|\d+,\d{4,}|0\d*,\d+|,\d+|\d{4,},\d+|\d{1,3}(\.\d{3})+,\d*|\d{1,3}(\.\d{3}){2,})$"
_POINT_PROOF = _COMMA_PROOF.replace(",\\d", "¤\\d").replace("\\.", ",").replace("¤", "\\.")
_EITHER = r"^-?[1-9]\d{0,2}[.,]\d{3}$"

_COMMA_NUMBER = r"^[+-]?([1-9]\d{0,2}(\.\d{3})+|\d+)?(,\d*)?(E[+-]?\d+)?$"
_POINT_NUMBER = r"^[+-]?([1-9]\d{0,2}(,\d{3})+|\d+)?(\.\d*)?(E[+-]?\d+)?$"

_BARE = r"^-?[0-9]+([.,][0-9]+)*$"
PIECES = "st"
_PIECES = "st|stk|stuks?|pcs|pce|pc|ea|x"
_OTHER_UNITS = (
    "kg|gr?|ton|ltr?|l|ml|m|mtr|meter|m1|m2|m²|m3|m³|cm|mm|doo?s|dozen|box|bx|ctn|colli|collo|krat|kratten|rol|rollen|roll"
    "|pak|pakken|pk|zak|zakken|set|sets|pal|plt|pll|pallets?|paar|pr|blik|fles|flessen|vel|vellen|bos|bundel|eenheden|eenheid"
    "|units?|karton|stück|ktn"
)
_AROUND = rf"(?i)^\s*(€|\$|£|eur|usd|gbp)?\s*|\s*(€|\$|£|eur|usd|gbp|{_PIECES}|{_OTHER_UNITS})?\.?\s*$"
_UNIT = rf"(?i)^[-+]?[0-9][0-9.,\s\x{{00A0}}\x{{202F}}\x{{2009}}'’]*(?P<unit>{_PIECES}|{_OTHER_UNITS}|)\.?$"  # 1 200 kg
_GROUPS = r"([0-9])[ \x{00A0}\x{202F}\x{2009}'’]([0-9]{3})"


@dataclass(frozen=True)
class DecimalEvidence:
    """How many distinct values prove a comma, prove a point, and could be either (1.200)."""

    comma: int = 0
    point: int = 0
    either: int = 0

    @property
    def proven(self) -> Decimal | Literal["both"] | None:
        """The mark that the values prove; both where they contradict each other, None where nothing proves any."""
        if self.comma and self.point:
            return "both"
        return "comma" if self.comma else "point" if self.point else None

    def __add__(self, other: DecimalEvidence) -> DecimalEvidence:
        return DecimalEvidence(self.comma + other.comma, self.point + other.point, self.either + other.either)


def plain(values: pa.Array) -> pa.Array:
    """Values without currency, unit, spaces between groups, and with the minus in front."""
    bare = pc.match_substring_regex(values, _BARE)
    if pc.all(bare).as_py() is not False:
        return values
    return pc.replace_with_mask(values, pc.invert(bare), _undressed(values.filter(pc.invert(bare))))


def _undressed(values: pa.Array) -> pa.Array:
    values = pc.utf8_upper(values)
    values = pc.replace_substring_regex(values, _AROUND, "")
    values = pc.replace_substring(values, "−", "-")
    values = pc.replace_substring_regex(values, r",[-–]+$", "")  # 25,-
    values = pc.replace_substring_regex(values, r"^\((.+)\)$", r"-\1")
    values = pc.replace_substring_regex(values, r"^([^-+].*?)\s*([-+])$", r"\2\1")
    values = pc.replace_substring_regex(values, r"^([-+])\s*(€|\$|£)?\s*", r"\1")
    for _ in range(2):  # neighbouring groups share a digit
        values = pc.replace_substring_regex(values, _GROUPS, r"\1\2")
    return values


def units_of(values: pa.Array) -> dict[str, str]:
    """The units that stand behind the numbers, each with its first value; pieces are "st" and no unit is "".

    A number without a unit is in pieces where the others are.
    """
    named = pc.struct_field(pc.extract_regex(values, _UNIT), "unit").dictionary_encode()
    found: dict[str, str] = {}
    for place, unit in enumerate(named.dictionary.to_pylist()):
        one = PIECES if re.fullmatch(_PIECES, unit.lower()) else unit.lower()
        found.setdefault(one, values[pc.index(named.indices, place).as_py()].as_py())
    return {PIECES: found[PIECES]} if set(found) == {PIECES, ""} else found


def decimal_evidence(values: pa.Array) -> DecimalEvidence:
    """What distinct filled values say about the decimal mark."""
    values = plain(values)
    return DecimalEvidence(*(_count(values, pattern) for pattern in (_COMMA_PROOF, _POINT_PROOF, _EITHER)))


def doubtful(values: pa.Array) -> pa.Array:
    """Which values can be thousands or a fraction: 1.200, 1,200."""
    return pc.match_substring_regex(plain(values), _EITHER)


def maybe_thousands(values: pa.Array, decimal: Decimal | Literal["both"] | None) -> Mask:
    """Which values were read as a fraction and may be thousands, because the column writes 1.200 as well as 1,200."""
    either = doubtful(values)
    by_sign = {sign: pc.and_(either, pc.match_substring(values, sign)) for sign in ".,"}
    if decimal not in {"comma", "point"} or not all(pc.any(found).as_py() for found in by_sign.values()):
        return np.zeros(len(values), bool)
    found: Mask = by_sign["," if decimal == "comma" else "."].to_numpy(zero_copy_only=False)
    return found


def _count(values: pa.Array, pattern: str) -> int:
    return int(pc.sum(pc.match_substring_regex(values, pattern)).as_py() or 0)


def to_numbers(values: pa.Array, decimal: Decimal | Literal["both"] | None) -> Floats:
    """Each value as a number, NaN where it is none.

    decimal: the mark of the column; "both" reads each value by its own proof and leaves 1.200 unread; None is for
    values that have no mark at all or are written by a machine (a point).
    """
    values = plain(values)
    if decimal == "both":
        comma = pc.match_substring_regex(values, _COMMA_PROOF)
        either = pc.match_substring_regex(values, _EITHER)
        read = np.where(comma.to_numpy(zero_copy_only=False), _read(values, "comma"), _read(values, "point"))
        return np.where(either.to_numpy(zero_copy_only=False), np.nan, read)
    return _read(values, decimal or "point")


def in_either_way(values: pa.Array) -> Floats:
    """Each value as a number by a comma, else by a point, NaN where neither gives one: is it a number at all?"""
    values = plain(values)
    by_comma = _read(values, "comma")
    none = np.isnan(by_comma)
    return np.where(none, _read(values, "point"), by_comma) if none.any() else by_comma


def _read(values: pa.Array, decimal: Decimal) -> Floats:
    """By one mark; `plain` values."""
    number = pc.match_substring_regex(values, _COMMA_NUMBER if decimal == "comma" else _POINT_NUMBER)
    number = pc.and_(number, pc.match_substring_regex(values, "[0-9]"))
    values = pc.if_else(number, values, None)
    values = pc.replace_substring(values, "." if decimal == "comma" else ",", "")
    if decimal == "comma":
        values = pc.replace_substring(values, ",", ".")
    values = pc.replace_substring_regex(values, r"^\+", "")
    return pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
