"""The customer groups at a glance: the pictures, the figures, the table, and which group is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from otif_koop.charts import customer_map, group_weights
from otif_koop.message import message
from otif_koop.otif.order_book import OrderBook
from otif_koop.ui import data, grouped, inputs, session
from otif_koop.ui.picture import picture
from otif_koop.ui.speech import language, say
from otif_koop.workshop.document import CustomerGroup, Workshop
from otif_koop.workshop.groups import adding
from otif_koop.workshop.labels import names_in_book

if TYPE_CHECKING:
    from otif_koop.workshop.customer_facts import Customers
    from otif_koop.workshop.customer_groups import Placed
    from otif_koop.workshop.group_figures import Groups

_CHOSEN = "customer_group"
BUSINESS = {
    "b2b": message("Companies (B2B)"),
    "b2c": message("Consumers (B2C)"),
    "both": message("Both"),
}
MOMENTS = {"day": message("On a day"), "week": message("In a delivery week")}
PARTIALS = {"wanted": message("Wanted"), "accepted": message("Accepted"), "refused": message("Refused")}
YES_NO = {"yes": message("Yes"), "no": message("No")}


@dataclass(frozen=True, eq=False)
class Seen:
    """The order data in the groups of the workshop: the book as it was brought, its customers, and their groups."""

    brought: OrderBook
    customers: Customers | None
    placed: Placed
    groups: Groups
    key: Any

    @property
    def has_revenue(self) -> bool:
        """Whether the data have values."""
        return "net_value" in self.brought.columns


def look(workshop: Workshop) -> Seen | None:
    """What the data show of the customer groups; None without data in this session."""
    brought = data.brought_book()
    if brought is None:
        return None
    from otif_koop.workshop.group_figures import groups

    everyone, placed = grouped.customers_of(brought), grouped.placed(brought, workshop)
    found: Groups = placed.book.scores.get("customer groups", lambda: groups(placed, everyone))
    return Seen(brought, everyone, placed, found, grouped.key_of(workshop))


def add_group(place: str = "first") -> None:
    """A group by its name; `place` tells where on the page it is asked."""
    if not session.may_edit():
        return
    with st.form(f"new-group-{place}", border=False, clear_on_submit=True):
        name = st.text_input(say("Name of the new group"), max_chars=200)
        made = st.form_submit_button(say("Add the group"), icon=":material/add:")
    workshop = session.workshop()
    if made and name.strip() and workshop is not None:
        changes = adding(workshop, CustomerGroup(name=name.strip()))
        session.change(changes)
        open_group(next(iter(changes))[1])
        st.rerun()


def chosen_group(workshop: Workshop) -> str | None:
    """The id of the group that is open; the first where none was chosen."""
    kept = st.session_state.get(_CHOSEN)
    return kept if kept in workshop.groups else next(iter(workshop.groups), None)


@inputs.for_looking
def open_group(group_id: str | None) -> None:
    """Show this group."""
    st.session_state[_CHOSEN] = group_id


def choose_group(workshop: Workshop, group_id: str) -> None:
    """Which group is open."""
    names = {key: one.name for key, one in workshop.groups.items()}
    inputs.choose(message("Customer group"), names, group_id, "customers-group", open_group, is_list=len(names) > 5)


def figures(workshop: Workshop, seen: Seen) -> None:
    """Three figures that tell the size of it."""
    told = language()
    groups, customers, heavy = st.columns(3)
    groups.metric(say("Customer groups"), told.number(len(workshop.groups) or len(seen.groups.names)))
    if seen.customers is None:
        customers.metric(say("Orders"), told.number(seen.brought.n_orders))
        heavy.metric(say("Order lines"), told.number(seen.brought.n_lines))
        return
    customers.metric(say("Customers"), told.number(seen.customers.count))
    first = seen.customers.abc == "A"
    share = float(seen.customers.trade.weight[first].sum())
    label = message("A customers, {share:percent} of the revenue", share=share)
    if not seen.has_revenue:
        label = message("A customers, {share:percent} of the order lines", share=share)
    heavy.metric(say(label), told.number(int(first.sum())))


def pictures(workshop: Workshop, seen: Seen, group_id: str | None) -> None:
    """Groups by orders and revenue; customers by how often and how large."""
    told = language()
    opened = names_in_book(workshop).get(group_id or "")
    left, right = st.columns(2, gap="large")
    with left:
        weights = _weights(seen, opened)
        picture(
            seen.placed.book,
            ("weights", opened),
            lambda: group_weights.chart(weights, seen.has_revenue, told),
            lambda: group_weights.alt_text(weights, seen.has_revenue, told),
        )
    with right:
        picture(
            seen.placed.book,
            ("customers", opened),
            lambda: customer_map.chart(_bubbles(seen, opened), told),
            lambda: customer_map.alt_text(_bubbles(seen, opened), told),
        )


def _weights(seen: Seen, opened: str | None) -> list[group_weights.GroupWeight]:
    found, orders = seen.groups, seen.brought.n_orders
    return [
        group_weights.GroupWeight(
            group=name or say("(no group)"),
            customers=None if found.customers is None else found.customers[at],
            orders=int(found.trade.orders[at]) / orders,
            weight=float(found.trade.weight[at]),
            chosen=name == opened,
        )
        for at, name in enumerate(found.names)
    ]


def _bubbles(seen: Seen, opened: str | None) -> customer_map.Drawn:
    who = seen.customers
    if who is None:
        return customer_map.Drawn((), 0)
    heaviest = (-who.trade.weight).argsort(kind="stable")[: customer_map.MOST]
    bubbles = [
        customer_map.CustomerBubble(
            customer=who.ids[at],
            group=seen.placed.group[at] or "",
            orders=int(who.trade.orders[at]),
            lines_per_order=float(who.trade.lines_per_order[at]),
            weight=float(who.trade.weight[at]),
            chosen=opened is not None and seen.placed.group[at] == opened,
        )
        for at in heaviest.tolist()
    ]
    return customer_map.Drawn(bubbles, who.count, opened)


def yes_no(given: bool) -> str:
    """The code of an answer."""
    return "yes" if given else "no"
