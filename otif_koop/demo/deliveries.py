"""What becomes of the lines: shipped, delivered, split, short, cancelled, and what was agreed again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from otif_koop.demo.chance import Codes, Yes, happens, pick, pick_each
from otif_koop.demo.company import Company
from otif_koop.demo.orders import Headers, Lines
from otif_koop.demo.workdays import NO_DATE, Dates, plus_workdays

NEVER = np.datetime64("2200-01-01", "D")


@dataclass(frozen=True)
class Cancelled:
    """Columns of one row a line: how many pieces were cancelled (0: none), by the customer or not, and when."""

    quantity: Codes
    by_customer: Yes
    on: Dates


@dataclass(frozen=True)
class Deliveries:
    """Columns of one row a delivery; a later part, a closing row of zero pieces and a single delivery alike."""

    line: Codes
    quantity: Codes
    shipped: Dates
    delivered: Dates
    delivered_known: Yes
    received: Dates  # blank where nobody signed


@dataclass(frozen=True)
class Outcome:
    """What became of each line: its cancellation, its first and last delivery, and its last agreed date.

    `completed` is the date of the last delivery with pieces, or of closing without a piece (`NEVER` where neither
    happens), `revised` the last agreed date, known from `revised_on` (blank: it was the promise all along).
    """

    cancelled: Cancelled
    completed: Dates
    late: Yes
    revised: Dates
    revised_on: Dates


def cancel_lines(company: Company, lines: Lines, headers: Headers) -> Cancelled:
    """Which lines are cancelled, in part or whole; by the customer in good time or once late, or by the supplier."""
    groups, group, chance = list(company.groups.values()), lines.group, lines.chance
    in_time = happens(1000, [each.cancelled for each in groups], group, chance.of("cancelled"))
    once_late = happens(1000, [each.cancelled_late for each in groups], group, chance.of("cancelled late")) & ~in_time
    dropped = happens(1000, [each.dropped for each in groups], group, chance.of("dropped")) & ~in_time & ~once_late
    any_way = in_time | once_late | dropped
    part = np.where(once_late, 100, pick(company.cancelled_part, chance.of("cancelled part")))
    after_entry = pick(company.cancelled_after_entry, chance.of("cancelled after entry"))
    after_due = pick(company.cancelled_after_due, chance.of("cancelled after due"))
    soon = np.minimum(plus_workdays(headers.ordered[lines.order], after_entry), plus_workdays(lines.promised, -1))
    return Cancelled(
        quantity=np.where(any_way, np.maximum(1, lines.quantity * part // 100), 0),
        by_customer=in_time | once_late,
        on=np.where(any_way, np.where(once_late, plus_workdays(lines.promised, after_due), soon), NO_DATE),
    )


def deliver(company: Company, lines: Lines, headers: Headers) -> tuple[Outcome, Deliveries]:
    """The deliveries of the lines, in the order of the lines, and what became of each line."""
    groups, group, chance = list(company.groups.values()), lines.group, lines.chance
    cancelled = cancel_lines(company, lines, headers)
    due_pieces = lines.quantity - cancelled.quantity
    gets, closed_at_zero = _pieces(company, lines, due_pieces)
    shipped, delivered = _first_delivery(company, lines, headers)
    parts = _parts(company, lines, gets)
    rest_days = pick_each([each.rest for each in groups], group, chance.of("rest"))
    closing_days = pick(company.closing_after, chance.of("closing after"))
    closing = (gets > 0) & (gets < due_pieces) & (chance.of("closing row") * 100 < company.closing_row)

    rows: list[tuple[Codes, Codes, Codes]] = []  # line, pieces, working days after the first delivery
    for place, pieces in enumerate(parts):
        line = np.flatnonzero((pieces > 0) | (closed_at_zero if place == 0 else False))
        rows.append((line, pieces[line], rest_days[line] * place))
    last_days = rest_days * (np.count_nonzero(parts, axis=0) - 1)
    line = np.flatnonzero(closing)
    rows.append((line, np.zeros(len(line), dtype=np.int64), (last_days + closing_days)[line]))

    row_line, pieces, days = (np.concatenate(column) for column in zip(*rows, strict=True))
    in_order = np.lexsort((days, row_line))
    row_line, pieces, days = row_line[in_order], pieces[in_order], days[in_order]
    completed = np.where(gets > 0, plus_workdays(delivered, np.maximum(last_days, 0)), NEVER)
    outcome = _agreed_again(company, lines, headers, cancelled, np.where(closed_at_zero, delivered, completed))
    return outcome, _dated(company, lines, row_line, pieces, days, shipped, delivered)


def _pieces(company: Company, lines: Lines, due_pieces: Codes) -> tuple[Codes, Yes]:
    """How many pieces come in all (0: none), and which lines are closed without a piece."""
    groups, group, chance = list(company.groups.values()), lines.group, lines.chance
    fate = chance.of("fate") * 1000
    edges = np.cumsum([[each.forgotten, each.nothing, each.short, each.over] for each in groups], axis=1)[group]
    forgotten, nothing, short, over = (
        (fate < edges[:, place]) & (fate >= (edges[:, place - 1] if place else 0)) for place in range(4)
    )
    missing = np.maximum(1, lines.quantity * pick(company.short_by, chance.of("short by")) // 100)
    extra = np.maximum(1, lines.quantity * pick(company.over_by, chance.of("over by")) // 100)
    gets = np.maximum(0, due_pieces - missing * short) + extra * over
    gets = np.where(forgotten | nothing | (due_pieces == 0), 0, gets)
    return gets, (gets == 0) & ~forgotten & (due_pieces > 0)


def _first_delivery(company: Company, lines: Lines, headers: Headers) -> tuple[Dates, Dates]:
    """When each line is (first) shipped and delivered."""
    groups, group = list(company.groups.values()), headers.group
    uniform = headers.chance.of("order delay")
    delay = pick_each([each.order_delay for each in groups], group, uniform)
    busy_delay = pick_each([each.busy_delay for each in groups], group, uniform)
    busy = np.zeros(len(group), dtype=bool)
    for code, each in enumerate(groups):
        busy |= (group == code) & np.isin(headers.month % 12 + 1, each.busy_months)
    transport = np.array([each.transport for each in groups])[group]
    slow = happens(100, [each.slow_transport for each in groups], group, headers.chance.of("slow transport"))

    lag = pick_each([each.line_delay for each in groups], lines.group, lines.chance.of("line delay"))
    days = np.where(busy, busy_delay, delay) - transport
    soonest = plus_workdays(headers.authorised, 1)
    shipped = np.maximum(plus_workdays(lines.plan, days[lines.order] + lag), soonest[lines.order])
    return shipped, plus_workdays(shipped, (transport + slow)[lines.order])


def _parts(company: Company, lines: Lines, gets: Codes) -> Codes:
    """The pieces of the first, second and third delivery of each line: three rows of one number a line."""
    groups, chance = list(company.groups.values()), lines.chance
    split = happens(1000, [each.split for each in groups], lines.group, chance.of("split")) & (gets > 1)
    share = pick(company.first_part, chance.of("first part"))
    first = np.where(split, np.clip(gets * share // 100, 1, gets - 1), gets)
    left = gets - first
    third = np.where((chance.of("three parts") * 100 < company.three_parts) & (left > 1), left // 2, 0)
    return np.stack([first, left - third, third])


def _agreed_again(company: Company, lines: Lines, headers: Headers, cancelled: Cancelled, completed: Dates) -> Outcome:
    """The last agreed date: postponed by the customer, moved in good time, or moved once it had passed."""
    groups, group, chance = list(company.groups.values()), lines.group, lines.chance
    late = completed > lines.plan
    came = late & (completed < NEVER)
    moved = came & happens(100, [each.redated for each in groups], group, chance.of("redated"))
    after = came & ~moved & happens(100, [each.redated_after for each in groups], group, chance.of("redated after"))
    put_off = lines.plan > lines.promised
    meant = plus_workdays(np.where(came, completed, lines.plan), pick(company.redated_hits, chance.of("redated hits")))
    notice = plus_workdays(lines.plan, -company.redated_before)
    revised_on = np.where(put_off, plus_workdays(headers.authorised[lines.order], 1), NO_DATE)
    revised_on = np.where(moved, notice, revised_on)
    return Outcome(
        cancelled=cancelled,
        completed=completed,
        late=late,
        revised=np.where(
            after, completed, np.where(moved, np.maximum(meant, plus_workdays(lines.plan, 1)), lines.plan)
        ),
        revised_on=np.where(after, completed, revised_on),
    )


def _dated(
    company: Company,
    lines: Lines,
    line: Codes,
    pieces: Codes,
    days: Codes,
    shipped: Dates,
    delivered: Dates,
) -> Deliveries:
    """The delivery rows with their dates: `days` working days after the first delivery of their line."""
    groups, group = list(company.groups.values()), lines.group[line]
    signed = pick(company.received_after, lines.chance.of("received after"))[line]
    arrived = plus_workdays(delivered[line], days)
    received = happens(100, [each.received for each in groups], group, lines.chance.of("received")[line])
    unknown = happens(1000, [each.delivered_blank for each in groups], group, lines.chance.of("delivered blank")[line])
    return Deliveries(
        line=line,
        quantity=pieces,
        shipped=plus_workdays(shipped[line], days),
        delivered=arrived,
        delivered_known=~unknown,
        received=np.where(received & ~unknown & (pieces > 0), plus_workdays(arrived, signed), NO_DATE),
    )
