"""Small order books written out by hand, and the oracle's figures for them. Days are days of March 2017."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from otif_koop.otif.definition import Definition
from tests.otif.oracle import Row, score
from tests.otif.order_books import listed

KNOWN = frozenset({"picking_error", "complaint"})
MARCH = date(2017, 3, 1)


def day(number: int) -> date:
    """Of March 2017, in which the 1st is a Wednesday and the 6th a Monday."""
    return MARCH + timedelta(days=number - 1)


def measure(
    book: tuple[list[Row], list[Row], list[Row] | None],
    choices: dict[str, Any] | None = None,
    *,
    now: date = date(2017, 4, 30),
    kinds: frozenset[str] = KNOWN,
    has_quantity_delivered: bool = True,
) -> dict[str | None, dict[str, Row]]:
    lines, deliveries, incidents = book
    return score(
        lines,
        deliveries,
        incidents,
        listed(Definition.model_validate(choices or {}), kinds),
        now=now,
        kinds=kinds,
        has_quantity_delivered=has_quantity_delivered,
        columns={name for line in lines for name, value in line.items() if value is not None},
    )


def rate(level: Row, name: str) -> Fraction:
    return Fraction(level[name], level["denominator"])


def one_line(
    *rows: tuple[int | None, Any],
    ordered: Any = 10,
    due: int | None = 8,
    incidents: list[Row] | None = None,
    **more: Any,
) -> Any:
    """One order of one line, due on the 8th, with deliveries (day of March, quantity)."""
    keys = {"order_id": "1", "line_id": "1"}
    line = keys | {"quantity_ordered": ordered, "promised_date": None if due is None else day(due)} | more
    deliveries = [
        keys | {"delivered_at": None if stop is None else day(stop), "quantity_delivered": quantity}
        for stop, quantity in rows
    ]
    return [line], deliveries, incidents


def judged(book: Any, choices: dict[str, Any] | None = None, **options: Any) -> tuple[Any, ...]:
    """On time and in full of the line, then its pieces on time, in full and both; or the reason it is left out."""
    total = measure(book, choices, **options)[None]
    for reason, number in total["line"]["excluded"].items():
        if number:
            assert total["order"]["excluded"][reason] == 1
            return (reason,)
    assert (total["line"]["on_time"], total["line"]["in_full"]) == (
        total["order"]["on_time"],
        total["order"]["in_full"],
    )
    item = total["item"]
    return (total["line"]["on_time"], total["line"]["in_full"], item["on_time"], item["in_full"], item["otif"])


def incident(kind: str, line: str | None = "1", quantity: Any = None, on: int | None = None) -> Row:
    occurred = None if on is None else day(on)
    return {"order_id": "1", "line_id": line, "kind": kind, "quantity": quantity, "occurred_at": occurred}
