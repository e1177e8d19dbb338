"""Canonical tables to an order book: texts become codes, dates days, quantities whole numbers; rows are sorted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from otif_koop.message import Refused, message
from otif_koop.otif.kinds import KIND_CODE
from otif_koop.otif.order_book import (
    NO_DATE,
    UNKNOWN_LINE,
    WHOLE,
    WHOLE_ORDER,
    Attribute,
    Deliveries,
    Flags,
    Floats,
    IncidentRows,
    Ints,
    Longs,
    OrderBook,
    Texts,
)
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_TEXTS, OrderTables

MOST_DECIMALS = 6
LARGEST_QUANTITY = 10**12
"""In 1/scale of a piece: keeps 1000 x quantity, and sums over 10^6 lines, far inside 64 bits."""

FURTHEST_DAY = 4_000_000  # about the year 12900

ORDER_ATTRIBUTES = ("customer_id", "order_type", "region", "channel")


@dataclass(frozen=True)
class Whole:
    """What the whole data show, where `order_book` sees some of their orders only.

    `columns`: present and not wholly blank. `scale`: quantities are whole numbers of 1/scale piece.
    """

    columns: frozenset[str]
    scale: int


def order_book(tables: OrderTables, whole: Whole | None = None) -> OrderBook:
    """The order book of `tables`, read by the columns and the scale of the whole where that is known.

    A group, and every other attribute of an order, is the lowest non-blank value over its lines (method, 6a.10).
    Deliveries without a line, and with a negative or blank quantity, are left out: intake has reported them.

    Raises `Refused` where there are no lines, a key is blank or repeated, or a quantity is too large to be exact.
    """
    lines = tables.lines
    if not len(lines):
        raise Refused(message("There are no order lines in this data."))
    order_codes, order_ids = _keys(lines, "order_id")
    line_codes, line_ids = _keys(lines, "line_id")
    line_keys = order_codes * len(line_ids) + line_codes
    _refuse_repeats(line_keys, lines)

    present = whole.columns if whole else _present(tables)

    # One group an order, then orders by group and lines by order.
    group = _attribute(lines, "customer_group", order_codes, len(order_ids), blank="")
    order_rank = np.empty(len(order_ids), np.int64)
    by_group = np.argsort(group.codes, kind="stable")
    order_rank[by_group] = np.arange(len(order_ids))
    rank = order_rank[order_codes]
    by_order = np.argsort(rank, kind="stable")
    lines = lines.iloc[by_order]
    line_order = rank[by_order]
    first_line = np.searchsorted(line_order, np.arange(len(order_ids) + 1)).astype(np.int64)

    def ordered(attribute: Attribute) -> Attribute:
        return Attribute(attribute.codes[by_group], attribute.names)

    scale = whole.scale if whole else _scale(tables)
    position = np.empty(len(lines), np.int64)
    position[by_order] = np.arange(len(lines))
    find_line = _LineFinder(order_ids, line_ids, line_keys, position)
    deliveries = _deliveries(tables.deliveries, find_line, scale, counted="quantity_delivered" in present)
    incidents = _incidents(tables.incidents, find_line, order_rank, scale)
    days = {name: _days(lines, name) for name in LINE_DATES}
    return OrderBook(
        order_id=order_ids[by_group],
        group=ordered(group),
        attributes={
            name: ordered(_attribute(tables.lines, name, order_codes, len(order_ids))) for name in ORDER_ATTRIBUTES
        },
        first_line=first_line,
        line_order=line_order,
        line_id=_texts(lines, "line_id"),
        texts={
            name: _texts(lines, name) for name in LINE_TEXTS if name in present and name not in {"order_id", "line_id"}
        },
        quantity_ordered=_quantities(lines, "quantity_ordered", scale),
        cancelled_quantity=_quantities(lines, "cancelled_quantity", scale),
        cancelled_by_customer=_texts(lines, "cancelled_by") == "customer",
        days=days,
        lead_time=_lead_times(lines),
        partial_agreed=_flags(lines, "partial_agreed"),
        net_value=_floats(lines, "net_value"),
        source_row=_rows(lines),
        deliveries=deliveries,
        incidents=incidents,
        columns=present,
        kinds=frozenset() if tables.incidents is None else frozenset(tables.kinds),
        scale=scale,
        order_grain=tables.order_grain,
        latest_day=latest_of(latest_event(days, deliveries, incidents), latest_due(days)),
    )


def _present(tables: OrderTables) -> frozenset[str]:
    """The columns of lines and deliveries that are not wholly blank."""
    both = (tables.lines, tables.deliveries)
    return frozenset(
        name for rows in both for name in rows.columns if name != "source_row" and bool(rows[name].notna().any())
    )


class _LineFinder:
    """Where an order and a line stand in the book, from their ids."""

    def __init__(self, order_ids: Texts, line_ids: Texts, line_keys: Longs, position: Longs) -> None:
        self._orders, self._lines = pd.Index(order_ids), pd.Index(line_ids)
        self._keys, self._position = pd.Index(line_keys), position

    def orders(self, ids: pd.Series) -> Longs:
        """Codes of orders, -1 where unknown."""
        codes, uniques = pd.factorize(ids)
        return _through(codes, self._orders.get_indexer(pd.Index(np.asarray(uniques, dtype=np.object_))))

    def lines(self, order_codes: Longs, ids: pd.Series) -> Longs:
        """Positions of lines in the book, -1 where unknown."""
        codes, uniques = pd.factorize(ids)
        line_codes = _through(codes, self._lines.get_indexer(pd.Index(np.asarray(uniques, dtype=np.object_))))
        known = (order_codes >= 0) & (line_codes >= 0)
        keys = np.where(known, order_codes * len(self._lines) + line_codes, -1)
        return _through(self._keys.get_indexer(pd.Index(keys)), self._position)


def _through(codes: Longs, positions: Longs) -> Longs:
    """positions[codes], keeping -1."""
    if not len(positions):
        return np.full(len(codes), -1, np.int64)
    return np.where(codes >= 0, positions[codes], -1).astype(np.int64)


def _deliveries(rows: pd.DataFrame, find: _LineFinder, scale: int, *, counted: bool) -> Deliveries:
    line = find.lines(find.orders(rows["order_id"]), rows["line_id"]) if len(rows) else np.empty(0, np.int64)
    keep = line >= 0
    if counted:  # without any delivered quantity a row still says when something came
        keep &= (rows["quantity_delivered"] >= 0).to_numpy(bool)
    kept = np.flatnonzero(keep)
    if np.any(line[kept][1:] < line[kept][:-1]):
        kept = kept[np.argsort(line[kept], kind="stable")]
    rows = rows.iloc[kept]
    return Deliveries(
        line=line[kept],
        quantity=_quantities(rows, "quantity_delivered", scale),
        days={name: _days(rows, name) for name in DELIVERY_DATES},
        source_row=_rows(rows),
    )


def _incidents(rows: pd.DataFrame | None, find: _LineFinder, order_rank: Longs, scale: int) -> IncidentRows:
    if rows is None or not len(rows):
        none = np.empty(0, np.int64)
        return IncidentRows(none, none, none.astype(np.int32), none, none.astype(np.int32))
    codes = find.orders(rows["order_id"])
    line_id = (
        rows["line_id"] if "line_id" in rows else pd.Series([None] * len(rows), index=rows.index, dtype=np.object_)
    )
    line = find.lines(codes, line_id)
    line[line < 0] = UNKNOWN_LINE
    line[line_id.isna().to_numpy(bool)] = WHOLE_ORDER
    kind = rows["kind"].map(KIND_CODE).fillna(-1).to_numpy(np.int32)
    quantity = _quantities(rows, "quantity", scale)
    quantity[quantity <= 0] = WHOLE
    keep = (codes >= 0) & (kind >= 0)
    return IncidentRows(
        order=order_rank[codes[keep]],
        line=line[keep],
        kind=kind[keep],
        quantity=quantity[keep],
        day=_days(rows, "occurred_at")[keep],
    )


def _keys(rows: pd.DataFrame, name: str) -> tuple[Longs, Texts]:
    codes, uniques = pd.factorize(rows[name])
    if (codes < 0).any():
        raise Refused(
            message("{count:number} order lines have no {column}.", count=int((codes < 0).sum()), column=name)
        )
    return codes.astype(np.int64), np.asarray(uniques, dtype=np.object_)


def _refuse_repeats(keys: Longs, lines: pd.DataFrame) -> None:
    repeated = pd.Series(keys).duplicated().to_numpy()
    if repeated.any():
        first = lines.iloc[int(np.argmax(repeated))]
        raise Refused(
            message(
                "Order {order}, line {line} stands twice in the lines.", order=first["order_id"], line=first["line_id"]
            )
        )


def _attribute(rows: pd.DataFrame, name: str, order_codes: Longs, n_orders: int, blank: str | None = None) -> Attribute:
    """The lowest non-blank value an order; `blank` names the orders that have none."""
    if name in rows:
        codes, uniques = pd.factorize(rows[name].astype(object).mask(rows[name] == ""), sort=True)
    else:
        codes, uniques = np.full(len(rows), -1), pd.Index([])
    lowest = np.full(n_orders, len(uniques), np.int64)
    known = codes >= 0
    np.minimum.at(lowest, order_codes[known], codes[known])
    blank_code = len(uniques)
    taken = np.unique(lowest)
    names = [blank if code == blank_code else str(uniques[code]) for code in taken]
    codes = np.searchsorted(taken, lowest)
    if blank is None and taken[-1] == blank_code:
        names.pop()
        codes[lowest == blank_code] = -1
    return Attribute(codes.astype(np.int32), tuple(name for name in names if name is not None))


def _texts(rows: pd.DataFrame, name: str) -> Texts:
    if name not in rows:
        return np.full(len(rows), None, dtype=np.object_)
    return rows[name].astype(object).where(rows[name].notna(), None).to_numpy(np.object_)


def _days(rows: pd.DataFrame, name: str) -> Ints:
    if name not in rows:
        return np.full(len(rows), NO_DATE, np.int32)
    days = rows[name].to_numpy("datetime64[D]").view(np.int64)
    known = (days > -FURTHEST_DAY) & (days < FURTHEST_DAY)  # not a date is the lowest of all numbers
    return np.where(known, days, NO_DATE).astype(np.int32)


def _floats(rows: pd.DataFrame, name: str) -> Floats:
    if name not in rows:
        return np.full(len(rows), np.nan)
    return rows[name].to_numpy(np.float64, na_value=np.nan)


def _flags(rows: pd.DataFrame, name: str) -> Flags:
    if name not in rows:
        return np.zeros(len(rows), np.bool_)
    return rows[name].astype("boolean").to_numpy(np.bool_, na_value=False)


def _rows(rows: pd.DataFrame) -> Longs:
    if "source_row" not in rows:
        return np.arange(1, len(rows) + 1, dtype=np.int64)
    return rows["source_row"].to_numpy(np.int64)


def _lead_times(rows: pd.DataFrame) -> Ints:
    days = np.ceil(_floats(rows, "lead_time_days"))
    return np.where(np.isnan(days) | (days < 0) | (days > 36_500), -1, days).astype(np.int32)


class Fineness:
    """How fine quantities are told, over all the columns that are `seen`, in one go or in parts."""

    def __init__(self) -> None:
        self._whole = [True] * MOST_DECIMALS
        self._largest = 0.0

    def see(self, values: Floats) -> None:
        """Look at quantities; what is not a number is blank."""
        values = values[np.isfinite(values)]
        if not values.size:
            return
        self._largest = max(self._largest, float(np.max(np.abs(values))))
        if np.all(values == np.rint(values)):  # pieces, as usual
            return
        allowed = 1e-6 * np.maximum(1.0, np.abs(values))
        for power, whole in enumerate(self._whole):
            scaled = values * 10**power
            self._whole[power] = whole and bool(np.all(np.abs(scaled - np.rint(scaled)) <= allowed))

    def scale(self) -> int:
        """The power of ten that makes every quantity whole.

        Raises `Refused` where one is then too large to be exact.
        """
        scale = 10 ** next((power for power, whole in enumerate(self._whole) if whole), MOST_DECIMALS)
        if self._largest * scale > LARGEST_QUANTITY:
            raise Refused(message("A quantity of {value:number} is too large to count exactly.", value=self._largest))
        return scale


def _scale(tables: OrderTables) -> int:
    fineness = Fineness()
    for rows, name in (
        (tables.lines, "quantity_ordered"),
        (tables.lines, "cancelled_quantity"),
        (tables.deliveries, "quantity_delivered"),
        (tables.incidents, "quantity"),
    ):
        if rows is not None:
            fineness.see(_floats(rows, name))
    return fineness.scale()


def _quantities(rows: pd.DataFrame, name: str, scale: int) -> Longs:
    """Whole numbers of 1/scale piece; blank and negative ones are 0."""
    values = np.nan_to_num(_floats(rows, name), nan=0.0, posinf=0.0, neginf=0.0)
    return np.rint(np.maximum(values, 0.0) * scale).astype(np.int64)


def latest_event(days: Mapping[str, Ints], deliveries: Deliveries, incidents: IncidentRows) -> int:
    """The latest entry, delivery or incident; `NO_DATE` where nothing happened yet."""
    columns = (days["ordered_at"], *deliveries.days.values(), incidents.day)
    return max((int(column.max()) for column in columns if column.size), default=NO_DATE)


def latest_due(days: Mapping[str, Ints]) -> int:
    """The latest due date of any kind."""
    return max(int(days[name].max()) for name in ("promised_date", "revised_date", "requested_date"))


def latest_of(event: int, due: int) -> int:
    """The latest day in the data: where nothing happened yet, every due date lies within them."""
    latest = due if event == NO_DATE else event
    return latest if latest != NO_DATE else 0
