"""The guaranteed-service check: where stock further upstream might pay, and what it does when worked out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.period_names import periods_named
from otif_koop.koop.placement import Placement
from otif_koop.message import message
from otif_koop.ui import inputs, koop_results, session
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.koop_case import Case


def check(workshop: Workshop, chain: Chain, case: Case, placement: Placement) -> None:
    """Which stock points the rule of guaranteed service proposes, and the cost with them against now."""
    found = koop_results.suggestion(chain, case.group)
    period = periods_named(chain.period)
    st.markdown(
        say(
            "Every stage promises the next one a time and keeps stock for what it can't make in that time. The "
            "cheapest division of stock is only a hint: it takes demand as bounded and every stage as on time."
        )
    )
    st.dataframe(
        pd.DataFrame(
            [
                {
                    say("stage"): stage.name,
                    say("promises the next in ({period})", period=period): quoted,
                    say("stock covers ({period})", period=period): covered,
                    say("stock"): "▼" if covered > 0 else "",
                }
                for stage, quoted, covered in zip(chain.stages, found.times.quoted, found.times.covered, strict=True)
            ]
        ),
        hide_index=True,
        width="stretch",
    )
    upstream = [point for point in found.points if point < found.koop and not chain.stages[point - 1].stock_point]
    if not upstream:
        st.info(say("No stock point further upstream is missing for this group."))
        return
    names = [chain.stages[point - 1].name for point in upstream]
    with_stock = koop_results.placement(koop_results.with_stock_after(chain, upstream), case.group)
    now, then = placement.best, with_stock.best
    if now is None or then is None or now.total is None or then.total is None:
        st.info(markdown("It proposes stock after {names}, but no position reaches the target.", names=names))
        return
    told = language()
    left, right = st.columns(2)
    left.metric(say("Now: position {position}, € a year", position=placement.advice), told.money(now.total))
    more = then.total - now.total
    right.metric(
        markdown("With stock after {names}: position {position}", names=names, position=with_stock.advice),
        told.money(then.total),
        delta=f"{'-' if more < 0 else '+'}{told.money(abs(more))}",
        delta_color="inverse",
    )
    inputs.button(
        message("Always keep stock after {names}", names=names),
        f"upstream-{case.group_id}",
        _keep,
        ([workshop.koop.order[point - 1] for point in upstream],),
        icon=":material/inventory_2:",
        why=message("It can be taken back in the table of the chain. Other groups then draw on it as well."),
    )


def _keep(stages: list[str]) -> None:
    changes: dict[Path, Any] = {("koop", "stages", stage, "stock_point"): True for stage in stages}
    session.change(changes)
