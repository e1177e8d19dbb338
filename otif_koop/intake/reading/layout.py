"""Which row of a file holds the names, and which rows above and below are no data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

Row = Sequence[str]

LOOK_FOR_HEADER_IN = 60
LOOK_FOR_TOTALS_IN = 12
LOOK_AT_DATA = 20
EMPTIER = 0.8
"""A total fills less than this share of what a row of data fills."""

_DATA = re.compile(
    r"""^\s*(
        [-+(]?[€$£]?\s?\d[\d\s.,'’]*\)?[-%]?                      # a number
      | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T\s].*)?               # a date
      | \d{1,2}[-\s](?i:[a-z]{3,9})\.?[-\s]\d{2,4}              # 2-Jun-06
    )\s*$""",
    re.VERBOSE,
)
_TOTAL = re.compile(
    r"^\W*((sub|eind|grand |end)?\s?tota(a?l|le)n?|summe|gesamt(summe)?|som|sum|endsumme)\b(?!\w)", re.IGNORECASE
)
_NOTE = re.compile(
    r"^\W*(einde|end of|ende|\d+\s(rows?|rijen|records?|regels?|zeilen)\b|\(?\d+ .*affected)", re.IGNORECASE
)
_TITLE = re.compile(r"[:\d]")
_WITHIN = re.compile(
    r"^\W*((sub|eind|grand )?\s?totaal\b|subtotal\b|(sub|zwischen)?summe\b|total\W*(\d|$))"
    r"|^\W*(pagina|page|blad|seite)\W*\d+|\btota+l\W*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}")
WITHIN = _WITHIN.pattern
"""How the first filled cell of a subtotal or a page mark between the data reads."""


def looks_like_data(cell: str) -> bool:
    """Whether a cell holds a number or a date, which a column's name never is."""
    return bool(_DATA.match(cell))


def filled(row: Row) -> int:
    """How many cells of a row are not blank."""
    return sum(bool(cell.strip()) for cell in row)


def find_header(rows: Sequence[Row]) -> int | None:
    """The index of the row with the names in the first rows of a file; None where the data begin at once.

    It is the first row that is about as wide as the data below it and holds no numbers or dates.
    """
    rows = rows[:LOOK_FOR_HEADER_IN]
    widths = Counter(width for width in map(filled, rows) if width > 1)
    if not widths:
        return 0 if rows else None
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    for index, row in enumerate(rows):
        names = [cell for cell in row if cell.strip()]
        wide = len(names) >= max(2, 0.6 * usual)
        if not wide:
            continue
        if not any(looks_like_data(name) for name in names):
            return index
        if sum(looks_like_data(name) for name in names) > 0.25 * len(names) and len(names) >= 0.9 * usual:
            return index - 1 if index and _could_be_names(rows[index - 1]) else None  # the first full row is data
        if len(set(names)) == len(names) and sum(looks_like_data(name) for name in names) <= 0.25 * len(names):
            return index  # years or week numbers among the names
    return None


def second_names(rows: Sequence[Row], header: int) -> bool:
    """Whether the row below the names holds names again (technical ones, units), where every later row holds data."""
    below = rows[header + 1 : header + 2]
    data = rows[header + 2 : header + 2 + LOOK_AT_DATA]
    if not below or len(data) < 2:
        return False
    dated = [
        place
        for place, cell in enumerate(below[0])
        if cell.strip() and all(place < len(row) and looks_like_data(row[place]) for row in data)
    ]
    return len(dated) >= 2 and not any(looks_like_data(cell) for cell in below[0])


@dataclass(frozen=True)
class Names:
    """The columns' names: as they stand in one row, or in two of which the upper one groups the lower.

    rows: the rows that they were taken from, as places in the file's first rows. last: the last row above the data.
    """

    cells: Sequence[str]
    rows: tuple[int, ...]
    last: int


