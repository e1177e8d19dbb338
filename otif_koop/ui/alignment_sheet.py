"""The agreement sheet on the screen and on paper, and agreeing on it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from otif_koop.deliver.agreement_sheet import Reserve, Row, Sheet, pdf, sheet
from otif_koop.koop.chain import Chain
from otif_koop.message import message
from otif_koop.ui import inputs, session
from otif_koop.ui.alignment import Seen, agree, placed_at, seen
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.alignment import agreement_of, is_agreed
from otif_koop.workshop.document import Workshop


def reserve_of(workshop: Workshop, one: Seen, chain: Chain | None) -> Reserve:
    """Stock and slack at the group's position, where chain and demand are known."""
    placed = placed_at(workshop, one, chain)
    if placed is None:
        return Reserve()
    slack = None
    if placed.order_time is not None and one.figures.promise is not None:
        slack = max(one.figures.promise - placed.order_time, 0.0)
    return Reserve(placed.base_stock, placed.items, slack)


def _sheet(workshop: Workshop, one: Seen, chain: Chain | None) -> Sheet | None:
    if one.terms is None:
        return None
    told = language()
    return sheet(workshop, one.group_id, one.terms, one.figures, reserve_of(workshop, one, chain), one.found, told)


def show(workshop: Workshop, one: Seen, chain: Chain | None) -> None:
    """The sheet as it prints, with the buttons to agree and to take it away."""
    made = _sheet(workshop, one, chain)
    if made is None:
        return
    _sign(workshop, one)
    _downloads(workshop, made, chain)
    with st.container(border=True):
        st.subheader(markdown("{group}", group=made.group), anchor=False)
        st.caption(markdown("{subtitle}", subtitle=made.subtitle))
        lines = [
            f"| {say('Choice')} | {say('What sales and production agree')} |",
            "|---|---|",
            *(markdown("| **{title}** | {text} |", title=row.title, text=row.text) for row in made.rows),
        ]
        st.markdown("\n".join(lines))
        sales, production = st.columns(2)
        with sales:
            st.markdown(f":material/storefront: **{say('Sales')}**")
            _rows(made.sales)
            _figures(say("Judged on"), made.figures_sales)
        with production:
            st.markdown(f":material/factory: **{say('Production')}**")
            _rows(made.production)
            _figures(say("Judged on"), made.figures_production)
        _figures(say("Both judged on"), made.figures_shared)
        if made.open:
            _figures(say("Still contradicting"), made.open)
        _figures(say("We look again when"), made.flips)


def _rows(rows: tuple[Row, ...]) -> None:
    st.markdown("\n".join(markdown("- **{title}:** {text}", title=row.title, text=row.text) for row in rows))


def _figures(title: str, lines: tuple[str, ...]) -> None:
    told = "\n".join(markdown("- {line}", line=line) for line in lines)
    st.markdown(f"**{title}**\n{told}")


def _sign(workshop: Workshop, one: Seen) -> None:
    agreement = agreement_of(workshop, one.group_id)
    sales, production, day = st.columns(3)
    with sales:
        _name(message("For sales"), agreement.by_sales, one.group_id, "by_sales")
    with production:
        _name(message("For production"), agreement.by_production, one.group_id, "by_production")
    with day:
        inputs.day(
            message("Look again on"),
            agreement.review_on,
            f"align-review-{one.group_id}",
            session.fill_in,
            ("alignment", "groups", one.group_id, "review_on"),
        )
    if is_agreed(workshop, one.group_id):
        st.success(say("Agreed on {day:date}.", day=agreement.agreed_on), icon=":material/handshake:")
        inputs.button(
            message("Take the agreement back"),
            f"unagree-{one.group_id}",
            _unagree,
            (one.group_id,),
            icon=":material/undo:",
        )
        return
    if agreement.agreed_on is not None:
        st.warning(
            say(
                "This was agreed on {day:date} for place {n}; the order enters elsewhere now. Look again and agree "
                "anew.",
                day=agreement.agreed_on,
                n=agreement.agreed_position,
            ),
            icon=":material/history:",
        )
    inputs.button(
        message("Sales and production agree"),
        f"agree-{one.group_id}",
        agree,
        ([one.group_id],),
        icon=":material/handshake:",
        is_primary=True,
    )


def _name(label: Any, value: str, group_id: str, field: str) -> None:
    inputs.text(label, value, f"align-{field}-{group_id}", session.fill_in, ("alignment", "groups", group_id, field))


def _unagree(group_id: str) -> None:
    at = ("alignment", "groups", group_id)
    session.change({(*at, "agreed_on"): None, (*at, "agreed_position"): None})


def _downloads(workshop: Workshop, made: Sheet, chain: Chain | None) -> None:
    told = language()
    with st.container(horizontal=True):
        st.download_button(
            say("Download this sheet (.pdf)"),
            lambda: pdf([made], told),
            file_name=say("agreement-sheet.pdf"),
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            on_click="ignore",
            key="sheet-pdf",
        )
        if len(workshop.groups) > 1:
            st.download_button(
                say("All sheets in one file (.pdf)"),
                lambda: pdf(_all(workshop, chain), told),
                file_name=say("agreement-sheets.pdf"),
                mime="application/pdf",
                icon=":material/library_books:",
                on_click="ignore",
                key="sheets-pdf",
            )


def _all(workshop: Workshop, chain: Chain | None) -> list[Sheet]:
    made = [_sheet(workshop, seen(workshop, group_id, chain), chain) for group_id in workshop.groups]
    return [one for one in made if one is not None]
