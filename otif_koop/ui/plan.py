"""The plan: what is proposed, the board with owner, date and status, the timeline, and the plan to take away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from otif_koop.charts import plan_timeline
from otif_koop.deliver.plan_calendar import calendar
from otif_koop.deliver.plan_workbook import workbook
from otif_koop.message import message
from otif_koop.ui import data, inputs, session, target_results
from otif_koop.ui.due import today
from otif_koop.ui.kept import kept
from otif_koop.ui.picture import described
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.gap import gaps
from otif_koop.workshop.groups import free_id
from otif_koop.workshop.plan_items import KINDS, STATUSES, PlanItem, in_order, is_due
from otif_koop.workshop.proposals import Proposal, proposals

_MARKS = {"todo": ":material/radio_button_unchecked:", "doing": ":material/pending:", "done": ":material/check_circle:"}
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def proposed(workshop: Workshop) -> list[Proposal]:
    """What is proposed now: without data the gap can't be derived, and the article's own steps remain."""
    return kept(("proposals", today()), lambda: _proposed(workshop))


def _proposed(workshop: Workshop) -> list[Proposal]:
    orders = data.book()
    live = {key: one.standing for key, one in target_results.facts(workshop).items() if one.standing is not None}
    return proposals(workshop, () if orders is None else gaps(workshop, orders), today(), live)


def figures(workshop: Workshop) -> None:
    """The plan in four figures."""
    items = list(workshop.plan.items.values())
    done, due, days, open_ = (place for place in st.columns(4))
    open_.metric(say("Proposed"), len(proposed(workshop)))
    done.metric(say("Done"), say("{n} of {most}", n=sum(item.status == "done" for item in items), most=len(items)))
    due.metric(say("Due this week"), sum(is_due(item, today()) for item in items))
    left = sum(item.effort_days for item in items if item.status != "done")
    days.metric(say("Days of work left"), language().number(left))


def proposals_to_take(workshop: Workshop) -> None:
    """The proposals by kind; taken over one by one or all at once."""
    found = proposed(workshop)
    if not found:
        return
    st.subheader(say("Proposed for the plan"), anchor=False)
    st.caption(say("From the information gap, the targets, the alignment and the article's step plan."))
    inputs.button(message("Take over all {n}", n=len(found)), "take-all", _take, (found,), is_primary=True)
    for kind, title in KINDS.items():
        of_kind = [one for one in found if one.kind == kind]
        if not of_kind:
            continue
        more = st.expander(
            say("{title} ({n})", title=title, n=len(of_kind)),
            expanded=not workshop.plan.items,
            key=f"proposed-{kind}",
            on_change="rerun",
        )
        if not more.open:
            continue
        with more:
            for one in of_kind:
                _proposal(one)


def _proposal(one: Proposal) -> None:
    with st.container(border=True):
        st.markdown(f"**{language().markdown(one.title)}**")
        st.caption(
            say(
                "{why} Ends {day:date}, about {work}.",
                why=one.why,
                day=one.due,
                work=language().plural("{n} working day", "{n} working days", one.effort_days),
            )
        )
        with st.container(horizontal=True):
            inputs.button(message("Take over"), f"take-{one.id}", _take, ([one],), icon=":material/add:")
            inputs.button(message("Not for us"), f"decline-{one.id}", _decline, (one.id,))


def _take(taken: list[Proposal]) -> None:
    session.change(lambda workshop: _taken(workshop, taken))


def _taken(workshop: Workshop, taken: list[Proposal]) -> dict[Path, Any]:
    there = set(workshop.plan.items)
    changes: dict[Path, Any] = {}
    for one in taken:
        item_id = free_id(one.id, there)
        there.add(item_id)
        changes["plan", "items", item_id] = PlanItem(
            kind=one.kind,
            title=say(one.title)[:2000],
            start=one.start,
            due=one.due,
            effort_days=one.effort_days,
            source=one.id,
        )
    return changes


def _decline(proposal_id: str) -> None:
    session.change({("plan", "declined", proposal_id): say("not for us")})


def board(workshop: Workshop) -> None:
    """Three columns by status, a card an action; a card opens to change it."""
    st.subheader(say("The board"), anchor=False)
    items = in_order(workshop.plan.items)
    if not items:
        st.info(say("The plan is still empty: take over what is proposed, or write an action."))
    else:
        for place, (status, title) in zip(st.columns(3), STATUSES.items(), strict=True):
            with place:
                here = [entry for entry in items if entry[1].status == status]
                st.markdown(f"{_MARKS[status]} **{say(title)}** ({len(here)})")
                for item_id, item in here:
                    _card(item_id, item)
    with st.popover(say("Write an action"), icon=":material/add:"):
        kind = st.selectbox(
            say("Kind"),
            list(KINDS),
            format_func={code: say(one) for code, one in KINDS.items()}.__getitem__,
            key=f"new-kind-{language().code}",
        )
        written = st.text_input(say("Action"), max_chars=200, key="new-title", disabled=not session.may_edit())
        inputs.button(message("Add"), "add-item", _add, (kind, written), is_primary=True)


def _add(kind: Any, title: str) -> None:
    item = {"kind": kind, "title": title}
    session.change(lambda workshop: {("plan", "items", free_id(title, set(workshop.plan.items))): item})
    st.session_state["new-title"] = ""


def _card(item_id: str, item: PlanItem) -> None:
    late = item.due is not None and item.due < today() and item.status != "done"
    with st.container(border=True):
        st.markdown(markdown("**{title}**", title=item.title))
        told = [item.owner or say("no owner yet"), language().date(item.due) if item.due else say("no date yet")]
        if late:
            told.append(say("ended, not done"))
        st.caption(markdown("{told}", told=" · ".join(told)))
        opened = st.expander(say("Change"), icon=":material/edit:", key=f"card-{item_id}", on_change="rerun")
        if opened.open:
            with opened:
                _change(item_id, item)


def _change(item_id: str, item: PlanItem) -> None:
    key, where = f"item-{item_id}", ("plan", "items", item_id)
    fill_in = session.fill_in
    inputs.choose(message("Status"), STATUSES, item.status, f"{key}-status", fill_in, (*where, "status"), is_list=True)
    inputs.text(message("Action"), item.title, f"{key}-title", fill_in, (*where, "title"))
    inputs.text(message("Owner"), item.owner, f"{key}-owner", fill_in, (*where, "owner"))
    inputs.day(message("Begins"), item.start, f"{key}-start", fill_in, (*where, "start"))
    inputs.day(message("Ends"), item.due, f"{key}-due", fill_in, (*where, "due"))
    days = item.effort_days
    inputs.number(message("Effort (days)"), days, f"{key}-days", fill_in, (*where, "effort_days"), least=0, most=1000)
    inputs.text(message("Note"), item.note, f"{key}-note", fill_in, (*where, "note"), most=2000, lines=3)
    inputs.button(message("Take it out of the plan"), f"{key}-out", _drop, (item_id,), icon=":material/delete:")


def _drop(item_id: str) -> None:
    session.change({("plan", "items", item_id): None})


def timeline(workshop: Workshop) -> None:
    """The actions over time, and the plan to take away."""
    items = list(workshop.plan.items.values())
    if not any(item.due for item in items):
        return
    told, day = language(), today()
    described(
        ("plan", tuple(item.model_dump_json() for item in items), day),
        lambda: plan_timeline.chart(items, day, told),
        lambda: plan_timeline.alt_text(items, day, told),
        key="plan-timeline",
    )
    with st.container(horizontal=True):
        st.download_button(
            say("To the calendar (.ics)"),
            lambda: calendar(workshop.plan.items, session.workshop_id() or "", datetime.now(UTC), told),
            file_name="plan.ics",
            mime="text/calendar",
            icon=":material/event:",
            on_click="ignore",
        )
        st.download_button(
            say("To Excel (.xlsx)"),
            lambda: workbook(workshop.plan.items, told),
            file_name="plan.xlsx",
            mime=_WORKBOOK,
            icon=":material/table:",
            on_click="ignore",
        )
