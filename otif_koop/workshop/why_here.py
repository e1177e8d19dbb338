"""Why customers are in a group: the labels of the data, what was split off, and who was placed by hand."""

from __future__ import annotations

from collections.abc import Mapping

from otif_koop.message import Message, message
from otif_koop.workshop.customer_groups import behaviour_rules
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.grouping import SHARES, Condition
from otif_koop.workshop.regrouping import data_labels

FACTS: Mapping[str, Message] = {
    "region": message("region"),
    "channel": message("channel"),
    "order_type": message("order type"),
    "abc": message("ABC class"),
    "xyz": message("XYZ class"),
    "asked_days": message("requested lead time in days"),
    "lines_per_order": message("lines per order"),
    "order_value": message("order value"),
    "orders": message("number of orders"),
    "partial": message("share of lines in parts"),
    "agreed": message("share of lines with an agreed partial delivery"),
    "revenue": message("revenue"),
}
"""What a fact of a customer is called."""

_PERCENT = "{share:percent}"  # no words in it to translate
_BY = {
    "column": message("What the data call {labels}."),
    "channel": message("Customers of channel {labels}."),
    "region": message("Customers of region {labels}."),
    "order_type": message("Orders of type {labels}."),
}


def why_here(workshop: Workshop, group_id: str, *, has_data: bool) -> list[Message]:
    """The reasons in words, the broadest first; for a group that was only talked about, that it was."""
    group, grouping = workshop.groups[group_id], workshop.grouping
    told: list[Message] = []
    splits = [split for split in grouping.splits.values() if split.group == group_id]
    if grouping.basis == "behaviour":
        rules = {rule.id: rule for rule in behaviour_rules(grouping.limits)}
        told += [rules[label].why for label in group.in_data if label in rules]
    elif group.in_data or (has_data and not splits):
        labels = list(data_labels(workshop, group_id))
        told.append(Message(_BY[grouping.basis].text, {"labels": labels}))
    for split in splits:
        told.append(
            message(
                "Split off from {labels}: customers {conditions}.",
                labels=list(split.labels),
                conditions=[said_condition(one) for one in split.conditions],
            )
        )
    away = sum(
        bool(set(split.labels) & set(data_labels(workshop, group_id))) and split.group != group_id
        for split in grouping.splits.values()
    )
    if away:
        told.append(message("Less the customers that were split off into another group."))
    by_hand = sum(to == group_id for to in grouping.by_hand.values())
    if by_hand:
        told.append(message("Customers placed here by hand: {n}.", n=by_hand))
    return told or [message("Named in the workshop.")]


def said_condition(condition: Condition) -> Message:
    """A condition in words, for behind "customers …"."""
    if condition.values:
        return message("with {fact} {values}", fact=FACTS[condition.fact], values=list(condition.values))
    figure: float | Message | None = condition.least if condition.least is not None else condition.below
    if condition.fact in SHARES:
        figure = Message(_PERCENT, {"share": figure})
    if condition.least is not None:
        return message("with {fact} of {least} or more", fact=FACTS[condition.fact], least=figure)
    return message("with {fact} below {below}", fact=FACTS[condition.fact], below=figure)
