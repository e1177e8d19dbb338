"""Two tolerances against each other: days late across, quantity missing or days early down, the score in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from otif_koop.charts.house_style import LINE, colour, dressed, nothing, rows, words
from otif_koop.charts.vega_lite import Drawing, column, touched
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.otif.definition import Unit
from otif_koop.otif.explorer.two_tolerances import Against

TITLES = {
    Against.MISSING: message("Days late against pieces missing"),
    Against.EARLY: message("Days late against days early"),
}
EMPTY = message("No definition gives a score on these data.")
DOWN = {Against.MISSING: message("missing"), Against.EARLY: message("early")}
FORMAT = {Against.MISSING: ".0%", Against.EARLY: "d"}
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
    limits: Sequence[float],
    here: tuple[int, int] | None,
    unit: Unit,
    language: Language,
    against: Against = Against.MISSING,
) -> Drawing:
    """`figures` by late limit and by what stands against it: `limits` are shares missing (0..1), or days early.

    `here` is the cell of the chosen definition, outlined.
    """
    known = [figure for row in figures for figure in row if figure is not None]
    if not known:
        return nothing(language, TITLES[against], EMPTY)
    low, span = min(known), (max(known) - min(known)) or 1.0
    records = []
    for across, row in enumerate(figures):
        for down, figure in enumerate(row):
            if figure is None:
                continue
            records.append(
                {"late": late[across], "limit": limits[down], "figure": 0.05 + 0.4 * (figure - low) / span}
                | {"words": language.number(round(100 * figure), decimals=0), "place": across * len(limits) + down}
            )
    x = column(
        "late:O",
        scale={"paddingInner": 0.04, "paddingOuter": 0},
        axis={"title": language.say(AXIS[unit]), "labelAngle": 0, "orient": "bottom", "ticks": False, "domain": False},
    )
    y = column("limit:O", scale={"paddingInner": 0.04, "paddingOuter": 0}, axis=_names(against, language))
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
    own = [record for record in records if here is not None and record["place"] == here[0] * len(limits) + here[1]]
    if own:
        outline = rows(own, "choice").drawn_as("rect", filled=False, strokeWidth=4, tooltip=None)
        layers.append(outline.encode(x=x, y=y, color=colour()))
    return dressed(layers, language, TITLES[against], ROW * len(limits))


def _names(against: Against, language: Language) -> dict[str, Any]:
    return {
        "title": language.say(DOWN[against]),
        "labelExpr": f"format(datum.value, '{FORMAT[against]}')",
        "labelOverlap": False,
        "ticks": False,
        "domain": False,
    }


def alt_text(
    figures: Sequence[Sequence[float | None]],
    late: Sequence[int],
    limits: Sequence[float],
    language: Language,
    against: Against = Against.MISSING,
) -> str:
    """What the map shows, for who can't see it."""
    known = [figure for row in figures for figure in row if figure is not None]
    if not known:
        return language.say(EMPTY)
    ends = {"late": max(late), "low": min(known), "high": max(known)}
    if against is Against.EARLY:
        return language.say(
            "Map of the score by days late (0 to {late}) and days early (0 to {early}): from {low:percent} at the "
            "strictest to {high:percent} at the mildest.",
            early=int(max(limits)),
            **ends,
        )
    return language.say(
        "Map of the score by days late (0 to {late}) and quantity missing (0 to {under:percent}): from {low:percent} "
        "at the strictest to {high:percent} at the mildest.",
        under=max(limits),
        **ends,
    )


def cell_of(place: int, limits: Sequence[float]) -> tuple[int, int]:
    """The places of a selected cell among the late limits and the others."""
    return divmod(place, len(limits))
