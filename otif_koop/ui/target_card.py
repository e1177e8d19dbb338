"""The card of one customer group: where it stands, its target to choose, and what that means."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from otif_koop.charts import growth_path, koop_exchange
from otif_koop.charts.growth_path import RungFigure
from otif_koop.language import markdown_safe
from otif_koop.message import Message, message
from otif_koop.otif.definition import Combine, Level
from otif_koop.ui import frame, inputs, session, target_results
from otif_koop.ui.due import today
from otif_koop.ui.glossary import explained
from otif_koop.ui.koop_picture import title
from otif_koop.ui.picture import described
from otif_koop.ui.score_view import FEWEST_ORDERS, LEVELS
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.target_results import Facts
from otif_koop.ui.targets import source
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.growth_path import choices_for, milestones, rung, rung_of, rungs_of
from otif_koop.workshop.pdca import MET_FOR, met_in_a_row
from otif_koop.workshop.target_effects import NAMES, ORDER_SIZES, a_month, interval, orders_to_settle
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


def choices(workshop: Workshop, one: Facts) -> None:
    """Target, lower limit, date, rung and who decided."""
    key, target = one.group_id, one.target
    inputs.slide(
        message("Target (%)") if one.is_chosen else message("Target (%), not chosen yet"),
        round(one.aim * 100),
        f"target-{key}",
        _aim,
        (key,),
        least=0,
        most=100,
        why=message("Drag it, or use the arrow keys: everything on this card follows."),
    )
    if not one.is_chosen:
        st.caption(_proposed(one))
        inputs.button(
            message("Take {aim:percent} as the target", aim=one.aim),
            f"take-target-{key}",
            _take,
            (key, one.aim),
            is_primary=True,
        )
    exact, lower = st.columns(2)
    with exact:
        percent = None if target.target is None else round(target.target * 100, 2)
        inputs.number(
            message("Exactly (%)"), percent, f"target-exact-{key}", _aim, (key,), least=0.0, most=100.0, step=0.1
        )
    with lower:
        floor = None if target.floor is None else round(target.floor * 100, 2)
        inputs.number(
            message("Lower limit (%)"),
            floor,
            f"target-floor-{key}",
            _floor,
            (key,),
            least=0.0,
            most=100.0,
            step=0.5,
            why=message("Below this something must be done at once."),
        )
    when, who = st.columns(2)
    with when:
        inputs.day(message("To be reached by"), target.by_date, f"target-date-{key}", _set, (key, "by_date"))
    with who:
        inputs.text(message("Decided by"), target.decided_by, f"target-who-{key}", _set, (key, "decided_by"))
    own = rung_of(one.definition)
    inputs.choose(
        message("Rung of the growth path"),
        {step.id: step.name for step in rungs_of(one.definition)},
        target.rung or own.id,
        f"target-rung-{key}",
        _rung,
        (key,),
        is_list=True,
        why=message("From a basic ratio to the sharpest one: the target is judged by the figure of its rung."),
    )
    _measured_otherwise(workshop, one)


def _proposed(one: Facts) -> str:
    if one.standing is None:
        return say("Proposal: the usual start. Without figures nothing more can be said.")
    return say("Proposal: a quarter of today’s misses fewer, and never more than the decoupling point can give.")


def _measured_otherwise(workshop: Workshop, one: Facts) -> None:
    """Where the score page measures by another rung than the target is meant for."""
    from otif_koop.workshop.cascade import definition_for

    measured = rung_of(definition_for(workshop, one.group_id))
    if one.target.rung is None or one.target.rung == measured.id:
        return
    st.caption(say("The score page measures by “{rung}” until the definition follows.", rung=measured.name))
    inputs.button(message("Measure by this rung"), f"measure-rung-{one.group_id}", _measure, (one.group_id,))


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


def components(one: Facts) -> None:
    """What the target asks of every component and of the order lines."""
    words = language()
    rows = []
    for part in one.asked.components:
        row = {say("component"): say(NAMES[part.name])}
        if part.today is not None:
            row[say("today")] = words.percent(part.today.share)
        row[say("asked")] = words.percent(part.demand)
        if part.today is not None:
            row[say("to gain")] = words.points(max(part.demand - part.today.share, 0.0))
            if one.standing is not None and one.standing.combine is Combine.PRODUCT:
                row[say("by itself")] = say("not enough") if part.alone is None else words.percent(part.alone)
        rows.append(row)
    st.dataframe(rows, hide_index=True, width="stretch", key=f"asked-{one.group_id}")
    if one.standing is None:
        st.caption(say("Asked: the same of every component, as long as nothing is known of where they are."))
        return
    said = [say("Asked: every component puts right the same part of its misses.")]
    if one.standing.combine is Combine.PRODUCT:
        said.append(say("By itself: what it would take if the others stay as they are."))
    st.caption(" ".join(said))


def sizes(one: Facts) -> None:
    """The effect of order size: what a line must do for orders of so many lines, and how orders of that size do."""
    words = language()
    st.markdown(f"**{say('The effect of order size')}**")
    standing = one.standing
    lines = ORDER_SIZES
    st.dataframe(
        [
            {
                say("lines in an order"): words.number(n),
                say("per line, for the target"): words.percent(one.aim ** (1 / n), 2),
            }
            | (
                {}
                if one.asked.line is None
                else {
                    say("orders good at {share:percent} a line", share=one.asked.line): words.percent(one.asked.line**n)
                }
            )
            for n in lines
        ],
        hide_index=True,
        width="stretch",
        key=f"sizes-{one.group_id}",
    )
    if standing is not None and standing.level is not Level.ORDER:
        st.caption(
            say(
                "This group is measured per {level}, so the size of an order plays no part in its score.",
                level=message("order line") if standing.level is Level.LINE else message("piece"),
            )
        )
    else:
        st.caption(say("An order is good only when all its lines are: large orders ask far more of every line."))


def first(one: Facts) -> None:
    """In which order to solve the misses, up to the target."""
    standing = one.standing
    if standing is None:
        return
    st.markdown(f"**{say('Solve first')}**")
    if not one.asked.misses:
        is_there = standing.score.share >= one.aim
        st.markdown(
            say("Nothing has to be put right for this target.")
            if is_there
            else say("Here misses can't be counted one by one, as they are weighed: look at what each component needs.")
        )
        return
    level = LEVELS[standing.level]
    lines = []
    for place, cause in enumerate(one.asked.misses, start=1):
        values: dict[str, Any] = {
            "component": NAMES[cause.component],
            "fails": cause.fails,
            "only": cause.only,
            "level": level,
            "after": cause.after,
            "needed": cause.needed,
        }
        known: Message = (
            message(
                "**{component}**: {fails:number} {level} miss by it, {only:number} by nothing else. All of them put "
                "right: {after:percent}, not enough yet.",
                **values,
            )
            if cause.needed is None
            else message(
                "**{component}**: {fails:number} {level} miss by it, {only:number} by nothing else. With "
                "{needed:number} of them put right the target is there.",
                **values,
            )
        )
        lines.append(f"{place}. {markdown(known)}")
    st.markdown("\n".join(lines))
    needed = one.asked.orders_needed
    if needed is None:
        st.caption(say("Today’s score is the target itself: no number of orders tells them apart."))
    else:
        st.caption(
            say(
                "To know whether today’s score meets the target takes {n} orders; {come} come in a month.",
                n=needed,
                come=max(1, round(a_month(standing))),
            )
        )


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


def note(one: Facts) -> None:
    """Why this target."""
    inputs.text(
        message("Why this target?"),
        one.target.note,
        f"target-note-{one.group_id}",
        _set,
        (one.group_id, "note"),
        lines=2,
        most=1000,
    )
    if one.target.decided_on is not None:
        st.caption(say("Chosen on {day:date}.", day=one.target.decided_on))


def _aim(percent: float | None, group_id: str) -> None:
    workshop = session.workshop()
    if workshop is None:
        return
    share = None if percent is None else round(percent / 100, 4)
    changes: dict[tuple[str, ...], Any] = {("targets", group_id, "target"): share}
    known = workshop.targets.get(group_id)
    if share is not None:
        changes["targets", group_id, "decided_on"] = today()
        if known is not None and known.floor is not None and known.floor > share:
            changes["targets", group_id, "floor"] = share  # the lower limit goes down with it
        seen = target_results.kept_standing(workshop, group_id)
        if seen is not None:
            changes["targets", group_id, "seen"] = seen
    session.change(changes)


def _take(group_id: str, aim: float) -> None:
    _aim(aim * 100, group_id)


def _floor(percent: float | None, group_id: str) -> None:
    session.change({("targets", group_id, "floor"): None if percent is None else round(percent / 100, 4)})


def _set(value: Any, group_id: str, field: str) -> None:
    session.change({("targets", group_id, field): None if value == "" else value})


def _rung(rung_id: str | None, group_id: str) -> None:
    if rung_id is not None:
        session.change({("targets", group_id, "rung"): rung(rung_id).id})


def _measure(group_id: str) -> None:
    from otif_koop.workshop.cascade import definition_for

    workshop = session.workshop()
    target = None if workshop is None else workshop.targets.get(group_id)
    if workshop is None or target is None or target.rung is None:
        return
    asked = choices_for(definition_for(workshop, group_id), target.rung)
    session.change({("group_definitions", group_id, *where): value for where, value in asked.items()})
