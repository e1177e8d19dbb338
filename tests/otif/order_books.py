"""Order books and measurement definitions for Hypothesis: small, ugly, and so dense that every rule bites.

Dates come from a few days within some three weeks around the turn of a year, so deliveries tie and windows cut; ids
such as order "1" line "11" and order "11" line "1" catch glued keys; any cell may be blank and any column away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from otif_koop.otif.definition import (
    Cancelled,
    ClockStart,
    ClockStop,
    Combine,
    Definition,
    Due,
    Incidents,
    Level,
    MissingDue,
    OpenLines,
    Partials,
    PeriodBy,
    Unit,
    Weight,
)
from otif_koop.otif.kinds import COMPLAINT_KINDS, ERROR_KINDS, KINDS
from otif_koop.otif.order_tables import (
    DELIVERY_DATES,
    LINE_DATES,
    LINE_FLAGS,
    LINE_NUMBERS,
    LINE_TEXTS,
    OrderTables,
)
from tests.otif.oracle import Row

HARD = {
    "phases": [Phase.generate],
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
"""Settings for what takes long: no example is kept or shrunk."""

FIRST_DAY = date(2024, 12, 19)
DAYS = tuple(FIRST_DAY + timedelta(days=n) for n in range(24))
ORDER_IDS = ("1", "11", "111", "10", "2", "A-1", "a-1", "B", "007", "7", "é", "1-1")
LINE_IDS = ("1", "11", "2", "A-1")
STRAY = "unheard of"
ATTRIBUTES = ("customer_group", "order_type", "region", "channel")
USUAL_KINDS = ("picking_error", "damage", "return", "complaint", "customer_lost")
OPTIONAL_COLUMNS = (
    *(*ATTRIBUTES, "cancelled_by", "quantity_delivered"),
    *(*LINE_DATES, *LINE_FLAGS, *DELIVERY_DATES),
    *(name for name in LINE_NUMBERS if name != "quantity_ordered"),
)


@dataclass(frozen=True)
class Book:
    """One order book as the oracle reads it, with the as-of date and what its data can show.

    `lines`, `deliveries`, `incidents` (None: no source): rows with the canonical column names.
    `away`: the optional columns that its tables do not even have.
    """

    lines: list[Row]
    deliveries: list[Row]
    incidents: list[Row] | None
    kinds: frozenset[str]
    now: date
    away: frozenset[str] = frozenset()

    @property
    def columns(self) -> set[str]:
        """The columns that the data has: a column lacks when it is empty everywhere."""
        rows = [*self.lines, *self.deliveries]
        return {name for row in rows for name, value in row.items() if value is not None}

    @property
    def has_quantity_delivered(self) -> bool:
        return "quantity_delivered" in self.columns

    def arguments(self) -> dict[str, Any]:
        """What `oracle.score` takes, but for the definition."""
        return {
            "lines": self.lines,
            "deliveries": self.deliveries,
            "incidents": self.incidents,
            "now": self.now,
            "kinds": self.kinds,
            "has_quantity_delivered": self.has_quantity_delivered,
            "columns": self.columns,
        }


# ---- order books: everything is drawn as plain choices first, which is many times faster, and then written out


def _numbers(*texts: str | None) -> st.SearchStrategy[Fraction | None]:
    return st.sampled_from([None if text is None else Fraction(text) for text in texts])


_day = st.integers(0, 8)  # a place in the book's few days, first to last; 8 is blank
_early_day = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8))
_attributes = st.sampled_from(list(product(("B", "A", "a", None), *[("x", "y", None)] * 3)))
_parts = ("1", "1", "1", "0.5", "0.98", "0.9", "1.02", "1.05", "2")
_share = st.sampled_from(
    [(part, None) for part in _parts] + [(None, odd) for odd in ("0", "0", "1", "0.5", "-1", None)]
)
_delivery = st.tuples(_share, _early_day, _early_day, _early_day)
_cancellations = product((None, "0", "-1", "0.1", "0.5", "1", "2"), ("customer", "customer", "supplier", None))
_line = st.fixed_dictionaries(
    {
        "quantity_ordered": _numbers(*("1", "2", "3", "10", "20", "1000", "0.5", "2.5") * 4, "0", "-1", None),
        "dates": st.tuples(*[_day] * len(LINE_DATES)),
        "lead_time_days": _numbers("0", "1", "2", "3", "5", "8", "0.5", "2.5", "-1", None),
        "partial_agreed": st.sampled_from((True, False, None)),
        "net_value": _numbers("100", "12.5", "99.99", "1", "0", "-5", None),
        "cancelled": st.sampled_from([(None, None)] * 56 + list(_cancellations)),
        "disagrees": st.none() | st.none() | st.none() | _attributes,
        "deliveries": st.lists(_delivery, min_size=1, max_size=4) | st.lists(_delivery, max_size=4),
    }
)
_order = st.tuples(_attributes, st.lists(_line, min_size=1, max_size=4))
_some_orders = [st.lists(_order, min_size=size, max_size=size) for size in range(len(ORDER_IDS) + 1)]
_incident = st.fixed_dictionaries(
    {
        "order_id": st.integers(0, 15),
        "line_id": st.sampled_from((*LINE_IDS, None, STRAY)),
        "kind": st.sampled_from(USUAL_KINDS),
        "quantity": _numbers(None, "1", "1", "2", "5", "0.5", "0", "-1", "2000"),
        "occurred_at": _day,
    }
)
_book = st.fixed_dictionaries(
    {
        "days": st.lists(st.sampled_from(DAYS), min_size=2, max_size=8, unique=True).map(sorted),
        "now": st.integers(0, 15),
        "empty": st.sets(st.sampled_from(OPTIONAL_COLUMNS), max_size=4),
        "empty_is_away": st.booleans(),
        "orders": st.sampled_from((1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 12, 0)).flatmap(_some_orders.__getitem__),
        "stray": st.none() | st.none() | _delivery,
        "incidents": st.lists(_incident, max_size=8) | st.lists(_incident, min_size=4, max_size=8) | st.none(),
        "other_kinds": st.just(frozenset(USUAL_KINDS)) | st.frozensets(st.sampled_from(USUAL_KINDS), max_size=3),
        "jumbled": st.booleans(),
    }
)


def order_books() -> st.SearchStrategy[Book]:
    """0 to 12 orders of 1 to 4 lines with 0 to 4 deliveries each, and incidents or no source of them."""
    return _book.map(_written_out)


def _written_out(drawn: Row) -> Book:
    days = drawn["days"]

    def day(place: int) -> date | None:
        return None if place == 8 else days[place * len(days) // 8]

    lines, deliveries = [], []
    for order_id, (attributes, order_lines) in zip(ORDER_IDS, drawn["orders"], strict=False):
        for line_id, choices in zip(LINE_IDS, order_lines, strict=False):
            keys = {"order_id": order_id, "line_id": line_id}
            lines.append(keys | _line_row(choices, attributes, day))
            deliveries += [keys | _delivery_row(row, choices["quantity_ordered"], day) for row in choices["deliveries"]]
    if drawn["stray"] and lines:
        keys = {"order_id": lines[0]["order_id"], "line_id": STRAY}
        deliveries.append(keys | _delivery_row(drawn["stray"], None, day))
    order_ids = [*ORDER_IDS[: len(drawn["orders"])], STRAY]
    incidents = None
    if drawn["incidents"] is not None:
        incidents = [
            row | {"order_id": order_ids[row["order_id"] % len(order_ids)], "occurred_at": day(row["occurred_at"])}
            for row in drawn["incidents"]
        ]
    kinds = frozenset() if incidents is None else drawn["other_kinds"] | {row["kind"] for row in incidents}
    for row in lines + deliveries:
        row |= dict.fromkeys(drawn["empty"] & set(row))
    if drawn["jumbled"]:
        lines.sort(key=lambda row: (row["line_id"], row["order_id"]))
        deliveries.reverse()
    middle = (*days, *DAYS[12:20])
    away = frozenset(drawn["empty"] if drawn["empty_is_away"] else ())
    return Book(lines, deliveries, incidents, kinds, middle[drawn["now"] % len(middle)], away)


def _line_row(choices: Row, attributes: tuple[str | None, ...], day: Callable[[int], date | None]) -> Row:
    copied = ("quantity_ordered", "lead_time_days", "partial_agreed", "net_value")
    row = {name: choices[name] for name in copied}
    row |= zip(LINE_DATES, map(day, choices["dates"]), strict=True)
    row |= zip(ATTRIBUTES, choices["disagrees"] or attributes, strict=True)
    part, by = choices["cancelled"]
    ordered = choices["quantity_ordered"] or Fraction(1)
    return row | {"cancelled_quantity": None if part is None else ordered * Fraction(part), "cancelled_by": by}


def _delivery_row(choices: Any, ordered: Fraction | None, day: Callable[[int], date | None]) -> Row:
    (part, odd), *places = choices
    if part is not None:
        quantity: Fraction | None = (ordered or Fraction(2)) * Fraction(part)
    else:
        quantity = None if odd is None else Fraction(odd)
    return {"quantity_delivered": quantity, **dict(zip(DELIVERY_DATES, map(day, places), strict=True))}


# ---- definitions


LIMITS = st.sampled_from(("none", 0, 0, 1, 2, 3, 5, 10))
DISTANCES = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
SCORES = (0.0, 0.1, 0.25, 0.333, 0.5, 0.75, 0.9, 1.0)


@st.composite
def _curve_side(draw: st.DrawFn, shape: str) -> list[list[float]]:
    further = draw(st.lists(st.sampled_from(DISTANCES), max_size=4, unique=True).map(sorted))
    scores = draw(st.lists(st.sampled_from(SCORES), min_size=len(further), max_size=len(further)).map(sorted))
    points = [[0.0, 1.0], *([distance, worth] for distance, worth in zip(further, reversed(scores), strict=True))]
    if shape == "steps" and further and draw(st.booleans()):
        points = [[further[0], 1.0], *points[2:]]
    return points


@st.composite
def _credit(draw: st.DrawFn) -> dict[str, Any]:
    shape = draw(st.sampled_from(("steps", "linear")))
    return {"shape": shape, "early": draw(_curve_side(shape)), "late": draw(_curve_side(shape))}


@st.composite
def _kind_lists(draw: st.DrawFn) -> dict[str, Any]:
    """Two lists without a kind in common, or `all` on either side; a kind may stand on the side it is not usual on."""
    shuffled = draw(st.permutations((*USUAL_KINDS, draw(st.sampled_from(KINDS)))))
    chosen = list(dict.fromkeys(shuffled))
    first = draw(st.sampled_from((3, 2, 1, 4, 0)))
    last = draw(st.integers(first, len(chosen)))
    lists: dict[str, Any] = {"no_error": {"kinds": chosen[:first]}, "no_complaint": {"kinds": chosen[first:last]}}
    for name in lists:
        if draw(st.integers(0, 2)) == 0:
            lists[name] = {"kinds": "all"}
    return lists


_few = st.sampled_from(([], [], [], ["x"], ["y", "x"], ["z", "y"]))
_only = st.fixed_dictionaries({"only": _few, "without": _few})
_scope = st.fixed_dictionaries({}, optional={"order_types": _only, "regions": _only, "channels": _only})


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "level": st.sampled_from(Level),
    "due": st.sampled_from(Due),
    "clock_stop": st.sampled_from(ClockStop),
    "window": st.fixed_dictionaries({"early": LIMITS, "late": LIMITS, "unit": st.sampled_from(Unit)}),
    "calendar": st.fixed_dictionaries(
        {
            "weekend": st.sampled_from(
                (("sat", "sun"), ("sun",), ("fri", "sat"), (), ("mon", "tue", "wed", "thu", "fri", "sat"))
            ),
            "holidays": st.lists(st.sampled_from(DAYS), max_size=5, unique=True),
        }
    ),
    "credit": st.just("none") | _credit(),
    "partials": st.sampled_from(Partials),
    "in_full": st.fixed_dictionaries(
        {
            "under": st.sampled_from((0.0, 0.0, 0.02, 0.025, 0.1, 0.5, 0.999)),
            "over": st.sampled_from(("none", 0.0, 0.02, 0.05, 0.1, 1.0)),
        }
    ),
    "incidents": st.sampled_from(Incidents),
    "combine": st.sampled_from(Combine),
    "weight": st.sampled_from(Weight),
    "open_lines": st.sampled_from(OpenLines),
    "cancelled": st.sampled_from(Cancelled),
    "missing_due": st.sampled_from(MissingDue),
    "scope": st.just({}) | st.just({}) | _scope,
    "period_by": st.sampled_from(PeriodBy),
}


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Any valid definition; about half of the fields set, or all of them."""
    whole = draw(st.booleans())
    chosen = draw(st.fixed_dictionaries(FIELDS) if whole else st.fixed_dictionaries({}, optional=FIELDS))
    if chosen.get("due") == Due.LEAD_TIME and draw(st.booleans()):
        chosen["clock_start"] = draw(st.sampled_from(ClockStart))
    if whole or draw(st.booleans()):
        chosen |= draw(_kind_lists())
    return Definition.model_validate(chosen)


