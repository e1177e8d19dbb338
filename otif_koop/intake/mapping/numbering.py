"""What a column does within an order: whether it numbers its lines, whether it differs between them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.values.distinct import distinct

LOOK_AT = 20_000
FEWEST_ORDERS = 3
MOSTLY = 0.8
NEARLY_ALL = 0.95


def begins_anew(table: TextTable, line: str, order: str) -> bool:
    """Whether `line` holds whole numbers that are never twice in one value of `order`, where most orders begin with the
    same number (1, 10, 000010) and some have several lines. Looks at the first rows, which stand together.
    """
    first = table.cells.slice(0, LOOK_AT)
    numbers, orders = distinct(first.column(line)), distinct(first.column(order))
    written = pd.to_numeric(pd.Series(numbers.values.to_pylist(), dtype=object), errors="coerce").to_numpy(float)
    there = ~numbers.blank[numbers.codes] & ~orders.blank[orders.codes]
    number, of = written[numbers.codes][there], orders.codes[there]
    if not len(number) or np.isnan(number).any() or (number % 1).any():
        return False
    rows = pd.DataFrame({"order": of, "number": number})
    starts = rows.groupby("order")["number"].min()
    return bool(
        len(starts) >= FEWEST_ORDERS
        and len(rows) > len(starts)
        and not rows.duplicated().any()
        and starts.value_counts(normalize=True).iloc[0] >= MOSTLY
    )


def differs_within(table: TextTable, header: str, order: str) -> bool:
    """Whether most orders of several lines have more than one value of `header`. Looks at the first rows."""
    first = table.cells.slice(0, LOOK_AT)
    rows = pd.DataFrame({name: distinct(first.column(name)).codes for name in (header, order)})
    values = rows.groupby(order)[header].agg(["size", "nunique"])
    several = values[values["size"] > 1]
    return len(several) > 0 and bool((several["nunique"] > 1).mean() >= MOSTLY)


def same_within(table: TextTable, header: str, order: str) -> bool:
    """Whether nearly all orders of several lines, of which there are some, have one value of `header` at most, blanks
    aside. Looks at the first rows.
    """
    first = table.cells.slice(0, LOOK_AT)
    values, orders = distinct(first.column(header)), distinct(first.column(order))
    rows = pd.DataFrame({"order": orders.codes, "value": values.codes, "there": ~values.blank[values.codes]})
    size = rows.groupby("order")["value"].size()
    different = rows[rows["there"]].groupby("order")["value"].nunique().reindex(size.index, fill_value=0)
    several = different[size > 1]
    return len(several) >= FEWEST_ORDERS and bool((several <= 1).mean() >= NEARLY_ALL)
