"""What stays behind of a stock: of a last batch, and of what passes its life on the shelf."""

from __future__ import annotations

from typing import Any

import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.period_names import one_period, periods_named
from otif_koop.koop.placement import Placement
from otif_koop.message import message
from otif_koop.ui import inputs, koop_results, session
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.koop_case import Case

_ASKED = "koop_last_batch"
"""Session state: by workshop and group, the last batch looked at: its pieces, the periods to sell it in, the chance."""
_TO_SELL = 60.0  # periods, where what lies on the shelf keeps
_ACCEPTED = 0.1


def check(chain: Chain, case: Case, placement: Placement) -> None:
    """A last batch for the stock of the position that was decided, or else of the advice."""
    here = placement.at(case.group.position or placement.advice or 1)
    if here.point is None or here.base_stock is None:
        st.info(say("Nothing is kept in stock for this group here, so nothing stays behind."))
        return
    stage, told, period = chain.stages[here.point - 1], language(), periods_named(chain.period)
    about = (session.workshop_id(), case.group_id)
    asked: dict[str, float] = st.session_state.get(_ASKED, {}).get(about, {})
    periods = asked.get("periods", float(stage.shelf_life or _TO_SELL))
    accepted = asked.get("accepted", _ACCEPTED)
    pieces = asked.get("pieces") or koop_results.usual_batch(chain, case.group, here.point, periods)
    st.markdown(
        markdown(
            "A last batch before an item changes or disappears: what is not sold by then stays behind. This is about "
            "one item of the stock after {stage}.",
            stage=stage.name,
        )
    )
    fields: tuple[tuple[str, Any, float, float, float], ...] = (
        ("pieces", message("pieces in the last batch"), pieces, 1.0, 1e9),
        ("periods", message("to be sold within, {period} after it came", period=period), periods, 1.0, 2_000.0),
        ("accepted", message("chance that something stays behind, at most %"), accepted * 100, 0.1, 99.0),
    )
    for place, (field, label, value, least, most) in zip(st.columns(3), fields, strict=True):
        with place:
            inputs.number(
                label,
                value,
                f"last-batch-{field}-{case.group_id}",
                _ask,
                (about, field),
                least=least,
                most=most,
                step=1.0,
            )
    found = koop_results.last_batch(chain, case.group, here.point, pieces, periods, accepted)
    left, right = st.columns(2)
    left.metric(say("Chance that something stays behind"), told.percent(found.left))
    right.metric(say("Make at most"), say("{n} pieces", n=int(found.most)))
    st.caption(
        say(
            "The batch comes after {lead:number} {period}; until then {mean:number} a {each} are asked for as well.",
            lead=round(found.lead_time, 1),
            period=period,
            mean=float(f"{found.mean:.3g}"),
            each=one_period(chain.period),
        )
    )
    gone = koop_results.expired(chain, case.group, here.point, here.base_stock)
    if gone is not None:
        st.markdown(
            say(
                "In the ordinary run, **{estimated:number} pieces a year** pass their shelf life of {life} {period} by "
                "the estimate that the costs take; followed for 50,000 {period}: {lived:number}.",
                estimated=float(f"{gone.estimated:.3g}"),
                lived=float(f"{gone.lived:.3g}"),
                life=stage.shelf_life,
                period=period,
            )
        )


@inputs.for_looking
def _ask(value: float | None, about: tuple[str | None, str], field: str) -> None:
    kept = st.session_state.setdefault(_ASKED, {})
    asked = dict(kept.get(about, {}))
    if value is None:
        asked.pop(field, None)
    else:
        asked[field] = value / 100 if field == "accepted" else value
    st.session_state[_ASKED] = {**kept, about: asked}
