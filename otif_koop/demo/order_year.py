"""The demo company's year of orders as its export shows it on a day, and the export of a month later."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from otif_koop.demo.company import demo_company
from otif_koop.demo.deliveries import deliver
from otif_koop.demo.history import History
from otif_koop.demo.incidents import go_wrong
from otif_koop.demo.orders import place_orders, write_lines
from otif_koop.message import Refused, message
from otif_koop.otif.order_tables import OrderTables


def demo_tables(
    seed: int | None = None, *, scale: float = 1.0, months: int | None = None, start: date | None = None
) -> OrderTables:
    """A year of orders, as known on its last day: about 60,000 lines for `scale` 1; deterministic.

    seed, months and start (the first of a month) are those of `config/demo.yaml` unless given. Orders entered near the
    end are still open. Raises `Refused` for a scale, a number of months or a start that can't be made.
    """
    company = demo_company()
    start, months = start or company.start, company.months if months is None else months
    history = _history(company.seed if seed is None else seed, scale, start, months)
    return history.export(_last_day(start, months))


def one_more_month(
    seed: int | None = None,
    *,
    scale: float = 1.0,
    months: int | None = None,
    start: date | None = None,
    until: date | None = None,
) -> OrderTables:
    """The export of the month after `demo_tables(…)` of the same arguments, as known on `until`.

    It holds, whole, every order that was entered, moved (authorised, due, shipped, delivered, received, cancelled) or
    got an incident after that year, and every older order with a line that has no delivery yet. `until` is the day in
    `config/demo.yaml` when that lies in the month, else the month's last day. `months=0` is the first export of all.
    """
    company = demo_company()
    start, months = start or company.start, company.months if months is None else months
    before, last = _last_day(start, months), _last_day(start, months + 1)
    until = until or (company.next_export if before < company.next_export <= last else last)
    if not before < until <= last:
        raise Refused(
            message(
                "The export is made on a day from {first:date} to {last:date}.", first=before + timedelta(1), last=last
            )
        )
    history = _history(company.seed if seed is None else seed, scale, start, months + 1)
    return history.export(until, moved_after=before)


def _last_day(start: date, months: int) -> date:
    month = start.year * 12 + start.month - 1 + months
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


@lru_cache(maxsize=2)
def _history(seed: int, scale: float, start: date, months: int) -> History:
    if months < 1:
        raise Refused(message("The demo data need at least one month."))
    if not 0 < scale <= 100:
        raise Refused(message("The scale of the demo data is a number above 0, at most 100."))
    if start.day != 1:
        raise Refused(message("The demo data start on the first day of a month."))
    company = demo_company()
    headers = place_orders(company, seed, scale, start, months)
    if not len(headers.group):
        raise Refused(message("At this scale the demo company has no orders at all: choose a larger scale."))
    lines = write_lines(company, seed, headers)
    outcome, deliveries = deliver(company, lines, headers)
    return History(headers, lines, outcome, deliveries, go_wrong(company, lines, outcome))
