"""The article's own two orders, which reproduce every figure it publishes (otif-method, section 6).

What its text forces: order 1 has four lines of which two are short, order 2 has three and is late as a whole, and three
of the seven lines carry an error or a complaint. The quantities of order 2 are a choice within what it leaves free.
"""

from __future__ import annotations

import pandas as pd

from otif_koop.otif.order_tables import OrderTables

# order, line, ordered, delivered, agreed, delivered on
_LINES = (
    ("1", "1", 10_000, 10_000, "2017-03-06", "2017-03-06"),
    ("1", "2", 8_000, 8_000, "2017-03-06", "2017-03-06"),
    ("1", "3", 6_000, 5_000, "2017-03-06", "2017-03-06"),
    ("1", "4", 5_000, 4_000, "2017-03-06", "2017-03-06"),
    ("2", "5", 6_500, 6_500, "2017-03-08", "2017-03-10"),
    ("2", "6", 6_000, 6_000, "2017-03-08", "2017-03-10"),
    ("2", "7", 6_000, 6_000, "2017-03-08", "2017-03-10"),
)
_APART = (("1", "2", "error_unspecified"), ("2", "5", "complaint"), ("2", "6", "complaint"))
_OVERLAP = (("1", "2", "error_unspecified"), ("2", "5", "error_unspecified"), ("2", "5", "complaint"))


def article_tables(*, overlap: bool = False) -> OrderTables:
    """The two orders: 7 lines, a delivery each, three marks; quantities in pieces, every mark on its whole line.

    The agreed date stands as promised_date, the delivery as delivered_at; the article gives no other dates. With
    `overlap` line 5 has both an error and a complaint and line 6 none: there the readings of the author (one component)
    and of his reader (two) part.
    """
    whole = pd.DataFrame(
        _LINES, columns=["order_id", "line_id", "quantity_ordered", "quantity_delivered", "agreed", "on"]
    )
    keys = whole[["order_id", "line_id"]].astype("str")
    row = pd.RangeIndex(2, len(whole) + 2)
    marks = pd.DataFrame(_OVERLAP if overlap else _APART, columns=["order_id", "line_id", "kind"]).astype("str")
    lines = keys.assign(
        quantity_ordered=whole["quantity_ordered"].astype("float64"),
        promised_date=whole["agreed"].astype("datetime64[s]"),
        source_row=row,
    )
    deliveries = keys.assign(
        quantity_delivered=whole["quantity_delivered"].astype("float64"),
        delivered_at=whole["on"].astype("datetime64[s]"),
        source_row=row,
    )
    incidents = marks.assign(quantity=float("nan"), source_row=range(2, len(marks) + 2))
    return OrderTables(lines, deliveries, incidents, kinds=frozenset(marks["kind"]))
