"""Which row of a file holds the names, and which rows above and below are no data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from otif_koop.intake.values.date_text import read_date

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
    r"|^\W*(pagina|page|blad|seite)\W*\d+(\W*(van|of|von)?\W*\d+)?\W*$|\btota+l\W*$",
    re.IGNORECASE,
)
_ONLY_TOTAL = re.compile(
    r"^\W*((sub|eind|grand |end|zwischen|gesamt)\s?(tota+l|summe)\b.*|(totaa?len|totaal|summe|gesamt|som)\W*$)",
    re.IGNORECASE,
)
"""A total's word that nobody is called by, as someone may be called Total or Totaal Wonen."""
_TOTAL_WORD = re.compile(r"\W*\b(sub|zwischen)?(tota+l|summe|sum|som)\b\W*", re.IGNORECASE)
_DATED = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}")
_DATE_STYLES = ("iso", "compact", "name", "week", "-", "/", ".", " ")
_TEXT = re.compile(r"(?=.*[^\W\d_]).{4}")
"""A name or a code, and no unit or currency behind a sum."""
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
        own = width >= EMPTIER * usual or _is_own(row, known=("",))  # at the end "Total" alone is no customer
        says_so = bool(_TOTAL.match(first)) and (usual <= 3 or not own)
        remark = bool(_NOTE.match(first)) and width <= 2 and usual > 2
        bare = usual >= 5 and width <= max(1, 0.25 * usual) and not row[0].strip()
        if not (says_so or remark or bare):
            break
        found = back
    return found


def is_within(row: Row, usual: float, known: Container[str] = ()) -> bool:
    """Whether a row between the data is a subtotal or the mark of a page: it says so, is emptier, has no date, and is
    no row of someone who is called so.

    known: what stands beside the total's word in these rows (`total_of`) and is the value of another row.
    """
    first = next((cell for cell in row if cell.strip()), "")
    return (
        bool(_WITHIN.search(first)) and filled(row) < EMPTIER * usual and not _has_date(row) and not _is_own(row, known)
    )


def total_of(row: Row) -> str:
    """What a subtotal says that it is of: K5 in "Totaal K5"; blank where it doesn't."""
    return _TOTAL_WORD.sub("", next((cell for cell in row if cell.strip()), "")).strip()


def _behind(row: Row) -> Row:
    """The cells behind the first filled one."""
    place = next((place for place, cell in enumerate(row) if cell.strip()), 0)
    return row[place + 1 :]


def _has_date(row: Row) -> bool:
    return any(_DATED.search(cell) or _is_date(cell) for cell in _behind(row))


def _is_date(cell: str) -> bool:
    reading = read_date(cell.strip())
    return reading is not None and reading.style in _DATE_STYLES


def _is_own(row: Row, known: Container[str] = ()) -> bool:
    """Whether a row that begins with a total's word is one of the data, of a customer called Totaal Wonen: it has a
    date, names or codes of its own, or numbers right behind the name, where a total has none.
    """
    if _ONLY_TOTAL.match(next((cell for cell in row if cell.strip()), "")):
        return False
    behind = _behind(row)
    if _has_date(row) or sum(bool(_TEXT.match(cell.strip())) for cell in behind) > 1:
        return True
    return total_of(row) not in known and all(cell.strip() for cell in behind[:2])


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
