"""Last month's order tables brought up to date with a newer export, which may hold only the orders that moved."""

from __future__ import annotations

import pandas as pd

from otif_koop.otif.order_tables import OrderTables


def with_newer(older: OrderTables, newer: OrderTables) -> OrderTables:
    """`older` with every order that `newer` holds replaced by what `newer` says of it, its incidents included.

    An incident of an order that `newer` does not hold stays; one that only `newer` tells, of an older order, is added.
    Columns that one of the two lacks are blank for its rows. The result is of order grain only where both are.
    """
    moved = set(newer.lines["order_id"])

    def joined(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
        kept = old[~old["order_id"].isin(moved)]
        parts = [part for part in (kept, new) if len(part)]
        return pd.concat(parts, ignore_index=True) if parts else new

    incidents = None
    if older.incidents is not None or newer.incidents is not None:
        # A newer list of incidents may be the new ones only: what was known of an order that moved stays known.
        told = [one for one in (older.incidents, newer.incidents) if one is not None]
        known = ["order_id", "line_id", "kind", "occurred_at"]
        incidents = pd.concat(told, ignore_index=True)
        incidents = incidents.drop_duplicates([name for name in known if name in incidents], keep="last")
    return OrderTables(
        joined(older.lines, newer.lines),
        joined(older.deliveries, newer.deliveries),
        incidents,
        older.kinds | newer.kinds,
        order_grain=older.order_grain and newer.order_grain,
    )
