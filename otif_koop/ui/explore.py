"""The first screen of *explore*: the story, every definition as a histogram, single choices, and one to take over."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from otif_koop.charts import definition_histogram, effect_bars
from otif_koop.message import Message, message
from otif_koop.otif.cascade import chosen
from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.effects import Effect, effects, known
from otif_koop.otif.resolve import resolve
from otif_koop.otif.sentences import sentences
from otif_koop.ui import frame, inputs, session
from otif_koop.ui.explored import Explored
from otif_koop.ui.picture import picture
from otif_koop.ui.speech import language, markdown, say

_TRIED = "explore_tried"
_AT_THE_BOTTOM = """<style>
:has(> .st-key-explore-draft), .st-key-explore-draft {{ position: sticky; bottom: 0.5rem; z-index: 90; }}
.st-key-explore-draft {{ background: {background}; max-height: 40vh; overflow-y: auto; border-width: 2px; }}
</style>"""
"""Streamlit has no container that stays in view."""

SHOWN_EFFECTS = 8
SWITCHED = message("{question} {answer}")


def story(looked: Explored) -> None:
    """The whole story in one sentence, and where the chosen definition stands in it."""
    scores, figure = looked.scores, looked.figure
    if not len(scores):
        st.info(say("No definition gives a score on these data."), icon=":material/block:")
        return
    low, high = float(scores.min()), float(scores.max())
    st.markdown(f"### {say('The same deliveries score from {low:percent} to {high:percent}.', low=low, high=high)}")
    if figure is None:
        n = len(scores)
        if looked.book is None:
            st.caption(say("{n:number} definitions can be defended. To score the chosen one the rows are needed.", n=n))
        else:
            st.caption(say("{n:number} definitions can be defended. The chosen one gives no score on these data.", n=n))
        return
    milder = int(np.sum(scores > figure + 1e-9))
    st.caption(
        say(
            "{n:number} definitions can be defended. The chosen one gives {figure:percent}; "
            "{share:percent} of them give more.",
            n=len(scores),
            figure=figure,
            share=milder / len(scores),
        )
    )


def histogram(looked: Explored) -> None:
    """All definitions by their score; touching a bar tries the nearest definition in it."""
    told = language()
    key = picture_key(looked, "histogram")

    def drawn() -> tuple[tuple[int, ...], list[definition_histogram.Marked], float | None, float | None]:
        scores, figure = looked.scores, looked.figure
        marked = [
            definition_histogram.Marked(one.label, share)
            for one, share in known(looked.explorer, looked.group)
            if share is not None
        ]
        marked += [] if figure is None else [definition_histogram.Marked(None, figure)]
        ends = (float(scores.min()), float(scores.max())) if len(scores) else (None, None)
        return definition_histogram.counts_of(scores), marked, *ends

    def touched() -> None:
        place = picked(key, definition_histogram.BIN)
        if place is not None:
            _try_bin(looked, place)
            return
        place = picked(key, definition_histogram.MARK)
        named = [one for one in known(looked.explorer, looked.group) if one[1] is not None]
        if place is not None and place < len(named):
            _try(looked, named[place][0].definition, named[place][0].says)

    picture(
        looked.explorer,
        ("definitions", looked.what),
        lambda: definition_histogram.chart(*drawn(), told),
        lambda: definition_histogram.alt_text(*drawn(), told),
        key=key,
        on_select=touched,
    )


def tornado(looked: Explored) -> None:
    """What each other answer to a single choice would do."""
    told, key = language(), picture_key(looked, "tornado")

    def shown() -> list[Effect]:
        return effects(looked.explorer, looked.definition, looked.group)[:SHOWN_EFFECTS]

    def bars() -> list[effect_bars.Effect]:
        return [(_switched(one), one.difference) for one in shown()]

    def touched() -> None:
        place = picked(key, effect_bars.PICKED)
        found = shown()
        if place is not None and place < len(found):
            _try(looked, found[place].definition, _switched(found[place]))

    picture(
        looked.explorer,
        ("tornado", looked.what),
        lambda: effect_bars.chart(bars(), told, message("What one other choice does")),
        lambda: effect_bars.alt_text(bars(), told),
        key=key,
        on_select=touched,
    )


def _switched(one: Effect) -> Message:
    return Message(SWITCHED.text, {"question": one.title, "answer": one.label})


def picture_key(looked: Explored, what: str) -> str:
    """The key of a chart that can be touched: another revision forgets what was touched."""
    return f"explore-{what}-{language().code}-{looked.group}-{session.version()}"


def picked(key: str, name: str) -> int | None:
    """The place that was touched in a chart, or None."""
    found = st.session_state.get(key)
    picked = found["selection"].get(name, []) if found else []
    return int(picked[0]["place"]) if picked and "place" in picked[0] else None


def _try_bin(looked: Explored, place: int) -> None:
    swept, source = looked.explorer.sweep(), looked.explorer.source
    low, high = definition_histogram.edges(place)
    here = swept.place_of(resolve(looked.definition, source), source)
    found = swept.nearest(looked.group, low - 1e-9, high + 1e-9, here)
    if found is None:
        return
    inside = int(np.sum((looked.scores >= low - 1e-9) & (looked.scores <= high + 1e-9)))
    says = message(
        "{n:number} definitions score from {low:percent} to {high:percent}. "
        "This one differs least from the chosen one.",
        n=inside,
        low=low,
        high=high,
    )
    _try(looked, swept.definition(found), says)


def _try(looked: Explored, definition: Definition, says: Message) -> None:
    st.session_state[_TRIED] = (_where(looked), definition, says)


@inputs.for_looking
def try_out(looked: Explored, definition: Definition, says: Message) -> None:
    """Put a definition beside the chosen one, to be taken over or put aside."""
    _try(looked, definition, says)


def tried(looked: Explored) -> Definition | None:
    """The definition that is tried beside the chosen one, if any."""
    found = st.session_state.get(_TRIED)
    return found[1] if found is not None and found[0] == _where(looked) else None


def _where(looked: Explored) -> tuple[object, ...]:
    return (session.version(), looked.group)


def hint(looked: Explored) -> None:
    """How to look further; it stays, so that nothing moves under who touches again."""
    if len(looked.scores):
        st.caption(
            say("Touch a bar, a name or a step: that definition appears at the bottom, to read and to take over.")
        )


def draft(looked: Explored) -> None:
    """The definition that was touched: what it says otherwise, what it scores, and the way to take it over.

    Drawn last, it stays in view at the bottom, whatever part of the page was touched.
    """
    definition = tried(looked)
    if definition is None:
        return
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.html(_AT_THE_BOTTOM.format(background=st.get_option(f"theme.{theme}.backgroundColor")))
    says: Message = st.session_state[_TRIED][2]
    figure, here = looked.explorer.figure(definition, looked.group), looked.figure
    with st.container(border=True, key="explore-draft", gap="xsmall"):
        points = None if figure is None or here is None else figure - here
        head = say("{figure:percent}, and {points:points} from the chosen one", figure=figure, points=points)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{head}**  \n{markdown(says)}" if points is not None else markdown(says))
            if looked.group is None or looked.group_id is not None:
                label = message("Take this definition over")
                inputs.button(
                    label, "explore-take", _take_over, (looked, definition), icon=":material/check:", is_primary=True
                )
            inputs.button(message("Put aside"), "explore-aside", _put_aside, icon=":material/close:")
        other = otherwise(looked, definition)
        if other:
            st.caption(" ".join(markdown(one) for one in other))
        if looked.group is not None and looked.group_id is None:
            st.caption(say("This group of the data is no customer group of the workshop yet."))
            frame.link("customers")


def otherwise(looked: Explored, then: Definition) -> list[Message]:
    """What a definition says otherwise than the chosen one, as far as it matters on these data."""
    source = looked.explorer.source
    before, after = (sentences(resolve(one, source).definition) for one in (looked.definition, then))
    said = sentences(then)
    return [said[field] for field, sentence in after.items() if before.get(field) != sentence and field in said]


@inputs.for_looking
def _put_aside() -> None:
    st.session_state.pop(_TRIED, None)


def _take_over(looked: Explored, definition: Definition) -> None:
    session.change(changes(looked, definition))
    _put_aside()


def changes(looked: Explored, definition: Definition) -> dict[tuple[str, ...], Any]:
    """The edits that make `definition` the one that measures what is explored."""
    path = ("default_definition",) if looked.group is None else ("group_definitions", str(looked.group_id))
    now, then = looked.definition.model_dump(mode="json"), definition.model_dump(mode="json")
    own = chosen(looked.definition)
    found: dict[tuple[str, ...], Any] = {}
    for field, value in then.items():
        if value == now[field]:
            continue
        if field in {"no_error", "no_complaint"} and value["kinds"]:
            if now[field]["kinds"]:
                continue  # the kinds stay as they were chosen
            every = _every_kind(own) and tuple(value["kinds"]) == getattr(looked.explorer.base, field).kinds
            value = {"kinds": "all" if every else value["kinds"]}
        found[(*path, field)] = value
    return found


def _every_kind(own: dict[str, Any]) -> bool:
    """Whether no single kinds were chosen on either side."""
    return all(own.get(name, {}).get("kinds", "all") in ("all", (), []) for name in ("no_error", "no_complaint"))
