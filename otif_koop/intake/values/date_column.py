"""A column of text to dates: which comes first, day or month, is decided for the whole column, and each text once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.reading.choices import DateOrder
from otif_koop.intake.values.date_text import EMPTY, EPOCH, FIRST_YEAR, LAST_YEAR, DateReading, read_date
from otif_koop.intake.values.distinct import Mask

Moments = npt.NDArray[np.datetime64]
Longs = npt.NDArray[np.int64]

NONE = np.iinfo(np.int64).min
DAY_OF_CENTURY, NEARLY_ALL = "day of century", 0.95

_FIRST_DAY = pd.Timestamp(FIRST_YEAR, 1, 1).toordinal() - EPOCH
_LAST_DAY = pd.Timestamp(LAST_YEAR, 12, 31).toordinal() - EPOCH
_TIME = (
    r"(?i)(?:T|[ ]+|\s+(?:om|um|at)\s+)(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)$"
)
_WEEKS = re.compile(r"we+k|\bwk\b|woche|\bkw\b", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*(?:([ap])\.?m)?", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """Distinct texts taken apart: each distinct date once, and seconds and offset of the time behind it.

    readings: what each distinct date part can mean, None where it is no date. part: for each text its date part.
    seconds: since midnight. offset: minutes from UTC, `NONE` where the text gives none.
    """

    readings: list[DateReading | None]
    part: Longs
    seconds: Longs
    offset: Longs


@dataclass(frozen=True)
class OrderEvidence:
    """For each style of writing, how many distinct dates prove day first, prove month first, and could be either."""

    counts: Mapping[str, tuple[int, int, int]]

    def proven(self, style: str) -> DateOrder | None:
        """The order that the dates of one style prove; None where they prove nothing or contradict each other."""
        day, month, _ = self.counts.get(style, (0, 0, 0))
        if bool(day) == bool(month):
            return None
        return "day_first" if day else "month_first"

    @property
    def undecided(self) -> tuple[str, ...]:
        """Styles with dates that could be either, where nothing in this style decides."""
        return tuple(style for style, counts in self.counts.items() if counts[2] and self.proven(style) is None)

    @property
    def contradicting(self) -> tuple[str, ...]:
        """Styles in which some dates prove day first and others month first."""
        return tuple(style for style, (day, month, _) in self.counts.items() if day and month)


def holds_weeks(header: str, values: pa.Array) -> bool:
    """Whether a bare 202607 in a column is a week: its name says so (Leverweek, Week, wk), or its distinct filled texts
    can be nothing else (202607 is July as well, 202614 is not).
    """
    return bool(_WEEKS.search(header)) or _are_weeks(values)


def _are_weeks(values: pa.Array) -> bool:
    values = values.filter(pc.invert(pc.match_substring_regex(values, "^0+$")))
    weeks = pc.all(pc.match_substring_regex(values, r"^20\d\d(0[1-9]|[1-4]\d|5[0-3])$")).as_py()
    return bool(weeks) and bool(pc.any(pc.match_substring_regex(values, r"(1[3-9]|[2-5]\d)$")).as_py())


def take_apart(values: pa.Array, *, of_weeks: bool = False) -> Written:
    """Distinct filled texts as date parts and times. of_weeks: 202607 is a week (of a column that says so)."""
    if of_weeks:
        values = pc.replace_substring_regex(values, r"^(20\d{2})[-/. ]?(\d{2})$", r"\1-W\2")
    dates = pc.replace_substring_regex(values, _TIME, "")
    times = pc.if_else(pc.equal(dates, values), "", values)
    part = pc.dictionary_encode(pc.utf8_trim_whitespace(dates))
    clock = pc.dictionary_encode(pc.struct_field(pc.extract_regex(times, _TIME), "time"))
    readings = _of_one_kind([read_date(text) for text in part.dictionary.to_pylist()])
    seconds = np.array([_seconds(text) for text in clock.dictionary.to_pylist()] or [0], np.int64)
    offsets = np.array([_offset(text) for text in clock.dictionary.to_pylist()] or [NONE], np.int64)
    which = pc.fill_null(clock.indices, -1).to_numpy(zero_copy_only=False)
    timed = which >= 0
    return Written(
        readings=readings,
        part=part.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        seconds=np.where(timed, seconds[which], 0),
        offset=np.where(timed, offsets[which], NONE),
    )


def _of_one_kind(readings: list[DateReading | None]) -> list[DateReading | None]:
    """Without days of a century (126061), unless nearly all are: among other numbers they are no dates."""
    counted = [reading is not None and reading.style == DAY_OF_CENTURY for reading in readings]
    if not any(counted) or sum(counted) >= NEARLY_ALL * sum(reading is not EMPTY for reading in readings):
        return readings
    return [None if of_century else reading for of_century, reading in zip(counted, readings, strict=True)]


def _seconds(text: str) -> int:
    found = _CLOCK.match(text)
    if not found:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    half = (found[4] or "").upper()
    if half == "P" and hours < 12:
        hours += 12
    elif half == "A" and hours == 12:
        hours = 0
    return hours * 3600 + minutes * 60 + seconds


def _offset(text: str) -> int:
    plain = text.upper().rstrip()
    if plain.endswith(("Z", "UTC")):
        return 0
    sign = max(plain.rfind("+"), plain.rfind("-"))
    if sign < 0:
        return NONE
    digits = plain[sign + 1 :].replace(":", "")
    return (int(digits[:2]) * 60 + int(digits[2:4])) * (-1 if plain[sign] == "-" else 1)


def order_evidence(written: Written) -> OrderEvidence:
    """What the dates say about the order of day and month, a style at a time."""
    counts: dict[str, list[int]] = {}
    for reading in written.readings:
        if reading is None or reading is EMPTY or reading.day_first == reading.month_first:
            continue
        place = 0 if reading.month_first is None else 1 if reading.day_first is None else 2
        counts.setdefault(reading.style, [0, 0, 0])[place] += 1
    return OrderEvidence({style: (day, month, either) for style, (day, month, either) in counts.items()})


@dataclass(frozen=True)
class Dates:
    """One value a distinct text: the moment (NaT where there is none), and why there is none.

    empty: written for "no date", or a year that can't be. unread: no date at all, or an order of day and month that
    nothing decides. styles: every way of writing that occurs.
    """

    moments: Moments
    empty: Mask
    unread: Mask
    styles: tuple[str, ...]
    shifted: bool  # times with an offset were turned into local time


def to_dates(written: Written, order: Mapping[str, DateOrder], time_zone: str) -> Dates:
    """Moments (`datetime64[s]`) of the texts taken apart.

    order: for each style, which of day and month comes first; a style without one gives no date where it matters.
    """
    days = np.full(len(written.readings), NONE, np.int64)
    empty = np.zeros(len(written.readings), bool)
    styles: dict[str, None] = {}
    for place, reading in enumerate(written.readings):
        if reading is None:
            continue
        if reading is EMPTY:
            empty[place] = True
            continue
        styles[reading.style] = None
        day = _decided(reading, order.get(reading.style))
        if day is None:
            continue
        if _FIRST_DAY <= day <= _LAST_DAY:
            days[place] = day
        else:
            empty[place] = True
    by_text = days[written.part]
    none = by_text == NONE
    seconds = np.where(none, 0, by_text) * 86_400 + written.seconds
    moments = seconds.astype("datetime64[s]")
    shifted = (written.offset != NONE) & ~none
    if shifted.any():
        moments[shifted] = _local(seconds[shifted] - written.offset[shifted] * 60, time_zone)
    moments[none] = np.datetime64("NaT")
    return Dates(moments, empty[written.part], none & ~empty[written.part], tuple(styles), bool(shifted.any()))


def _decided(reading: DateReading, order: DateOrder | None) -> int | None:
    if reading.day_first == reading.month_first:
        return reading.day_first
    if reading.day_first is None or reading.month_first is None:
        return reading.day_first if reading.month_first is None else reading.month_first
    if order is None:
        return None
    return reading.day_first if order == "day_first" else reading.month_first


def _local(seconds: Longs, time_zone: str) -> Moments:
    moments = pd.DatetimeIndex(seconds.astype("datetime64[s]")).tz_localize(UTC).tz_convert(ZoneInfo(time_zone))
    return moments.tz_localize(None).to_numpy().astype("datetime64[s]")
