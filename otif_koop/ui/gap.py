"""The information gap on page *data*: what the chosen definitions ask and the data do not have, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from otif_koop.message import Message, message
from otif_koop.otif.kinds import COMPLAINT_KINDS, ERROR_KINDS, KINDS
from otif_koop.otif.sentences import kind_name
from otif_koop.ui import data, frame, session
from otif_koop.ui.field_names import field_name
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.fields import group_name
from otif_koop.workshop.gap import (
    SYSTEMS,
    Gap,
    Need,
    can_give,
    effort_days,
    gaps,
    needs_by_group,
    not_known,
    suggestions,
    what_to_record,
)

if TYPE_CHECKING:
    from otif_koop.otif.order_book import OrderBook

_ANSWERS = {
    "yes": message("yes"),
    "no": message("no"),
    "partly": message("partly"),
    "unknown": message("not known to us"),
}
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def need_name(need: Need) -> Message:
    """What a need is called on the screen."""
    if need.field == "errors":
        return message("Errors")
    if need.field == "complaints":
        return message("Complaints")
    return kind_name(need.field) if need.field in KINDS else field_name(need.field)


def information_gap(workshop: Workshop, orders: OrderBook) -> None:
    """The gap of these data: what is missing first, each with what to do about it; then the form to fill in by hand."""
    st.subheader(say("The information gap"), anchor=False)
    found = gaps(workshop, orders)
    missing = [gap for gap in found if gap.need.state == "missing"]
    asked = {need.field for needed in needs_by_group(workshop, orders).values() for need in needed}
    there, assumed, lacking = st.columns(3)
    there.metric(say("Measured"), len(asked - {gap.need.field for gap in found}))
    assumed.metric(say("By assumption"), len({gap.need.field for gap in found if gap.need.state == "assumed"}))
    lacking.metric(say("Not measurable"), len({gap.need.field for gap in missing}))
    if not found:
        st.success(
            say("Everything that the definitions ask is in the data: there is no gap."), icon=":material/check_circle:"
        )
        return
    for gap in found:
        _gap(workshop, gap)
    _form(workshop, [gap.need for gap in found])
    frame.link("plan", message("Take the gap into the plan"))


def gap_of_a_system(workshop: Workshop) -> None:
    """Without data: what an ERP can give for these definitions, by its profile."""
    from otif_koop.tables import table

    profiles = {one["id"]: one["name"] for one in table("erp_profiles")["profiles"] if one["id"] in SYSTEMS}
    more = st.expander(say("What can the ERP give?"), icon=":material/dns:", key="erp-gap", on_change="rerun")
    if not more.open:
        return
    with more:
        system = st.selectbox(
            say("Which ERP?"), list(profiles), format_func=profiles.__getitem__, key=f"erp-{language().code}"
        )
        for gap in gaps(workshop, can_give(system)):
            _headline(workshop, gap)
        st.caption(say("By the profile of the system, as a suggestion: your own set-up may differ."))


def _headline(workshop: Workshop, gap: Gap) -> None:
    need = gap.need
    mark = ":material/close:" if need.state == "missing" else ":material/help:"
    words = say("not measurable") if need.state == "missing" else say("by assumption")
    everyone = len(gap.groups) >= len(workshop.groups)
    names = [say("all groups")] if everyone else [group_name(one or "", workshop) for one in gap.groups]
    st.markdown(
        f"{mark} {markdown('**{name}** · {words} · {groups}', name=say(need_name(need)), words=words, groups=names)}"
    )


def _gap(workshop: Workshop, gap: Gap) -> None:
    need = gap.need
    with st.container(border=True):
        _headline(workshop, gap)
        if need.state == "missing":
            st.markdown(say("Until it is recorded nobody knows {what}.", what=not_known(need)))
        elif need.instead:
            st.markdown(markdown("Until then “{column}” serves in its place.", column=say(field_name(need.instead))))
        else:
            st.markdown(say("Until then a blank is not taken to be the customer."))
        st.markdown(
            say(
                "**To do:** {what} About {work} of IT and BI.",
                what=what_to_record(need),
                work=language().plural("{n} working day", "{n} working days", effort_days(need)),
            )
        )
        more = st.expander(say("Where the ERP has it"), icon=":material/dns:", key=f"where-{gap.id}", on_change="rerun")
        if more.open:
            with more:
                _where(need)


def _where(need: Need) -> None:
    code = language().code
    rows = [
        {
            say("System"): one.system,
            say("Has it"): say(_ANSWERS[one.answer]),
            say("Where"): " · ".join([*one.where, *([one.note[code]] if code in one.note else [])]) or "–",
            say("Checked"): {"checked": say("in public sources"), "partly": say("in part")}[one.known],
        }
        for one in suggestions(need)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", key=f"erp-{need.choice}-{need.field}")
    st.caption(say("Suggestions: names differ by version and set-up. Have the system's administrator confirm them."))


def _form(workshop: Workshop, needed: list[Need]) -> None:
    """The form with the open orders filled in; made when it is asked for."""
    fields: list[str] = []
    for need in needed:
        every = {"errors": ERROR_KINDS, "complaints": COMPLAINT_KINDS}
        fields += every.get(need.field, (need.field,))
    told = language()

    def made() -> bytes:
        from otif_koop.deliver.manual_form import manual_form
        from otif_koop.workshop.open_lines import open_orders

        tables = data.order_tables(workshop)
        return b"" if tables is None else manual_form(open_orders(tables), fields, told)

    st.markdown(f"**{say('Record by hand for a while')}**")
    st.markdown(
        say(
            "A workbook with every order that is still open, and a yellow column for each thing that lacks. Fill it "
            "in, drop it here again and choose to bring the orders in use up to date."
        )
    )
    st.download_button(
        say("Download the form"),
        made,
        file_name=say("to-fill-in.xlsx"),
        mime=_WORKBOOK,
        icon=":material/edit_note:",
        on_click="ignore",
        key=f"form-{session.workshop_id()}",
    )
