"""All that ever happens to the demo company's orders, and what of it an export shows on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from otif_koop.demo.chance import Codes, Yes
from otif_koop.demo.company import demo_company
from otif_koop.demo.customers import demo_customers
from otif_koop.demo.deliveries import Deliveries, Outcome
from otif_koop.demo.incidents import Incidents
from otif_koop.demo.orders import Headers, Lines
from otif_koop.demo.products import demo_products
from otif_koop.demo.workdays import NO_DATE, Dates
from otif_koop.otif.order_tables import OrderTables


@dataclass(frozen=True)
class History:
    """All that ever happens to the orders; an export shows what of it is known on a day."""

    headers: Headers
    lines: Lines
    outcome: Outcome
    deliveries: Deliveries
    incidents: Incidents

    def export(self, day: date, moved_after: date | None = None) -> OrderTables:
        """The tables as known at the end of `day`; only the orders that moved after `moved_after`, if given."""
        on = np.datetime64(day, "D")
        ordered = self.headers.ordered[self.lines.order]
        shown = ordered <= on
        if moved_after is not None:
            shown &= self._moved(np.datetime64(moved_after, "D"), on)[self.lines.order]
        rows = np.lexsort((self.lines.number, self.lines.order, ordered))
        rows = rows[shown[rows]]
        place = np.full(len(self.lines), -1)
        place[rows] = np.arange(len(rows))

        kept = np.flatnonzero((place[self.deliveries.line] >= 0) & (self.deliveries.shipped <= on))
        kept = kept[np.argsort(place[self.deliveries.line[kept]], kind="stable")]
        per_line = np.bincount(place[self.deliveries.line[kept]], minlength=len(rows))
        lines = self._lines(rows, on)
        # the flat export has one row a delivery, and one for a line without any; row 1 is the header
        height = np.maximum(per_line, 1)
        lines["source_row"] = np.cumsum(height) - height + 2
        deliveries = self._deliveries(kept, on)
        first = np.cumsum(per_line) - per_line
        of_line = np.repeat(np.arange(len(rows)), per_line)
        deliveries["source_row"] = lines["source_row"].to_numpy()[of_line] + np.arange(len(kept)) - first[of_line]

        known = np.flatnonzero((place[self.incidents.line] >= 0) & (self.incidents.on <= on))
        known = known[
            np.lexsort((self.incidents.kind[known], place[self.incidents.line[known]], self.incidents.on[known]))
        ]
        incidents = self._incidents(known)
        return OrderTables(lines, deliveries, incidents, kinds=frozenset(incidents["kind"]))

    def _moved(self, after: np.datetime64, on: np.datetime64) -> Yes:
        """Which orders (one row an order) moved after a day, or wait for a delivery still."""
        lines, outcome = self.lines, self.outcome
        moved = _within(self.headers.ordered, after, on) | _within(self.headers.authorised, after, on)
        due = (lines.requested, lines.promised, outcome.revised, outcome.revised_on, outcome.cancelled.on)
        by_line = np.logical_or.reduce([_within(dates, after, on) for dates in due])
        rows = self.deliveries
        for dates in (rows.shipped, rows.delivered, rows.received):
            by_line[rows.line[_within(dates, after, on)]] = True
        by_line[self.incidents.line[_within(self.incidents.on, after, on)]] = True
        arrived = np.zeros(len(lines), dtype=bool)
        arrived[rows.line[rows.shipped <= after]] = True
        by_line |= ~arrived & (outcome.cancelled.quantity < lines.quantity)
        moved[lines.order[by_line]] = True
        return moved

    def _lines(self, rows: Codes, on: np.datetime64) -> pd.DataFrame:
        headers, lines, outcome = self.headers, self.lines, self.outcome
        order = lines.order[rows]
        customers, products = demo_customers(), demo_products()
        customer = headers.customer[order]
        authorised = _known(headers.authorised[order], on)
        answered = ~np.isnat(authorised)
        promised = np.where(answered & lines.promised_known[rows], lines.promised[rows], NO_DATE)
        revised_on = outcome.revised_on[rows]
        cancelled_on = _known(outcome.cancelled.on[rows], on)
        cancelled = ~np.isnat(cancelled_on)
        by = np.where(outcome.cancelled.by_customer[rows], "customer", "supplier").astype(object)
        by[~cancelled] = None
        return pd.DataFrame(
            {
                "order_id": _texts(headers.order_id).take(order),
                "line_id": _LINE_IDS.take(lines.number[rows]),
                "customer_id": customers["customer_id"].array.take(customer),
                "customer_group": customers["customer_group"].array.take(customer),
                "product_id": products["product_id"].array.take(lines.product[rows]),
                "order_type": _texts(headers.order_type).take(order),
                "region": customers["region"].array.take(customer),
                "channel": _texts(headers.channel).take(order),
                "quantity_ordered": lines.quantity[rows].astype(np.float64),
                "net_value": lines.value_cents[rows] / 100.0,
                "ordered_at": headers.ordered[order],
                "authorised_at": authorised,
                "requested_date": np.where(headers.requested_known[order], lines.requested[rows], NO_DATE),
                "promised_date": promised,
                "revised_date": np.where(answered & (revised_on <= on), outcome.revised[rows], promised),
                "lead_time_days": lines.lead_time_days[rows].astype(np.float64),
                "partial_agreed": pd.array(headers.partial_agreed[order], dtype="boolean"),
                "cancelled_quantity": np.where(cancelled, outcome.cancelled.quantity[rows], np.nan),
                "cancelled_by": _texts(by),
                "cancelled_at": cancelled_on,
            }
        )

    def _deliveries(self, kept: Codes, on: np.datetime64) -> pd.DataFrame:
        rows = self.deliveries
        line = rows.line[kept]
        delivered = np.where(rows.delivered_known[kept], rows.delivered[kept], NO_DATE)
        return pd.DataFrame(
            {
                "order_id": _texts(self.headers.order_id).take(self.lines.order[line]),
                "line_id": _LINE_IDS.take(self.lines.number[line]),
                "quantity_delivered": rows.quantity[kept].astype(np.float64),
                "shipped_at": rows.shipped[kept],
                "delivered_at": _known(delivered, on),
                "received_at": _known(rows.received[kept], on),
            }
        )

    def _incidents(self, known: Codes) -> pd.DataFrame:
        rows = self.incidents
        line, quantity = rows.line[known], rows.quantity[known]
        line_id = np.asarray(_LINE_IDS.take(self.lines.number[line]), dtype=object)
        line_id[rows.whole_order[known]] = None
        table = pd.DataFrame(
            {
                "order_id": _texts(self.headers.order_id).take(self.lines.order[line]),
                "line_id": _texts(line_id),
                "kind": _texts(list(demo_company().incident_kinds)).take(rows.kind[known]),
                "quantity": np.where(quantity > 0, quantity, np.nan),
                "occurred_at": rows.on[known],
            }
        )
        # several lines of one order, the same day: one call about the whole order
        table = table.drop_duplicates(ignore_index=True)
        table["source_row"] = np.arange(2, len(table) + 2)
        return table


def _known(dates: Dates, on: np.datetime64) -> Dates:
    """The dates up to a day; later ones are blank."""
    return np.where(dates <= on, dates, NO_DATE)


def _within(dates: Dates, after: np.datetime64, on: np.datetime64) -> Yes:
    return (dates > after) & (dates <= on)


def _texts(words: Sequence[str] | NDArray[np.object_]) -> pd.api.extensions.ExtensionArray:
    return pd.array(np.asarray(words, dtype=object), dtype="str")


_LINE_IDS = _texts([str(number) for number in range(10, 10_000, 10)])
