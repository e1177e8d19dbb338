"""What is ordered: orders and their lines, with the dates asked for and promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from otif_koop.demo.chance import Chance, Codes, Numbers, Yes, happens, index_from, pick_each
from otif_koop.demo.company import Company, Group
from otif_koop.demo.products import choose_products, demo_products
from otif_koop.demo.workdays import NO_DATE, Dates, is_workday, plus_workdays

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Headers:
    """Columns of one row an order, in the order of the months; `group` is the group's position in the config.

    `put_off` is the number of working days by which the customer has postponed the order.
    """

    chance: Chance
    month: Codes
    group: Codes
    order_id: Texts
    customer: Codes  # row in demo_customers
    channel: Texts
    order_type: Texts
    partial_agreed: Yes
    ordered: Dates
    authorised: Dates
    requested: Dates
    requested_known: Yes
    put_off: Codes


@dataclass(frozen=True)
class Lines:
    """Columns of one row a line, lines of an order together, as the company itself knows them: no date is blank.

    `plan` is the date that the company works towards: the promise, or what the customer has postponed it to.
    """

    chance: Chance
    order: Codes  # row in the headers
    group: Codes
    number: Codes  # 0, 1, 2 … within the order
    product: Codes  # row in demo_products
    quantity: Codes
    value_cents: Codes
    lead_time_days: Codes
    requested: Dates
    promised: Dates
    promised_known: Yes
    plan: Dates

    def __len__(self) -> int:
        return len(self.order)


def place_orders(company: Company, seed: int, scale: float, start: date, months: int) -> Headers:
    """The orders entered in `months` months from `start` (the first of a month), `scale` times as many as usual."""
    groups = list(company.groups.values())
    first = start.year * 12 + start.month - 1
    keys = list(range(first, first + months))
    per_month = np.array([[_orders_in(group, key, scale) for group in groups] for key in keys])
    chance = Chance(seed, keys, per_month.sum(axis=1).tolist())
    group = np.concatenate([np.repeat(np.arange(len(groups)), counts) for counts in per_month])
    month = np.repeat(np.array(keys), per_month.sum(axis=1))

    ordered = _entry_days(company, groups, group, month, chance.of("entry day"))
    approval = pick_each([each.approval for each in groups], group, chance.of("approval"))
    postponed = happens(100, [each.postponed for each in groups], group, chance.of("postponed"))
    return Headers(
        chance=chance,
        month=month,
        group=group,
        order_id=_order_ids(ordered, month),
        customer=_customer_rows(groups, group, chance.of("customer")),
        channel=_words([each.channels for each in groups], group, chance.of("channel")),
        order_type=_words([each.order_types for each in groups], group, chance.of("order type")),
        partial_agreed=happens(100, [each.partial_agreed for each in groups], group, chance.of("partial agreed")),
        ordered=ordered,
        authorised=np.where(approval == 0, ordered, plus_workdays(ordered, approval)),
        requested=_requested(groups, group, ordered, chance.of("requested")),
        requested_known=~happens(1000, [each.requested_blank for each in groups], group, chance.of("no date")),
        put_off=pick_each([each.postponed_days for each in groups], group, chance.of("put off")) * postponed,
    )


def write_lines(company: Company, seed: int, headers: Headers) -> Lines:
    """The lines of the orders, each with its product, quantity and dates."""
    groups = list(company.groups.values())
    count = pick_each([each.lines for each in groups], headers.group, headers.chance.of("lines"))
    order = np.repeat(np.arange(len(count)), count)
    group = headers.group[order]
    keys, in_month = np.unique(headers.month[order], return_counts=True)
    chance = Chance(seed, keys.tolist(), in_month.tolist())

    phased = happens(100, [each.phased for each in groups], headers.group, headers.chance.of("phased"))[order]
    phase_days = pick_each([each.phase_days for each in groups], headers.group, headers.chance.of("phase"))[order]
    later = phased & (chance.of("in the later phase") < 0.5)
    requested = np.where(later, plus_workdays(headers.requested[order], phase_days), headers.requested[order])
    shortest = np.array([each.shortest for each in groups])[headers.group]
    soonest = plus_workdays(headers.authorised, shortest)
    padding = pick_each([each.padding for each in groups], headers.group, headers.chance.of("padding"))
    promised = np.maximum(plus_workdays(requested, padding[order]), soonest[order])

    product = choose_products(company, groups, group, chance)
    products = demo_products()
    quantity = pick_each([each.quantity for each in groups], group, chance.of("quantity"))
    left = 100 - np.array([each.discount for each in groups])[group]
    lead_time = np.array([each.lead_time for each in groups])[group]
    return Lines(
        chance=chance,
        order=order,
        group=group,
        number=np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count),
        product=product,
        quantity=quantity,
        value_cents=products["price_cents"].to_numpy(np.int64)[product] * left // 100 * quantity,
        lead_time_days=lead_time + products["extra_days"].to_numpy(np.int64)[product],
        requested=requested,
        promised=promised,
        promised_known=~happens(1000, [each.promised_blank for each in groups], group, chance.of("no promise")),
        plan=plus_workdays(promised, headers.put_off[order]),
    )


def _orders_in(group: Group, month_key: int, scale: float) -> int:
    """How many orders a group places in a month; any twelve months in a row add up to a year's orders."""
    season = np.cumsum((0, *group.season)).tolist()
    month = month_key % 12
    year = group.orders * scale
    return int(year * season[month + 1] / season[-1]) - int(year * season[month] / season[-1])


