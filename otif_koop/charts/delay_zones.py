"""What lines score by how early or late they came: inside the window or not, or fully, in part and not at all."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from otif_koop.message import Message, message
from otif_koop.otif.credit import credit_of
from otif_koop.otif.definition import Definition, Unit
from otif_koop.otif.delays import Delays

WORDS = {
    "early": message("too early"),
    "in": message("in the window"),
    "late": message("too late"),
    "full": message("counts fully"),
    "part": message("counts in part"),
    "none": message("counts for nothing"),
}


@dataclass(frozen=True)
class Zones:
    """The rows of a `Delays` table: `days` off, `lines`, and their `zone` (a key of `WORDS`); `never` stands beside."""

    days: list[int]
    lines: list[int]
    zone: list[str]
    never: int

    @property
    def total(self) -> int:
        """All lines, those that never came too."""
        return sum(self.lines) + self.never

    def share(self, zone: str) -> float:
        """The share of all lines that lies in a zone."""
        return sum(count for one, count in zip(self.zone, self.lines, strict=True) if one == zone) / self.total

    @property
    def never_share(self) -> float:
        """The share of all lines that never came or has no due date."""
        return self.never / self.total


def zones_of(figures: Delays, definition: Definition) -> Zones:
    """The zones of a table of delays; its reach must not be shorter than the window's limits."""
    deviation = figures.table["deviation"].to_numpy(dtype=np.int64)
    if definition.credit == "none":
        early, late = definition.window.early, definition.window.late
        too_early = deviation < -(np.inf if early == "none" else early)
        too_late = deviation > (np.inf if late == "none" else late)
        zone = np.where(too_early, "early", np.where(too_late, "late", "in"))
    else:
        credit = credit_of(deviation, definition.credit)
        zone = np.where(credit == 1, "full", np.where(credit > 0, "part", "none"))
    return Zones(
        [int(day) for day in deviation],
        [int(count) for count in figures.table["lines"]],
        [str(one) for one in zone],
        figures.never,
    )


def window_of(low: float, high: float) -> tuple[int, int]:
    """The window (early, late) that a selected stretch of the axis comes to: the whole days in it, and day 0.

    >>> window_of(-2.4, 1.7)
    (2, 1)
    """
    return max(0, -ceil(low)), max(0, floor(high))


def how_far(day: int, unit: Unit, *, or_more: bool = False) -> Message:
    """ "3 days late", "30 or more days early", "on the day"."""
    if day == 0:
        return message("in the due week") if unit is Unit.WEEK else message("on the due date")
    text = (_MORE if or_more else _FAR)[unit, day > 0]
    return Message(text.text, {"n": abs(day)})


_FAR = {
    (Unit.CALENDAR_DAYS, False): message("{n} days early"),
    (Unit.CALENDAR_DAYS, True): message("{n} days late"),
    (Unit.WORKING_DAYS, False): message("{n} working days early"),
    (Unit.WORKING_DAYS, True): message("{n} working days late"),
    (Unit.WEEK, False): message("{n} weeks early"),
    (Unit.WEEK, True): message("{n} weeks late"),
}
_MORE = {
    (Unit.CALENDAR_DAYS, False): message("{n} or more days early"),
    (Unit.CALENDAR_DAYS, True): message("{n} or more days late"),
    (Unit.WORKING_DAYS, False): message("{n} or more working days early"),
    (Unit.WORKING_DAYS, True): message("{n} or more working days late"),
    (Unit.WEEK, False): message("{n} or more weeks early"),
    (Unit.WEEK, True): message("{n} or more weeks late"),
}
