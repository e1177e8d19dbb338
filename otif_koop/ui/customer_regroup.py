"""The groups adjusted by hand: renamed, merged, split, filled with single customers, added and removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from otif_koop.message import Refused, message
from otif_koop.ui import customers, inputs, session
from otif_koop.ui.customers import Seen
from otif_koop.ui.speech import language, say
from otif_koop.ui.trouble import show_refusal
from otif_koop.workshop.customer_facts import Customers
from otif_koop.workshop.customer_groups import Placed, meets
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.grouping import NUMBERS, SHARES, Condition
from otif_koop.workshop.groups import removing
from otif_koop.workshop.labels import names_in_book
from otif_koop.workshop.regrouping import merging, moving, renaming, splitting
from otif_koop.workshop.why_here import FACTS

_MOST_LISTED = 200


def adjust(workshop: Workshop, group_id: str, seen: Seen | None) -> None:
    """Every way to make the groups other than they are proposed."""
    if not session.may_edit():
        return
    shown = st.expander(say("Adjust the groups"), icon=":material/tune:", key="adjust-groups", on_change="rerun")
    if not shown.open:
        return
    with shown:
        ways: dict[str, tuple[Any, Callable[[], None]]] = {
            "name": (message("Rename or remove"), lambda: _rename(workshop, group_id, seen)),
            "add": (message("Add"), lambda: customers.add_group("adjust")),
        }
        if len(workshop.groups) > 1:
            ways["merge"] = (message("Merge"), lambda: _merge(workshop, group_id))
        if seen is not None and seen.customers is not None:
            placed, who = seen.placed, seen.customers
            ways["split"] = (message("Split"), lambda: _split(workshop, group_id, placed, who))
            ways["move"] = (message("Move customers"), lambda: _move(workshop, group_id, placed, who))
        kept = st.session_state.get("adjust-way")
        way = kept if kept in ways else "name"
        inputs.choose(
            message("What should change?"),
            {code: title for code, (title, _) in ways.items()},
            way,
            "adjust-how",
            _keep_way,
        )
        ways[way][1]()


@inputs.for_looking
def _keep_way(way: str | None) -> None:
    st.session_state["adjust-way"] = way


def _do(change: Callable[[], dict[Path, Any]]) -> bool:
    try:
        session.change(change())
    except Refused as refused:
        show_refusal(refused)
        return False
    return True


def _rename(workshop: Workshop, group_id: str, seen: Seen | None) -> None:
    group = workshop.groups[group_id]
    in_book = () if seen is None else seen.brought.group.names
    inputs.text(message("Name of the group"), group.name, f"name-{group_id}", _keep_name, (group_id, in_book))
    with st.popover(say("Remove this group …"), icon=":material/delete:"):
        st.write(say("The group goes, with its targets and all that was chosen for it. Undo brings it back."))
        inputs.button(message("Remove the group"), f"remove-{group_id}", _remove, (group_id,), is_primary=True)


def _keep_name(name: str, group_id: str, in_book: tuple[str, ...]) -> None:
    session.change(lambda workshop: renaming(workshop, group_id, name.strip(), in_book))


def _remove(group_id: str) -> None:
    session.change(lambda workshop: removing(workshop, group_id))


def _merge(workshop: Workshop, group_id: str) -> None:
    others = {key: one.name for key, one in workshop.groups.items() if key != group_id}
    away = st.selectbox(
        say("Which group goes up in {group}?", group=workshop.groups[group_id].name),
        list(others),
        index=None,
        format_func=others.__getitem__,
        placeholder=say("Choose one"),
        key=f"merge-{group_id}",
    )
    st.caption(
        say(
            "Its customers come along; what was chosen for it goes. Kept monthly scores start anew, for these are "
            "other customers. Undo brings all back."
        )
    )
    if away is None:
        return
    pressed = st.button(say("Merge"), key="merge-now", type="primary", icon=":material/call_merge:")
    if pressed and _do(lambda: merging(workshop, group_id, away)):
        st.rerun()


def _split(workshop: Workshop, group_id: str, placed: Placed, who: Customers) -> None:
    mine = placed.group == names_in_book(workshop)[group_id]
    if not mine.any():
        st.caption(say("This group has no customers in the data to split."))
        return
    facts = _facts_of(who, mine)
    told = language()
    fact = st.selectbox(
        say("On what do these customers differ?"),
        facts,
        format_func=lambda one: told.say(FACTS[one]),
        key=f"split-fact-{group_id}-{told.code}",
    )
    condition = _condition(fact, who, mine, group_id)
    if condition is None:
        return
    split = int((meets(who, condition) & mine).sum())
    st.caption(say("{n} of {most} customers go to the new group.", n=split, most=int(mine.sum())))
    name = st.text_input(say("Name of the new group"), max_chars=200, key=f"split-name-{group_id}")
    can = bool(name.strip()) and 0 < split < int(mine.sum())
    pressed = st.button(say("Split"), key="split-now", type="primary", icon=":material/call_split:", disabled=not can)
    if pressed and _do(lambda: splitting(workshop, group_id, name.strip(), condition)):
        st.rerun()


def _facts_of(who: Customers, mine: Any) -> list[str]:
    """The facts on which the customers of a group differ."""
    differ = [name for name, values in who.main.items() if len({*values[mine]} - {None}) > 1]
    differ += [name for name in ("abc", "xyz") if len(set(getattr(who, name)[mine])) > 1]
    for name in NUMBERS:
        figures = getattr(who.trade, name)[mine]
        figures = figures[np.isfinite(figures)]
        if len(figures) and figures.min() < figures.max():
            differ.append(name)
    return differ


def _condition(fact: Any, who: Customers, mine: Any, group_id: str) -> Condition | None:
    if fact is None:
        st.caption(say("These customers do not differ in what the data tell of them."))
        return None
    if fact not in NUMBERS:
        given = getattr(who, fact) if fact in ("abc", "xyz") else who.main[fact]
        values = sorted({one for one in given[mine] if one})
        chosen = st.multiselect(
            say("Which go to the new group?"),
            values,
            placeholder=say("Choose one or more"),
            key=f"split-values-{group_id}-{fact}",
        )
        return Condition(fact=fact, values=tuple(chosen)) if chosen else None
    figures = getattr(who.trade, fact)[mine]
    middle = float(np.median(figures[np.isfinite(figures)]))
    times = 100 if fact in SHARES else 1
    start = middle * times + (1 if times == 1 else 0)
    is_whole = fact != "lines_per_order"
    limit = st.number_input(
        say("From which figure do they go to the new group? (%)")
        if fact in SHARES
        else say("From which figure do they go to the new group?"),
        value=round(start) if is_whole else round(start, 1),
        min_value=0 if is_whole else 0.0,
        key=f"split-limit-{group_id}-{fact}",
        help=say("Half of these customers have {middle} or less.", middle=round(middle * times, 1)),
    )
    return Condition(fact=fact, least=limit / times)


def _move(workshop: Workshop, group_id: str, placed: Placed, who: Customers) -> None:
    told = language()
    names = {key: one.name for key, one in workshop.groups.items()}
    asked = st.text_input(
        say("Which customers? Part of a number, or several separated by commas"), key="move-search", max_chars=1000
    ).strip()
    called = names_in_book(workshop)[group_id]
    found = _found(who.ids, asked) if asked else np.flatnonzero(placed.group == called)
    found = found[np.argsort(-who.trade.weight[found], kind="stable")]
    listed = found[:_MOST_LISTED]
    if not len(listed):
        st.caption(say("No customer has such a number."))
        return
    if len(found) > len(listed):
        st.caption(say("The {n} heaviest of {most} are listed; search for others.", n=len(listed), most=len(found)))
    elif not asked:
        st.caption(say("The customers of {group}, the heaviest first.", group=names[group_id]))
    table = pd.DataFrame(
        {
            say("Customer"): [who.ids[at] for at in listed],
            say("Group"): [placed.group[at] or say("(no group)") for at in listed],
            say("Orders"): [told.number(int(value)) for value in who.trade.orders[listed]],
            say("Lines per order"): [told.number(value, 1) for value in who.trade.lines_per_order[listed]],
            say("Revenue"): [told.money(value) for value in who.trade.revenue[listed]],
            say("Requested days"): [told.number(value) for value in who.trade.asked_days[listed]],
            say("ABC / XYZ"): [f"{who.abc[at]}{who.xyz[at]}" for at in listed],
        }
    )
    picked = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=320,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"move-rows-{group_id}-{asked}",
    )
    chosen = [who.ids[listed[row]] for row in picked.selection.rows]
    if asked and st.checkbox(say("All {n} that were found", n=len(found)), key=f"move-all-{asked}"):
        chosen = [who.ids[at] for at in found]
    to = st.selectbox(
        say("To which group?"),
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder=say("Choose one"),
        key="move-to",
    )
    pressed = st.button(
        say("Move {n} customers", n=len(chosen)),
        key="move-now",
        type="primary",
        icon=":material/drive_file_move:",
        disabled=not (chosen and to),
    )
    if pressed and to is not None and _do(lambda: moving(workshop, chosen, to)):
        st.rerun()
    if workshop.grouping.by_hand:
        n = len(workshop.grouping.by_hand)
        st.caption(say("Placed by hand: {n}. Kept without their number; your data recognise them again.", n=n))
        inputs.button(message("Let the rules place them again"), "by-hand-off", _forget_by_hand)


def _forget_by_hand() -> None:
    session.change({("grouping", "by_hand"): None})


def _found(ids: tuple[str, ...], asked: str) -> Any:
    parts = [part.strip().casefold() for part in asked.split(",") if part.strip()]
    if len(parts) > 1:
        wanted = set(parts)
        return np.array([at for at, one in enumerate(ids) if one.casefold() in wanted], np.int64)
    return np.array([at for at, one in enumerate(ids) if parts and parts[0] in one.casefold()], np.int64)
