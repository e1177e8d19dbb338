"""One customer group: who they are, what they expect, what measuring them teaches; with what follows from it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from otif_koop.message import Message, message
from otif_koop.otif.order_book import OrderBook
from otif_koop.ui import customers, data, frame, inputs, session
from otif_koop.ui.customers import BUSINESS, MOMENTS, PARTIALS, YES_NO, Seen, yes_no
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import CustomerGroup, Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.expected_from_data import seen_in_data
from otif_koop.workshop.expected_rules import Columns, answering, deviations, following
from otif_koop.workshop.fields import label, shown
from otif_koop.workshop.labels import names_in_book
from otif_koop.workshop.why_here import why_here

SIZES = {
    "large": message("A few large ones"),
    "middle": message("Middle-sized"),
    "small": message("Many small ones"),
    "mixed": message("Mixed"),
}


def facts(workshop: Workshop, group_id: str, seen: Seen | None) -> None:
    """How customers come to be in this group, and what their orders show."""
    told = language()
    st.markdown("\n".join(f"- {told.markdown(one)}" for one in why_here(workshop, group_id, has_data=seen is not None)))
    if seen is None:
        customers.add_group("beside")
        return
    at = seen.groups.at(names_in_book(workshop)[group_id])
    if at is None:
        st.info(say("The data in this session have no orders of this group."), icon=":material/info:")
        return
    trade = seen.groups.trade
    rows: list[tuple[Message, str]] = []
    if seen.groups.customers is not None:
        rows.append((message("Customers"), told.number(seen.groups.customers[at])))
    rows.append((message("Orders"), told.number(int(trade.orders[at]))))
    rows.append((message("Lines per order"), told.number(float(trade.lines_per_order[at]), 1)))
    if seen.has_revenue:
        rows.append((message("Revenue"), told.money(float(trade.revenue[at]))))
        rows.append((message("Order value"), told.money(float(trade.order_value[at]))))
    rows += [
        (message("Half of the lines were asked within (days)"), told.number(_finite(trade.asked_days[at]))),
        (message("Lines that came in parts"), told.percent(_finite(trade.partial[at]))),
        (message("Lines with an agreed partial delivery"), told.percent(_finite(trade.agreed[at]))),
    ]
    lines = [f"| {say(title)} | **{figure}** |" for title, figure in rows]
    st.markdown("\n".join([f"| {say('From the orders')} | |", "|:--|--:|", *lines]))
    offered = seen_in_data(workshop, group_id, seen.groups.names[at], seen.placed.book, seen.groups)
    if offered:
        inputs.button(
            message("Answer from the data what they tell"),
            f"from-data-{group_id}",
            _from_data,
            (group_id, offered),
            icon=":material/auto_fix_high:",
            why=message("Only questions without an answer are filled in; each can be changed."),
        )


def _finite(figure: Any) -> float | None:
    return float(figure) if figure == figure else None


def questions(group_id: str, group: CustomerGroup) -> None:
    """Who they are and what they expect of a delivery."""
    expected = group.expectations
    answered = expected.model_fields_set
    key = f"group-{group_id}"
    inputs.choose(
        message("Whom do we sell to?"),
        BUSINESS,
        group.business if "business" in group.model_fields_set else None,
        f"{key}-business",
        session.fill_in,
        ("groups", group_id, "business"),
    )
    inputs.text(
        message("Regions or countries"),
        ", ".join(group.regions),
        f"{key}-regions",
        _set_names,
        (group_id, "regions"),
        most=1000,
        example=message("separated by commas"),
    )
    left, right = st.columns(2)
    with left:
        inputs.number(
            message("Requested lead time, in days"),
            expected.lead_time_days or None,
            f"{key}-lead",
            _answer,
            (group_id, "lead_time_days"),
            least=1,
            most=2000,
        )
    with right:
        inputs.choose(
            message("Delivered on a day or in a week?"),
            MOMENTS,
            expected.moment if "moment" in answered else None,
            f"{key}-moment",
            _answer,
            (group_id, "moment"),
        )
    left, right = st.columns(2)
    with left:
        inputs.choose(
            message("Is early welcome?"),
            YES_NO,
            yes_no(expected.early_welcome) if "early_welcome" in answered else None,
            f"{key}-early",
            _answer_yes,
            (group_id, "early_welcome"),
        )
    with right:
        inputs.choose(
            message("Partial deliveries?"),
            PARTIALS,
            expected.partial_deliveries if "partial_deliveries" in answered else None,
            f"{key}-partials",
            _answer,
            (group_id, "partial_deliveries"),
        )


def deeper(group_id: str, group: CustomerGroup) -> None:
    """The questions one level deeper, each of which can stay open."""
    expected = group.expectations
    key = f"group-{group_id}"
    inputs.choose(
        message("Do lead times differ by order (dynamic)?"),
        YES_NO,
        yes_no(expected.dynamic_lead_times) if "dynamic_lead_times" in expected.model_fields_set else None,
        f"{key}-dynamic",
        _answer_yes,
        (group_id, "dynamic_lead_times"),
    )
    share = expected.complete_share
    inputs.number(
        message("From how much of the order is it complete? (%)"),
        None if share is None else round(share * 100, 1),
        f"{key}-complete",
        _complete,
        (group_id,),
        least=50.0,
        most=100.0,
        step=0.5,
    )
    inputs.choose(
        message("How large are these customers?"),
        SIZES,
        group.size if "size" in group.model_fields_set else None,
        f"{key}-size",
        session.fill_in,
        ("groups", group_id, "size"),
    )
    inputs.text(
        message("Channels"),
        ", ".join(group.channels),
        f"{key}-channels",
        _set_names,
        (group_id, "channels"),
        most=1000,
        example=message("separated by commas"),
    )
    inputs.text(
        message("What else do they expect?"),
        expected.customers,
        f"{key}-customers",
        session.fill_in,
        ("groups", group_id, "expectations", "customers"),
        most=2000,
        lines=2,
    )
    inputs.text(
        message("What do we expect of ourselves?"),
        expected.ours,
        f"{key}-ours",
        session.fill_in,
        ("groups", group_id, "expectations", "ours"),
        most=2000,
        lines=2,
    )
    inputs.text(
        message("Who owns the relation?"), group.owner, f"{key}-owner", session.fill_in, ("groups", group_id, "owner")
    )
    inputs.text(
        message("Note"), group.note, f"{key}-note", session.fill_in, ("groups", group_id, "note"), most=2000, lines=2
    )


def relevance(workshop: Workshop, group_id: str, orders: OrderBook | None) -> None:
    """What measuring this group teaches, who acts on it, and whether people recognise today's figure."""
    group, key = workshop.groups[group_id], f"group-{group_id}"
    left, right = st.columns([3, 2], gap="large")
    with left:
        inputs.text(
            message("What will the figure teach us?"),
            group.learns,
            f"{key}-learns",
            session.fill_in,
            ("groups", group_id, "learns"),
            most=2000,
            lines=2,
        )
        inputs.text(
            message("Who will act on it?"), group.acts, f"{key}-acts", session.fill_in, ("groups", group_id, "acts")
        )
        if "learns" in group.model_fields_set and not group.acts:
            st.caption(say("A figure that nobody acts on is not worth measuring: name a person or a team."))
    with right:
        figure = _figure(workshop, group_id, orders)
        if figure is not None:
            st.metric(say("Scores today, by today's definition"), figure)
        else:
            st.caption(say("Bring the data and today's figure stands here."))
        inputs.choose(
            message("Do people recognise the figure?") if figure else message("Will people recognise the figure?"),
            YES_NO,
            yes_no(group.recognised) if "recognised" in group.model_fields_set else None,
            f"{key}-recognised",
            _set_yes,
            (group_id, "recognised"),
            why=message("The article: without recognition there is no support."),
        )
        if "recognised" in group.model_fields_set and not group.recognised:
            st.caption(say("Look at the definition together before a target is set."))
            frame.link("measure", message("Look at the definition"))


