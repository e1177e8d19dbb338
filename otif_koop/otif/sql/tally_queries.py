"""The two queries that a tally is read from: lines and pieces by profile, and orders by rule."""

from __future__ import annotations

from collections.abc import Sequence

from otif_koop.otif.definition import MissingDue, OpenLines, Partials
from otif_koop.otif.judge import MISSING_DUE, OPEN
from otif_koop.otif.sql.marks import counted_kinds
from otif_koop.otif.sql.profile_steps import MIDDLE, deviation_class, profile_steps
from otif_koop.otif.sql.query import Asked, Step, inside, step
from otif_koop.otif.sql.script import calendar_steps
from otif_koop.otif.tallies.grid import ANY_LATE, EARLY, NO_LIMIT, SHORT, Rule
from otif_koop.otif.tallies.profiles import CLOSED_SHORT, NEVER_CLASS, NO_DUE, OVERDUE

MARKED = ("error_pieces", "complaint_pieces", "marked_pieces")


LINES, ARRIVALS, MARKED_IN_PARTS, ORDERS = range(4)
"""What a row of the answer tells; from `ORDERS` on it is the orders under a rule, one number up for each."""

NUMBERS = 12
"""How many whole numbers follow the kind of row and the customer group; what a row doesn't need is 0."""


def pieces_and_lines(asked: Asked, calendar: tuple[int, int] | None) -> str:
    """The query of everything but the orders; `calendar` as in `script.counts_query`.

    `LINES`: profile; lines, pieces due, before cancelling, cut, came, marked in three ways, and of those what came.
    `ARRIVALS`, of lines with several deliveries: status, deviation class; the pieces that came at it.
    `MARKED_IN_PARTS`, of the same: status, window; of the marked pieces (three ways) those that came inside it.
    """
    parts = [_lines(), _arrivals()]
    more = [_several()]
    if any(counted_kinds(asked)):
        parts.append(_marked_in_parts())
        more.append(_windows())
    return _query(asked, calendar, "\nUNION ALL\n".join(parts), *more)


def orders(asked: Asked, calendar: tuple[int, int] | None, rules: Sequence[Rule], *, in_full: bool) -> str:
    """The query of the orders under rules: reason, then early, complete, quantity, marks and late classes; orders."""
    read = "SELECT p.order_id, p.customer_group"
    worst = "SELECT order_id, customer_group"
    parts = []
    for place, rule in enumerate(rules):
        by_completion = in_full and rule.partials is Partials.BY_DUE
        read += f",\n    {_reason(rule)} AS reason_{place}"
        worst += f",\n    MAX(reason_{place}) AS reason_{place}, MIN(reason_{place}) AS least_{place}"
        for name, text in _classes(rule, in_full=in_full).items():
            read += f",\n    {text} AS {name}_{place}"
            worst += f",\n    MAX(CASE WHEN reason_{place} = 0 THEN {name}_{place} ELSE 0 END) AS {name}_{place}"
        late = f"late_{place}" if by_completion else "0"
        reason = f"CASE WHEN least_{place} > 0 OR reason_{place} = {OPEN} THEN reason_{place} ELSE 0 END"
        parts.append(
            _select(
                ORDERS + place,
                ["reason", "early", "complete", "quantity", "marks", "late", "COUNT(*)"],
                f"(SELECT customer_group, {reason} AS reason, early_{place} AS early,"
                f" complete_{place} AS complete, quantity_{place} AS quantity, marks, {late} AS late FROM worst) q",
                by=6,
            )
        )
    marks, join = "0", ""
    if any(counted_kinds(asked)):
        marks = "COALESCE(m.has_error, 0) + 2 * COALESCE(m.has_complaint, 0)"
        join = "LEFT JOIN order_marks m ON m.order_id = o.order_id"
    return _query(
        asked,
        calendar,
        "\nUNION ALL\n".join(parts),
        step("line_rules", f"{read}\nFROM line_classes p"),
        step("worst_lines", f"{worst}\nFROM line_rules\nGROUP BY order_id, customer_group"),
        step("worst", f"SELECT o.*, {marks} AS marks\nFROM worst_lines o\n{join}"),
    )


def _query(asked: Asked, calendar: tuple[int, int] | None, select: str, *more: Step) -> str:
    steps = [*calendar_steps(asked, calendar), *profile_steps(asked), *more]
    written = ",\n\n".join(f"{one.name} AS (\n{inside(one.body)}\n)" for one in steps)
    return f"WITH\n{written}\n{select}"


def _select(kind: int, numbers: Sequence[str], table: str, *, by: int) -> str:
    """Rows of one kind, grouped by the customer group and the first `by` numbers."""
    padded = [*numbers, *["0"] * (NUMBERS - len(numbers))]
    shown = ", ".join(f"CAST({one} AS BIGINT)" for one in padded)
    return f"SELECT {kind}, customer_group, {shown}\nFROM {table}\nGROUP BY customer_group, {', '.join(numbers[:by])}"


