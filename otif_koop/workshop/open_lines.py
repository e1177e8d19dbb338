"""The orders that are still open, as the rows of a form to fill in by hand."""

from __future__ import annotations

import pandas as pd

from otif_koop.otif.order_tables import OrderTables

MOST_ROWS = 5000


def open_orders(tables: OrderTables) -> pd.DataFrame:
    """One row a delivery (one a line that has none) of every order with a line that is not complete yet.

    Whole orders, so that an upload of the filled form replaces what was known of them. Lines first ordered come first;
    at most `MOST_ROWS` rows, never half an order. Columns are those of the order tables that hold something.
    """
    lines, deliveries = tables.lines, tables.deliveries.drop(columns="source_row", errors="ignore")
    keys = ["order_id", "line_id"]
    due = lines["quantity_ordered"]
    if "cancelled_quantity" in lines:
        due = due - lines["cancelled_quantity"].fillna(0)
    if "quantity_delivered" in deliveries:
        came = deliveries.groupby(keys, dropna=False)["quantity_delivered"].sum()
        there = pd.MultiIndex.from_frame(lines[keys]).map(came.to_dict()).to_numpy(dtype=float, na_value=0.0)
        is_open = pd.Series(there, index=lines.index).fillna(0) < due
    else:
        told = pd.MultiIndex.from_frame(deliveries[keys])
        is_open = pd.Series(~pd.MultiIndex.from_frame(lines[keys]).isin(told), index=lines.index)
    orders = lines.loc[is_open & (due > 0), "order_id"]
    rows = lines[lines["order_id"].isin(set(orders))].drop(columns="source_row", errors="ignore")
    rows = rows.merge(deliveries, on=keys, how="left", sort=False)
    if "ordered_at" in rows:
        rows = rows.sort_values(["ordered_at", *keys], kind="stable")
    if len(rows) > MOST_ROWS:
        last = rows.iloc[MOST_ROWS]["order_id"]
        rows = rows.iloc[:MOST_ROWS]
        rows = rows[rows["order_id"] != last]
    return rows.dropna(axis="columns", how="all").reset_index(drop=True)
