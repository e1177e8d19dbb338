"""Keys that stand in two files, found in each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """Where keys stand in another file.

    positions: -1 where a key doesn't. loosely: leading zeros, capitals or a trailing ".0" were left out of account
    for some.
    """

    positions: Longs
    loosely: bool = False


def find(wanted: pa.Array, among: pa.Array) -> Found:
    """For each wanted key its first place among others; blank keys are nowhere.

    What isn't there as it is written is looked for without leading zeros, capitals and ".0", unless that would make two
    different keys of the other file the same.
    """
    exact = _index(wanted, among)
    missing = (exact < 0) & wanted.is_valid().to_numpy(zero_copy_only=False)
    if not missing.any():
        return Found(exact)
    different = among.drop_null().unique()
    plain = _plain(different)
    counts = plain.value_counts()
    alone = counts.field("values").filter(pc.equal(counts.field("counts"), 1))
    there = _plain(among)
    there = pc.if_else(pc.is_in(there, value_set=alone), there, None)
    loose = _index(_plain(wanted), there)
    return Found(np.where(missing, loose, exact), loosely=bool((loose[missing] >= 0).any()))


def _index(wanted: pa.Array, among: pa.Array) -> Longs:
    places = pc.index_in(wanted, value_set=among, skip_nulls=True)
    return pc.fill_null(places, -1).to_numpy(zero_copy_only=False).astype(np.int64)


def _plain(keys: pa.Array) -> pa.Array:
    return pc.utf8_upper(
        pc.replace_substring_regex(pc.replace_substring_regex(keys, r"\.0+$", ""), r"^0+([^0])", r"\1")
    )


def codes(keys: pa.Array) -> tuple[Longs, pa.Array]:
    """Each key as a number, in order of appearance, -1 where blank; and the keys."""
    encoded = keys.dictionary_encode()
    return pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary


def pairs(first: Longs, second: Longs, most: int) -> Longs:
    """Two codes as one; -1 where either is missing. most: how many second codes there are."""
    return np.where((first < 0) | (second < 0), -1, first * max(most, 1) + second)


def first_of(keys: Longs) -> Longs:
    """For each row the first row with the same key."""
    numbers, uniques = pd.factorize(keys)
    if len(uniques) == len(keys):
        return np.arange(len(keys))
    first = np.empty(len(uniques), np.int64)
    first[numbers[::-1]] = np.arange(len(keys))[::-1]
    return first[numbers]


def same(values: object, rows: Longs, others: Longs) -> npt.NDArray[np.bool_]:
    """Whether a column holds the same in one row as in another; two blanks are the same."""
    if isinstance(values, pa.Array):
        values, _ = codes(values)
    if isinstance(values, pd.arrays.BooleanArray):
        values = values.to_numpy(dtype=np.float64, na_value=np.nan)
    assert isinstance(values, np.ndarray)  # noqa: S101 - the kinds of column that a sheet holds
    one, other = values[rows], values[others]
    equal = one == other
    if values.dtype.kind in "fM":
        equal |= (one != one) & (other != other)
    return np.asarray(equal, bool)