def names_at(rows: Sequence[Row], header: int) -> Names:
    """The names in the row `header` of a file's first rows, and in the row above or below where they take two.

    Two rows are joined where neither is enough: one has the same name twice or columns without a name, and the other
    says what of ("Datum" above "toegezegd" and "geleverd"). A second row of technical names is no part of them.
    """
    if second_names(rows, header):
        if _needs_another(rows[header], rows[header + 1]):
            return Names(_joined(rows[header], rows[header + 1]), (header, header + 1), header + 1)
        return Names(rows[header], (header,), header + 1)
    if header and _groups(rows[header - 1], rows[header]):
        return Names(_joined(rows[header - 1], rows[header]), (header - 1, header), header)
    return Names(rows[header], (header,), header)


def _needs_another(upper: Row, lower: Row) -> bool:
    more = any(not above.strip() and below.strip() for above, below in _pairs(upper, lower))
    return more or (_repeats(upper) and not _repeats(_joined(upper, lower)))


def _groups(upper: Row, lower: Row) -> bool:
    """Whether a row above the names says what they are of: fewer and plain words that tell repeated names apart, which
    what stands beside a title (Filiaal, Utrecht) doesn't.
    """
    above = [cell for cell in upper if cell.strip()]
    plain = not any(looks_like_data(cell) or _TITLE.search(cell) for cell in above)
    return _repeats(lower) and 1 < len(above) < filled(lower) and plain and not _repeats(_joined(upper, lower))


def _repeats(names: Row) -> bool:
    named = [cell.strip().lower() for cell in names if cell.strip()]
    return len(set(named)) < len(named)


def _joined(upper: Row, lower: Row) -> list[str]:
    """Each lower name behind the upper one that it stands under, unless it says that already."""
    names, group = [], ""
    for above, below in _pairs(upper, lower):
        above, below = " ".join(above.split()), " ".join(below.split())
        group = above or group
        names.append(below if not below or group.lower() in below.lower() else f"{group} {below}".strip())
        if not below:
            names[-1] = above
    return names


def _pairs(upper: Row, lower: Row) -> list[tuple[str, str]]:
    return list(zip_longest(upper, lower, fillvalue=""))


def _could_be_names(row: Row) -> bool:
    """Whether a row above the data holds names, though too few."""
    return filled(row) > 1 and not any(looks_like_data(cell) for cell in row)


def count_totals(rows: Sequence[Row], usual: float) -> int:
    """How many of the last rows of a file are no data: totals, remarks, and blank rows among them.

    rows: the last rows, in their order. usual: how many cells a row of data fills. A row is taken for a total where its
    first filled cell says so and it is emptier than the data, or where hardly anything stands in it.
    """
    found = 0
    for back, row in enumerate(reversed(rows[-LOOK_FOR_TOTALS_IN:]), start=1):
        width = filled(row)
        if width == 0:
            continue
        first = next(cell for cell in row if cell.strip())
        says_so = bool(_TOTAL.match(first)) and (width < EMPTIER * usual or usual <= 3)
        remark = bool(_NOTE.match(first)) and width <= 2 and usual > 2
        bare = usual >= 5 and width <= max(1, 0.25 * usual) and not row[0].strip()
        if not (says_so or remark or bare):
            break
        found = back
    return found


def is_within(row: Row, usual: float) -> bool:
    """Whether a row between the data is a subtotal or the mark of a page: it says so, is emptier, and has no date."""
    first = next((cell for cell in row if cell.strip()), "")
    return (
        bool(_WITHIN.search(first)) and filled(row) < EMPTIER * usual and not any(_DATED.search(cell) for cell in row)
    )


def unique_names(cells: Sequence[str]) -> list[str]:
    """Headers as they are to be called: one line, trimmed, a repeated one numbered, a blank one by its place (#3)."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        plain = " ".join(cell.replace("﻿", "").split()) or f"#{place}"
        name, again = plain, 1
        while name in taken:
            again += 1
            name = f"{plain} ({again})"
        taken.add(name)
        names.append(name)
    return names
