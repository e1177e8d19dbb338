"""A small order book that exercises every rule of a definition: what a BI team proves its own implementation on.

It is drawn afresh for each definition, always the same for the same one: dates lie around its window and its holidays,
quantities around its tolerances, and its customer groups and scope values occur.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pandas as pd

from otif_koop.otif.definition import Definition
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_FLAGS, LINE_NUMBERS, LINE_TEXTS, OrderTables

MOST_LINES = 200
FIRST_DAY = date(2026, 3, 30)  # Easter lies in the weeks after it, for calendars that close then
AS_OF = date(2026, 5, 15)

Row = dict[str, Any]


def golden_orders(default: Definition, groups: Mapping[str, Definition]) -> OrderTables:
    """At most `MOST_LINES` order lines with their deliveries and incidents, made for these definitions.

    `groups`: what customer groups that have a definition of their own are scored by.
    """
    draw = Random(20260330)  # noqa: S311 - always the same
    lines: list[Row] = []
    deliveries: list[Row] = []
    incidents: list[Row] = []
    names = [*groups, "Alpha", "Beta", ""]
    for number in range(1, 91):
        order = f"{number:03d}"
        group = names[number % len(names)]
        definition = groups.get(group, default)
        head = {
            "customer_group": group or None,
            "order_type": draw.choice([*_values(definition, "order_types"), "standard", "rush"]),
            "region": draw.choice([*_values(definition, "regions"), "north", "south"]),
            "channel": draw.choice([*_values(definition, "channels"), "web", None]),
        }
        for place in range(1, draw.choice((1, 2, 2, 3)) + 1):
            if len(lines) == MOST_LINES - 1:
                break
            line = _line(draw, definition, {"order_id": order, "line_id": str(place), **head})
            lines.append(line)
            deliveries += _deliveries(draw, definition, line)
        if draw.random() < 0.35:
            incidents.append(_incident(draw, definition, order, number))
    quiet = {name: lines[0].get(name) for name in LINE_TEXTS} | {
        "order_id": "999",
        "line_id": "1",
        "quantity_ordered": 5.0,
    }
    lines.append(quiet | {"ordered_at": AS_OF, "promised_date": AS_OF, "requested_date": AS_OF})
    deliveries.append({"order_id": "no such order", "line_id": "1", "quantity_delivered": 3.0, "delivered_at": AS_OF})
    return OrderTables(
        lines=_frame(lines, (*LINE_TEXTS, *LINE_DATES, *LINE_NUMBERS, *LINE_FLAGS)),
        deliveries=_frame(deliveries, ("order_id", "line_id", "quantity_delivered", *DELIVERY_DATES)),
        incidents=_frame(incidents, ("order_id", "line_id", "kind", "quantity", "occurred_at")),
        kinds=frozenset(KINDS),
    )


def _values(definition: Definition, field: str) -> list[str]:
    chosen = getattr(definition.scope, field)
    return [*chosen.only, *chosen.without]


def _line(draw: Random, definition: Definition, line: Row) -> Row:
    due = FIRST_DAY + timedelta(days=draw.randrange(10, 40))
    if definition.calendar.holidays and draw.random() < 0.2:
        inside = [day for day in definition.calendar.holidays if FIRST_DAY <= day <= AS_OF]
        due = draw.choice(inside or [due])
    if draw.random() < 0.08:
        due = AS_OF + timedelta(days=draw.randrange(0, 5))
    ordered = draw.choice((1.0, 2.0, 10.0, 10.0, 40.0, 100.0, 2.5, 1000.0))
    line |= {
        "customer_id": f"C{draw.randrange(20):02d}",
        "product_id": f"P{draw.randrange(9)}",
        "quantity_ordered": draw.choice((0.0, -1.0, None)) if draw.random() < 0.04 else ordered,
        "ordered_at": due - timedelta(days=draw.randrange(3, 11)),
        "requested_date": due - timedelta(days=draw.choice((0, 0, 1, 2))),
        "promised_date": None if draw.random() < 0.06 else due,
        "revised_date": None if draw.random() < 0.5 else due + timedelta(days=draw.choice((-1, 1, 2, 4))),
        "lead_time_days": draw.choice((0.0, 0.5, 2.0, 3.0, 5.0, 8.0, None)),
        "partial_agreed": draw.choice((True, False, None)),
        "net_value": draw.choice((0.0, 12.5, 100.0, 99.5, None, -5.0)),
    }
    line["authorised_at"] = line["ordered_at"] + timedelta(days=draw.choice((0, 1, 3)))
    if draw.random() < 0.25:
        line |= {
            "cancelled_quantity": ordered * draw.choice((0.1, 0.5, 1.0)),
            "cancelled_by": draw.choice(("customer", "customer", "supplier", None)),
            "cancelled_at": draw.choice((None, due - timedelta(days=2), due, due + timedelta(days=1))),
        }
    return line


def _deliveries(draw: Random, definition: Definition, line: Row) -> list[Row]:
    ordered = line["quantity_ordered"] or 4.0
    under = 1 - definition.in_full.under
    over = 1 + (0.05 if definition.in_full.over == "none" else definition.in_full.over)
    total = max(0.0, ordered * draw.choice((1, 1, 1, 1, 1, under, under, 0.9, 0.5, over, over + 0.01)))
    parts = draw.choice(([1.0], [1.0], [1.0], [0.5, 0.5], [0.9, 0.1], [0.2, 0.3, 0.5], []))
    rows = [_delivery(draw, definition, line, round(total * part, 3)) for part in parts]
    if draw.random() < 0.08:
        rows.append(_delivery(draw, definition, line, draw.choice((0.0, -2.0, None))))
    return rows


def _delivery(draw: Random, definition: Definition, line: Row, quantity: float | None) -> Row:
    window = definition.window
    unit = 7 if window.unit == "week" else 1
    early = 2 if window.early == "none" else min(window.early, 20)
    late = 2 if window.late == "none" else min(window.late, 20)
    offset = draw.choice((0, 0, 0, 0, 0, 0, -1, 1, -early, -early - 1, late, late + 1, late + 2, 3, 7, -8)) * unit
    due = line["promised_date"] or line["requested_date"]
    delivered = due + timedelta(days=offset)
    return {
        "order_id": line["order_id"],
        "line_id": line["line_id"],
        "quantity_delivered": quantity,
        "shipped_at": delivered - timedelta(days=draw.choice((0, 1, 2))),
        "delivered_at": None if draw.random() < 0.04 else min(delivered, AS_OF + timedelta(days=2)),
        "received_at": delivered + timedelta(days=draw.choice((0, 0, 1, 3))),
    }


def _incident(draw: Random, definition: Definition, order: str, number: int) -> Row:
    counted = [
        kind for one in (definition.no_error, definition.no_complaint) if one.kinds != "all" for kind in one.kinds
    ]
    kinds = [*KINDS, *counted]
    return {
        "order_id": order,
        "line_id": draw.choice(("1", "1", "2", None, "no such line")),
        "kind": kinds[number % len(kinds)],
        "quantity": draw.choice((None, 1.0, 2.5, 0.0, 2000.0)),
        "occurred_at": draw.choice((None, FIRST_DAY + timedelta(days=30), AS_OF, AS_OF - timedelta(days=1))),
    }


def _frame(rows: list[Row], columns: tuple[str, ...]) -> pd.DataFrame:
    frame: dict[str, pd.Series[Any]] = {}
    for name in columns:
        values: Any = [row.get(name) for row in rows]
        if name in {*LINE_DATES, *DELIVERY_DATES, "occurred_at"}:
            frame[name] = pd.Series(pd.to_datetime(values), dtype="datetime64[s]")
        elif name in {*LINE_NUMBERS, "quantity_delivered", "quantity"}:
            frame[name] = pd.Series(values, dtype="float64")
        else:
            frame[name] = pd.Series(values, dtype="boolean" if name in LINE_FLAGS else "str")
    return pd.DataFrame(frame)
