"""The figures of a score: product and joint side by side, why they differ, what was counted, and the groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

import streamlit as st

from otif_koop.charts import group_dots, trend_line
from otif_koop.charts.target_table import SHAPE, WORDS
from otif_koop.message import Message, message
from otif_koop.otif.definition import Definition, Incidents, Level
from otif_koop.otif.score import Score, Scored
from otif_koop.otif.score_interval import (
    component_interval_of,
    joint_interval,
    joint_interval_of,
    product_interval_of,
)
from otif_koop.otif.score_lines import PASSES, judged_lines
from otif_koop.otif.score_parts import Part
from otif_koop.otif.trend import PeriodScore, trend
from otif_koop.ui import session, target_results
from otif_koop.ui.field_names import in_words
from otif_koop.ui.glossary import explained
from otif_koop.ui.picture import picture
from otif_koop.ui.score_view import COMPONENTS, FEWEST_ORDERS, LEVELS, REASONS, Looked, group_id, target_of
from otif_koop.ui.speech import language, markdown, say

JOINT, PRODUCT = "joint", "product"
_BOTH = ("no_error", "no_complaint")


def figures(looked: Looked) -> None:
    """Product and joint, equally large, with one sentence on why they differ, and what was counted."""
    sure = _sure(looked)
    if not two_figures(looked.score, looked.level, sure.get(JOINT), sure.get(PRODUCT)):
        return
    _target(looked)
    few_orders(looked.scored.score(looked.group, Level.ORDER).counts.units)
    counted(looked.score, looked.level, looked.scored.as_of)
    if looked.parts:
        st.caption(
            say(
                "Every group counts by its own rules. Days early or late, and the course over time, go by the choices "
                "for all groups."
            )
        )


def _sure(looked: Looked) -> dict[str, tuple[float, float]]:
    """The 95 % intervals of the joint share, of the product and of every component; kept with the book."""
    own = Part(looked.facts, looked.resolved, looked.judged, looked.orders)
    parts, measured = looked.parts or (own,), looked.resolved.measured

    def made() -> dict[str, tuple[float, float]]:
        found = {name: component_interval_of(parts, looked.level, name) for name in PASSES if name in measured}
        found[JOINT] = joint_interval_of(parts, looked.level)
        if looked.score.measured is not None:
            factors = [
                _BOTH if name == "no_error_no_complaint" else (name,) for name in looked.score.measured.components
            ]
            found[PRODUCT] = product_interval_of(parts, looked.level, factors)
        return {name: one for name, one in found.items() if one is not None}

    return looked.book.scores.get(("sure", looked.what), made)


def two_figures(
    one: Score, at: Level, interval: tuple[float, float] | None, of_product: tuple[float, float] | None = None
) -> bool:
    """Product and joint with why they differ; whether there is anything to show."""
    told, measured, level = language(), one.measured, LEVELS[at]
    for note in one.gaps:
        st.warning(markdown(in_words(note)), icon=":material/report:")
    if measured is None:
        st.info(say("No data: there is nothing to count here under this definition."), icon=":material/block:")
        return False
    product, joint = st.columns(2)
    with product.container(border=True, height="stretch"):
        st.metric(say("Components multiplied"), told.percent(measured.product), help=explained("product"))
        if of_product is not None:
            st.caption(say("95 % sure between {range:interval}", range=of_product), help=explained("interval"))
        st.caption(" × ".join(f"{say(_named(part))} {told.percent(_rate(one, part))}" for part in measured.components))
    with joint.container(border=True, height="stretch"):
        label = say("Share of {level} without any fault", level=level)
        st.metric(label, told.percent(measured.joint), help=explained("joint"))
        if interval is not None:
            st.caption(say("95 % sure between {range:interval}", range=interval), help=explained("interval"))
    st.markdown(say(why_they_differ(one)))
    return True


def few_orders(orders: float) -> None:
    """Said where there are too few orders to judge by."""
    if 0 < orders < FEWEST_ORDERS:
        st.warning(say("Only {n} orders: too few to judge by.", n=int(orders)), icon=":material/scatter_plot:")


def _target(looked: Looked) -> None:
    """Whether the target of the group is met, missed or not to be told yet."""
    workshop = session.workshop()
    known_as = None if looked.group is None else group_id(looked.group)
    if workshop is None or known_as is None:
        return
    one = target_results.facts(workshop)[known_as]
    labels = [name for name in looked.book.group.names if group_id(name) == known_as]
    if not one.is_chosen or not one.live or one.standing is None or len(labels) > 1:
        return
    if one.standing.level is looked.level and one.asked.verdict is not None:
        state = message("{sign} {state}", sign=SHAPE[one.asked.verdict], state=WORDS[one.asked.verdict])
        st.markdown(say("Target {target:percent}: **{state}**", target=one.aim, state=state))


def _named(component: str) -> Message:
    return COMPONENTS.get(component, message("No errors, no complaints"))


def _rate(one: Score, component: str) -> float | None:
    rate: float | None = getattr(one, component)
    return rate


def why_they_differ(one: Score) -> Message:
    """Why the product and the joint share are not the same."""
    measured = one.measured
    assert measured is not None  # noqa: S101 - asked only where there is a figure
    if len(measured.components) == 1:
        return message(
            "The two are the same: only “{component}” can be measured in these data.",
            component=_named(measured.components[0]),
        )
    if measured.hides_zero:
        return message("The product hides a zero: the faults fall on different units, so none of them was perfect.")
    if abs(measured.joint - measured.product) < 0.0005:
        return message("The two agree: the faults fall on units as chance would have it.")
    if measured.joint > measured.product:
        return message(
            "The share without any fault is {points} pp higher: faults come together on the same units, "
            "and multiplying counts them twice.",
            points=_points(measured.joint - measured.product),
        )
    return message(
        "The share without any fault is {points} pp lower: faults spread over different units, "
        "and multiplying makes light of that.",
        points=_points(measured.product - measured.joint),
    )


def _points(difference: float) -> str:
    """A difference whose direction the sentence tells, so without a sign."""
    return language().number(difference * 100, decimals=1)


def counted(one: Score, at: Level, as_of: date) -> None:
    """What was counted, what was left out and why, and what was assumed."""
    level = LEVELS[at]
    parts = [say("{units:number} {level} counted", units=one.counts.units, level=level)]
    parts += [
        say("{number:number} {reason}", number=number, reason=REASONS[reason])
        for reason, number in one.counts.excluded.items()
        if number
    ]
    st.caption(" · ".join([*parts, say("data up to {day:date}", day=as_of)]))
    for note in one.assumed:
        st.caption(markdown(in_words(note)))


def rates(looked: Looked) -> None:
    """The component rates, each with how sure it is."""
    component_rates(looked.score, looked.resolved.measured, _sure(looked))


def component_rates(one: Score, measured: Collection[str], sure: Mapping[str, tuple[float, float]]) -> None:
    """The rates of these components, with their intervals where those are known."""
    shown = [component for component in PASSES if component in measured]
    if len(shown) == 1:
        return  # it is the figure above
    for place, component in zip(st.columns(len(shown)), shown, strict=True):
        with place:
            st.metric(say(COMPONENTS[component]), language().percent(_rate(one, component)))
            if component in sure:
                st.caption(say("95 % sure between {range:interval}", range=sure[component]))
    together = one.definition is not None and one.definition.incidents is Incidents.ONE_COMPONENT
    if one.no_error_no_complaint is not None and together:
        st.caption(say("No error and no complaint, as one: {share:percent}", share=one.no_error_no_complaint))


def groups(looked: Looked) -> None:
    """The groups beside each other."""
    told, combine = language(), looked.resolved.definition.combine
    targets = tuple(target_of(name) for name in looked.book.group.names)
    everyone = tuple(one.definition.model_dump_json() for one in looked.scored.resolved.values())
    picture(
        looked.book,
        ("groups", looked.what, everyone, targets),
        lambda: group_dots.chart(_group_figures(looked), combine, told),
        lambda: group_dots.alt_text(_group_figures(looked), combine, told),
    )


def _group_figures(looked: Looked) -> list[group_dots.GroupFigure]:
    figures = []
    for name in looked.book.group.names:
        measured = looked.scored.score(name, looked.level).measured
        figures.append(
            group_dots.GroupFigure(
                group=name or say("(no group)"),
                joint=None if measured is None else measured.joint,
                product=None if measured is None else measured.product,
                interval=_group_interval(looked.scored, name, looked.level),
                enough=looked.scored.score(name, Level.ORDER).counts.units >= FEWEST_ORDERS,
                target=target_of(name),
            )
        )
    return figures


def _group_interval(scored: Scored, name: str, level: Level) -> tuple[float, float] | None:
    resolved = scored.resolved[name]
    if resolved.no_score or scored.score(name, level).measured is None:
        return None
    facts, judged = judged_lines(scored.book, resolved, scored.as_of)
    return joint_interval(
        facts, resolved, judged, level, scored.book.group.codes == scored.book.group.names.index(name)
    )


def over_time(looked: Looked, definition: Definition) -> None:
    """The trend by month or by week."""
    told = language()
    by: Literal["month", "week"] = st.segmented_control(
        say("By"),
        ["month", "week"],
        default="month",
        required=True,
        key=f"trend-{told.code}",
        format_func=lambda code: {"month": say("month"), "week": say("week")}[code],
    )
    combine = looked.resolved.definition.combine
    target = None if looked.group is None else target_of(looked.group)

    def periods() -> list[PeriodScore]:
        return trend(looked.book, definition, looked.level, group=looked.group, by=by, as_of=looked.scored.as_of)

    picture(
        looked.book,
        ("trend", looked.what, definition.model_dump_json(exclude_unset=True), by, target),
        lambda: trend_line.chart(periods(), combine, told, by=by, target=target),
        lambda: trend_line.alt_text(periods(), combine, told, by=by, target=target),
    )
