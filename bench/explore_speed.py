"""The explorer against a pandas script that scores one definition, in one run.

    python bench/explore_speed.py [LINES] [LARGER]

5,000 definitions over 12 views (3 due dates, 2 clock stops, calendar and working days): from order book to every score,
as a ratio to the script; each further definition, dense and with thousands of groups; and the growth to LARGER lines.
The script is written twice: on the client's own text keys, and on keys that are whole numbers already.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd

from bench.otif_speed import tables
from otif_koop.message import message
from otif_koop.otif.definition import Definition, Level, MissingDue, OpenLines, Partials
from otif_koop.otif.explorer.choices import Choice, Option, essence
from otif_koop.otif.explorer.explorer import Explorer, explorer_of
from otif_koop.otif.explorer.sweep import sweep
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import Attribute, OrderBook
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.resolve import resolve
from otif_koop.otif.split import Split
from otif_koop.otif.tallies.grid import Basis, Rule
from otif_koop.otif.tallies.tally import tally
from otif_koop.otif.tallies.units import Asked

WINDOWS = [("none", 0), ("none", 1), ("none", 2), (0, 0), (1, 0), (3, 0)]
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "level": [{"level": one} for one in ("order", "line", "item")],
    "due": [{"due": one} for one in ("requested", "promised", "revised")],
    "clock_stop": [{"clock_stop": one} for one in ("shipped", "delivered")],
    "window": [
        {"window": {"early": early, "late": late, "unit": unit}}
        for unit in ("calendar_days", "working_days")
        for early, late in WINDOWS
    ],
    "partials": [{"partials": one} for one in ("completed", "first", "by_due")],
    "in_full": [{"in_full": {"under": under, "over": over}} for under, over in ((0, "none"), (0, 0), (0.02, "none"))],
    "components": [
        {"no_error": {"kinds": []}, "no_complaint": {"kinds": []}},
        {"no_error": {"kinds": "all"}, "no_complaint": {"kinds": "all"}},
    ],
    "combine": [{"combine": "product"}, {"combine": "joint"}],
}
CHOICES = tuple(
    Choice(name, message("choice"), tuple(Option(message("choice"), one) for one in options))
    for name, options in OPTIONS.items()
)


def by_hand(lines: pd.DataFrame, deliveries: pd.DataFrame, incidents: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One definition (orders, last agreed date, complete in time, no incident) by group, as an analyst writes it."""
    came = deliveries.sort_values("delivered_at").groupby(keys, sort=False)
    came = came.agg(total=("quantity_delivered", "sum"), last=("delivered_at", "max")).reset_index()
    frame = lines.merge(came, on=keys, how="left")
    due = frame["revised_date"].fillna(frame["promised_date"])
    frame["on_time"] = frame["last"] <= due
    frame["in_full"] = frame["total"].fillna(0) >= frame["quantity_ordered"]
    orders = frame.groupby(keys[0], sort=False).agg(
        group=("customer_group", "first"), on_time=("on_time", "all"), in_full=("in_full", "all")
    )
    orders["clean"] = ~orders.index.isin(incidents[keys[0]])
    orders["every"] = orders["on_time"] & orders["in_full"] & orders["clean"]
    return orders.groupby("group")[["on_time", "in_full", "clean", "every"]].mean()