def _entry_days(company: Company, groups: list[Group], group: Codes, month: Codes, uniform: Numbers) -> Dates:
    """The day of entry; groups that order at weekends also order on closed days."""
    weekend = np.array([each.weekend for each in groups])[group]
    days = np.full(len(group), NO_DATE)
    for key in np.unique(month).tolist():
        first = np.datetime64(f"{key // 12:04d}-{key % 12 + 1:02d}", "M")
        in_month = np.arange(first, first + 1, dtype="M8[D]")
        weekday = (in_month.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
        for any_day, week in ((False, company.weekdays), (True, company.weekdays_and_weekend)):
            weights = np.array(week)[weekday] * (is_workday(in_month) | any_day)
            rows = np.flatnonzero((month == key) & (weekend == any_day))
            days[rows] = in_month[index_from(weights, uniform[rows])]
    return days


def _customer_rows(groups: list[Group], group: Codes, uniform: Numbers) -> Codes:
    """The row of each order's customer; the first customers of a group order most, the r-th as 1 / (r + a tenth)."""
    rows = np.zeros(len(group), dtype=np.int64)
    first = 0
    for code, each in enumerate(groups):
        weights = 1_000_000 // (np.arange(1, each.customers + 1) + each.customers // 10)
        of_group = np.flatnonzero(group == code)
        rows[of_group] = first + index_from(weights, uniform[of_group])
        first += each.customers
    return rows


def _requested(groups: list[Group], group: Codes, ordered: Dates, uniform: Numbers) -> Dates:
    """The date asked for: calendar days on for groups that order at weekends, working days on for the others."""
    days = pick_each([each.requested for each in groups], group, uniform)
    weekend = np.array([each.weekend for each in groups])[group]
    return np.where(weekend, ordered + days, plus_workdays(ordered, days))


def _words(tables: list[dict[str, int]], group: Codes, uniform: Numbers) -> Texts:
    words: Texts = np.empty(len(group), dtype=object)
    for code, chances in enumerate(tables):
        rows = np.flatnonzero(group == code)
        words[rows] = np.array(list(chances), dtype=object)[index_from(list(chances.values()), uniform[rows])]
    return words


def _order_ids(ordered: Dates, month: Codes) -> Texts:
    """VO, year, month, and a number that counts up with the day of entry."""
    place = np.empty(len(ordered), dtype=np.int64)
    place[np.lexsort((np.arange(len(ordered)), ordered))] = np.arange(len(ordered))
    number = place - np.searchsorted(month, month, side="left") + 1
    texts = [
        f"VO{key // 12 % 100:02d}{key % 12 + 1:02d}{n:05d}"
        for key, n in zip(month.tolist(), number.tolist(), strict=True)
    ]
    return np.array(texts, dtype=object)
