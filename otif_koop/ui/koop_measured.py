"""A stage's lead time as it was measured: from two dates of the order data, or from a pasted column."""

from __future__ import annotations

from typing import Any

import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.period_names import periods_named
from otif_koop.message import Refused, message
from otif_koop.ui import inputs, koop_results, session
from otif_koop.ui.speech import markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path, apply, edits_of
from otif_koop.workshop.fields import in_words
from otif_koop.workshop.stage_times import MOMENTS, pasted, quantile

_STAGE, _SPAN = "koop_measured_stage", "koop_measured_span"
_PASTED = "pasted"


def lead_time(workshop: Workshop, chain: Chain) -> None:
    """Which stage, from which dates, and the histogram taken over."""
    koop, spans = workshop.koop, koop_results.spans(chain)
    st.markdown(say("**A lead time as it was measured**"))
    stage_id = str(st.session_state.get(_STAGE))
    stage_id = stage_id if stage_id in koop.stages else koop.order[-1]
    left, right = st.columns(2)
    with left:
        names = {one: koop.stages[one].name for one in koop.order}
        inputs.choose(
            message("Of which stage?"), names, stage_id, "koop-measured-stage", _pick, (_STAGE,), is_list=True
        )
    options: dict[str, Any] = {
        f"{one.start}-{one.end}": message("{start} → {end}", start=MOMENTS[one.start], end=MOMENTS[one.end])
        for one in spans
    }
    options[_PASTED] = message("a column of numbers")
    chosen = str(st.session_state.get(_SPAN))
    chosen = chosen if chosen in options else next(iter(options))
    with right:
        inputs.choose(message("Measured how?"), options, chosen, "koop-measured-span", _pick, (_SPAN,), is_list=True)
    period = periods_named(chain.period)
    if chosen == _PASTED:
        inputs.text(
            message("Paste the lead times ({period}), one below the other", period=period),
            "",
            f"koop-measured-paste-{stage_id}",
            _paste,
            (stage_id,),
            most=1_000_000,
            lines=3,
            example="12\n14\n13",
        )
    else:
        span = next(one for one in spans if f"{one.start}-{one.end}" == chosen)
        st.caption(
            markdown(
                "{n} deliveries: half within {half} {period}, nine in ten within {most}, the slowest {slowest}.",
                n=span.seen,
                half=span.within(0.5),
                most=span.within(0.9),
                slowest=max(span.counts),
                period=period,
            )
        )
        inputs.button(
            message("Take this for {stage}", stage=koop.stages[stage_id].name),
            "koop-measured-take",
            _take,
            (stage_id, span.counts),
            icon=":material/bar_chart:",
        )
    counts = koop.stages[stage_id].lead_time.counts
    if counts:
        whole = {int(periods): int(times) for periods, times in counts.items()}
        st.caption(
            markdown(
                "{stage} now has a measured lead time: {n} times seen, half within {half} {period}.",
                stage=koop.stages[stage_id].name,
                n=sum(whole.values()),
                half=quantile(whole, 0.5),
                period=period,
            )
        )


@inputs.for_looking
def _pick(value: str | None, key: str) -> None:
    st.session_state[key] = value


def _paste(text: str, stage_id: str) -> None:
    if text.strip():
        _take(stage_id, pasted(text))


def _take(stage_id: str, counts: dict[int, int]) -> None:
    workshop = session.workshop()
    if workshop is None:
        return
    seen = {"counts": {str(periods): times for periods, times in counts.items()}}
    changes: dict[Path, Any] = {("koop", "stages", stage_id, "lead_time"): seen}
    try:
        koop_results.chain(apply(workshop, *edits_of(workshop, changes, session.BY)).koop)  # the whole must hold
    except Refused as refused:
        raise in_words(refused, workshop) from refused
    session.change(changes)
