"""A small scoring of its own, in plain pandas, so that the story is not told by the engine it is to show."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from otif_koop.demo import demo_tables
from otif_koop.otif.order_tables import OrderTables

KEYS = ["order_id", "line_id"]


@dataclass(frozen=True)
class Scored:
    """`lines`: one row a line with group, counted, on_time, in_full, clean and pieces; `orders` the same an order."""

    lines: pd.DataFrame

    @property
    def counted(self) -> pd.DataFrame:
        return self.lines[self.lines["counted"]]

    @property
    def orders(self) -> pd.DataFrame:
        whole = self.lines.groupby("order_id").agg(
            group=("group", "first"), open=("open", "any"), clean=("clean", "all")
        )
        passed = self.counted.groupby("order_id")[["on_time", "in_full"]].all()
        return passed.join(whole)[lambda orders: ~orders["open"]]


Scorer = Callable[..., Scored]


def score_in_pandas(
    tables: OrderTables, *, due: str = "promised_date", stop: str = "delivered_at", late: int = 0, under: int = 0
) -> Scored:
    """Completed lines against one due and one stop date: `late` calendar days, `under` in a thousand short."""
    lines = tables.lines.set_index(KEYS)
    rows = tables.deliveries[tables.deliveries[stop].notna()].sort_values([*KEYS, stop])
    as_of = max(tables.lines["ordered_at"].max(), rows[stop].max(), tables.incidents["occurred_at"].max())
    in_good_time = lines["cancelled_at"].isna() | (lines["cancelled_at"] < lines[due])
    by_customer = lines["cancelled_by"].eq("customer") & in_good_time
    ordered = lines["quantity_ordered"] - lines["cancelled_quantity"].where(by_customer, 0).fillna(0)

    rows = rows.join(ordered.rename("ordered"), on=KEYS).join(lines[due].rename("due"), on=KEYS)
    with_pieces = rows["quantity_delivered"] > 0
    rows = rows[with_pieces | ~rows.groupby(KEYS)["quantity_delivered"].transform("sum").gt(0)]
    rows["so_far"] = rows.groupby(KEYS)["quantity_delivered"].cumsum()
    rows["before"] = rows["so_far"] - rows["quantity_delivered"]
    complete = rows[1000 * rows["so_far"] >= rows["ordered"] * (1000 - under)].groupby(KEYS)[stop].min()
    last = rows.groupby(KEYS)[stop].max()
    total = rows.groupby(KEYS)["quantity_delivered"].sum().reindex(lines.index).fillna(0)
    done = complete.reindex(lines.index).fillna(last)

    in_time = rows[rows[stop] <= rows["due"] + pd.Timedelta(days=late)]
    pieces = np.minimum(in_time["so_far"], in_time["ordered"]) - np.minimum(in_time["before"], in_time["ordered"])
    marks = tables.incidents
    marked_lines = pd.MultiIndex.from_frame(marks.loc[marks["line_id"].notna(), KEYS])
    marked_orders = marks.loc[marks["line_id"].isna(), "order_id"]
    scored = pd.DataFrame(
        {
            "group": lines["customer_group"],
            "ordered": ordered,
            "value": lines["net_value"],
            "in_full": 1000 * total >= ordered * (1000 - under),
            "on_time": done <= lines[due] + pd.Timedelta(days=late),
            "clean": ~lines.index.isin(marked_lines) & ~lines.index.get_level_values(0).isin(marked_orders),
            "pieces": pieces.groupby(in_time.set_index(KEYS).index).sum().reindex(lines.index).fillna(0),
            "delivered_pieces": np.minimum(total, ordered),
            "days": (done - lines[due]).dt.days,
        },
        index=lines.index,
    )
    judged = (ordered > 0) & lines[due].notna()
    closed_without_a_piece = last.reindex(lines.index).notna() & (total == 0)
    scored["open"] = judged & ~scored["in_full"] & ~closed_without_a_piece & (lines[due] > as_of)
    scored["counted"] = judged & ~scored["open"]
    return Scored(scored.reset_index())


@pytest.fixture(scope="session")
def year() -> OrderTables:
    return demo_tables()


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return score_in_pandas
