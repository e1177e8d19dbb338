"""What the orders tell of each customer, and of each group: how much, how often, how soon, in how many parts.

Everything is one pass over the columns of the order book, so a company with tens of thousands of customers takes no
longer than its order lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from otif_koop.otif.order_book import NO_DATE, Attribute, Flags, Floats, Ints, Longs, OrderBook, Texts
from otif_koop.tables import table

_STOPS = ("delivered_at", "received_at", "shipped_at")
_LETTERS = {"abc": ("A", "B", "C"), "xyz": ("X", "Y", "Z")}


@dataclass(frozen=True, eq=False)
class Trade:
    """Figures of the orders of each part, (parts,) each; NaN where the data can't tell.

    `partial`: share of the lines that came on more than one day, among those that came. `agreed`: share of the lines
    for which a partial delivery was agreed. `asked_days`: the lead time, in calendar days, within which half of the
    lines were asked.
    """

    orders: Longs
    lines: Longs
    revenue: Floats
    partial: Floats
    agreed: Floats
    asked_days: Floats

    @cached_property
    def lines_per_order(self) -> Floats:
        """(parts,) Order size in lines."""
        return _share(self.lines, self.orders)

    @cached_property
    def order_value(self) -> Floats:
        """(parts,) Order size in money."""
        return _share(self.revenue, self.orders)

    @cached_property
    def weight(self) -> Floats:
        """(parts,) What a part is worth: its share of the revenue, or of the order lines where there are no values."""
        worth = self.revenue if bool(np.nansum(self.revenue) > 0) else self.lines.astype(np.float64)
        return _share(worth, np.full(len(worth), np.nansum(worth)))


@dataclass(frozen=True, eq=False)
class Customers:
    """Every customer of the data, in the order of their numbers. `abc` and `xyz` are letters; X to Z blank if unknown.

    `of_order`: the customer of each order of the book, -1 where blank. `main` gives for an attribute of orders
    (region, channel, order_type) the value that most orders of the customer have; None where they have none.
    """

    ids: tuple[str, ...]
    of_order: Ints
    trade: Trade
    abc: Texts
    xyz: Texts
    main: dict[str, Texts]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.ids)


def customers(book: OrderBook) -> Customers | None:
    """The customers of a book; None where its data name none."""
    attribute = book.attributes["customer_id"]
    if not attribute.names:
        return None
    count = len(attribute.names)
    trade = trade_of(book, attribute.codes, count)
    return Customers(
        ids=attribute.names,
        of_order=attribute.codes,
        trade=trade,
        abc=abc(trade.weight),
        xyz=_xyz(book, attribute.codes, count),
        main={
            name: main_value(attribute.codes, count, one)
            for name, one in book.attributes.items()
            if name != "customer_id" and one.names
        },
    )


def trade_of(book: OrderBook, part_of_order: Ints, parts: int) -> Trade:
    """The figures of the orders of each part; `part_of_order` (n_orders,) is -1 for an order that is in none."""
    part = part_of_order[book.line_order]
    inside = part >= 0
    lines = np.bincount(part[inside], minlength=parts)
    orders = np.bincount(part_of_order[part_of_order >= 0], minlength=parts)
    revenue = np.full(parts, np.nan)
    if "net_value" in book.columns:
        known = inside & np.isfinite(book.net_value)
        revenue = np.bincount(part[known], weights=book.net_value[known], minlength=parts)
    came, in_parts = _came_in_parts(book)
    agreed = np.full(parts, np.nan)
    if "partial_agreed" in book.columns:
        agreed = _share(np.bincount(part[inside & book.partial_agreed], minlength=parts), lines)
    return Trade(
        orders=orders,
        lines=lines,
        revenue=revenue,
        partial=_share(
            np.bincount(part[inside & in_parts], minlength=parts), np.bincount(part[inside & came], minlength=parts)
        ),
        agreed=agreed,
        asked_days=_asked(book, part, parts),
    )


def abc(weight: Floats) -> Texts:
    """(n,) -> (n,) A, B or C by cumulative weight, heaviest first; who crosses a limit still belongs above it."""
    limits = table("customer_classes")["abc"]
    order = np.argsort(-np.nan_to_num(weight), kind="stable")
    ahead = np.concatenate([[0.0], np.cumsum(np.nan_to_num(weight)[order])[:-1]])
    classes = np.empty(len(weight), np.object_)
    # rounded, so that the order in which shares were added up decides nothing
    classes[order] = np.array(_LETTERS["abc"], np.object_)[np.searchsorted(limits, np.round(ahead, 9), side="right")]
    return classes


def main_value(part_of_order: Ints, parts: int, attribute: Attribute) -> Texts:
    """(parts,) The value that most orders of each part have, the first by name of equals; None where they have none."""
    known = (part_of_order >= 0) & (attribute.codes >= 0)
    keys = part_of_order[known].astype(np.int64) * len(attribute.names) + attribute.codes[known]
    pairs, count = np.unique(keys, return_counts=True)
    part, code = np.divmod(pairs, max(1, len(attribute.names)))
    rising = np.lexsort((-code, count, part))  # the last of each part is its most frequent
    values = np.full(parts, None, np.object_)
    values[part[rising]] = np.array(attribute.names, np.object_)[code[rising]]
    return values


def _came_in_parts(book: OrderBook) -> tuple[Flags, Flags]:
    """(n_lines,) Whether anything came, and whether it came on more than one day."""
    rows = book.deliveries
    stop = next((rows.days[name] for name in _STOPS if name in book.columns), None)
    came, in_parts = np.zeros(book.n_lines, np.bool_), np.zeros(book.n_lines, np.bool_)
    if stop is None:
        return came, in_parts
    kept = (stop != NO_DATE) & ((rows.quantity > 0) | ("quantity_delivered" not in book.columns))
    line, day = rows.line[kept], stop[kept]
    if not len(line):
        return came, in_parts
    starts = np.flatnonzero(np.concatenate([[True], line[1:] != line[:-1]]))
    came[line[starts]] = True
    in_parts[line[starts]] = np.minimum.reduceat(day, starts) != np.maximum.reduceat(day, starts)
    return came, in_parts


def _asked(book: OrderBook, part: Ints, parts: int) -> Floats:
    """The lower median of requested date minus order entry, by part."""
    asked, ordered = book.days["requested_date"], book.days["ordered_at"]
    known = (part >= 0) & (asked != NO_DATE) & (ordered != NO_DATE) & (asked >= ordered)
    medians = np.full(parts, np.nan)
    days, mine = (asked - ordered)[known], part[known]
    order = np.lexsort((days, mine))
    count = np.bincount(mine, minlength=parts)
    starts = np.concatenate([[0], np.cumsum(count)[:-1]])
    there = count > 0
    medians[there] = days[order][(starts + (count - 1) // 2)[there]]
    return medians


def _xyz(book: OrderBook, part_of_order: Ints, parts: int) -> Texts:
    """X, Y or Z by the variation of the quantity a month; blank where the data span too few months."""
    limits, fewest = table("customer_classes")["xyz"], table("customer_classes")["fewest_months"]
    classes = np.full(parts, "", np.object_)
    part, ordered = part_of_order[book.line_order], book.days["ordered_at"]
    known = (part >= 0) & (ordered != NO_DATE)
    if not known.any():
        return classes
    month = ordered[known].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    months = int(month.max() - month.min()) + 1
    if months < fewest:
        return classes
    sold = book.quantity_ordered[known] / book.scale
    keys, inverse = np.unique(part[known].astype(np.int64) * months + month - month.min(), return_inverse=True)
    sums = np.bincount(inverse, weights=sold)
    whose = keys // months
    mean = np.bincount(whose, weights=sums, minlength=parts) / months
    square = np.bincount(whose, weights=sums**2, minlength=parts) / months
    variation = _share(np.sqrt(np.maximum(square - mean**2, 0.0)), mean)
    told = np.isfinite(variation)
    letters = np.array(_LETTERS["xyz"], np.object_)
    classes[told] = letters[np.searchsorted(limits, np.round(variation[told], 9), side="left")]
    return classes


def _share(part: npt.NDArray[np.float64] | Longs, whole: npt.NDArray[np.float64] | Longs) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, np.asarray(part, np.float64) / whole, np.nan)
