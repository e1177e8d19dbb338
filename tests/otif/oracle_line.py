"""The oracle's half about one line (§3): its due date, its deliveries, its deviation, its marks.

`oracle.py` is the way in. The sections (§) are those of the method.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

Row = dict[str, Any]
Arrivals = list[tuple[date, Fraction]]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STOPS = {"shipped": "shipped_at", "delivered": "delivered_at", "received": "received_at"}
STARTS = {"ordered": "ordered_at", "authorised": "authorised_at"}
ONE_DAY = timedelta(days=1)
ZERO = Fraction(0)
ONE = Fraction(1)


class Case:
    """What holds for the whole measurement: the definition, the as-of date and what the data can show."""

    def __init__(self, definition: Row, now: date, kinds: frozenset[str], has_quantity_delivered: bool) -> None:
        self.definition = definition
        self.now = now
        self.has_quantity_delivered = has_quantity_delivered
        self.errors = with_a_source(definition["no_error"]["kinds"], kinds)
        self.complaints = with_a_source(definition["no_complaint"]["kinds"], kinds)
        self.due_columns: set[str] = set()
        self.stop = STOPS[definition["clock_stop"]]
        self.under = exact(definition["in_full"]["under"])
        over = definition["in_full"]["over"]
        self.over = None if over == "none" else exact(over)
        window = definition["window"]
        self.early = None if window["early"] == "none" else window["early"]
        self.late = None if window["late"] == "none" else window["late"]
        self.unit = window["unit"]


def with_a_source(listed: list[str], kinds: frozenset[str]) -> list[str]:
    """The kinds to count; none where the data can't show all of them: that is a gap, not a lower bar (§6a.8)."""
    return list(listed) if all(kind in kinds for kind in listed) else []


# ---- values


def exact(value: Any) -> Fraction:
    """The number as it is written: 0.1 is one tenth."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def amount(value: Any) -> Fraction:
    """A quantity; blank and negative are nothing."""
    return ZERO if value is None else max(ZERO, exact(value))


def is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def lowest(lines: list[Row], column: str) -> str:
    """An attribute of the order: its lines' lowest non-blank value (§6a.10), or nothing."""
    return min((line[column] for line in lines if not is_blank(line.get(column))), default="")


# ---- the calendar (§3)


def works(day: date, calendar: Row) -> bool:
    return WEEKDAYS[day.weekday()] not in calendar["weekend"] and day not in calendar["holidays"]


def working_days(start: date, end: date, calendar: Row) -> int:
    """How many working days lie in start, start + 1, … end − 1."""
    count = 0
    while start < end:
        count += works(start, calendar)
        start += ONE_DAY
    return count


def deviation(case: Case, stop: date, due: date) -> int:
    """How far off the due date, in the window's unit; negative is early."""
    if case.unit == "week":
        monday_of_stop = stop - timedelta(days=stop.weekday())
        monday_of_due = due - timedelta(days=due.weekday())
        return (monday_of_stop - monday_of_due).days // 7
    if case.unit == "working_days":
        calendar = case.definition["calendar"]
        if stop >= due:
            return working_days(due, stop, calendar)
        return -working_days(stop, due, calendar)
    return (stop - due).days


def due_date(case: Case, line: Row) -> date | None:
    due = case.definition["due"]
    if due == "lead_time":
        return due_by_lead_time(case, line)
    requested: date | None = line.get("requested_date")
    if due == "requested":
        return requested
    promised: date | None = line.get("promised_date")
    revised: date | None = line.get("revised_date")
    if "promised_date" not in case.due_columns:
        return revised
    if "revised_date" not in case.due_columns:
        return promised
    if due == "revised":
        return revised if revised is not None else promised
    return promised


def due_by_lead_time(case: Case, line: Row) -> date | None:
    day: date | None = line.get(STARTS[case.definition["clock_start"]])
    lead_time = line.get("lead_time_days")
    if day is None or lead_time is None or exact(lead_time) < 0:
        return None
    still = ceil(exact(lead_time))
    while still > 0:
        day += ONE_DAY
        if case.unit != "working_days" or works(day, case.definition["calendar"]):
            still -= 1
    return day


# ---- the value of a deviation: the window, or the credit curve instead of it


def in_window(case: Case, days: int) -> bool:
    if case.early is not None and days < -case.early:
        return False
    return case.late is None or days <= case.late


def credit(case: Case, days: int) -> Fraction:
    curve = case.definition["credit"]
    if curve == "none":
        return ONE if in_window(case, days) else ZERO
    points = [(exact(point["distance"]), exact(point["score"])) for point in curve["early" if days < 0 else "late"]]
    distance = abs(days)
    if curve["shape"] == "steps":
        for reach, value in points:
            if distance <= reach:
                return value
        return ZERO
    for (near, high), (far, low) in pairwise(points):
        if near <= distance <= far:
            return high + (low - high) * (distance - near) / (far - near)
    return points[-1][1] if distance > points[-1][0] else ONE


# ---- one line (§3)


def judge_line(case: Case, line: Row, in_scope: bool, deliveries: list[Row], incidents: list[Row]) -> Row:
    """What becomes of a line: its reason to be left out (None: it counts) and, where it counts, its figures."""
    ordered = amount(line.get("quantity_ordered"))
    due = due_date(case, line)
    cut = cancelled_pieces(case, line, ordered, due)
    rest = ordered - cut
    rows = existing_rows(case, deliveries, rest)
    reason = reason_out(case, in_scope, ordered, rest, due, rows)
    verdict: Row = {"reason": reason, "ordered": ordered, "cut": cut, "rest": rest, "due": due}
    if reason is None:
        verdict["line"] = line
        verdict["last_stop"] = max((stop for stop, _ in rows), default=None)
        verdict["credit"] = credit_of_line(case, line, rest, due, rows)
        verdict["in_full"] = is_in_full(case, rest, due, rows)
        verdict |= pieces_on_time(case, rest, due, rows)
        verdict["pieces_in_full"] = min(pieces(rows), rest)
        verdict["marked"] = marked_pieces(rest, incidents)
        verdict["weight"] = weight(case, line, ordered, rest)
    return verdict


