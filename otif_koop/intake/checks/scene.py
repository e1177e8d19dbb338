"""The order tables as the checks look at them: days instead of moments, and each delivery beside its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from otif_koop.intake.assemble.line_keys import LineKeys
from otif_koop.intake.assemble.sheet import Sheet
from otif_koop.intake.findings import Severity
from otif_koop.message import Message
from otif_koop.otif.order_tables import DELIVERY_DATES, OrderTables

Days = npt.NDArray[np.datetime64]
Mask = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]

DUE = ("promised_date", "revised_date", "requested_date")


@dataclass(frozen=True)
class Scene:
    """What a check sees. line: for each delivery the place of its line, -1 for none. lines_sheet, deliveries_sheet: the
    files they came from."""

    tables: OrderTables
    line: Longs
    lines_sheet: Sheet
    keys: LineKeys
    deliveries_sheet: Sheet
    today: date

    def day(self, name: str) -> Days:
        """A date column of the lines in days; NaT everywhere where the data lacks it."""
        return _days(self.tables.lines, name)

    def delivery_day(self, name: str) -> Days:
        """A date column of the deliveries in days."""
        return _days(self.tables.deliveries, name)

    def at_delivery(self, of_lines: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """A value of the lines beside each delivery; blank where it has no line."""
        found = of_lines[self.line] if len(of_lines) else np.zeros(len(self.line), of_lines.dtype)
        if found.dtype.kind in "fM":
            found = found.copy()
            found[self.line < 0] = np.nan if found.dtype.kind == "f" else np.datetime64("NaT")
        return found

    @cached_property
    def ordered(self) -> npt.NDArray[np.float64]:
        """quantity_ordered of the lines."""
        return self.tables.lines["quantity_ordered"].to_numpy(float)

    @cached_property
    def delivered(self) -> npt.NDArray[np.float64] | None:
        """quantity_delivered of the deliveries; None where the data lacks it."""
        if "quantity_delivered" not in self.tables.deliveries:
            return None
        return self.tables.deliveries["quantity_delivered"].to_numpy(float)

    @cached_property
    def total(self) -> npt.NDArray[np.float64] | None:
        """What was delivered of each line, pieces."""
        if self.delivered is None:
            return None
        counted = (self.line >= 0) & (self.delivered > 0)
        totals = np.bincount(self.line[counted], self.delivered[counted], minlength=len(self.tables.lines))
        return totals.astype(np.float64)

    @cached_property
    def stop_day(self) -> Days:
        """Each delivery's day: delivered, else received, else shipped."""
        day = self.delivery_day("delivered_at")
        for name in ("received_at", "shipped_at"):
            day = np.where(np.isnat(day), self.delivery_day(name), day)
        return day

    @cached_property
    def last_day(self) -> Days:
        """The day of each line's last delivery; NaT where there is none."""
        last = np.full(len(self.tables.lines), np.iinfo(np.int64).min)
        counted = (self.line >= 0) & ~np.isnat(self.stop_day)
        np.maximum.at(last, self.line[counted], self.stop_day[counted].astype(np.int64))
        return last.astype("datetime64[D]")

    @cached_property
    def due_day(self) -> Days:
        """Each line's day to be on time for: promised, else revised, else requested."""
        day = self.day(DUE[0])
        for name in DUE[1:]:
            day = np.where(np.isnat(day), self.day(name), day)
        return day

    def has(self, *names: str) -> bool:
        """Whether the data have one of these columns."""
        return any(name in self.tables.lines or name in self.tables.deliveries for name in names)

    def says(self, name: str) -> tuple[Mask, Mask]:
        """A yes/no column that the file carries, by line: yes, and known."""
        rows = np.flatnonzero(self.keys.first == np.arange(len(self.keys.first)))
        flags = self.lines_sheet.columns[name][rows]
        known = ~pd.isna(flags)
        return np.asarray(flags.to_numpy(dtype=bool, na_value=False)), np.asarray(known)


def _days(frame: pd.DataFrame, name: str) -> Days:
    if name not in frame:
        return np.full(len(frame), np.datetime64("NaT"), "datetime64[D]")
    return frame[name].to_numpy().astype("datetime64[D]")


@dataclass(frozen=True)
class Rule:
    """One check. mask: which lines or deliveries it is about (None: the data lack what it needs). fields: the columns
    that it looks at."""

    code: str
    severity: Severity
    about: Literal["lines", "deliveries"]
    fields: tuple[str, ...]
    mask: Callable[[Scene], Mask | None]
    message: Message
    done: Message


STOP_FIELDS = DELIVERY_DATES
