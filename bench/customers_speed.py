"""How long a large company takes: 30,000 customers with 1,000,000 order lines, as a ratio to a bare pandas group-by.

    python bench/customers_speed.py [lines] [customers]

The reference is one `groupby(customer).agg(sum, count)` over the same lines, in the same run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import OrderTables
from otif_koop.workshop.customer_facts import customers
from otif_koop.workshop.customer_groups import placed
from otif_koop.workshop.document import Workshop, new_workshop
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.group_figures import BASES, alike, grouped_otherwise, groups, split_hints
from otif_koop.workshop.grouping import Condition, Grouping
from otif_koop.workshop.regrouping import merging, moving, splitting

LABELS = tuple(f"Group {n}" for n in range(8))


def tables(lines: int, count: int) -> OrderTables:
    """Made-up orders of four lines on average; a few customers order most."""
    chance = np.random.default_rng(7)
    orders = lines // 4
    order = np.sort(chance.integers(0, orders, lines))
    customer = np.minimum((chance.pareto(1.1, orders) * count / 40).astype(np.int64), count - 1)
    customer[:count] = np.arange(min(count, orders))
    day = chance.integers(20_000, 20_365, orders)
    asked = day + chance.integers(1, 40, orders)
    frame = pd.DataFrame(
        {
            "order_id": order.astype(str),
            "line_id": np.arange(lines).astype(str),
            "quantity_ordered": chance.integers(1, 50, lines).astype(float),
            "customer_id": customer[order].astype(str),
            "customer_group": np.array(LABELS, object)[(customer % 8)[order]],
            "region": np.array(["North", "East", "South", "West"], object)[(customer % 4)[order]],
            "net_value": chance.integers(1, 900, lines).astype(float),
            "ordered_at": day[order].astype("datetime64[D]").astype("datetime64[s]"),
            "requested_date": asked[order].astype("datetime64[D]").astype("datetime64[s]"),
            "promised_date": asked[order].astype("datetime64[D]").astype("datetime64[s]"),
        }
    )
    came = (asked[order] + chance.integers(-2, 4, lines)).astype("datetime64[D]").astype("datetime64[s]")
    deliveries = frame[["order_id", "line_id"]].assign(quantity_delivered=frame["quantity_ordered"], delivered_at=came)
    return OrderTables(lines=frame, deliveries=deliveries)


def measured(what: str, task: Callable[[], object], reference: float, runs: int = 3) -> None:
    walls = []
    for _ in range(runs):
        wall = time.perf_counter()
        task()
        walls.append(time.perf_counter() - wall)
    print(f"{what:<58} {min(walls) * 1000:8.0f} ms   {min(walls) / reference:5.2f} x")


def workshop() -> Workshop:
    """The eight groups of the data; one merged, one split, ten customers placed by hand."""
    made = new_workshop("bench")
    named = {("groups", f"g{n}"): {"name": label} for n, label in enumerate(LABELS)}
    made = apply(made, *edits_of(made, named, "bench"))
    for changes in (
        merging(made, "g0", "g1"),
        splitting(made, "g2", "Later", Condition(fact="asked_days", least=20)),
        moving(made, [str(n) for n in range(10)], "g3"),
    ):
        made = apply(made, *edits_of(made, changes, "bench"))
    return made


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 30_000
    made = tables(lines, count)
    walls = []
    for _ in range(3):
        wall = time.perf_counter()
        made.lines.groupby("customer_id").agg(value=("net_value", "sum"), lines=("line_id", "count"))
        walls.append(time.perf_counter() - wall)
    reference = min(walls)
    print(f"{'one pandas group-by over the lines (the reference)':<58} {reference * 1000:8.0f} ms   {1:5.2f} x")
    book = order_book(made)
    everyone = customers(book)
    if everyone is None:
        raise SystemExit("the made-up orders name no customers")
    print(f"{everyone.count} customers, {book.n_orders} orders, {book.n_lines} order lines")
    document = workshop()
    measured("facts of every customer, ABC and XYZ", lambda: customers(book), reference)
    measured("all orders put in groups merged, split and by hand", lambda: placed(book, everyone, document), reference)
    there = placed(book, everyone, document)
    measured("figures of the groups", lambda: groups(there, everyone), reference)
    found = groups(there, everyone)
    measured("hints", lambda: (split_hints(there, everyone, found), alike(found)), reference)
    measured(
        "all five other groupings, with their figures",
        lambda: [grouped_otherwise(book, everyone, Grouping(basis=basis)) for basis in BASES],
        reference,
    )


if __name__ == "__main__":
    main()
