"""The OTIF method a second time: row by row, in exact fractions, slow and without a thought for speed.

It shares nothing with the engine, so that a fault has to be made twice to go unseen. The sections (§) are those of the
method, and the article "Hoe bereken ik OTIF" stands behind them. Only plain Python: dicts, loops and `Fraction`.
Here: the orders, the levels and the combining; one line is judged in `oracle_line.py`.

A row is a dict with the canonical column names: dates are `datetime.date` or None, quantities int, Fraction, Decimal or
float or None, texts `str` or None. The definition is `Definition.model_dump(mode="python")`, its kinds lists.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.otif.oracle_line import ONE, ZERO, Case, Row, is_blank, judge_line, lowest

REASONS = ("scope", "no_quantity", "cancelled", "missing_due", "open")
LEVELS = ("order", "line", "item")
NUMERATORS = (
    *("on_time", "in_full", "no_error", "no_complaint", "no_error_no_complaint"),
    *("otif", "otifnenc", "joint"),
)


def score(
    lines: list[Row],
    deliveries: list[Row],
    incidents: list[Row] | None,
    definition: Row,
    *,
    now: date,
    kinds: frozenset[str],
    has_quantity_delivered: bool = True,
    columns: set[str],
) -> dict[str | None, dict[str, Row]]:
    """Every figure of every customer group (blank: "") and of the total (None), per level.

    A level holds `units`, `excluded` {reason: number}, `denominator` (one for all components, weighted at line
    level), the numerators `NUMERATORS` (None where something they need is not measured) and `periods`
    {order_id: date or None} of the orders that count at that level (at line and item level an open order counts for
    its counted lines). `joint` is what passes every component that is measured.

    `columns`: the names of the columns that the data has. `kinds`: the incident kinds that the data can show.
    """
    case = Case(definition, now, kinds if incidents is not None else frozenset(), has_quantity_delivered)
    case.due_columns = {name for name in columns if any(line.get(name) is not None for line in lines)}
    by_order: dict[str, list[Row]] = {}
    for line in lines:
        by_order.setdefault(line["order_id"], []).append(line)
    orders = []
    for order_id, own_lines in by_order.items():
        own_deliveries = [row for row in deliveries if row["order_id"] == order_id]
        own_incidents = [row for row in incidents or [] if row["order_id"] == order_id]
        orders.append(judge_order(case, order_id, own_lines, own_deliveries, own_incidents))
    result: dict[str | None, dict[str, Row]] = {None: all_levels(case, orders)}
    for group in {order["group"] for order in orders}:
        result[group] = all_levels(case, [order for order in orders if order["group"] == group])
    return result


# ---- one order


def judge_order(case: Case, order_id: str, lines: list[Row], deliveries: list[Row], incidents: list[Row]) -> Row:
    counted = [
        incident
        for incident in incidents
        if incident["kind"] in case.errors + case.complaints
        and (incident.get("occurred_at") is None or incident["occurred_at"] <= case.now)
    ]
    in_scope = all(
        passes(lowest(lines, column), case.definition["scope"][field])
        for field, column in (("order_types", "order_type"), ("regions", "region"), ("channels", "channel"))
    )
    verdicts = []
    for line in lines:
        own = [row for row in deliveries if row["line_id"] == line["line_id"]]
        hits = [row for row in counted if is_blank(row.get("line_id")) or row["line_id"] == line["line_id"]]
        verdicts.append(judge_line(case, line, in_scope, own, hits))
    return {
        "order_id": order_id,
        "group": lowest(lines, "customer_group"),
        "verdicts": verdicts,
        "counted": [verdict for verdict in verdicts if verdict["reason"] is None],
        "kinds": {incident["kind"] for incident in counted},
    }


def passes(value: str, choice: Row) -> bool:
    if choice["only"] and value not in choice["only"]:
        return False
    return value not in choice["without"]


# ---- levels (§4)


def all_levels(case: Case, orders: list[Row]) -> dict[str, Row]:
    return {
        "order": order_level(case, orders),
        "line": line_level(case, orders),
        "item": item_level(case, orders),
    }


def empty_level() -> Row:
    level: Row = {"units": ZERO, "excluded": dict.fromkeys(REASONS, ZERO), "denominator": ZERO, "periods": {}}
    return level | dict.fromkeys(NUMERATORS, ZERO)


def order_level(case: Case, orders: list[Row]) -> Row:
    level = empty_level()
    for order in orders:
        reasons = {verdict["reason"] for verdict in order["verdicts"]} - {None}
        if "open" in reasons or not order["counted"]:
            level["excluded"][max(reasons, key=REASONS.index)] += 1
            continue
        level["periods"][order["order_id"]] = period(case, order)
        lowest_credit = min(verdict["credit"] for verdict in order["counted"])
        full = all(verdict["in_full"] for verdict in order["counted"])
        add_unit(case, level, ONE, lowest_credit, full, order["kinds"])
    return only_measured(case, level)


def line_level(case: Case, orders: list[Row]) -> Row:
    level = empty_level()
    for order in orders:
        for verdict in order["verdicts"]:
            if verdict["reason"] is not None:
                level["excluded"][verdict["reason"]] += 1
                continue
            level["periods"][order["order_id"]] = period(case, order)
            add_unit(case, level, verdict["weight"], verdict["credit"], verdict["in_full"], set(verdict["marked"]))
    return only_measured(case, level)


def add_unit(case: Case, level: Row, weighs: Fraction, on_time: Fraction, full: bool, kinds: set[str]) -> None:
    no_error = not kinds & set(case.errors)
    no_complaint = not kinds & set(case.complaints)
    level["units"] += 1
    level["denominator"] += weighs
    level["on_time"] += weighs * on_time
    level["in_full"] += weighs * full
    level["no_error"] += weighs * no_error
    level["no_complaint"] += weighs * no_complaint
    level["no_error_no_complaint"] += weighs * (no_error and no_complaint)
    level["otif"] += weighs * on_time * full
    level["otifnenc"] += weighs * on_time * full * (no_error and no_complaint)
    full_or_unknown = full or not case.has_quantity_delivered
    level["joint"] += weighs * on_time * full_or_unknown * (no_error and no_complaint)


def item_level(case: Case, orders: list[Row]) -> Row:
    level = empty_level()
    for order in orders:
        for verdict in order["verdicts"]:
            if verdict["reason"] == "scope":
                level["excluded"]["scope"] += verdict["ordered"]
                continue
            level["excluded"]["cancelled"] += verdict["cut"]
            if verdict["reason"] is not None:
                level["excluded"][verdict["reason"]] += verdict["rest"]
                continue
            level["periods"][order["order_id"]] = period(case, order)
            add_pieces(case, level, verdict)
    return only_measured(case, level)


def add_pieces(case: Case, level: Row, verdict: Row) -> None:
    rest, came = verdict["rest"], verdict["pieces_came_on_time"]
    with_error = max((verdict["marked"].get(kind, ZERO) for kind in case.errors), default=ZERO)
    with_complaint = max((verdict["marked"].get(kind, ZERO) for kind in case.complaints), default=ZERO)
    with_either = max(with_error, with_complaint)
    level["units"] += rest
    level["denominator"] += rest
    level["on_time"] += verdict["pieces_on_time"]
    level["in_full"] += verdict["pieces_in_full"]
    level["no_error"] += rest - with_error
    level["no_complaint"] += rest - with_complaint
    level["no_error_no_complaint"] += rest - with_either
    level["otif"] += came
    level["otifnenc"] += max(ZERO, came - with_either)
    level["joint"] += max(ZERO, came - with_either)


def only_measured(case: Case, level: Row) -> Row:
    """A component without a source is None, and so is what needs it (§6a.8)."""
    missing = set()
    if not case.has_quantity_delivered:
        missing |= {"in_full", "otif", "otifnenc"}
    if not case.errors:
        missing |= {"no_error", "no_error_no_complaint", "otifnenc"}
    if not case.complaints:
        missing |= {"no_complaint", "no_error_no_complaint", "otifnenc"}
    return level | dict.fromkeys(missing)


def period(case: Case, order: Row) -> date | None:
    """The date that decides in which period the order counts, over its counted lines."""
    by = case.definition["period_by"]
    dates = [
        verdict["due"]
        if by == "due"
        else verdict["last_stop"]
        if by == "delivered"
        else verdict["line"].get("ordered_at")
        for verdict in order["counted"]
    ]
    return max((day for day in dates if day is not None), default=None)


# ---- combining (§5)


def component_rates(level: Row, incidents: str) -> dict[str, Fraction] | None:
    """The measured components' rates, errors and complaints as `one_component` or `separate`; None: no data."""
    if level["denominator"] == 0:
        return None
    names = ["on_time", "in_full", "no_error", "no_complaint"]
    if incidents == "one_component" and level["no_error_no_complaint"] is not None:
        names = ["on_time", "in_full", "no_error_no_complaint"]
    return {name: level[name] / level["denominator"] for name in names if level[name] is not None}


def product(rates: dict[str, Fraction]) -> Fraction:
    result = ONE
    for rate in rates.values():
        result *= rate
    return result


def possible_range(rates: dict[str, Fraction]) -> tuple[Fraction, Fraction]:
    """What the joint share can be, given the component rates alone."""
    return max(ZERO, sum(rates.values(), ZERO) - (len(rates) - 1)), min(rates.values())
