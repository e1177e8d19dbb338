"""The card of one customer group: where it stands, its price, and the way to its target."""

from __future__ import annotations

from datetime import date

import streamlit as st

from otif_koop.charts import growth_path, koop_exchange
from otif_koop.charts.growth_path import RungFigure
from otif_koop.koop.position_names import title
from otif_koop.language import markdown_safe
from otif_koop.message import message
from otif_koop.otif.definition import Combine
from otif_koop.ui import frame, target_results
from otif_koop.ui.due import today
from otif_koop.ui.glossary import explained
from otif_koop.ui.picture import described
from otif_koop.ui.score_view import FEWEST_ORDERS
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.target_results import Facts
from otif_koop.ui.targets import source
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.growth_path import milestones, rung_of, rungs_of
from otif_koop.workshop.pdca import MET_FOR, met_in_a_row
from otif_koop.workshop.target_effects import interval, orders_to_settle
from otif_koop.workshop.target_notes import notes
from otif_koop.workshop.target_price import Price

_LOOK = {"stop": st.warning, "doubt": st.warning, "good": st.success, "know": st.info}
_ICON = {
    "stop": ":material/block:",
    "doubt": ":material/help:",
    "good": ":material/check_circle:",
    "know": ":material/info:",
}


def name(one: Facts) -> None:
    """The group, and where its figures come from."""
    st.subheader(markdown_safe(one.name), anchor=False)
    source(one)


def figures(one: Facts, price: Price | None) -> None:
    """Today's score with its margin, the wall, and what the target asks of a line."""
    told, standing, asks = language(), one.standing, one.asked
    now, wall, line = st.columns(3)
    if standing is None:
        now.metric(say("Today"), say("no data"))
    else:
        is_joint = standing.combine is Combine.JOINT
        now.metric(
            say("Today"),
            told.percent(standing.score.share),
            help=explained("joint" if is_joint else "product"),
        )
        now.caption(say("95 % sure between {range:interval}", range=interval(standing.score)))
        if standing.orders < FEWEST_ORDERS:
            now.caption(say("Only {n} orders: too few to judge by.", n=int(standing.orders)))
        elif (more := orders_to_settle(standing, one.target.target)) is not None:
            now.caption(say("The target lies within that margin. Some {n:number} orders more would settle it.", n=more))
    if price is None or price.wall is None:
        wall.metric(say("The decoupling point gives at most"), "–")
        wall.caption(say("Known once the group has its place in the chain."))
    else:
        wall.metric(say("The decoupling point gives at most"), told.percent(price.wall))
        where = (
            message("on time in full, decided: position {n}")
            if price.decided
            else message("on time in full, advice: position {n}")
        )
        wall.caption(say(where, n=price.position))
    if asks.line is not None:
        line.metric(say("That means per order line"), told.percent(asks.line), help=_line_help(one))
        line.caption(say("today {share:percent} of the lines without any fault", share=asks.line_today))
    else:
        line.metric(
            say("To be sure it takes"), "–" if asks.orders_to_prove is None else told.number(asks.orders_to_prove)
        )
        line.caption(say("orders without a single miss, at least"))


def _line_help(one: Facts) -> str:
    said = say("Where lines miss apart from each other: an order is good only when all its lines are.")
    if one.asked.line_clustered is not None:
        said += " " + say(
            "When misses keep coming together in the same orders, as they do today, {share:percent} is enough.",
            share=one.asked.line_clustered,
        )
    return said


def told(one: Facts, price: Price | None) -> None:
    """What must be known before anyone agrees: impossible, untestable, met already."""
    for note in notes(one.asked, one.standing, price, one.target.by_date, today()):
        _LOOK[note.kind](markdown(note.says), icon=_ICON[note.kind])


def curve(workshop: Workshop, one: Facts) -> None:
    """The exchange curve with what the target asks of it, and the price of a point."""
    found = target_results.priced(workshop, one)
    if found is None:
        st.caption(say("What a point costs shows once the group has its place in the chain."))
        frame.link("koop", message("To the decoupling point"))
        return
    price, drawn = found
    words = language()
    described(
        ("target-curve", one.group_id, drawn.cost.tobytes(), price.otif),
        lambda: koop_exchange.chart(drawn, price.otif, words, message("asks {share:percent}")),
        lambda: koop_exchange.alt_text(drawn, price.otif, words),
        key="target-curve",
    )
    said = [
        say(
            "A target of {target:percent} asks {otif:percent} on time in full of stock and lead time.",
            target=one.aim,
            otif=price.otif,
        )
    ]
    if price.cost is not None and price.position is not None:
        said.append(
            say(
                "In position {position}, {title}, that costs {cost:money} a year.",
                position=price.position,
                title=title(price.position),
                cost=price.cost,
            )
        )
    if price.point is not None:
        said.append(say("One point more: **{price:money}** a year.", price=price.point))
    elif price.cost is not None and one.aim < 1:
        said.append(say("One point more can't be bought here: that is the wall."))
    st.markdown(" ".join(said))


def path(workshop: Workshop, one: Facts) -> None:
    """The growth path: today's score on every rung, and the way to the target by quarter."""
    words = language()
    scores = target_results.path(workshop, one)
    here = one.target.rung or rung_of(one.definition).id
    drawn = [
        RungFigure(
            step.name,
            scores[step.id].share if step.id in scores else None,
            interval(scores[step.id]) if step.id in scores else None,
            one.target.target if step.id == here else None,
            step.id == here,
        )
        for step in rungs_of(one.definition)
    ]
    described(
        ("growth-path", one.group_id, tuple(drawn)),
        lambda: growth_path.chart(drawn, words),
        lambda: growth_path.alt_text(drawn, words),
        key="growth-path",
    )
    st.caption(
        say(
            "The article: grow from a basic ratio to the sharpest one. After {n} periods on target: the next rung.",
            n=MET_FOR,
        )
    )
    met = met_in_a_row(workshop, one.group_id)
    if met:
        st.caption(say("On target for {n} periods in a row so far.", n=met))
    if one.standing is not None and one.is_chosen and one.target.by_date is not None:
        _quarters(one.standing.score.share, one.aim, one.target.by_date)


def _quarters(now: float, aim: float, by: date) -> None:
    words, steps = language(), milestones(now, aim, today(), by)
    if aim <= now or not steps:
        return
    st.markdown(f"**{say('By quarter')}**")
    with st.container(horizontal=True):
        for day, share in [(today(), now), *steps]:
            st.metric(words.date(day), words.percent(share), width="content")
