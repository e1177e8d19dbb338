"""What every chart has in common: colours by meaning, sizes readable from the back of a room, the reader's formats.

Text of axes, titles and legends is left to the screen's theme. Marks take their colour from the theme's list of
categories (`chartCategoricalColors` in .streamlit/config.toml), by place: a chart names a role, and the same chart is
right on a light and on a dark screen. Elsewhere (slides, paper) whoever draws sets `config.range.category`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from otif_koop.language import Language
from otif_koop.message import Message

ROLES = ("choice", "main", "quiet", "gain", "short", "spare", "ink", "late")
"""What a colour means, in the order of the theme's categories: `choice` is the one accent, `ink` is for words."""

FONT = 15  # px, of everything but the title
TITLE_FONT = 18
LINE = 19  # px a line of words takes
WIDTH_OF_WORDS = 46  # characters that fit a phone

_FEW = 40  # rows up to which Altair is slower with a frame than with the rows as they are: twice the time of a chart

SCALE = alt.Scale(domain=list(ROLES))


# Fixed places, in px or as an expression of `width`. Altair takes ten times as long over `alt.value` and over a column
# given as text ("end:Q") as over an object of the channel itself, so every channel here is given as an object.
across: Any = alt.XValue
down: Any = alt.YValue
down_to: Any = alt.Y2Value


def colour() -> alt.Color:
    """The colour of the column `role`; needs one in the data."""
    return alt.Color("role:N", scale=SCALE, legend=None)


def outline() -> alt.Stroke:
    """The same colour for the outline, so that a hollow mark keeps its meaning."""
    return alt.Stroke("role:N", scale=SCALE, legend=None)


def rows(records: Iterable[Mapping[str, Any]], role: str | None = None) -> alt.Chart:
    """A chart to be, on one row a record; all of one `role` where given."""
    more = {} if role is None else {"role": role}
    made = [{**record, **more} for record in records]
    if len(made) <= _FEW and all(isinstance(value, str | int | float) for one in made for value in one.values()):
        return alt.Chart(alt.InlineData(values=tuple(made)))
    return alt.Chart(pd.DataFrame(made))


def words(
    records: Iterable[Mapping[str, Any]], *, x: Any, y: Any, role: str | None = "ink", bold: bool = False, **mark: Any
) -> alt.Chart:
    """Words in a chart: the column `words` of the records, at x and y; `role` None takes theirs."""
    look = {"fontSize": FONT, "fontWeight": 600 if bold else 400, "lineBreak": "\n", "lineHeight": LINE, **mark}
    placed: alt.Chart = (
        rows(records, role).mark_text(tooltip=None, **look).encode(x=x, y=y, text=alt.Text("words:N"), color=colour())
    )
    return placed


def tooltips(facts: Mapping[str, str]) -> list[alt.Tooltip]:
    """What a mark says when touched: columns by the (said) title they stand under."""
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in facts.items()]


def dressed(
    layers: Sequence[Any], language: Language, title: Message | str, height: float, *, small: bool = False
) -> alt.LayerChart:
    """The layers as one chart in house style: `height` px for what is drawn, the width as wide as there is room.

    `small` gives the title no more room than its words need.
    """
    # one call, because Altair copies the whole chart at every step of a chain
    chart: Any = alt.layer(
        *layers,
        title=language.say(title),
        height=height,
        autosize={"type": "fit-x", "contains": "padding"},
        padding={"left": 4, "right": 8, "top": 4, "bottom": 8},
        config={
            "locale": language.vega_locale(),
            "view": {"stroke": None},
            "title": {
                "fontSize": FONT if small else TITLE_FONT,
                "anchor": "start",
                "frame": "bounds",
                "offset": 5 if small else 12,
            },
            "axis": {
                "labelFontSize": FONT,
                "titleFontSize": FONT,
                "titleFontWeight": "normal",
                "labelPadding": 6,
                "titlePadding": 8,
            },
            "axisY": {"labelFlush": False},
            "legend": {"labelFontSize": FONT, "titleFontSize": FONT, "symbolSize": 140, "symbolStrokeWidth": 2},
        },
    )
    whole: alt.LayerChart = chart
    return whole


def nothing(language: Language, title: Message | str, why: Message | str) -> alt.LayerChart:
    """A chart that says why there is nothing to see, rather than a blank one."""
    said = [{"words": wrapped(language.say(why))}]
    return dressed(
        [words(said, x=across(0), y=down(LINE), align="left", baseline="middle", limit={"expr": "width"})],
        language,
        title,
        2 * LINE * (1 + said[0]["words"].count("\n")),
    )


def wrapped(text: str, width: int = WIDTH_OF_WORDS, most: int = 3) -> str:
    """The text over at most so many lines of `width` characters, ending in … where it is longer."""
    return "\n".join(textwrap.wrap(text, width, max_lines=most, placeholder=" …"))
