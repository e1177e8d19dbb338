"""What the scores of the room say, beside what the figures say."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from otif_koop.charts import koop_scores
from otif_koop.charts.koop_scores import PositionValue
from otif_koop.koop.chain import Chain
from otif_koop.koop.factor_scores import disagreement
from otif_koop.koop.placement import POSITIONS, Placement
from otif_koop.koop.position_names import title
from otif_koop.message import Message, message
from otif_koop.tables import table
from otif_koop.ui import inputs, koop_results, session
from otif_koop.ui.picture import described
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.koop_scores import Scores, weights_of

_FAR_APART = 2.0  # between the lowest and the highest score of a factor: worth talking about
_MOST_FLIPS = 5


def results(workshop: Workshop, chain: Chain | None, group_id: str, placement: Placement | None) -> None:
    """The position the scores point to, how sure that is, and why it differs from the figures."""
    found = koop_results.scores(workshop.koop, group_id, chain, placement)
    if found is None:
        st.info(say("Score a first factor to see where it points."), icon=":material/how_to_vote:")
        return
    told, scoring = language(), found.scoring
    left, right = st.columns([3, 2], gap="large")
    with left:
        values = tuple(
            PositionValue(p, title(p), scoring.values.get(p), scoring.acceptability.get(p), p == scoring.best)
            for p in POSITIONS
        )
        described(
            ("koop-scores", values),
            lambda: koop_scores.chart(values, told),
            lambda: koop_scores.alt_text(values, told),
            key="koop-scores-chart",
        )
    with right:
        _side_by_side(found, placement)
    if placement is not None:
        why = disagreement(placement, scoring)
        if why is not None:
            st.warning(markdown(why), icon=":material/compare_arrows:")
    if scoring.contradicts_itself:
        st.warning(
            markdown(
                "The factors contradict each other (spread {spread:number}): split this group, or change the product "
                "or the process.",
                spread=round(scoring.spread, 1),
            ),
            icon=":material/call_split:",
        )
    if len(found.people) > 1:
        _people(found)
    if st.toggle(say("How sure is this, and the weights"), key="koop-scores-deeper"):
        _sure(found)
        _weights(workshop)


def _side_by_side(found: Scores, placement: Placement | None) -> None:
    told, scoring = language(), found.scoring
    if scoring.best is None:
        st.markdown(say("**Scores:** every position is closed by the chain or the promise."))
    else:
        st.markdown(
            say(
                "**Scores:** position {position}, {title}. Weighted mean {mean:number}, spread {spread:number}.",
                position=scoring.best,
                title=title(scoring.best),
                mean=round(scoring.mean, 1),
                spread=round(scoring.spread, 1),
            )
        )
    if placement is not None and placement.advice is not None and placement.best is not None:
        st.markdown(
            say(
                "**Figures:** position {position}, {title}, for {cost:money} a year.",
                position=placement.advice,
                title=title(placement.advice),
                cost=placement.best.total,
            )
        )
    elif placement is not None:
        st.markdown(say("**Figures:** no position reaches the target."))
    else:
        st.caption(say("There are no figures to put beside it yet."))
    st.caption(
        told.plural("Scored by one person.", "Scored by {n} people; the median counts.", len(found.people))
        + " "
        + told.plural("One factor scored.", "{n} factors scored.", len(found.factors))
    )


def _people(found: Scores) -> None:
    """Median and range of each factor, the furthest apart first."""
    told = language()
    titles = {one["id"]: say(one["title"]) for one in table("koop_factors")["factors"]}
    ordered = sorted(found.factors.items(), key=lambda one: one[1][1] - one[1][2])
    st.dataframe(
        pd.DataFrame(
            [
                {
                    say("factor"): titles.get(factor, factor),
                    say("median"): told.number(middle),
                    say("from – to"): f"{told.number(low)} – {told.number(high)}",
                    say("talk about it"): "●" if high - low >= _FAR_APART else "",
                }
                for factor, (middle, low, high) in ordered
            ]
        ),
        hide_index=True,
        width="stretch",
        height="content",
    )


def _sure(found: Scores) -> None:
    """How often each position wins when the weights are shaken, and which weight would turn the outcome."""
    told, scoring = language(), found.scoring
    if scoring.best is None:
        return
    shares = [
        say("position {position}: {share:percent}", position=p, share=share)
        for p, share in sorted(scoring.acceptability.items(), key=lambda one: -one[1])
        if share >= 0.005
    ]
    st.markdown(
        markdown("**Shake the weights 5,000 times and this position wins:** {shares}", shares=" · ".join(shares))
    )
    titles = {one["id"]: Message(one["title"]) for one in table("koop_factors")["factors"]}
    flips = [
        message(
            "{factor}: weight {weight:number} becomes {then:number} → position {position}",
            factor=titles[one.factor],
            weight=one.weight,
            then=round(one.turns_at, 1),
            position=one.position,
        )
        for one in scoring.flips
        if one.turns_at <= 100
    ][:_MOST_FLIPS]
    if flips:
        st.markdown(
            say("**One weight that would turn it:**") + "\n" + "\n".join(f"- {told.markdown(one)}" for one in flips)
        )
    else:
        st.caption(say("No single weight turns the outcome."))


def _weights(workshop: Workshop) -> None:
    factors, weights = table("koop_factors")["factors"], weights_of(workshop.koop)
    st.markdown(say("**Weights** · a proposal, not from the literature"))
    for first in range(0, len(factors), 3):
        for place, one in zip(st.columns(3), factors[first : first + 3], strict=False):
            with place:
                inputs.number(
                    Message(one["title"]),
                    weights[one["id"]],
                    f"koop-weight-{one['id']}",
                    _weigh,
                    (one["id"],),
                    least=0.0,
                    most=100.0,
                    step=1.0,
                )


def _weigh(value: float | None, factor: str) -> None:
    change: dict[tuple[str, ...], Any] = {("koop", "weights", factor): value}
    session.change(change)