def _figure(workshop: Workshop, group_id: str, orders: OrderBook | None) -> str | None:
    name = names_in_book(workshop)[group_id]
    if orders is None or name not in orders.group.names:
        return None
    scored = data.scored(orders, workshop)
    resolved = scored.resolved[name]
    measured = None if resolved.no_score else scored.score(name, resolved.definition.level).measured
    if measured is None:
        return None
    by_joint = resolved.definition.combine.value == "joint"
    return language().percent(measured.joint if by_joint else measured.product)


def effects(workshop: Workshop, group_id: str, columns: Columns) -> None:
    """What the answers set in the measurement, and where it was chosen otherwise."""
    found = deviations(workshop, group_id, columns)
    told = language()
    for one in found:
        path = ".".join(("group_definitions", group_id, one.rule.beside))
        reason = workshop.reasons.get(path) or workshop.reasons.get(f"default_definition.{one.rule.beside}", "")
        st.warning(
            markdown(
                "**{field}** is {measured} now; what this group expects asks for {expected}.",
                field=label(("group_definitions", group_id, *one.path), workshop),
                measured=shown(one.path, one.measured),
                expected=shown(one.path, one.expected),
            )
            + f" {told.markdown(one.rule.why)}",
            icon=":material/alt_route:",
        )
        inputs.text(
            message("Why do we choose otherwise?"), reason, f"why-{path}", session.fill_in, ("reasons", path), most=1000
        )
    if found:
        inputs.button(
            message("Measure as this group expects"),
            f"follow-expected-{group_id}",
            _follow,
            (group_id, columns),
            icon=":material/check:",
        )
        return
    if workshop.groups[group_id].expectations.model_fields_set:
        st.caption(say("The measurement of this group agrees with these answers."))


def _columns() -> Columns:
    orders = data.book()
    return None if orders is None else orders.columns


def _set_yes(value: str | None, group_id: str, field: str) -> None:
    session.change({("groups", group_id, field): None if value is None else value == "yes"})


def _set_names(value: str, group_id: str, field: str) -> None:
    names = list(dict.fromkeys(name.strip() for name in value.replace(";", ",").split(",") if name.strip()))
    session.change({("groups", group_id, field): names or None})


def _answer(value: Any, group_id: str, field: str) -> None:
    session.change(lambda workshop: answering(workshop, group_id, field, value, _columns(), say))


def _answer_yes(value: str | None, group_id: str, field: str) -> None:
    _answer(None if value is None else value == "yes", group_id, field)


def _complete(percent: float | None, group_id: str) -> None:
    _answer(None if percent is None else round(percent / 100, 3), group_id, "complete_share")


def _follow(group_id: str, columns: Columns) -> None:
    session.change(lambda workshop: following(workshop, group_id, columns, say))


def from_data(workshop: Workshop, group_id: str, offered: dict[str, Any]) -> dict[Path, Any]:
    """The change that answers what the data tell of a group."""
    changes: dict[Path, Any] = {}
    for field, value in offered.items():
        if field in ("regions", "channels"):
            changes["groups", group_id, field] = value
        else:
            changes |= answering(workshop, group_id, field, value, _columns(), say)
    return changes


def _from_data(group_id: str, offered: dict[str, Any]) -> None:
    session.change(lambda workshop: from_data(workshop, group_id, offered))
