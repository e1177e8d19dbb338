"""What the SQL reads: four tables, and what is known of them before they are read (docs/sql.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from otif_koop.message import Refused, message
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_FLAGS, LINE_NUMBERS, LINE_TEXTS

LINE_COLUMNS = (*LINE_TEXTS, *LINE_DATES, *LINE_NUMBERS, *LINE_FLAGS)
DELIVERY_COLUMNS = ("order_id", "line_id", "quantity_delivered", *DELIVERY_DATES)
INCIDENT_COLUMNS = ("order_id", "line_id", "kind", "quantity", "occurred_at")

DECIMALS = 1000
"""Without data to look at, quantities are taken to have at most three decimals."""

_PART = r"(?:[^\W\d][\w$]*|\"[^\"\x00-\x1f]+\"|`[^`\x00-\x1f]+`|\[[^\]\x00-\x1f]+\])"
_NAME = re.compile(rf"{_PART}(?:\.{_PART}){{0,3}}")


@dataclass(frozen=True)
class TableNames:
    """What the tables are called where the SQL runs; a name may hold a schema, such as `sales.order_lines`."""

    lines: str = "order_lines"
    deliveries: str = "deliveries"
    incidents: str = "incidents"
    calendar: str = "calendar"

    def checked(self) -> TableNames:
        """Itself; raises `Refused` where one is not the name of a table, and so might be anything."""
        for name in (self.lines, self.deliveries, self.incidents, self.calendar):
            if not _NAME.fullmatch(name):
                raise Refused(message("“{given}” is not the name of a table.", given=name))
        return self


@dataclass(frozen=True)
class Source:
    """What the data show, as `resolve` asks it, and how finely quantities are told.

    `columns`: present and not wholly blank. `present`: present at all, so that they can be named (all where unsaid).
    `kinds`: the incident kinds that can be seen. `scale`: quantities are whole numbers of 1/scale piece. `share`:
    without a delivered quantity a line's deliveries bring equal parts, and `share` is a multiple of every count of them
    in `counts`. `as_of`: the as-of date; None: the latest entry, delivery or incident, looked up by the SQL itself.
    """

    columns: frozenset[str] = frozenset({*LINE_COLUMNS, *DELIVERY_COLUMNS})
    kinds: frozenset[str] = frozenset(KINDS)
    scale: int = DECIMALS
    share: int = 1
    counts: tuple[int, ...] = ()
    as_of: date | None = None
    present: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: {
            "lines": frozenset(LINE_COLUMNS),
            "deliveries": frozenset(DELIVERY_COLUMNS),
            "incidents": frozenset(INCIDENT_COLUMNS),
        }
    )


def parquet_files(folder: Path) -> list[Path]:
    """The Parquet below a folder; what begins with _ or . is still being written, or is about the others."""
    return [
        one
        for one in sorted(folder.rglob("*.parquet"))
        if not any(part.startswith(("_", ".")) for part in one.relative_to(folder).parts)
    ]
