"""The order book: the client's orders as columns of whole numbers, sorted once so that every score is a single pass.

Orders stand by customer group, lines by order, deliveries by line. Dates are days since 1970-01-01 (`NO_DATE` where
blank), quantities whole numbers of 1/`scale` of a piece, texts codes into tuples of names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from otif_koop.lately import Lately

# What the elements are; numpy's own arithmetic does not keep such promises, so the checker is not asked to.
Ints = npt.NDArray[Any]  # int32
Longs = npt.NDArray[Any]  # int64
Flags = npt.NDArray[Any]  # bool
Floats = npt.NDArray[Any]  # float64
Texts = npt.NDArray[Any]  # object: str or None

NO_DATE = int(np.iinfo(np.int32).min)
WHOLE = int(np.iinfo(np.int64).max) // 4
"""An incident's quantity where none is given: the whole line."""
WHOLE_ORDER, UNKNOWN_LINE = -1, -2
EPOCH = date(1970, 1, 1)


def to_day(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def to_date(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(day))


@dataclass(frozen=True, eq=False)
class Attribute:
    """A text column of orders: `codes` (n_orders,) into `names`, -1 where blank."""

    codes: Ints
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Deliveries:
    """Delivery rows in order of their line: quantities (negative and blank ones are gone) and days by stop."""

    line: Longs
    quantity: Longs
    days: Mapping[str, Ints]
    source_row: Longs


@dataclass(frozen=True, eq=False)
class IncidentRows:
    """Incidents: `line` is `WHOLE_ORDER`, `UNKNOWN_LINE` or a line; `quantity` is `WHOLE` where none was given."""

    order: Longs
    line: Longs
    kind: Ints
    quantity: Longs
    day: Ints


@dataclass(frozen=True, eq=False)
class OrderBook:
    """Everything a definition can ask of the data (otif-method, section 1). Made by `from_tables.order_book`."""

    order_id: Texts
    group: Attribute
    attributes: Mapping[str, Attribute]
    first_line: Longs
    """(n_orders + 1,): the lines of order i are first_line[i]:first_line[i + 1]."""

    line_order: Longs
    line_id: Texts
    texts: Mapping[str, Texts]
    quantity_ordered: Longs
    """Negative or blank quantities are 0: they are no order."""
    cancelled_quantity: Longs
    cancelled_by_customer: Flags
    days: Mapping[str, Ints]
    """ordered_at, authorised_at, requested_date, promised_date, revised_date, cancelled_at: (n_lines,)."""
    lead_time: Ints
    """Whole days, rounded up; -1 where blank or negative."""
    partial_agreed: Flags
    net_value: Floats
    source_row: Longs

    deliveries: Deliveries
    incidents: IncidentRows
    columns: frozenset[str]
    """The columns that the data has: present and not wholly blank."""
    kinds: frozenset[str]
    scale: int
    order_grain: bool
    latest_day: int
    """The latest entry, delivery or incident: the as-of day unless another is given."""
    facts: Lately = field(default_factory=lambda: Lately(24))
    """Facts by view."""
    scores: Lately = field(default_factory=lambda: Lately(80))
    """Scores by definition."""

    @property
    def n_orders(self) -> int:
        """How many orders."""
        return len(self.order_id)

    @property
    def n_lines(self) -> int:
        """How many order lines."""
        return len(self.line_order)

    @property
    def as_of(self) -> date:
        """The latest entry, delivery or incident date in the data (never today)."""
        return to_date(self.latest_day)
