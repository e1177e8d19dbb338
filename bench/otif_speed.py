"""Scoring speed against a bare DuckDB group-by per line and order over the same columns, in one run.

    python bench/otif_speed.py [LINES]

Prints the reference, a new definition at three levels per group, and the facts of a view, as ratios to the reference.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from otif_koop.otif.definition import Definition, Due, InFull, Partials, Window
from otif_koop.otif.facts import View, facts_of
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import score


def tables(n_lines: int, seed: int = 7) -> OrderTables:
    """A made-up year: about three lines an order, one delivery in six in parts, six groups, text keys."""
    rng = np.random.default_rng(seed)
    n_orders = n_lines // 3
    order = np.sort(rng.integers(0, n_orders, n_lines))
    _, first, place = np.unique(order, return_index=True, return_inverse=True)
    line = np.arange(n_lines) - first[place] + 1
    order_id = np.char.add("SO", (4_500_000 + order).astype(str)).astype(object)
    line_id = (line * 10).astype(str).astype(object)
    start = np.datetime64("2025-01-01")
    promised = start + rng.integers(0, 330, n_orders)[order]
    quantity = rng.integers(1, 200, n_lines).astype(float)
    lines = pd.DataFrame(
        {
            "order_id": order_id,
            "line_id": line_id,
            "customer_group": np.array(["A", "B", "C", "D", "E", "F"], object)[rng.integers(0, 6, n_orders)[order]],
            "quantity_ordered": quantity,
            "ordered_at": promised - rng.integers(3, 30, n_orders)[order],
            "requested_date": promised - rng.integers(-2, 5, n_orders)[order],
            "promised_date": promised,
            "revised_date": np.where(rng.random(n_lines) < 0.2, promised + 3, np.datetime64("NaT")),
            "net_value": quantity * 12.5,
        }
    )
    parts = np.where(rng.random(n_lines) < 0.17, 2, 1)
    row = np.repeat(np.arange(n_lines), parts)
    delivered = promised[row] + np.rint(rng.normal(0, 2.5, len(row))).astype(int)
    deliveries = pd.DataFrame(
        {
            "order_id": order_id[row],
            "line_id": line_id[row],
            "quantity_delivered": np.rint(quantity[row] / parts[row] * np.where(rng.random(len(row)) < 0.06, 0.8, 1.0)),
            "shipped_at": delivered - 1,
            "delivered_at": delivered,
        }
    ).sample(frac=1, random_state=seed)
    hit = rng.choice(n_lines, n_lines // 50, replace=False)
    incidents = pd.DataFrame(
        {
            "order_id": order_id[hit],
            "line_id": line_id[hit],
            "kind": np.array(["damage", "return", "complaint"], object)[rng.integers(0, 3, len(hit))],
            "quantity": np.nan,
            "occurred_at": promised[hit] + 10,
        }
    )
    return OrderTables(lines, deliveries, incidents, frozenset(["damage", "return", "complaint"]))


def timed(work: Callable[[], object], repeat: int) -> float:
    """Median seconds."""
    seconds = []
    for _ in range(repeat):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def main() -> None:
    n_lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    data = tables(n_lines)
    begin = time.perf_counter()
    book = order_book(data)
    build = time.perf_counter() - begin

    connection = duckdb.connect()
    codes = {
        "line": np.arange(book.n_lines),
        "ord": book.line_order,
        "grp": book.group.codes[book.line_order],
        "due": book.days["revised_date"],
        "qty": book.quantity_ordered,
    }
    connection.register("lines_view", pd.DataFrame(codes))
    connection.execute("create table lines as select * from lines_view")
    rows = pd.DataFrame(
        {"line": book.deliveries.line, "day": book.deliveries.days["delivered_at"], "qty": book.deliveries.quantity}
    )
    connection.register("rows_view", rows)
    connection.execute("create table rows as select * from rows_view")
    query = """
        with per_line as (
            select l.line, any_value(l.ord) as ord, any_value(l.grp) as grp, any_value(l.qty) as qty,
                   any_value(l.due) as due,
                   min(r.day) as first, max(r.day) as last, sum(r.qty) as total
            from lines l left join rows r using (line) group by l.line)
        select grp, count(*) from (
            select ord, any_value(grp) as grp, max(last - due) as worst, min(total - qty) as short
            from per_line group by ord)
        group by grp"""
    reference = timed(lambda: connection.execute(query).fetchall(), 7)

    def definition(number: int) -> Definition:
        return Definition(
            due=Due.REVISED,
            partials=list(Partials)[number % 3],
            window=Window(early=number % 7, late=number % 5),
            in_full=InFull(under=(number % 40) / 1000, over=0.05),
        )

    def make_facts() -> object:
        book.facts.clear()
        return facts_of(book, View.of(resolve(definition(0), book).definition, book.latest_day))

    facts = timed(make_facts, 5)
    number = iter(range(1, 1000))
    new = timed(lambda: score(book, definition(next(number)), as_of=date(2025, 12, 31)), 9)
    print(f"{n_lines:,} lines, {len(rows):,} deliveries; order book from tables {build:.2f} s")
    print(f"reference group-by        {reference * 1000:8.1f} ms   1.00 x")
    print(f"facts of a view           {facts * 1000:8.1f} ms   {facts / reference:.2f} x   (at most 8)")
    print(f"new definition, 3 levels  {new * 1000:8.1f} ms   {new / reference:.2f} x   (at most 1.0)")


if __name__ == "__main__":
    main()
