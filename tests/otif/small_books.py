"""Order books of a few lines written out by hand, for the engine. Days are days of March 2017 (`by_hand.day`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.facts import Facts
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.judge import Outcome
from otif_koop.otif.order_book import Flags, OrderBook
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_FLAGS, LINE_NUMBERS, LINE_TEXTS, OrderTables
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import Score, score
from otif_koop.otif.score_lines import judged_lines
from tests.otif.by_hand import day
from tests.otif.oracle import Row
from tests.otif.order_books import _frame

LINE_COLUMNS = (*LINE_TEXTS, *LINE_DATES, *LINE_NUMBERS, *LINE_FLAGS)
DELIVERY_COLUMNS = ("order_id", "line_id", "quantity_delivered", *DELIVERY_DATES)
INCIDENT_COLUMNS = ("order_id", "line_id", "kind", "quantity", "occurred_at")


def line(order: str, number: str, *came: tuple[int | None, Any], ordered: Any = 10, due: Any = 8, **more: Any) -> Row:
    """An order line with its deliveries: each the day it was delivered on, and the quantity (or a whole row)."""
    return {"order_id": order, "line_id": number, "quantity_ordered": ordered, "promised_date": due, **more} | {
        "came": [
            row if isinstance(row, dict) else {"delivered_at": row[0], "quantity_delivered": row[1]} for row in came
        ]
    }


def marked(order: str, kind: str, number: str | None = None, quantity: Any = None, on: Any = None) -> Row:
    return {"order_id": order, "line_id": number, "kind": kind, "quantity": quantity, "occurred_at": on}


def small_book(
    *lines: Row, incidents: list[Row] | None = None, kinds: Any = frozenset(), order_grain: bool = False
) -> OrderBook:
    """Columns that no row fills are absent; the rows of the file start at 2."""
    deliveries = [
        {**row, "order_id": one["order_id"], "line_id": one["line_id"]} for one in lines for row in one["came"]
    ]
    return order_book(
        OrderTables(
            lines=_frame(_dated(lines, LINE_DATES), _filled(lines, LINE_COLUMNS), "s"),
            deliveries=_frame(
                _dated(deliveries, DELIVERY_DATES),
                ["order_id", "line_id", *_filled(deliveries, DELIVERY_COLUMNS[2:])],
                "s",
            ),
            incidents=None
            if incidents is None
            else _frame(_dated(incidents, ("occurred_at",)), list(INCIDENT_COLUMNS), "s"),
            kinds=frozenset(kinds) | {one["kind"] for one in incidents or []},
            order_grain=order_grain,
        )
    )


def _filled(rows: Any, columns: Any) -> list[str]:
    return [name for name in columns if any(row.get(name) is not None for row in rows)]


def _dated(rows: Any, names: Any) -> list[Row]:
    return [
        {name: day(value) if name in names and isinstance(value, int) else value for name, value in row.items()}
        for row in rows
    ]


def definition(**choices: Any) -> Definition:
    return Definition.model_validate(choices)


def figure(book: OrderBook, level: Level = Level.LINE, *, as_of: date | None = None, **choices: Any) -> Score:
    """The score of the whole book."""
    return score(book, definition(**choices), as_of=as_of).score(None, level)


def judge(book: OrderBook, *, as_of: date | None = None, **choices: Any) -> tuple[Facts, Resolved, Outcome]:
    resolved = resolve(definition(**choices), book)
    facts, judged = judged_lines(book, resolved, as_of or book.as_of)
    return facts, resolved, judged


def every_line(book: OrderBook) -> Flags:
    return book.line_order >= 0
