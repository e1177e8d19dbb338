"""What every chart has in common: colours by meaning, sizes readable from the back of a room, the reader's formats.

Text of axes, titles and legends is left to the screen's theme. Marks take their colour from the theme's list of
categories (`chartCategoricalColors` in .streamlit/config.toml), by place: a chart names a role, and the same chart is
right on a light and on a dark screen. Elsewhere (slides, paper) whoever draws sets `config.range.category`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from otif_koop.charts.vega_lite import Channel, Drawing, Marks, column, fixed
from otif_koop.language import Language
from otif_koop.message import Message

ROLES = ("choice", "main", "quiet", "gain", "short", "spare", "ink", "late")
"""What a colour means, in the order of the theme's categories: `choice` is the one accent, `ink` is for words."""

FONT = 15  # px, of everything but the title
TITLE_FONT = 18
LINE = 19  # px a line of words takes
WIDTH_OF_WORDS = 46  # characters that fit a phone

SCALE = {"domain": list(ROLES)}


# Fixed places, in px or as an expression of `width`.
across = down = down_to = fixed


def colour() -> Channel:
    """The colour of the column `role`; needs one in the data."""
    return column("role:N", scale=SCALE, legend=None)


def outline() -> Channel:
    """The same colour for the outline, so that a hollow mark keeps its meaning."""
    return column("role:N", scale=SCALE, legend=None)


def rows(records: Iterable[Mapping[str, Any]], role: str | None = None) -> Marks:
    """Marks to be, on one row a record; all of one `role` where given."""
    more = {} if role is None else {"role": role}
    return Marks([{**record, **more} for record in records])


def words(
    records: Iterable[Mapping[str, Any]], *, x: Any, y: Any, role: str | None = "ink", bold: bool = False, **mark: Any
) -> Marks:
    """Words in a chart: the column `words` of the records, at x and y; `role` None takes theirs."""
    look = {"fontSize": FONT, "fontWeight": 600 if bold else 400, "lineBreak": "\n", "lineHeight": LINE, **mark}
    drawn = rows(records, role).drawn_as("text", tooltip=None, **look)
    return drawn.encode(x=x, y=y, text=column("words:N"), color=colour())


def tooltips(facts: Mapping[str, str]) -> list[Channel]:
    """What a mark says when touched: columns by the (said) title they stand under."""
    return [column(f"{name}:N", title=title) for name, title in facts.items()]


def dressed(
    layers: Sequence[Any], language: Language, title: Message | str, height: float, *, small: bool = False
) -> Drawing:
    """The layers as one chart in house style: `height` px for what is drawn, the width as wide as there is room.

    `small` gives the title no more room than its words need.
    """
    look = {
        "title": language.say(title),
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 4, "right": 8, "top": 4, "bottom": 8},
        "config": {
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
    }
    return Drawing(layers, look)


def nothing(language: Language, title: Message | str, why: Message | str) -> Drawing:
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
