"""The axes of a chart with a row a name: names on the left, shares from left to right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import floor
from typing import Literal

from otif_koop.charts.house_style import LINE
from otif_koop.charts.vega_lite import Channel, column


def by_name(names: Sequence[str] | Sequence[list[str]], widest: int = 170) -> Channel:
    """The column `place`, a row a name from the top, at most `widest` px wide; a name may be a list of two lines."""
    axis = {
        "labelExpr": f"{json.dumps(list(names))}[datum.value]",
        "labelLineHeight": LINE,
        "labelLimit": widest,
        "labelOverlap": False,
        "labelPadding": 14,  # clear of a mark at nothing
    }
    if any(not isinstance(name, str) for name in names):
        axis["labelOffset"] = -LINE / 2  # the first of two lines would stand level with the row
    return column("place:O", title=None, scale={"domain": list(range(len(names)))}, axis=axis)


def by_share(least: float, orient: Literal["top", "bottom"] = "bottom") -> Channel:
    """The column `share` (0..1), from the round tenth below `least` up to all."""
    return column(
        "share:Q",
        scale={"domain": [max(0.0, floor(least * 10 - 0.1) / 10), 1], "nice": False, "zero": False},
        axis={"title": None, "format": ".0%", "tickCount": 4, "orient": orient},
    )
