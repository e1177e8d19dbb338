"""Moving the decoupling point one place, and all groups together on shared stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.group import Group
from otif_koop.koop.placement import Placement
from otif_koop.koop.position_names import title
from otif_koop.message import Refused
from otif_koop.ui import koop_results
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import show_refusal
from otif_koop.workshop.koop_case import Case, Lacking


def moving(chain: Chain, case: Case, placement: Placement) -> None:
    """What one place upstream and one place downstream give and take."""
    found = koop_results.moves(chain, placement, case.group.position)
    if not found:
        return
    st.subheader(say("One place further up or down the chain"), anchor=False)
    told = language()
    for place, one in zip(st.columns(2), found, strict=False):
        with place.container(border=True, height="stretch"):
            way = say(
                "Upstream, to position {n}" if one.upstream else "Towards the customer, to position {n}", n=one.position
            )
            st.markdown(f"**{way}: {say(title(one.position))}**")
            money, points = st.columns(2)
            if one.euro is None:
                money.metric(say("For the same target"), say("not possible"))
            else:
                more = _signed(one.euro).replace("-", "−")
                money.metric(say("For the same target"), more, help=say("€ a year more or less."))
            same = say("not possible") if one.points is None else told.points(one.points)
            points.metric(say("For the same money"), same, help=say("Points of on time in full gained or lost."))
    st.caption(
        say(
            "The article: to lower costs the point is brought forward, so that orders drive as much of the work as "
            "possible; who wants to work for the customer lays it further to the left. Faster delivery pulls the other "
            "way."
        )
    )


def _signed(euro: float) -> str:
    """With its sign in front; Streamlit knows a fall by a hyphen."""
    return f"{'-' if euro < 0 else '+'}{language().money(abs(euro))}"


def sharing(chain: Chain, cases: Mapping[str, Case | Lacking]) -> None:
    """All groups on one chain: the shared stock, what each group gets, and what sharing saves."""
    groups = [case.group for case in cases.values() if isinstance(case, Case)]
    if len(groups) < 2:
        return
    together = st.expander(
        say("All groups together on one chain"), icon=":material/hub:", key="koop-together-open", on_change="rerun"
    )
    if together.open:
        with together:
            _together(chain, groups)


def _together(chain: Chain, groups: Sequence[Group]) -> None:
    try:
        found = koop_results.together(chain, groups)
    except Refused as refused:
        show_refusal(refused)
        return
    told = language()
    saving, stock, internal = st.columns(3)
    saving.metric(say("Sharing saves a year"), told.money(found.saving))
    separate = found.separate_stock_value
    stock.metric(
        say("Stock together"),
        told.money(found.stock_value),
        delta=None if separate is None else _signed(found.stock_value - separate),
        delta_color="inverse",
        help=say("Beside it the difference with a pipeline of its own for every group."),
    )
    if found.internal is not None:
        internal.metric(
            say("Served at once between stock points"),
            told.percent(found.internal, 0),
            help=say("The cheapest internal target; higher is usually a waste."),
        )
    points, shares = st.columns(2)
    points.dataframe(
        pd.DataFrame(
            [
                {
                    say("stock after"): one.name,
                    say("stock items"): told.number(one.items),
                    say("stock value"): told.money(one.stock_value),
                }
                for one in found.stocked
            ]
        ),
        hide_index=True,
        width="stretch",
    )
    shares.dataframe(
        pd.DataFrame(
            [
                {
                    say("Customer group"): one.group.name,
                    say("position"): one.position,
                    say("target"): told.percent(one.group.target),
                    say("on time in full"): told.percent(one.otif),
                    say("reached"): "✓" if one.reaches_target else "✗",
                }
                for one in found.groups
            ]
        ),
        hide_index=True,
        width="stretch",
    )
    for name, why in found.left_out:
        st.caption(markdown("{group}: {why}", group=name, why=why))
