"""Two tolerances against each other: days late across, quantity missing down, the score in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from otif_koop.charts.house_style import LINE, colour, dressed, nothing, rows, words
from otif_koop.charts.vega_lite import Drawing, column, touched
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.otif.definition import Unit

TITLE = message("Days late against pieces missing")
EMPTY = message("No definition gives a score on these data.")
MISSING = message("missing")
AXIS = {
    Unit.CALENDAR_DAYS: message("days late that are still on time"),
    Unit.WORKING_DAYS: message("working days late that are still on time"),
    Unit.WEEK: message("weeks late that are still on time"),
}
ROW = 2 * LINE + 8
PICKED = "cell"


def chart(
    figures: Sequence[Sequence[float | None]],
    late: Sequence[int],
    under: Sequence[float],
    here: tuple[int, int] | None,
    unit: Unit,
    language: Language,
) -> Drawing:
    """`figures` by late limit and tolerance under (0..1); `here` is the cell of the chosen definition, outlined."""
    known = [figure for row in figures for figure in row if figure is not None]
    if not known:
        return nothing(language, TITLE, EMPTY)
    low, span = min(known), (max(known) - min(known)) or 1.0
    records = []
    for across, row in enumerate(figures):
        for down, figure in enumerate(row):
            if figure is None:
                continue
            records.append(
                {"late": late[across], "under": under[down], "figure": 0.05 + 0.4 * (figure - low) / span}
                | {"words": language.number(round(100 * figure), decimals=0), "place": across * len(under) + down}
            )
    x = column(
        "late:O",
        scale={"paddingInner": 0.04, "paddingOuter": 0},
        axis={"title": language.say(AXIS[unit]), "labelAngle": 0, "orient": "bottom", "ticks": False, "domain": False},
    )
    y = column("under:O", scale={"paddingInner": 0.04, "paddingOuter": 0}, axis=_names(language))
    cell = (
        rows(records, "main")
        .drawn_as("rect", cursor="pointer", tooltip=None)
        .encode(
            x=x,
            y=y,
            color=colour(),
            fillOpacity=column("figure:Q", scale=None, legend=None),
            detail=column("place:Q"),
        )
        .selecting(touched(PICKED, "place"))
    )
    layers = [cell, words(records, x=x, y=y, baseline="middle", bold=True)]
    own = [record for record in records if here is not None and record["place"] == here[0] * len(under) + here[1]]
    if own:
        outline = rows(own, "choice").drawn_as("rect", filled=False, strokeWidth=4, tooltip=None)
        layers.append(outline.encode(x=x, y=y, color=colour()))
    return dressed(layers, language, TITLE, ROW * len(under))


def _names(language: Language) -> dict[str, Any]:
    return {
        "title": language.say(MISSING),
        "labelExpr": "format(datum.value, '.0%')",
        "labelOverlap": False,
        "ticks": False,
        "domain": False,
    }


def alt_text(
    figures: Sequence[Sequence[float | None]], late: Sequence[int], under: Sequence[float], language: Language
) -> str:
    """What the map shows, for who can't see it."""
    known = [figure for row in figures for figure in row if figure is not None]
    if not known:
        return language.say(EMPTY)
    return language.say(
        "Map of the score by days late (0 to {late}) and quantity missing (0 to {under:percent}): from {low:percent} "
        "at the strictest to {high:percent} at the mildest.",
        late=max(late),
        under=max(under),
        low=min(known),
        high=max(known),
    )


def cell_of(place: int, under: Sequence[float]) -> tuple[int, int]:
    """The late and under places of a selected cell."""
    return divmod(place, len(under))