def listed(definition: Definition, kinds: frozenset[str]) -> Row:
    """The definition as the oracle takes it: `all` is every such kind that the data has and the other list does not."""
    content = definition.model_dump(mode="python")
    for name, other, usual in (
        ("no_error", "no_complaint", ERROR_KINDS),
        ("no_complaint", "no_error", COMPLAINT_KINDS),
    ):
        if content[name]["kinds"] == "all":
            taken = content[other]["kinds"] if content[other]["kinds"] != "all" else ()
            content[name]["kinds"] = [kind for kind in usual if kind in kinds and kind not in taken]
    return content


# ---- the same book as tables


def to_tables(book: Book) -> OrderTables:
    """The book as the engine takes it, row for row; columns that are `away` are absent."""
    line_columns = (*LINE_TEXTS, *LINE_DATES, *LINE_NUMBERS, *LINE_FLAGS)
    unused = {"customer_id", "product_id"}
    lines = _frame(book.lines, [name for name in line_columns if name not in book.away | unused], "s")
    delivery_columns = ("order_id", "line_id", "quantity_delivered", *DELIVERY_DATES)
    deliveries = _frame(book.deliveries, [name for name in delivery_columns if name not in book.away], "ns")
    incidents = None
    if book.incidents is not None:
        incidents = _frame(book.incidents, ["order_id", "line_id", "kind", "quantity", "occurred_at"], "us")
    return OrderTables(lines=lines, deliveries=deliveries, incidents=incidents, kinds=book.kinds)


def _frame(rows: list[Row], columns: list[str], unit: str) -> pd.DataFrame:
    dates = {*LINE_DATES, *DELIVERY_DATES, "occurred_at"}
    numbers = {*LINE_NUMBERS, "quantity_delivered", "quantity"}
    frame: dict[str, pd.Series[Any]] = {}
    for name in columns:
        values = [row.get(name) for row in rows]
        if name in dates:
            frame[name] = pd.Series(pd.to_datetime(values), dtype=f"datetime64[{unit}]")
        elif name in numbers:
            frame[name] = pd.Series([None if value is None else float(value) for value in values], dtype="float64")
        else:
            frame[name] = pd.Series(values, dtype="boolean" if name in LINE_FLAGS else "str")
    frame["source_row"] = pd.Series(range(2, len(rows) + 2), dtype="int64")
    return pd.DataFrame(frame)
