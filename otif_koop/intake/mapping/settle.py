"""What the columns of a file together say about those that a name leaves open."""

from __future__ import annotations

from collections.abc import Callable

from otif_koop.intake.mapping.draft import DEDUCED, Draft, Drafts
from otif_koop.intake.mapping.evidence import LOOK_AT, is_unique
from otif_koop.intake.mapping.fields import CONFIRMED, SKIP, fields
from otif_koop.intake.mapping.header_text import compact
from otif_koop.intake.values.distinct import distinct
from otif_koop.intake.values.number_column import decimal_evidence, to_numbers
from otif_koop.message import message
from otif_koop.otif.kinds import KINDS

_KEY_ENDS = ("nummer", "nr", "number", "no", "num", "id", "code", "#")
_AT_LEAST_AS_MUCH = 0.95


def settle(drafts: Drafts) -> None:
    """Settle what follows from the other columns, and ask where several columns are the same field."""
    _line_number(drafts)
    _ordered_quantity(drafts)
    _one_a_field(drafts)
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
    """The one that the others give way to: said by the user, filled, surest by name, the number rather than the
    name.
    """
    surest = max(one.certainty for one in same)
    preferences: tuple[Callable[[Draft], bool], ...] = (
        lambda one: one.by_user,
        lambda one: one.evidence.filled > 0,
        lambda one: one.certainty == surest,
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
        if draft.question in {"misfit", "several_columns", "several_confirmed"}:
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
