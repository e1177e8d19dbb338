"""What the columns of a file together say about those that a name leaves open."""

from __future__ import annotations

from collections.abc import Callable

from otif_koop.intake.mapping.draft import DEDUCED, Draft, Drafts
from otif_koop.intake.mapping.evidence import LOOK_AT, is_unique
from otif_koop.intake.mapping.fields import CONFIRMED, SKIP, fields
from otif_koop.intake.mapping.header_parts import some_meanings
from otif_koop.intake.mapping.header_text import compact
from otif_koop.intake.mapping.numbering import begins_anew, differs_within
from otif_koop.intake.mapping.questions import DUE_DATES
from otif_koop.intake.mapping.settle_rows import settle_rows
from otif_koop.intake.values.distinct import distinct
from otif_koop.intake.values.number_column import decimal_evidence, to_numbers
from otif_koop.message import message
from otif_koop.otif.kinds import KINDS

_KEY_ENDS = ("nummer", "nr", "number", "no", "num", "id", "code", "#")
_OF_ANOTHER = (
    "bill",
    "invoic",
    "factu",
    "rechnung",
    "payer",
    "purchase",
    "inkoop",
    "einkauf",
    "ean",
    "gtin",
    "upc",
    "barcode",
)
"""Who pays, what was bought for it, and codes of the trade: another column of the field is the order's own."""
_ARTICLE = ("item", "artikel", "article", "art")
_AT_LEAST_AS_MUCH = 0.95
MOSTLY_CODES = 0.9


def settle(drafts: Drafts) -> None:
    """Settle what follows from the other columns, and ask where several columns are the same field."""
    _names_are_no_keys(drafts)
    _ordered_quantity(drafts)
    _line_number(drafts)
    _order_and_line(drafts)
    _numbered_lines(drafts)
    _document_number(drafts)
    settle_rows(drafts)
    _one_a_field(drafts)
    _product(drafts)
    _only_amount(drafts)
    _confirmed_date(drafts)
    _taken(drafts)


def _line_number(drafts: Drafts) -> None:
    """A bare id that is another in every row, beside an order number that returns, numbers the lines."""
    for draft in drafts.asked():
        if "line_id" not in draft.candidates or draft.role != "lines" or drafts.of("line_id", "lines"):
            continue
        orders = drafts.of("order_id", "lines")
        if len(orders) == 1 and is_unique(draft.table, draft.header) and not is_unique(draft.table, orders[0].header):
            draft.settle(
                "line_id",
                DEDUCED,
                message("It is another in every row, while “{order}” returns.", order=orders[0].header),
            )


def _order_and_line(drafts: Drafts) -> None:
    """Of bare numbers, the one pair of which one begins anew in every other are the order and its line."""
    if drafts.of("order_id", "lines") or drafts.of("line_id", "lines"):
        return
    asked = [draft for draft in drafts.asked() if draft.role == "lines" and draft.question != "misfit"]
    pairs = [
        (order, line)
        for order in asked
        if "order_id" in order.candidates and order.question != "bare_item"
        for line in asked
        if line is not order and "line_id" in line.candidates
        if begins_anew(order.table, line.header, order.header)
    ]
    if len(pairs) == 1:
        order, line = pairs[0]
        order.settle("order_id", DEDUCED, message("“{line}” begins anew in every one.", line=line.header))
        line.settle("line_id", DEDUCED, message("Its numbers begin anew in every “{order}”.", order=order.header))


def _numbered_lines(drafts: Drafts) -> None:
    """A column that may be the line by its name, and whose numbers begin anew in every order, is."""
    orders = drafts.of("order_id", "lines")
    if len(orders) != 1 or drafts.of("line_id", "lines"):
        return
    for draft in drafts.columns:
        if draft.role != "lines" or draft.field or draft.known_as:
            continue
        may_be = "line_id" in draft.candidates or "line" in some_meanings(draft.header)
        if may_be and begins_anew(draft.table, draft.header, orders[0].header):
            draft.settle(
                "line_id", DEDUCED, message("Its numbers begin anew in every “{order}”.", order=orders[0].header)
            )
            return