def _lines() -> str:
    pieces = ["quantity_due", "quantity_before", "quantity_cut", "pieces_came", *MARKED]
    sums = [f"SUM({name})" for name in pieces] + [f"SUM({_lesser('pieces_came', name)})" for name in MARKED]
    cut = "CASE WHEN quantity_before > quantity_due THEN quantity_before - quantity_due ELSE 0 END"
    table = f"(SELECT p.*, {cut} AS quantity_cut FROM line_profiles p) q"
    return _select(LINES, ["profile", "COUNT(*)", *sums], table, by=1)


def _several() -> Step:
    kept = ", ".join(f"p.{name}" for name in ("order_id", "line_id", "customer_group", "status", *MARKED))
    return step(
        "several",
        f"""
        SELECT {kept}, {deviation_class("a.deviation")} AS deviation_class, a.pieces
        FROM line_profiles p
        JOIN arrived a ON a.order_id = p.order_id AND a.line_id = p.line_id
        WHERE p.days_came > 1
        """,
    )


def _arrivals() -> str:
    return _select(ARRIVALS, ["status", "deviation_class", "SUM(pieces)"], "several", by=2)


def _windows() -> Step:
    windows = [
        (early * (NO_LIMIT + 1) + late, MIDDLE - early, MIDDLE + late)
        for early in range(EARLY)
        for late in range(NO_LIMIT + 1)
    ]
    values = ", ".join(f"({place}, {first}, {last})" for place, first, last in windows)
    return step(
        "windows",
        f"SELECT w.place, w.first_class, w.last_class FROM (VALUES {values}) w(place, first_class, last_class)",
    )


def _marked_in_parts() -> str:
    kept = ", ".join(f"MAX(m.{name}) AS {name}" for name in MARKED)
    table = step(
        "",
        f"""
        (
            SELECT m.order_id, m.line_id, m.customer_group, m.status, w.place, {kept},
                SUM(CASE WHEN m.deviation_class BETWEEN w.first_class AND w.last_class
                              AND m.deviation_class < {NEVER_CLASS} THEN m.pieces ELSE 0 END) AS came_inside
            FROM several m
            CROSS JOIN windows w
            WHERE m.marked_pieces > 0
            GROUP BY m.order_id, m.line_id, m.customer_group, m.status, w.place
        ) q
        """,
    ).body
    sums = [f"SUM({_lesser('came_inside', name)})" for name in MARKED]
    return _select(MARKED_IN_PARTS, ["status", "place", *sums], table, by=2)


def _classes(rule: Rule, *, in_full: bool) -> dict[str, str]:
    """The classes of a line under a rule, as expressions of `line_classes`."""
    decisive = _decisive(rule)
    if not (in_full and rule.partials is Partials.BY_DUE):
        quantity = _quantity(rule) if in_full else "0"
        return {"early": _early(decisive), "complete": _late(decisive), "quantity": quantity}
    completed = _late(f"completed_{rule.under}")
    return {"early": _early(decisive), "complete": completed, "quantity": "excess", "late": _late(decisive)}


def _lesser(one: str, other: str) -> str:
    return f"CASE WHEN {one} < {other} THEN {one} ELSE {other} END"


def _decisive(rule: Rule) -> str:
    if rule.partials in {Partials.FIRST, Partials.BY_DUE}:
        return "first_class"
    completed = f"CASE WHEN completed_{rule.under} = {NEVER_CLASS} THEN last_class ELSE completed_{rule.under} END"
    if rule.partials is Partials.AGREED:
        return f"CASE WHEN partial_agreed = 1 THEN first_class ELSE {completed} END"
    return completed


def _early(deviation: str) -> str:
    return f"CASE WHEN ({deviation}) > {MIDDLE} THEN 0 ELSE {MIDDLE} - ({deviation}) END"


def _late(deviation: str) -> str:
    return (
        f"CASE WHEN ({deviation}) = {NEVER_CLASS} THEN {ANY_LATE} WHEN ({deviation}) < {MIDDLE} THEN 0"
        f" ELSE ({deviation}) - {MIDDLE} END"
    )


def _quantity(rule: Rule) -> str:
    first = "first_" if rule.partials is Partials.FIRST else ""
    return f"CASE WHEN {first}fill <= {rule.under} THEN {first}excess ELSE {SHORT} END"


def _reason(rule: Rule) -> str:
    settled = [f"fill <= {rule.under}", f"fill = {CLOSED_SHORT}"]
    if rule.open_lines is OpenLines.FAIL_WHEN_OVERDUE:
        settled.append(f"dueness = {OVERDUE}")
    no_due = f"WHEN dueness = {NO_DUE} THEN {MISSING_DUE}"
    if rule.missing_due is MissingDue.FAIL:
        settled.append(f"dueness = {NO_DUE}")
        no_due = ""
    return f"CASE WHEN fixed > 0 THEN fixed {no_due} WHEN {' OR '.join(settled)} THEN 0 ELSE {OPEN} END"
