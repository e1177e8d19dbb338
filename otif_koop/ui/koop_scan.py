"""The quick scan: every group on chain against promise and swings in demand."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from otif_koop.charts import koop_scan
from otif_koop.charts.koop_scan import ScanPoint
from otif_koop.koop.chain import Chain
from otif_koop.koop.placement import Placement
from otif_koop.koop.quick_scan import scan_group
from otif_koop.message import message
from otif_koop.ui import inputs, session
from otif_koop.ui.picture import described
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.koop_case import Case, Lacking


def scan(
    workshop: Workshop,
    chain: Chain,
    cases: Mapping[str, Case | Lacking],
    chosen: str,
    placement: Placement | None,
) -> None:
    """The chart with the boundary to move, and what it says of the chosen group."""
    boundary, told = workshop.koop.wild_from, language()
    groups = {group_id: case.group for group_id, case in cases.items() if isinstance(case, Case)}
    found = {group_id: scan_group(chain, group, boundary) for group_id, group in groups.items()}
    points = tuple(
        ScanPoint(groups[one].name, scan.chain_to_promise, scan.variation, scan.positions, one == chosen)
        for one, scan in found.items()
    )
    described(
        ("koop-scan", points, boundary),
        lambda: koop_scan.chart(points, boundary, told),
        lambda: koop_scan.alt_text(points, boundary, told),
        key="koop-scan",
    )
    inputs.number(
        message("demand is wild from a weekly variation of"),
        boundary,
        "koop-wild-from",
        _boundary,
        least=0.05,
        most=10.0,
        step=0.1,
        why=message("sd / mean of a week. A choice of the company; 0.5 is usual."),
    )
    if chosen in found:
        one = found[chosen]
        st.markdown(
            markdown(
                "**{group}** points to {positions}: {why}.",
                group=groups[chosen].name,
                positions=[message("position {position}", position=p) for p in one.positions],
                why=one.why,
            )
        )
        if placement is not None and placement.advice is not None and placement.advice not in one.positions:
            st.caption(
                say(
                    "The figures say position {advice}: they count stock, lead times and cost; the scan sees these two "
                    "things only.",
                    advice=placement.advice,
                )
            )
    if len(found) < len(cases):
        st.caption(say("Groups without demand or promise are not on it yet."))


def _boundary(value: float | None) -> None:
    session.change({("koop", "wild_from"): value})