def _document_number(drafts: Drafts) -> None:
    """A bare document number in a file of what was ordered is the order, where the lines are numbered anew in it."""
    asked = [
        draft
        for draft in drafts.asked()
        if draft.role == "lines" and "order_id" in draft.candidates and draft.question != "bare_item"
    ]
    lines = drafts.of("line_id", "lines")
    ordered = any(drafts.of(name, "lines") for name in ("ordered_at", "quantity_ordered", *DUE_DATES, CONFIRMED))
    if len(asked) != 1 or len(lines) != 1 or not ordered or drafts.of("order_id"):
        return
    draft = asked[0]
    if begins_anew(draft.table, lines[0].header, draft.header):
        draft.settle("order_id", DEDUCED, message("“{line}” begins anew in every one.", line=lines[0].header))


def _product(drafts: Drafts) -> None:
    """A bare item beside the order, its line and its customer can only be the product; and so is one whose codes differ
    between the lines of an order and return in others.
    """
    for draft in drafts.asked():
        if draft.question == "bare_item" and drafts.of("product_id", draft.role):
            draft.candidates = tuple(name for name in draft.candidates if name not in {"product_id", "customer_id"})
        elif draft.question == "bare_item" and all(
            drafts.of(name, draft.role) for name in draft.candidates if name != "product_id"
        ):
            draft.settle("product_id", DEDUCED, message("Order, line and customer have columns of their own."))
        elif draft.question == "bare_item" and compact(draft.header) in _ARTICLE and _returns(draft, drafts):
            draft.settle(
                "product_id", DEDUCED, message("It differs between the lines of an order, and returns in others.")
            )


def _returns(draft: Draft, drafts: Drafts) -> bool:
    orders, lines = drafts.of("order_id", draft.role), drafts.of("line_id", draft.role)
    return (
        len(orders) == len(lines) == 1
        and draft.evidence.codes >= MOSTLY_CODES
        and not is_unique(draft.table, draft.header)
        and differs_within(draft.table, draft.header, orders[0].header)
    )


def _names_are_no_keys(drafts: Drafts) -> None:
    """What is written as names are can be a customer, and no number of an order, a line or a shipment."""
    for draft in drafts.asked():
        if draft.question == "bare_number" and draft.evidence.filled and draft.evidence.codes < MOSTLY_CODES:
            orders = drafts.of("order_id", draft.role)
            of_lines = len(orders) == 1 and differs_within(draft.table, draft.header, orders[0].header)
            draft.candidates = tuple(name for name in draft.candidates if name == "customer_id" and not of_lines)
            if not draft.candidates:
                draft.leave(message("These are names, not numbers."))


def _only_amount(drafts: Drafts) -> None:
    """A bare amount that differs between the lines of an order is the value of the line, if no other column is."""
    amounts = [draft for draft in drafts.asked() if draft.role == "lines" and draft.candidates == ("net_value",)]
    orders = drafts.of("order_id", "lines")
    if len(amounts) != 1 or len(orders) != 1 or drafts.of("net_value") or amounts[0].question == "misfit":
        return
    draft = amounts[0]
    if differs_within(draft.table, draft.header, orders[0].header):
        draft.settle("net_value", DEDUCED, message("The only amount in the file, and another on every line."))


def _ordered_quantity(drafts: Drafts) -> None:
    """A bare quantity beside a delivered one, and hardly ever less than that, is the ordered one."""
    delivered = drafts.of("quantity_delivered", "lines")
    for draft in drafts.asked():
        if draft.question != "bare_quantity" or draft.role != "lines" or drafts.of("quantity_ordered", "lines"):
            continue
        if len(delivered) == 1 and _at_least(draft, delivered[0]):
            draft.settle(
                "quantity_ordered",
                DEDUCED,
                message(
                    "“{delivered}” is the delivered quantity, and never more than this.", delivered=delivered[0].header
                ),
            )


