"""The client's own data: taken into use, and what becomes of the workshop then."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from typing import Any

import streamlit as st

from otif_koop import intake
from otif_koop.intake import Intake, Proposal, Role, TextTable
from otif_koop.message import Refused
from otif_koop.otif.order_book import OrderBook
from otif_koop.ui import data, frame, session, sheets, uploads
from otif_koop.ui.field_names import with_labels
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import show_refusal
from otif_koop.workshop.document import CustomerGroup, Workshop
from otif_koop.workshop.groups import new_group_id

MOST_GROUPS = 200
"""More than this is no grouping: a column with a value for every customer, say."""


def where_the_data_are(workshop: Workshop) -> None:
    """Which data the workshop uses now, and the way to others."""
    own = data.own_data()
    if own is not None:
        files = _by_file(workshop.data.files.values())
        st.success(
            markdown("In use: {files} · {orders:number} orders.", files=files, orders=own.book.n_orders)
            if own.book.order_grain
            else markdown("In use: {files} · {lines:number} order lines.", files=files, lines=own.book.n_lines),
            icon=":material/check_circle:",
        )
        _to_the_score()
        st.caption(say("The rows stay in this session and are not stored, unless a facilitator says so."))
    elif data.is_demo(workshop):
        st.info(say("This workshop uses the demo company's year of orders. Drop your own file to use that instead."))
        _to_the_score()
    elif workshop.data.files:
        st.info(
            markdown(
                "This workshop was made with {files}. The rows are not at hand: bring the files again; "
                "what the columns are is still known.",
                files=_by_file(workshop.data.files.values()),
            )
        )


def _by_file(names: Iterable[str]) -> list[str]:
    """The files, each once, with the sheets of a workbook behind it."""
    sheets_of: dict[str, list[str]] = {}
    for name in names:
        file, _, sheet = name.partition(" · ")
        sheets_of.setdefault(file, []).append(sheet)
    return [f"{file} ({', '.join(some)})" if any(some) else file for file, some in sheets_of.items()]


def _to_the_score() -> None:
    st.page_link(frame.page("score"), label=say("See the score"), icon=":material/arrow_forward:")


def layout_changes(by_role: MappingOf[Role, TextTable]) -> None:
    """What changed in the layout since the mapping was kept."""
    known = uploads.known_mapping()
    if known is None or known.files == {} or not any(file.headers for file in known.files.values()):
        return
    changes = intake.layout_changes(known, by_role)
    if changes:
        st.warning(
            "\n".join(f"- {language().markdown(with_labels(change))}" for change in changes),
            icon=":material/compare_arrows:",
        )


def use_button(by_role: MappingOf[Role, TextTable], proposed: Proposal) -> None:
    """Take the data into use: to order tables, kept in this session, the groups into the workshop."""
    workshop = session.workshop()
    has_rows = workshop is not None and (data.own_data() is not None or data.is_demo(workshop))
    adds = has_rows and st.toggle(
        say("Bring the orders in use up to date with these files"),
        value=data.own_data() is not None,
        key="adds",
        help=say("For the export of a next month, or a form that was filled in by hand: other orders stay."),
    )
    if not st.button(say("Use these data"), type="primary", icon=":material/play_arrow:", key="use"):
        return
    try:
        _use(by_role, proposed, adds=bool(adds))
    except Refused as refused:
        show_refusal(refused)
    else:
        st.rerun()


def _use(by_role: MappingOf[Role, TextTable], proposed: Proposal, *, adds: bool) -> None:
    workshop = session.workshop()
    with st.status(say("Making the order book …"), expanded=True) as progress:
        st.write(say("Dates, quantities and keys …"))
        made = intake.to_order_tables(by_role, proposed.mapping)
        made = replace(made, assumed=(*sheets.told(), *made.assumed))
        st.write(
            say(
                "{lines:number} order lines, {rows:number} deliveries",
                lines=len(made.tables.lines),
                rows=len(made.tables.deliveries),
            )
        )
        data.keep(made, on_top_of=data.order_tables(workshop) if adds and workshop is not None else None)
        progress.update(label=say("The order book is ready."), state="complete", expanded=False)
    _into_workshop(by_role, proposed, made)
    uploads.forget()


def _into_workshop(by_role: MappingOf[Role, TextTable], proposed: Proposal, _made: Intake) -> None:
    workshop = session.workshop()
    own = data.own_data()
    if workshop is None or own is None:
        return
    changes: dict[tuple[str, ...], Any] = {
        ("data", "files"): {role: table.name[:200] for role, table in by_role.items()},
        ("data", "mapping"): proposed.mapping.model_dump(mode="json", exclude_unset=True),
        ("data", "as_of"): own.book.as_of.isoformat(),
    }
    session.change(changes | _new_groups(workshop, own.book))


def _new_groups(workshop: Workshop, book: OrderBook) -> dict[tuple[str, ...], Any]:
    """The groups that the data name and the workshop doesn't have yet."""
    names = [name for name in book.group.names if name]
    known = {label for group in workshop.groups.values() for label in (*group.in_data, group.name)}
    if len(names) > MOST_GROUPS or workshop.grouping.basis != "column":
        return {}
    changes: dict[tuple[str, ...], Any] = {}
    taken = workshop
    for name in names:
        if name in known:
            continue
        group = CustomerGroup(name=name[:200], in_data=(name[:200],))
        group_id = new_group_id(taken, name)
        while ("groups", group_id) in changes:
            group_id += "-2"
        changes["groups", group_id] = group
    return changes
