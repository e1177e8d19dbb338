"""What lies behind "Verdiepen": every figure of every position, each input's flip, and three checks on the advice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from otif_koop.charts import koop_turns
from otif_koop.koop.chain import Chain
from otif_koop.koop.period_names import periods_named
from otif_koop.koop.placement import Placement, PointResult
from otif_koop.koop.position_names import title
from otif_koop.koop.reasons import cost_names
from otif_koop.message import Message, Refused, message
from otif_koop.ui import inputs, koop_capacity, koop_leftovers, koop_results, koop_upstream
from otif_koop.ui.koop_decision import turn_told
from otif_koop.ui.picture import described
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import show_refusal
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.koop_case import Case, Lacking

_TOPIC = "koop_topic"
"""Session state: what is looked at more closely."""

_TOPICS: dict[str, Message] = {
    "figures": message("all figures"),
    "turns": message("what turns the advice"),
    "upstream": message("stock further upstream"),
    "overtaking": message("overtaking"),
    "capacity": message("capacity"),
    "leftovers": message("what stays behind"),
}
_MOST_TURNS = 14


def deeper(
    workshop: Workshop, chain: Chain, cases: Mapping[str, Case | Lacking], case: Case, placement: Placement
) -> None:
    """The chosen topic; the others are not worked out."""
    topic = str(st.session_state.get(_TOPIC, "figures"))
    inputs.choose(message("Look closer at"), _TOPICS, topic, "koop-topic", _choose, is_list=False, hides_label=True)
    if topic == "turns":
        turns(chain, placement)
    elif topic == "upstream":
        koop_upstream.check(workshop, chain, case, placement)
    elif topic == "overtaking":
        overtaking(chain, placement)
    elif topic == "capacity":
        koop_capacity.check(workshop, chain, cases)
    elif topic == "leftovers":
        koop_leftovers.check(chain, case, placement)
    else:
        figures(chain, placement)


@inputs.for_looking
def _choose(topic: str | None) -> None:
    st.session_state[_TOPIC] = topic or "figures"


def figures(chain: Chain, placement: Placement) -> None:
    """A column a position, a row a figure; what a position can't have stays empty."""
    told = language()
    period = periods_named(chain.period)

    def short(number: float) -> str:
        return told.number(round(number, 0 if abs(number) >= 100 else 1))

    rows: list[tuple[Message, Callable[[PointResult], Any], Callable[[Any], str]]] = [
        (message("kind"), lambda one: title(one.position), told.say),
        (message("stock after"), lambda one: one.name or None, str),
        (message("after the order, {period}", period=period), lambda one: one.order_time, short),
        (message("the same, in promises"), lambda one: one.order_time_to_promise, lambda x: told.number(round(x, 2))),
        (message("replenished in, {period}", period=period), lambda one: one.replenishment, short),
        (message("highest on time, whatever the stock"), lambda one: one.ceiling, told.percent),
        (message("the target can be promised in {period}", period=period), lambda one: one.promise_needed, short),
        (message("stock items"), lambda one: one.items or None, short),
        (message("base stock an item"), lambda one: one.base_stock, short),
        (message("pieces on hand"), lambda one: one.on_hand, short),
        (message("{period} of stock", period=period), lambda one: one.periods_of_stock, short),
        (message("stock value"), lambda one: one.stock_value, told.money),
        (message("in process on the forecast"), lambda one: one.wip_forecast if one.cost else None, told.money),
        (message("in process on order"), lambda one: one.wip_order if one.cost else None, told.money),
        (message("money tied up"), lambda one: one.capital, told.money),
        (message("served at once"), lambda one: one.immediate, told.percent),
        (message("on time in full"), lambda one: one.otif, told.percent),
        (
            message("late because the work takes too long"),
            lambda one: one.late_by_order_time if one.otif is not None else None,
            told.percent,
        ),
        (message("late because stock was out"), lambda one: one.late_by_stock, told.percent),
        *((message("€ a year: {what}", what=name), _part(field), told.money) for field, name in cost_names().items()),
        (message("€ a year in all"), lambda one: one.total, told.money),
    ]
    columns = st.column_config.TextColumn
    looks = {say("figure"): columns(width=330)}
    table = {say("figure"): [say(label) for label, _, _ in rows]}
    for one in placement.positions:
        heading = say("position {position}", position=one.position)
        values = [value(one) for _, value, _ in rows]
        looks[heading] = columns(width=150, alignment="right")
        table[heading] = [
            "" if value is None else show(value) for value, (_, _, show) in zip(values, rows, strict=True)
        ]
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch", height="content", column_config=looks)
    st.caption(
        say(
            "The work in process together is the same everywhere; what differs is who it is for: on the forecast it "
            "carries the risk of stock, on order it has a customer."
        )
    )


def _part(field: str) -> Callable[[PointResult], Any]:
    return lambda one: None if one.cost is None else getattr(one.cost, field)


def turns(chain: Chain, placement: Placement) -> None:
    """Each input with how far it must change before the two cheapest positions swap."""
    if placement.advice is None or placement.runner_up is None:
        st.info(say("There is only one position to choose: nothing to turn to."))
        return
    with st.spinner(say("Trying every input …")):
        found = koop_results.turns(chain, placement)
    if not found:
        st.info(
            say(
                "No input turns the advice between a quarter and four times what it is now: position {advice} stays "
                "ahead of {runner_up}.",
                advice=placement.advice,
                runner_up=placement.runner_up,
            )
        )
        return
    told = language()
    rows = tuple((turn_told(one), one.change) for one in found[:_MOST_TURNS])
    described(
        ("koop-turns", rows),
        lambda: koop_turns.chart(rows, told),
        lambda: koop_turns.alt_text(rows, told),
        key="koop-turns",
    )
    st.caption(
        markdown(
            "One input at a time; at that value position {runner_up} becomes the cheaper of the two. The shorter the "
            "bar, the sooner the advice turns.",
            runner_up=placement.runner_up,
        )
    )


def overtaking(chain: Chain, placement: Placement) -> None:
    """Both answers: with replenishments that overtake each other and without."""
    try:
        other = koop_results.with_overtaking(chain, not chain.overtaking)
    except Refused as refused:
        show_refusal(refused)
        return
    theirs = koop_results.placement(other, placement.group)
    without, with_ = (theirs, placement) if chain.overtaking else (placement, theirs)
    told = language()
    st.markdown(
        say(
            "Can a later replenishment arrive before an earlier one? Independent jobs can; then the same stock serves "
            "more. One line, where jobs wait for each other, can't: that is what is reckoned with unless the chain "
            "says otherwise."
        )
    )
    st.dataframe(
        pd.DataFrame(
            [
                {
                    say("position"): f"{position} {say(title(position))}",
                    say("stock without overtaking"): told.money(one.stock_value) if one.feasible else "",
                    say("stock with overtaking"): told.money(two.stock_value) if two.feasible else "",
                    say("€ a year without"): told.money(one.total) if one.feasible else "",
                    say("€ a year with"): told.money(two.total) if two.feasible else "",
                }
                for position, one, two in ((one.position, one, with_.at(one.position)) for one in without.positions)
                if one.feasible or two.feasible
            ]
        ),
        hide_index=True,
        width="stretch",
    )
    st.markdown(
        say("The advice stays position {advice} either way.", advice=placement.advice)
        if theirs.advice == placement.advice
        else say(
            "Without overtaking the advice is position {without}, with it position {with_}: find out which holds.",
            without=without.advice or message("none"),
            with_=with_.advice or message("none"),
        )
    )
