"""The groupings that the data propose, each with its reason, and what the figures hint at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st

from otif_koop.intake import safe_cell
from otif_koop.lately import Lately
from otif_koop.message import Message, message
from otif_koop.otif.order_book import OrderBook
from otif_koop.ui import customers, inputs, session
from otif_koop.ui.customers import Seen
from otif_koop.ui.number_columns import after_the_first
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.customer_groups import behaviour_rules
from otif_koop.workshop.document import CustomerGroup, Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.group_figures import (
    BASES,
    WHY,
    Groups,
    alike,
    grouped_otherwise,
    names_of_rules,
    split_hints,
)
from otif_koop.workshop.grouping import SHARES, Basis, Grouping
from otif_koop.workshop.groups import free_id
from otif_koop.workshop.labels import owners
from otif_koop.workshop.regrouping import grouping_by, merging, splitting
from otif_koop.workshop.why_here import FACTS, said_condition

_MOST_HINTS = 4
_kept: WeakKeyDictionary[OrderBook, Lately] = WeakKeyDictionary()


def propose(workshop: Workshop, seen: Seen) -> None:
    """The ways to group that the data have; the one in force is marked."""
    shown = st.expander(
        say("The groups that the data propose"),
        icon=":material/workspaces:",
        key="proposed-groups",
        on_change="rerun",
        expanded=not workshop.groups,
    )
    if not shown.open:
        return
    with shown:
        bases = {basis: found for basis in BASES if (found := _otherwise(seen, basis, workshop)) is not None}
        if not bases:
            st.markdown(say("The data name no groups, channels, regions or customers to group by: add groups by name."))
            customers.add_group("proposed")
            return
        first = workshop.grouping.basis if workshop.grouping.basis in bases else next(iter(bases))
        kept = st.session_state.get("proposed-basis")
        basis: Basis = kept if kept in bases else first
        labels: dict[str, Message] = {
            code: message("{basis} ({n})", basis=BASES[code], n=len(found.names)) for code, found in bases.items()
        }
        inputs.choose(message("Group by"), labels, basis, "propose-by", _keep_basis, is_list=False)
        st.markdown(say(WHY[basis]))
        found = bases[basis]
        names = _names(basis, workshop.grouping.limits)
        _preview(found, names)
        if basis == "behaviour":
            _limits(workshop)
        _take(workshop, basis, found, names)


@inputs.for_looking
def _keep_basis(basis: str | None) -> None:
    st.session_state["proposed-basis"] = basis


def _otherwise(seen: Seen, basis: Basis, workshop: Workshop) -> Groups | None:
    limits = workshop.grouping.limits
    key = (basis, tuple(sorted(limits.items())) if basis == "behaviour" else ())
    return _kept.setdefault(seen.brought, Lately(20)).get(
        key, lambda: grouped_otherwise(seen.brought, seen.customers, Grouping(basis=basis, limits=limits))
    )


def _names(basis: Basis, limits: Mapping[str, float]) -> dict[str, tuple[Message, Message]]:
    return names_of_rules(limits) if basis == "behaviour" else {}


def _preview(found: Groups, names: Mapping[str, tuple[Message, Message]]) -> None:
    told, trade = language(), found.trade
    rows = []
    for at in (-trade.weight).argsort(kind="stable").tolist():
        label = found.names[at]
        row = {say("Group"): told.say(names[label][0]) if label in names else label}
        row |= {
            say("Customers"): told.number(None if found.customers is None else found.customers[at]),
            say("Orders"): told.number(int(trade.orders[at])),
            say("Lines per order"): told.number(float(trade.lines_per_order[at]), 1),
            say("Share of the whole"): told.percent(float(trade.weight[at])),
            say("Requested days"): told.number(float(trade.asked_days[at])),
            say("Came in parts"): told.percent(float(trade.partial[at])),
        }
        rows.append(row)
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", column_config=after_the_first(rows))
    if names:  # sentences, which a data frame cuts off
        shown = [(title, why) for label, (title, why) in names.items() if label in found.names]
        st.markdown("\n".join(f"1. **{told.markdown(title)}** {told.markdown(why)}" for title, why in shown))


def _limits(workshop: Workshop) -> None:
    """The limits of the rules, to set otherwise."""
    st.caption(say("The first rule that holds for a customer is its group. Every limit can be set otherwise."))
    rules = [(one, one.when) for one in behaviour_rules(workshop.grouping.limits) if one.when and not one.when.values]
    for place, (rule, when) in zip(st.columns(len(rules)), rules, strict=True):
        limit = (when.least if when.below is None else when.below) or 0.0
        is_share = when.fact in SHARES
        text = message("{group}: {fact} from", group=rule.title, fact=FACTS[when.fact])
        if when.below is not None:
            text = message("{group}: {fact} below", group=rule.title, fact=FACTS[when.fact])
        if is_share:
            text = message("{group}: {fact} from (%)", group=rule.title, fact=FACTS[when.fact])
        shown = round(limit * 100) if is_share else round(limit)
        with place:
            inputs.number(text, shown, f"limit-{rule.id}", _set_limit, (rule.id, is_share), least=0)


def _set_limit(value: float | None, rule_id: str, is_share: bool) -> None:
    workshop = session.workshop()
    if workshop is None:
        return
    limit = None if value is None else value / 100 if is_share else float(value)
    changes: dict[Path, Any] = {("grouping", "limits", rule_id): limit}
    if workshop.grouping.basis == "behaviour":
        limits = {key: one for key, one in workshop.grouping.limits.items() if key != rule_id}
        changes |= _newly_filled(workshop, limits if limit is None else {**limits, rule_id: limit})
    session.change(changes)


def _newly_filled(workshop: Workshop, limits: Mapping[str, float]) -> dict[Path, Any]:
    """The groups of rules that get their first customers by other limits."""
    seen = customers.look(workshop)
    grouping = Grouping(basis="behaviour", limits=limits)
    found = None if seen is None else grouped_otherwise(seen.brought, seen.customers, grouping)
    if found is None:
        return {}
    own, taken = owners(workshop), set(workshop.groups)
    changes: dict[Path, Any] = {}
    for label, (title, _) in names_of_rules(limits).items():
        if label in found.names and label not in own:
            group_id = free_id(label, taken)
            taken.add(group_id)
            changes["groups", group_id] = CustomerGroup(name=say(title), in_data=(label,))
    return changes


def _take(workshop: Workshop, basis: Basis, found: Groups, names: Mapping[str, tuple[Message, Message]]) -> None:
    own = owners(workshop) if basis == workshop.grouping.basis else {}
    fresh = [label for label in found.names if label not in own]
    if not fresh and basis == workshop.grouping.basis:
        st.caption(say("These are the groups of this workshop."))
        return
    named = {label: say(names[label][0]) if label in names else label for label in found.names}
    kept = {own[label] for label in found.names if label in own}
    gone = [one.name for key, one in workshop.groups.items() if key not in kept]
    if not gone:
        inputs.button(message("Take these groups over"), "take-groups", _grouped, (basis, named), is_primary=True)
        return
    with st.popover(say("Take these groups over …"), icon=":material/workspaces:"):
        st.write(
            markdown(
                "These groups go, with all that was chosen for them: {names}. Undo brings them back.",
                names=gone if len(gone) <= 12 else [*gone[:12], "…"],
            )
        )
        inputs.button(message("Take these groups over"), "take-groups", _grouped, (basis, named), is_primary=True)


def _grouped(basis: Basis, named: dict[str, str]) -> None:
    session.change(lambda workshop: grouping_by(workshop, basis, named))


def hints(workshop: Workshop, seen: Seen) -> None:
    """What the figures say about the groups as they are: differs inside, or alike."""
    if seen.customers is None or not workshop.groups:
        return
    who = seen.customers
    differ, near = _kept.setdefault(seen.placed.book, Lately(20)).get(
        "hints", lambda: (split_hints(seen.placed, who, seen.groups), alike(seen.groups))
    )
    own = owners(workshop)
    told = [one for one in differ if one.group in own][:_MOST_HINTS]
    pairs = [pair for pair in near if pair[0] in own and pair[1] in own][:_MOST_HINTS]
    if not told and not pairs:
        return
    with st.expander(
        say("What the figures hint at ({n})", n=len(told) + len(pairs)),
        icon=":material/lightbulb:",
        key="group-hints",
        on_change="rerun",
    ) as shown:
        if not shown.open:
            return
        for one in told:
            st.markdown(
                markdown(
                    "**{group}** holds two kinds: a quarter of its customers asks within {soon:number} days, a quarter "
                    "after {late:number} days or more.",
                    group=one.group,
                    soon=one.soon,
                    late=one.late,
                )
            )
            inputs.button(
                message("Split off customers {condition}", condition=said_condition(one.condition)),
                f"hint-split-{own[one.group]}",
                _split,
                (own[one.group], one.condition),
                icon=":material/call_split:",
            )
        for first, second in pairs:
            st.markdown(
                markdown(
                    "**{one}** and **{other}** order nearly the same way: as soon, as large, in as many parts. One "
                    "group may do, unless they are promised something else.",
                    one=first,
                    other=second,
                )
            )
            inputs.button(
                message("Merge {other} into {one}", one=first, other=second),
                f"hint-merge-{own[first]}-{own[second]}",
                _merge,
                (own[first], own[second]),
                icon=":material/call_merge:",
            )


def _split(group_id: str, condition: Any) -> None:
    def split(workshop: Workshop) -> Mapping[Path, Any]:
        name = say("{group}, can wait", group=workshop.groups[group_id].name)
        return splitting(workshop, group_id, name, condition)

    session.change(split)


def _merge(into: str, away: str) -> None:
    session.change(lambda workshop: merging(workshop, into, away))


def take_away(seen: Seen) -> None:
    """Every customer with its group, for the ERP; it comes back as a second file."""
    who = seen.customers
    if who is None:
        return
    st.download_button(
        say("Customers with their group (.csv)"),
        lambda: (
            pd.DataFrame(
                {
                    "customer_id": [safe_cell(one) for one in who.ids],
                    "customer_group": [safe_cell(one or "") for one in seen.placed.group],
                }
            )
            .to_csv(index=False, sep=";")
            .encode("utf-8-sig")
        ),
        file_name=say("customer-groups.csv"),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help=say("Bring it along with the orders as a second file, or put it in the ERP."),
    )