def whole_numbers(data: OrderTables) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The tables with keys that are whole numbers."""
    orders = pd.Index(data.lines["order_id"].unique())
    assert data.incidents is not None
    return tuple(  # type: ignore[return-value]
        one.assign(order_id=orders.get_indexer(one["order_id"]), line_id=one["line_id"].astype(int))
        for one in (data.lines, data.deliveries, data.incidents)
    )


def timed(work: Callable[[], object], repeat: int = 3) -> float:
    """Median processor seconds: the machine may be busy with something else."""
    seconds = []
    for _ in range(repeat):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return statistics.median(seconds)


def enlarged(book: OrderBook, times: int) -> OrderBook:
    """Every order `times` times over, beside itself."""
    order = np.repeat(np.arange(book.n_orders), times)
    size = np.diff(book.first_line)[order]
    first = np.concatenate([[0], np.cumsum(size)])
    line = np.arange(first[-1]) - np.repeat(first[:-1], size) + np.repeat(book.first_line[order], size)
    copies = np.bincount(book.deliveries.line, minlength=book.n_lines)
    begin = np.cumsum(copies) - copies
    count = copies[line]
    start = np.cumsum(count) - count
    row = np.arange(int(count.sum())) - np.repeat(start, count) + np.repeat(begin[line], count)
    rows = book.deliveries
    one = book.incidents
    moved = [
        replace(one, order=one.order * times + copy, line=_moved(book, one, first, times, copy))
        for copy in range(times)
    ]
    incidents = type(one)(*(np.concatenate([getattr(part, name.name) for part in moved]) for name in fields(one)))
    per_line = ("line_id", "quantity_ordered", "cancelled_quantity", "cancelled_by_customer", "lead_time")
    per_line += ("partial_agreed", "net_value", "source_row")
    return replace(
        book,
        order_id=book.order_id[order],
        group=Attribute(book.group.codes[order], book.group.names),
        attributes={name: Attribute(part.codes[order], part.names) for name, part in book.attributes.items()},
        first_line=first,
        line_order=np.repeat(np.arange(len(order)), size),
        texts={},
        days={name: days[line] for name, days in book.days.items()},
        deliveries=replace(
            rows,
            line=np.repeat(np.arange(len(line)), count),
            quantity=rows.quantity[row],
            days={name: days[row] for name, days in rows.days.items()},
            source_row=rows.source_row[row],
        ),
        incidents=incidents,
        facts=type(book.facts)(24),
        scores=type(book.scores)(80),
        **{name: getattr(book, name)[line] for name in per_line},
    )


def _moved(book: OrderBook, rows: Any, first: Any, times: int, copy: int) -> Any:
    """The line of each incident in one copy of its order."""
    within = rows.line - book.first_line[rows.order]
    return np.where(rows.line < 0, rows.line, first[rows.order * times + copy] + within)


def swept(explorer: Explorer) -> int:
    """Score all definitions; how many there are."""
    found = sweep(explorer.base, CHOICES, explorer.book, explorer.now, explorer.tally, explorer.groups)
    return len(found.of(None))


def fresh(book: OrderBook) -> Explorer:
    """An explorer that has made nothing yet."""
    book.facts.clear()
    book.scores.clear()
    return Explorer(book, essence(Definition(), book), book.as_of)  # `explorer_of` keeps the one it made before


def main() -> None:
    n_lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    larger = int(sys.argv[2]) if len(sys.argv) > 2 else 10 * n_lines
    data = tables(n_lines)
    assert data.incidents is not None
    book = order_book(data)
    named = by_hand(data.lines, data.deliveries, data.incidents, ["order_id", "line_id"])
    chosen = Definition.model_validate({"due": "revised", "combine": "joint"})
    ours = {name: explorer_of(book, chosen, book.as_of).figure(chosen, name) for name in book.group.names}
    assert all(abs(ours[name] - named["every"][name]) < 1e-12 for name in named.index), (ours, named)

    text = timed(lambda: by_hand(data.lines, data.deliveries, data.incidents, ["order_id", "line_id"]))  # type: ignore[arg-type]
    numbered = whole_numbers(data)
    number = timed(lambda: by_hand(*numbered, ["order_id", "line_id"]))
    found = 0

    def everything() -> None:
        nonlocal found
        found = swept(fresh(book))

    every = timed(everything)
    print(f"{n_lines:,} lines; {found:,} definitions over 12 views, {len(book.group.names)} groups and the total")
    print(f"pandas, one definition, text keys         {text:7.2f} s  1.00 x")
    print(f"pandas, one definition, number keys       {number:7.2f} s  {number / text:.2f} x")
    print(f"every definition, from the order book     {every:7.2f} s  {every / text:.2f} x")
    print(f"the same against number keys                         {every / number:.2f} x")
    print(f"each further definition, 6 groups         {1e6 * further(book, 6, 5000):7.2f} us")
    print(f"each further definition, 30 groups        {1e6 * further(book, 30, 5000):7.2f} us")
    print(f"each further definition, 4,000 groups     {1e3 * further(book, 4_000, 20):7.2f} ms")
    times = larger // n_lines
    if times > 1:
        big = enlarged(book, times)
        del data, numbered
        grown = timed(lambda: swept(fresh(big)), 1)
        print(f"{big.n_lines:,} lines, every definition          {grown:7.2f} s  {grown / every:.1f} x")


def further(book: OrderBook, parts: int, definitions: int) -> float:
    """Seconds for one more definition in bulk, once its rule has been counted, by so many groups."""
    resolved = resolve(Definition(), book)
    split = Split(book, (np.arange(book.n_orders) % parts).astype(np.int32), parts)
    one = tally(book, Basis.of(resolved, book.latest_day), split, [str(part) for part in range(parts)])
    rule = Rule(0, Partials.COMPLETED, OpenLines.FAIL_WHEN_OVERDUE, MissingDue.EXCLUDE)
    chance = np.random.default_rng(1)
    asked = Asked(*(chance.integers(0, most, definitions) for most in (12, 12, 5, 4)))
    one.count(Level.ORDER, rule, asked)
    return timed(lambda: one.count(Level.ORDER, rule, asked)) / definitions


if __name__ == "__main__":
    main()
