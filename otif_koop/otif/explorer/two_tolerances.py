"""Two tolerances against each other: days late, and what is missing or how many days early."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.choices import changed
from otif_koop.otif.explorer.explorer import Explored
from otif_koop.otif.order_book import Floats
from otif_koop.otif.tallies.grid import EDGE, UNDER

LATE_LIMITS = tuple(range(EDGE + 1))
"""Days (or weeks) late that are still on time."""


class Against(StrEnum):
    """What stands against days late."""

    MISSING = "missing"
    EARLY = "early"


LIMITS: dict[Against, tuple[float, ...]] = {
    Against.MISSING: tuple(under / 1000 for under in UNDER),
    Against.EARLY: tuple(range(EDGE + 1)),
}
"""Shares missing (0..1) that are still in full; days (or weeks) early that are still on time."""


def tolerances(
    explorer: Explored, definition: Definition, group: str | None, against: Against = Against.MISSING
) -> Floats:
    """(late limits, limits of the other): the figure at each pair, the rest as in `definition`; NaN without one."""
    limits = LIMITS[against]
    figures = np.full((len(LATE_LIMITS), len(limits)), np.nan)
    for row, late in enumerate(LATE_LIMITS):
        for column, limit in enumerate(limits):
            figure = explorer.figure(with_tolerances(definition, late, limit, against), group)
            figures[row, column] = np.nan if figure is None else figure
    return figures


def with_tolerances(definition: Definition, late: int, limit: float, against: Against = Against.MISSING) -> Definition:
    """The definition with another limit late, and another tolerance under or limit early."""
    window, in_full = definition.window.model_dump() | {"late": late}, definition.in_full.model_dump()
    if against is Against.EARLY:
        window["early"] = int(limit)
    else:
        in_full["under"] = limit
    return changed(definition, {"window": window, "in_full": in_full})


def cell_of_own(definition: Definition, against: Against) -> tuple[int, int] | None:
    """The places of the definition's own two limits; None where one of them is not among those of the map."""
    own = definition.window.early if against is Against.EARLY else definition.in_full.under
    late, limits = definition.window.late, LIMITS[against]
    return (LATE_LIMITS.index(late), limits.index(own)) if late in LATE_LIMITS and own in limits else None
