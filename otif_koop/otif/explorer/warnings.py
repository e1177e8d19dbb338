"""What to be careful with: rules that contradict each other or the data, and signs of a figure made to look good."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.message import Message, message
from otif_koop.otif.definition import Definition, Level, Partials, Unit
from otif_koop.otif.explorer.explorer import Explored, Explorer
from otif_koop.otif.facts import NEVER, View, facts_of
from otif_koop.otif.order_book import NO_DATE, Flags, OrderBook
from otif_koop.otif.resolve import resolve

NOTICEABLE = 0.02
"""From this share of the lines on, a sign is worth a word."""

MANY = 0.10
NEAR = 2
"""So many days around the due date a cancellation is near it."""


@dataclass(frozen=True)
class Sign:
    """Something to look into: what it may mean, and the share of the order lines that show it (None: a rule)."""

    code: str
    says: Message
    share: float | None


def contradictions(explorer: Explored, definition: Definition, group: str | None) -> list[Sign]:
    """Rules of `definition` that work against each other, or against what the data show."""
    found = []
    one = explorer.scores(definition)[group]
    shape = explorer.shape(group)
    if one.measured is not None and one.measured.hides_zero:
        found.append(
            Sign(
                "hidden_zero",
                message(
                    "The product hides a zero: multiplied it is {product:percent}, yet not one was faultless.",
                    product=one.measured.product,
                ),
                None,
            )
        )
    agreed = shape.agreed_lines / shape.lines if shape is not None and shape.lines else 0.0
    if definition.level is Level.ORDER and definition.partials is Partials.COMPLETED and agreed >= MANY:
        found.append(
            Sign(
                "agreed_partials",
                message(
                    "Whole orders are judged by their last delivery, while partial deliveries are agreed on "
                    "{share:percent} of the lines: what was agreed then counts as late.",
                    share=agreed,
                ),
                agreed,
            )
        )
    if definition.credit == "none" and definition.window.early == 0 and definition.window.unit is Unit.CALENDAR_DAYS:
        found.append(
            Sign(
                "early_without_calendar",
                message(
                    "Early counts as a miss, yet days are calendar days: Friday for Monday is then three days early."
                ),
                None,
            )
        )
    if definition.window.unit is Unit.WORKING_DAYS and not definition.calendar.holidays:
        found.append(
            Sign(
                "no_holidays", message("Working days are counted, but no holidays are known: choose a calendar."), None
            )
        )
    if not definition.chose("in_full"):
        found.append(
            Sign(
                "blank_tolerance",
                message("No tolerance on quantities was chosen: nothing may be missing, and too much is always fine."),
                None,
            )
        )
    return found


def signs(explorer: Explorer, definition: Definition, group: str | None) -> list[Sign]:
    """Signs in the data that the figure may be better than the customer's day, largest share first."""
    book = explorer.book
    lines = _lines(book, group)
    if not lines.any():
        return []
    found = [sign for sign in _dates(book, lines) if sign.share is not None]
    resolved = resolve(definition, book)
    if not resolved.no_score:
        facts = facts_of(book, View.of(resolved.definition, explorer.now))
        if "quantity_delivered" in book.columns:
            short = facts.closed_short & (facts.ordered > 0)
            says = message("Closed without a piece delivered: the order is off the list, the customer has nothing.")
            found.append(Sign("closed_short", says, _share(short, lines)))
        if {"promised_date", "revised_date"} <= book.columns:
            late = _late_for(explorer, resolved.definition, "promised") & ~_late_for(
                explorer, resolved.definition, "revised"
            )
            says = message("Late for the first promise and on time for the last agreed date: moved, or re-dated?")
            found.append(Sign("redated", says, _share(late, lines)))
    return sorted((sign for sign in found if (sign.share or 0) >= NOTICEABLE), key=lambda sign: -(sign.share or 0))


def _dates(book: OrderBook, lines: Flags) -> list[Sign]:
    found = []
    if {"promised_date", "requested_date"} <= book.columns:
        promised, requested = book.days["promised_date"], book.days["requested_date"]
        known = (promised != NO_DATE) & (requested != NO_DATE)
        says = message("Promised later than the customer asked: on time for our date, late for theirs.")
        found.append(Sign("padded", says, _share(known & (promised > requested), lines)))
    if "cancelled_at" in book.columns and "promised_date" in book.columns:
        cancelled, due = book.days["cancelled_at"], book.days["promised_date"]
        known = (cancelled != NO_DATE) & (due != NO_DATE)
        says = message(
            "Cancelled from {days} days before the promised date on: gone before it could be late?", days=NEAR
        )
        found.append(Sign("cancelled_near", says, _share(known & (cancelled >= due - NEAR), lines)))
    return found


def _late_for(explorer: Explorer, definition: Definition, due: str) -> Flags:
    """Lines whose last delivery came after this due date."""
    view = View.of(definition.model_copy(update={"due": due}), explorer.now)
    facts = facts_of(explorer.book, view)
    late: Flags = (facts.last > 0) & (facts.last != NEVER)
    return late


def _lines(book: OrderBook, group: str | None) -> Flags:
    if group is None:
        return np.ones(book.n_lines, np.bool_)
    flags: Flags = book.group.codes[book.line_order] == book.group.names.index(group)
    return flags


def _share(which: Flags, lines: Flags) -> float:
    return float(np.mean(which[lines]))
