"""What the rows of a file are (of orders, of shipments) says about the columns that a name leaves open."""

from __future__ import annotations

from otif_koop.intake.mapping.draft import DEDUCED, Draft, Drafts
from otif_koop.intake.mapping.evidence import is_unique
from otif_koop.intake.mapping.fields import CONFIRMED, fields
from otif_koop.intake.mapping.header_parts import some_meanings
from otif_koop.intake.mapping.header_text import compact
from otif_koop.intake.mapping.numbering import begins_anew, same_within
from otif_koop.intake.mapping.questions import DUE_DATES
from otif_koop.intake.values.distinct import distinct
from otif_koop.message import message

ARRIVAL = ("delivered_at", "received_at")
ASKED_FOR = ("requested_date", CONFIRMED)
OF_SHIPMENTS = frozenset({"shipped_at", "received_at", "shipment_id", *DUE_DATES[:2], CONFIRMED})
SHIPPING = frozenset({"ship", "shipped"})


def settle_rows(drafts: Drafts) -> None:
    """Settle quantities, amounts, types and pairs of dates by what the rows of the files are."""
    _arrival_or_plan(drafts)
    _shipping_or_arrival(drafts)
    _shipments_that_number(drafts)
    _rows_of_shipments(drafts)
    _one_of_two_left(drafts)
    _type_of_nothing(drafts)
    _amount_of_the_order(drafts)


def _arrival_or_plan(drafts: Drafts) -> None:
    """On orders the Dutch "afleverdatum" is a plan as often as an arrival: asked, unless the file tells of shipments or
    has a promise of its own.
    """
    for draft in drafts.of("delivered_at", "lines", "orders"):
        told = any(other.role == draft.role and other.field in OF_SHIPMENTS for other in drafts.columns)
        if compact(draft.header) == "afleverdatum" and not draft.by_user and not told:
            draft.field, draft.question, draft.because = (
                None,
                "delivery_date",
                message("The name can mean several things."),
            )
            draft.candidates = (*DUE_DATES, "shipped_at", "delivered_at")


def _shipping_or_arrival(drafts: Drafts) -> None:
    """Of a requested (or confirmed) date of shipping and one of arrival, the arrival is what the customer asked for:
    where the file has arrivals, where it says whose date it is, or where both kinds stand in pairs. Else it is asked.
    """
    pairs = [(same, *_pair(same)) for name in ASKED_FOR if (same := drafts.of(name)) and all(_pair(same))]
    for same, shipping, arriving in pairs:
        of_customer = all("customer" in some_meanings(draft.header) for draft in arriving)
        if len(pairs) > 1 or of_customer or any(drafts.of(name, same[0].role) for name in ARRIVAL):
            for draft in shipping:
                draft.leave(
                    message("“{column}” is when it arrives, this is when it leaves.", column=arriving[0].header)
                )
                draft.known_as = "planned_ship_date"


def _pair(same: list[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Dates of shipping, and the others; both empty where someone said what one of them is."""
    if any(draft.by_user or draft.role != same[0].role for draft in same):
        return [], []
    shipping = [draft for draft in same if SHIPPING & some_meanings(draft.header)]
    return shipping, [draft for draft in same if draft not in shipping]


def _shipments_that_number(drafts: Drafts) -> None:
    """A "delivery number" that begins anew in every order numbers the parts of a line, not the shipments."""
    orders = drafts.of("order_id", "lines")
    for draft in drafts.of("shipment_id", "lines"):
        if len(orders) == 1 and not draft.by_user and begins_anew(draft.table, draft.header, orders[0].header):
            draft.field, draft.question = None, "several"
            draft.candidates = ("schedule_line_id", "line_id", "shipment_id")
            draft.because = message("Its numbers begin anew in every “{order}”.", order=orders[0].header)


def _rows_of_shipments(drafts: Drafts) -> None:
    """Where rows are lines of shipments, with numbers of their own, a bare quantity is what was delivered."""
    numbered = any(draft.known_as == "shipment_line_id" for draft in drafts.columns if draft.role == "lines")
    quantities = [draft for draft in drafts.asked() if draft.question == "bare_quantity" and draft.role == "lines"]
    taken = drafts.of("quantity_delivered", "lines")
    if len(quantities) == 1 and numbered and not taken and drafts.of("shipment_id", "lines"):
        quantities[0].settle("quantity_delivered", DEDUCED, message("Every row is a line of a shipment."))


def _one_of_two_left(drafts: Drafts) -> None:
    """A name that two fields have is the one that no other column is, unless it is another in every row."""
    for draft in drafts.asked():
        if draft.question != "several" or len(draft.candidates) < 2:
            continue
        left = [name for name in draft.candidates if not _is_there(drafts, name, draft.role)]
        if len(left) == 1 and fields()[left[0]].used and not is_unique(draft.table, draft.header):
            draft.settle(left[0], DEDUCED, message("The only thing it can be beside the other columns."))


def _is_there(drafts: Drafts, name: str, role: str) -> bool:
    """Whether another column is it, or can't be: lines of shipments are only numbered beside the shipments."""
    if name == "shipment_line_id" and not drafts.has("shipment_id"):
        return True
    return any(draft.role == role and name in {draft.field, draft.known_as} for draft in drafts.columns)


def _type_of_nothing(drafts: Drafts) -> None:
    """A bare type that is the same on every row tells nothing apart."""
    for draft in drafts.asked():
        kinds = {"order_type", "kind"}
        if set(draft.candidates) <= kinds and draft.question != "misfit" and _values(draft) <= 1:
            draft.leave(message("It says the same on every row."))


def _values(draft: Draft) -> int:
    column = draft.table.once(("distinct", draft.header), lambda: distinct(draft.table.column(draft.header)))
    return len(column.filled)


def _amount_of_the_order(drafts: Drafts) -> None:
    """An amount of a file of orders, or one that is the same on all lines of an order, is no line's value."""
    orders = drafts.of("order_id", "lines")
    bare = [draft for draft in drafts.asked() if draft.candidates == ("net_value",) and draft.question != "misfit"]
    for draft in (*drafts.of("net_value"), *bare):
        if draft.by_user:
            continue
        if draft.role == "orders":
            draft.leave(message("It is the value of the order, not of a line."))
            continue
        if len(orders) == 1 and same_within(draft.table, draft.header, orders[0].header):
            draft.leave(message("It is the same on all lines of an order: the value of the order, not of a line."))
