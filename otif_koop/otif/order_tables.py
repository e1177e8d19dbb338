"""The three canonical tables, as intake hands them over and the demo makes them (otif-method, section 1)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

LINE_TEXTS = (
    "order_id",
    "line_id",
    "customer_id",
    "customer_group",
    "product_id",
    "order_type",
    "region",
    "channel",
    "cancelled_by",
)
LINE_DATES = (
    "ordered_at",
    "authorised_at",
    "requested_date",
    "promised_date",
    "revised_date",
    "cancelled_at",
)
LINE_NUMBERS = ("quantity_ordered", "cancelled_quantity", "lead_time_days", "net_value")
LINE_FLAGS = ("partial_agreed",)
DELIVERY_DATES = ("shipped_at", "delivered_at", "received_at")


@dataclass(frozen=True)
class OrderTables:
    """Typed rows, one data frame a table; a column that the data lacks is absent or wholly blank.

    lines: order_id, line_id, quantity_ordered and any of the other line columns above; (order_id, line_id) is unique.
    deliveries: order_id, line_id, quantity_delivered (absent where the data lacks it) and `DELIVERY_DATES`.
    incidents: order_id, line_id (blank: the whole order), kind, quantity, occurred_at; None: no source of incidents.

    Texts are `str` with None where blank, dates `datetime64` (any unit, no time zone) with NaT, numbers `float64` with
    NaN, flags `boolean` with NA. A column `source_row` (int) keeps the row in the client's file, counted from 1 with
    the header. `kinds` are the incident kinds that the data can show: every kind that occurs, and every kind that has a
    yes/no column even where it never says yes. `order_grain`: every row is a whole order, so only the order level means
    anything.
    """

    lines: pd.DataFrame
    deliveries: pd.DataFrame
    incidents: pd.DataFrame | None = None
    kinds: frozenset[str] = field(default_factory=frozenset)
    order_grain: bool = False
