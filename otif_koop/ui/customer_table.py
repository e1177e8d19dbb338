"""The groups in words and in one table: what the page gives before there are any, and all of them side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from otif_koop.message import Message, message
from otif_koop.tables import table
from otif_koop.ui import frame, inputs, session
from otif_koop.ui.customer_card import from_data
from otif_koop.ui.customers import BUSINESS, MOMENTS, PARTIALS, YES_NO, Seen, add_group, yes_no
from otif_koop.ui.number_columns import to_the_right
from otif_koop.ui.speech import language, say
from otif_koop.workshop.document import CustomerGroup, Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.expected_from_data import seen_in_data
from otif_koop.workshop.labels import names_in_book


def nothing_yet() -> None:
    """No group and no data: what the page gives, and the ways to begin."""
    frame.gives("customers")
    typed, brought = st.columns(2, gap="medium")
    with typed.container(border=True, height="stretch"):
        st.subheader(say("By talking"), anchor=False)
        st.markdown(say("Name the groups that come to mind; five short questions each."))
        add_group()
    with brought.container(border=True, height="stretch"):
        st.subheader(say("From your data"), anchor=False)
        st.markdown(say("Bring an order export; groups are proposed from it, each with its reason."))
        frame.link("data", message("Bring the data"))
    the_examples_answer()


def the_examples_answer() -> None:
    """What the demo company answered, to look at."""
    shown = st.expander(
        say("See what the example company answered"),
        icon=":material/lightbulb:",
        key="example-groups",
        on_change="rerun",
    )
    if shown.open:
        with shown:
            groups = {key: CustomerGroup(**one) for key, one in table("demo_workshop")["groups"].items()}
            st.dataframe(_answers(groups), hide_index=True, width="stretch")
            st.caption(say("The whole example, filled in and with a year of orders, opens from the start page."))
            frame.link("start", message("To the start page"))


def side_by_side(workshop: Workshop, seen: Seen | None) -> None:
    """All groups in one table, as answered and as the data show them."""
    shown = st.expander(say("All groups side by side"), icon=":material/table:", key="groups-table", on_change="rerun")
    if not shown.open:
        return
    with shown:
        _all_at_once(workshop, seen)
        rows = _answers(workshop.groups)
        looks = None
        if seen is not None:
            figures = _figures_of(workshop, seen)
            rows, looks = pd.concat([rows, figures], axis=1), to_the_right(figures.columns)
        st.dataframe(rows, hide_index=True, width="stretch", column_config=looks)


def _answers(groups: Any) -> pd.DataFrame:
    told = language()
    made = []
    for one in groups.values():
        asked, said = one.expectations, one.expectations.model_fields_set
        made.append(
            {
                say("Group"): one.name,
                say("Sold to"): _if("business" in one.model_fields_set, BUSINESS[one.business]),
                say("Regions or countries"): ", ".join(one.regions),
                say("Lead time, days"): told.number(asked.lead_time_days) if asked.lead_time_days else "",
                say("Day or week"): _if("moment" in said, MOMENTS[asked.moment]),
                say("Early is welcome"): _if("early_welcome" in said, YES_NO[yes_no(asked.early_welcome)]),
                say("Partial deliveries"): _if("partial_deliveries" in said, PARTIALS[asked.partial_deliveries]),
                say("Who will act"): one.acts,
                say("Recognised"): _if("recognised" in one.model_fields_set, YES_NO[yes_no(one.recognised)]),
            }
        )
    return pd.DataFrame(made)


def _figures_of(workshop: Workshop, seen: Seen) -> pd.DataFrame:
    told, trade, called = language(), seen.groups.trade, names_in_book(workshop)
    made = []
    for group_id in workshop.groups:
        at = seen.groups.at(called[group_id])
        row = {
            say("Customers"): None if at is None or seen.groups.customers is None else seen.groups.customers[at],
            say("Orders"): 0 if at is None else int(trade.orders[at]),
            say("Order lines"): 0 if at is None else int(trade.lines[at]),
            say("Lines per order"): None if at is None else round(float(trade.lines_per_order[at]), 1),
        }
        made.append({name: told.number(value) for name, value in row.items()})
        made[-1][say("Revenue")] = told.money(None if at is None else float(trade.revenue[at]))
        made[-1][say("Came in parts")] = told.percent(None if at is None else float(trade.partial[at]))
    return pd.DataFrame(made)


def _if(answered: bool, text: Message) -> str:
    return say(text) if answered else ""


def _all_at_once(workshop: Workshop, seen: Seen | None) -> None:
    """Questions that many groups answer the same way, or that the data answer, in one go."""
    if not session.may_edit():
        return
    told = {} if seen is None else _offered(workshop, seen)
    unsaid = [key for key, one in workshop.groups.items() if "business" not in one.model_fields_set]
    with st.container(horizontal=True):
        if told:
            inputs.button(
                message("Answer from the data for all groups"),
                "from-data-all",
                _from_data,
                (told,),
                icon=":material/auto_fix_high:",
                why=message("Only questions without an answer are filled in; each can be changed."),
            )
        if unsaid:
            inputs.button(
                message("The other {n} sell to companies (B2B)", n=len(unsaid)), "rest-b2b", _companies, (unsaid,)
            )


def _offered(workshop: Workshop, seen: Seen) -> dict[str, dict[str, Any]]:
    called = names_in_book(workshop)
    found = {
        key: seen_in_data(workshop, key, called[key], seen.placed.book, seen.groups)
        for key in workshop.groups
        if called[key] in seen.groups.names
    }
    return {key: offered for key, offered in found.items() if offered}


def _from_data(told: dict[str, dict[str, Any]]) -> None:
    def answered(workshop: Workshop) -> dict[Path, Any]:
        every = [from_data(workshop, group_id, offered) for group_id, offered in told.items()]
        return {path: value for changes in every for path, value in changes.items()}

    session.change(answered)


def _companies(unsaid: list[str]) -> None:
    session.change({("groups", group_id, "business"): "b2b" for group_id in unsaid})
