"""A table of texts as it is sent to the screen, without a data frame between: that costs more than all of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa


def text_table(rows: Sequence[Mapping[str, str | None]]) -> pa.Table:
    """The rows, for `st.dataframe`; the columns in the order in which they first come, blank where a row has none."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