def _at_least(draft: Draft, other: Draft) -> bool:
    sample = draft.table.some_rows(LOOK_AT)
    numbers = []
    for header in (draft.header, other.header):
        column = distinct(sample.column(header))
        mark = decimal_evidence(column.filled).proven
        numbers.append(to_numbers(column.values, mark)[column.codes])
    more, less = numbers
    return bool((more >= less)[more == more].mean() >= _AT_LEAST_AS_MUCH) if (more == more).any() else False


def _one_a_field(drafts: Drafts) -> None:
    """Of several columns of a file with one field the surest stays; where that doesn't tell, they are asked."""
    seen: set[tuple[str, str]] = set()
    for draft in drafts.columns:
        name = draft.field
        if name is None or name in {SKIP, CONFIRMED, *KINDS} or (draft.role, name) in seen:
            continue
        seen.add((draft.role, name))
        same = drafts.of(name, draft.role)
        if len(same) > 1:
            _choose(name, same)


def _choose(name: str, same: list[Draft]) -> None:
    best = _best(name, same)
    for draft in same:
        if best is None:
            draft.field, draft.candidates, draft.question = None, (name,), "several_columns"
            draft.because = message("{n} columns can be this.", n=len(same))
        elif draft is not best:
            draft.leave(message("“{column}” is that already.", column=best.header))
            draft.candidates = (name,)


def _best(name: str, same: list[Draft]) -> Draft | None:
    """The one that the others give way to: said by the user, filled, called by the field's own name, surest by name,
    the code rather than the text, the number rather than the name.
    """
    surest = max(one.certainty for one in same)
    key = fields()[name].type in {"id", "text"}
    preferences: tuple[Callable[[Draft], bool], ...] = (
        lambda one: one.by_user,
        lambda one: one.evidence.filled > 0,
        lambda one: not key or not any(part in compact(one.header) for part in _OF_ANOTHER),
        lambda one: compact(one.header) == compact(name),
        lambda one: name != "line_id" or "order" in some_meanings(one.header),
        lambda one: fields()[name].type != "date" or "actual" in some_meanings(one.header),
        lambda one: name != "customer_id" or one.evidence.codes >= MOSTLY_CODES,
        lambda one: one.certainty == surest,
        lambda one: name != "region" or "country" in some_meanings(one.header),
        lambda one: fields()[name].type != "id" or one.evidence.codes >= MOSTLY_CODES,
        lambda one: fields()[name].type != "id" or compact(one.header).endswith(_KEY_ENDS),
    )
    for prefer in preferences:
        preferred = [one for one in same if prefer(one)]
        if len(preferred) == 1:
            return preferred[0]
        same = preferred or same
    return None


def _confirmed_date(drafts: Drafts) -> None:
    """One confirmed date is the promised date, unless there is one of that very name: then it is the revised date."""
    confirmed = drafts.of(CONFIRMED)
    for role in {draft.role for draft in confirmed}:
        same = [draft for draft in confirmed if draft.role == role]
        taken = {draft.field for draft in drafts.columns if draft.role == role}
        free = [name for name in ("promised_date", "revised_date") if name not in taken]
        best = _best(CONFIRMED, same) if len(same) > 1 else same[0]
        for draft in same:
            if draft is best and free:
                because = (
                    message("The one confirmed date in this file.")
                    if free[0] == "promised_date"
                    else message("The file has a first promise as well, so this is the latest.")
                )
                draft.settle(free[0], draft.certainty, because)
            elif best is not None:
                draft.leave(message("“{column}” is that already.", column=best.header))
            else:
                draft.field, draft.candidates, draft.question = (
                    None,
                    ("promised_date", "revised_date"),
                    "several_confirmed",
                )


def _taken(drafts: Drafts) -> None:
    """A question whose every answer another column of the file has already given isn't asked."""
    for draft in drafts.asked():
        if draft.question in {"several_columns", "several_confirmed"}:
            continue
        if CONFIRMED in draft.candidates:
            draft.candidates = tuple(
                dict.fromkeys(
                    other
                    for name in draft.candidates
                    for other in (("promised_date", "revised_date") if name == CONFIRMED else (name,))
                )
            )
        free = [name for name in draft.candidates if fields()[name].used and not drafts.of(name, draft.role)]
        if not free:
            draft.leave(message("Every thing it can be has a column of its own."))
