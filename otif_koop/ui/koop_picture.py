"""The chain drawn with every group's decoupling point, and the cost of each position beside it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from otif_koop.charts import koop_chain, koop_cost, koop_exchange, koop_ribbon
from otif_koop.charts.koop_chain import PlaceMark, StageBar
from otif_koop.charts.koop_cost import PositionCost
from otif_koop.charts.koop_decided import stage_bars
from otif_koop.charts.koop_lanes import PICKED, GroupLane
from otif_koop.koop.chain import Chain
from otif_koop.koop.flow import Flow
from otif_koop.koop.period_names import periods_named
from otif_koop.koop.placement import Placement
from otif_koop.koop.position_names import title
from otif_koop.message import message
from otif_koop.ui import koop_results
from otif_koop.ui.kept import kept
from otif_koop.ui.picture import described
from otif_koop.ui.speech import language, say
from otif_koop.workshop.koop_case import Case, Lacking

GROUP = "koop_group"
"""Session state: the group that the page is about."""

_KEY = "koop-chain-picture"


def chain(chain: Chain, cases: Mapping[str, Case | Lacking], chosen: Case | None) -> None:
    """The chain to scale; touching a marker chooses its group."""
    told, period = language(), say(periods_named(chain.period))
    stages, places, lanes = kept(
        ("chain picture", told.code, None if chosen is None else chosen.group_id),
        lambda: figures(chain, cases, chosen),
    )
    key = f"{_KEY}:{told.code}"
    described(
        ("koop-chain", tuple(stages), tuple(places), tuple(lanes), period),
        lambda: koop_chain.chart(stages, places, lanes, period, told),
        lambda: koop_chain.alt_text(stages, places, lanes, told),
        key=key,
        on_select=_pick,
        selection_mode=PICKED,
    )


def _pick() -> None:
    found = st.session_state.get(f"{_KEY}:{language().code}")
    picked = found["selection"].get(PICKED, []) if found else []
    if picked and "group_id" in picked[0]:
        st.session_state[GROUP] = picked[0]["group_id"]


def figures(
    chain: Chain, cases: Mapping[str, Case | Lacking], chosen: Case | None
) -> tuple[list[StageBar], list[PlaceMark], list[GroupLane]]:
    """What the drawing shows: stages, places and groups in periods from the start of the chain."""
    flow = Flow(chain)
    stages, ends = stage_bars(flow, language())
    placement = None if chosen is None else koop_results.placement(chain, chosen.group)
    here = None if placement is None or chosen is None else point_of(placement, chosen.group.position)
    places = []
    for point in flow.points:
        if placement is None:
            places.append(PlaceMark(ends[point], flow.position(point), "possible", message("choose a group")))
            continue
        result = placement.points[point]
        state = "chosen" if point == here else "possible" if result.feasible else "closed"
        places.append(PlaceMark(ends[point], result.position, state, result.why))  # type: ignore[arg-type]
    lanes = []
    for group_id, case in cases.items():
        if isinstance(case, Lacking):
            continue
        placed = koop_results.placement(chain, case.group)
        entry = point_of(placed, case.group.position)
        lanes.append(
            GroupLane(
                group_id,
                case.group.name,
                None if entry is None else ends[entry],
                None if entry is None else flow.position(entry),
                case.group.promise.pmf().mean,
                case.group.position is not None,
                chosen is not None and chosen.group_id == group_id,
            )
        )
    return stages, places, lanes


def point_of(placement: Placement, decided: int | None) -> int | None:
    """The place of a group: where it was decided, else where the advice is."""
    position = decided or placement.advice
    return None if position is None else placement.at(position).point


def costs(placement: Placement, decided: int | None) -> None:
    """The cost of each position."""
    told = language()
    rows = tuple(
        PositionCost(
            one.position,
            title(one.position),
            one.cost,
            one.why,
            one.position == placement.advice,
            one.position == decided,
        )
        for one in placement.positions
    )
    described(
        ("koop-cost", rows),
        lambda: koop_cost.chart(rows, told),
        lambda: koop_cost.alt_text(rows, told),
        key="koop-cost",
    )


def exchange(chain: Chain, case: Case) -> None:
    """The exchange curve with the group's target."""
    told, target = language(), case.group.target
    curve = koop_results.exchange(chain, case.group)
    described(
        ("koop-exchange", id(curve), curve.cost.tobytes(), target),
        lambda: koop_exchange.chart(curve, target, told),
        lambda: koop_exchange.alt_text(curve, target, told),
        key="koop-exchange",
    )


def ribbon(chain: Chain, case: Case) -> None:
    """The winner at each promise."""
    told, promise = language(), case.group.promise.pmf().mean
    intervals = koop_results.flips(chain, case.group)
    described(
        ("koop-ribbon", intervals, promise, chain.period),
        lambda: koop_ribbon.chart(intervals, promise, say(periods_named(chain.period)), told),
        lambda: koop_ribbon.alt_text(intervals, promise, told),
        key="koop-ribbon",
    )
