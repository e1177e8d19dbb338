"""A column as its distinct values and where each stands: what a value means is worked out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

# What a spreadsheet shows where a formula has no answer, in English, Dutch and German.
FAULTS = (
    *("#n/a", "#n/b", "#nv", "#value!", "#waarde!", "#wert!", "#ref!", "#verw!", "#bezug!", "#div/0!", "#deel/0!"),
    *("#name?", "#naam?", "#num!", "#getal!", "#zahl!", "#null!", "#leeg!", "#spill!", "#overloop!", "#calc!"),
)
# Words that systems and people write where there is no value.
BLANK_WORDS = (
    *("", "-", "--", "?", ".", "n/a", "nvt", "n.v.t.", "n.v.t", "na", "nan", "nat", "null", "none", "nil", "(null)"),
    *("(leeg)", "(blank)", "leeg", "blank", "onbekend", "unknown"),
    *FAULTS,
)


@dataclass(frozen=True)
class Distinct:
    """values: each distinct trimmed text once; codes: for each row its place in values; blank: which values are
    none.
    """

    values: pa.Array
    codes: Codes
    blank: Mask

    @property
    def filled(self) -> pa.Array:
        """The distinct values that are something."""
        return self.values.filter(pa.array(~self.blank))

    def rows_where(self, of_values: Mask) -> Mask:
        """Rows whose value is marked in `of_values`."""
        return of_values[self.codes] if len(of_values) else np.zeros(len(self.codes), bool)


def distinct(column: pa.ChunkedArray | pa.Array) -> Distinct:
    """The distinct values of a text column; values that differ in the blanks around them may stand twice."""
    chunk = pc.dictionary_encode(column)
    if isinstance(chunk, pa.ChunkedArray):
        chunk = chunk.combine_chunks()
    values = pc.utf8_trim_whitespace(chunk.dictionary)
    blank = pc.is_in(pc.utf8_lower(values), pa.array(BLANK_WORDS)).to_numpy(zero_copy_only=False)
    return Distinct(values, chunk.indices.to_numpy(zero_copy_only=False).astype(np.int32), blank)
