"""Where the name of a point can stand beside it without running into another, on a phone and on a wider screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from otif_koop.charts.house_style import FONT

NARROW, WIDE = 250.0, 760.0  # px for what is drawn, on a phone and on the least of wider screens
SEEN_AT = {NARROW: f"width < {WIDE:g}", WIDE: f"width >= {WIDE:g}"}
"""When the names that were placed for a width are the ones to show, as an expression of Vega-Lite."""
_LETTER = 0.52 * FONT  # px, on average
_HALF = 9.0  # px of half a line of words
_POINT = 8.0  # px from the middle of a point to its edge

Box = tuple[float, float, float, float]
"""Left, right, top and bottom, in px."""


@dataclass(frozen=True)
class Place:
    """Beside a point: `align` as Vega-Lite calls it, and px to the right and down."""

    align: str
    dx: float
    dy: float

    def box(self, x: float, y: float, words: str) -> Box:
        """What the words take up at a point."""
        wide = len(words) * _LETTER
        left = x + self.dx - {"left": 0.0, "center": wide / 2, "right": wide}[self.align]
        return left, left + wide, y + self.dy - _HALF, y + self.dy + _HALF


PLACES = (
    Place("left", 12, 0),
    Place("right", -12, 0),
    Place("center", 0, -19),
    Place("center", 0, 19),
    Place("left", 12, -15),
    Place("left", 12, 15),
    Place("right", -12, -15),
    Place("right", -12, 15),
)
"""The first that is free is taken."""


def apart(
    points: Sequence[tuple[float, float, str]], width: float, height: float, taken: Iterable[Box] = ()
) -> list[Place | None]:
    """For each point (px across, px down, its words) where they stand; None where there is room nowhere.

    The first points choose first. `taken` is what other words and lines take up.
    """
    others = list(taken)
    dots = [(x - _POINT, x + _POINT, y - _POINT, y + _POINT) for x, y, _ in points]
    found: list[Place | None] = []
    for number, (x, y, words) in enumerate(points):
        in_the_way = others + dots[:number] + dots[number + 1 :]
        free = (place for place in PLACES if _is_free(place.box(x, y, words), in_the_way, width, height))
        place = next(free, None)
        if place is not None:
            others.append(place.box(x, y, words))
        found.append(place)
    return found


def _is_free(box: Box, others: Iterable[Box], width: float, height: float) -> bool:
    left, right, top, bottom = box
    is_inside = left >= 0 and right <= width and top >= 0 and bottom <= height
    return is_inside and not any(left < b[1] and b[0] < right and top < b[3] and b[2] < bottom for b in others)
