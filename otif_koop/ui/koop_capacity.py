"""Capacity behind the decoupling point: what stock can't absorb there, capacity must."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.order_work import OrderWork
from otif_koop.koop.period_names import one_period, periods_named
from otif_koop.message import message
from otif_koop.ui import inputs, koop_results, session
from otif_koop.ui.koop_picture import point_of
from otif_koop.ui.speech import language, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.koop_case import Case, Lacking


def check(workshop: Workshop, chain: Chain, cases: Mapping[str, Case | Lacking]) -> None:
    """For each stage that orders drive: the work of all groups together, and the capacity it asks."""
    koop, told = workshop.koop, language()
    st.markdown(
        say(
            "Before the decoupling point stock absorbs the swings, behind it capacity must. What stands idle in quiet "
            "times is the price of working to order."
        )
    )
    left, right = st.columns(2)
    with left:
        inputs.number(
            message("an order may wait, {period}", period=periods_named(chain.period)),
            koop.capacity_delay,
            "koop-capacity-delay",
            _delay,
            least=0.0,
            most=1_000.0,
            step=0.5,
        )
    with right:
        inputs.number(
            message("longer than that, at most %"),
            round(koop.capacity_exceeded * 100, 4),
            "koop-capacity-exceeded",
            _exceeded,
            least=0.1,
            most=50.0,
            step=1.0,
        )
    placed = []
    for case in cases.values():
        if isinstance(case, Case):
            point = point_of(koop_results.placement(chain, case.group), case.group.position)
            if point is not None:
                placed.append((case.group, point))
    found = koop_results.order_work(chain, placed, koop.capacity_delay, koop.capacity_exceeded)
    if not found:
        st.info(say("No stage of our own works to order."))
        return
    each = one_period(chain.period)
    st.dataframe(
        pd.DataFrame(
            [
                {
                    say("stage"): one.stage,
                    say(
                        "pieces a {period}", period=each
                    ): f"{told.number(_short(one.mean))} ± {told.number(_short(one.sd))}",
                    say("capacity needed a {period}", period=each): told.number(_short(one.capacity.needed)),
                    say("used on average"): told.percent(one.capacity.utilisation, 0),
                    say("waits longer"): told.percent(one.late),
                    say("rule of thumb"): told.number(_short(one.capacity.heavy_traffic))
                    if one.capacity.heavy_traffic is not None
                    else "",
                    say("what the stage has"): "" if one.available is None else told.number(_short(one.available)),
                    say("waits longer with that"): _as_it_is(one),
                    say("groups to order"): ", ".join(one.groups),
                }
                for one in found
            ]
        ),
        hide_index=True,
        width="stretch",
    )
    st.caption(
        say(
            "Orders of different groups and days are taken as independent. With wild demand (spread over one and a "
            "half times the mean) reckon on up to 1.4 times as many late."
        )
    )
    st.caption(
        say(
            "“Waits longer” follows the queue for 200,000 {period}. What a stage has is filled in under “Change the "
            "chain”, with all columns.",
            period=periods_named(chain.period),
        )
    )


def _as_it_is(work: OrderWork) -> str:
    if work.late_as_it_is is None:
        return ""
    return say("too little: the queue grows") if work.piles_up else language().percent(work.late_as_it_is)


def _short(number: float) -> float:
    return float(f"{number:.3g}")


def _delay(value: float | None) -> None:
    session.change({("koop", "capacity_delay"): value})


def _exceeded(value: float | None) -> None:
    session.change({("koop", "capacity_exceeded"): None if value is None else round(value / 100, 6)})