def cancelled_pieces(case: Case, line: Row, ordered: Fraction, due: date | None) -> Fraction:
    """What of the ordered quantity is no longer due (§2 `cancelled`, §6a.12)."""
    rule = case.definition["cancelled"]
    if rule == "included":
        return ZERO
    if rule == "by_customer_excluded":
        if line.get("cancelled_by") != "customer":
            return ZERO
        when = line.get("cancelled_at")
        if when is not None and due is not None and when >= due:
            return ZERO
    return min(ordered, amount(line.get("cancelled_quantity")))


def existing_rows(case: Case, deliveries: list[Row], rest: Fraction) -> Arrivals:
    """The delivery rows that exist for this definition, as (stop date, pieces) in order of arrival (§6a.6)."""
    dated = [row for row in deliveries if row.get(case.stop) is not None and row[case.stop] <= case.now]
    if not case.has_quantity_delivered:
        return sorted((row[case.stop], rest / len(dated)) for row in dated)
    rows = []
    for row in dated:
        quantity = row.get("quantity_delivered")
        if quantity is not None and exact(quantity) >= 0:
            rows.append((row[case.stop], exact(quantity)))
    with_pieces = [row for row in rows if row[1] > 0]
    return sorted(with_pieces or rows)


def pieces(rows: Arrivals) -> Fraction:
    return sum((quantity for _, quantity in rows), ZERO)


def completed_on(case: Case, rest: Fraction, rows: Arrivals) -> date | None:
    """The day on which the line was complete within the tolerance; None: it never was (c* is infinite)."""
    so_far = ZERO
    for stop, quantity in rows:
        so_far += quantity
        if so_far >= rest * (1 - case.under):
            return stop
    return None


def reason_out(
    case: Case,
    in_scope: bool,
    ordered: Fraction,
    rest: Fraction,
    due: date | None,
    rows: Arrivals,
) -> str | None:
    """The first reason wins (§6a.11)."""
    if not in_scope:
        return "scope"
    if ordered <= 0:
        return "no_quantity"
    if rest <= 0:
        return "cancelled"
    if due is None:
        return "missing_due" if case.definition["missing_due"] == "exclude" else None
    closed_short = bool(rows) and pieces(rows) == 0
    if completed_on(case, rest, rows) is not None or closed_short:
        return None
    if case.definition["open_lines"] == "exclude" or due > case.now:
        return "open"
    return None


def credit_of_line(case: Case, line: Row, rest: Fraction, due: date | None, rows: Arrivals) -> Fraction:
    """On time by the partials rule: 1 or 0, or the curve's value."""
    if due is None or not rows:
        return ZERO
    rule = case.definition["partials"]
    by_first = rule in ("first", "by_due") or (rule == "agreed" and line.get("partial_agreed") is True)
    if by_first:
        return credit(case, deviation(case, rows[0][0], due))
    completed = completed_on(case, rest, rows)
    return credit(case, deviation(case, completed if completed is not None else rows[-1][0], due))


def is_in_full(case: Case, rest: Fraction, due: date | None, rows: Arrivals) -> bool:
    total = pieces(rows)
    rule = case.definition["partials"]
    if rule == "first":
        total = pieces([row for row in rows if row[0] == rows[0][0]])
    if case.over is not None and total > rest * (1 + case.over):
        return False
    if rule == "by_due":
        completed = completed_on(case, rest, rows)
        if due is None or completed is None:
            return False
        return case.late is None or deviation(case, completed, due) <= case.late
    return total >= rest * (1 - case.under)


def pieces_on_time(case: Case, rest: Fraction, due: date | None, rows: Arrivals) -> Row:
    """Of the first `rest` pieces in order of arrival, those on time; without and with what never came (§4, item)."""
    if due is None or not rows:
        return {"pieces_came_on_time": ZERO, "pieces_on_time": ZERO}
    to_come, came = rest, ZERO
    for stop, quantity in rows:
        counted = min(quantity, to_come)
        came += counted * credit(case, deviation(case, stop, due))
        to_come -= counted
    never_came = to_come * credit(case, deviation(case, rows[-1][0], due))
    return {"pieces_came_on_time": came, "pieces_on_time": came + never_came}


def weight(case: Case, line: Row, ordered: Fraction, rest: Fraction) -> Fraction:
    """What a line weighs at line level (§6a.9)."""
    if case.definition["weight"] == "count":
        return ONE
    if case.definition["weight"] == "quantity":
        return rest
    return amount(line.get("net_value")) * rest / ordered


# ---- incidents (§4, §5)


def marked_pieces(rest: Fraction, incidents: list[Row]) -> dict[str, Fraction]:
    """Per counted kind that hits the line, how many of its pieces: `incidents` are the line's and the whole order's."""
    marked: dict[str, Fraction] = {}
    for incident in incidents:
        whole = is_blank(incident.get("line_id")) or amount(incident.get("quantity")) == 0
        hit = rest if whole else amount(incident["quantity"])
        marked[incident["kind"]] = min(rest, marked.get(incident["kind"], ZERO) + hit)
    return marked
