"""The queries that a tally is read from: lines by profile, pieces by arrival, marked pieces, and orders by rule."""

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


class TallyQueries:
    """The queries of one basis, each whole in itself; `calendar` as in `script.counts_query`."""

    def __init__(self, asked: Asked, calendar: tuple[int, int] | None) -> None:
        self._asked = asked
        self._steps = [*calendar_steps(asked, calendar), *profile_steps(asked)]

    def _query(self, select: str, *more: Step) -> str:
        steps = ",\n\n".join(f"{one.name} AS (\n{inside(one.body)}\n)" for one in (*self._steps, *more))
        return f"WITH\n{steps}\n{step('', select).body}"

    def lines(self) -> str:
        """customer_group, profile; lines, pieces due, before cancelling, cut, came, and marked in three ways."""
        pieces = ("quantity_due", "quantity_before", "quantity_cut", "pieces_came", *MARKED)
        sums = ", ".join(f"CAST(SUM({name}) AS BIGINT)" for name in pieces)
        return self._query(
            f"""
            SELECT customer_group, profile, COUNT(*), {sums}
            FROM (
                SELECT p.*, CASE WHEN quantity_before > quantity_due THEN quantity_before - quantity_due ELSE 0 END
                    AS quantity_cut
                FROM line_profiles p
            ) q
            GROUP BY customer_group, profile
            """
        )

    def arrivals(self) -> str:
        """customer_group, status, deviation class; the pieces that came at it."""
        return self._query(
            f"""
            SELECT customer_group, status, deviation_class, CAST(SUM(pieces) AS BIGINT)
            FROM (
                SELECT p.customer_group, p.status, {deviation_class("a.deviation")} AS deviation_class, a.pieces
                FROM arrived a
                JOIN line_profiles p ON p.order_id = a.order_id AND p.line_id = a.line_id
            ) q
            GROUP BY customer_group, status, deviation_class
            """
        )

    def marked_at_once(self) -> str:
        """customer_group, status, first class; of the marked pieces (three ways) those that came, in one delivery."""
        sums = ", ".join(f"CAST(SUM({_lesser('pieces_came', name)}) AS BIGINT)" for name in MARKED)
        return self._query(
            f"""
            SELECT customer_group, status, first_class, {sums}
            FROM line_profiles
            WHERE marked_pieces > 0 AND days_came = 1
            GROUP BY customer_group, status, first_class
            """
        )

    def marked_in_parts(self) -> str:
        """customer_group, status, window; of the marked pieces (three ways) those that came inside it, in several."""
        windows = [
            (early * (NO_LIMIT + 1) + late, MIDDLE - early, MIDDLE + late)
            for early in range(EARLY)
            for late in range(NO_LIMIT + 1)
        ]
        values = ", ".join(f"({place}, {first}, {last})" for place, first, last in windows)
        arrived = step("windows", f"SELECT w.place, w.first, w.last FROM (VALUES {values}) w(place, first, last)")
        part = step(
            "marked_lines",
            f"""
            SELECT p.order_id, p.line_id, p.customer_group, p.status, {", ".join(f"p.{name}" for name in MARKED)},
                {deviation_class("a.deviation")} AS deviation_class, a.pieces
            FROM line_profiles p
            JOIN arrived a ON a.order_id = p.order_id AND a.line_id = p.line_id
            WHERE p.marked_pieces > 0 AND p.days_came > 1
            """,
        )
        sums = ", ".join(f"CAST(SUM({_lesser('came_inside', name)}) AS BIGINT)" for name in MARKED)
        kept = ", ".join(f"MAX(m.{name}) AS {name}" for name in MARKED)
        return self._query(
            f"""
            SELECT customer_group, status, place, {sums}
            FROM (
                SELECT m.order_id, m.line_id, m.customer_group, m.status, w.place, {kept},
                    SUM(CASE WHEN m.deviation_class BETWEEN w.first AND w.last AND m.deviation_class < {NEVER_CLASS}
                             THEN m.pieces ELSE 0 END) AS came_inside
                FROM marked_lines m
                CROSS JOIN windows w
                GROUP BY m.order_id, m.line_id, m.customer_group, m.status, w.place
            ) q
            GROUP BY customer_group, status, place
            """,
            arrived,
            part,
        )

    def orders(self, rules: Sequence[Rule], *, in_full: bool) -> str:
        """Place of the rule, customer_group, reason, then early, complete, quantity, marks, late classes; orders."""
        read = "SELECT p.order_id, p.customer_group"
        worst = "SELECT order_id, customer_group"
        parts = []
        for place, rule in enumerate(rules):
            decisive, completed = _decisive(rule), f"completed_{rule.under}"
            by_completion = in_full and rule.partials is Partials.BY_DUE
            classes = {
                "early": _early(decisive),
                "complete": _late(completed) if by_completion else _late(decisive),
                "quantity": _quantity(rule, in_full=in_full),
            } | ({"late": _late(decisive)} if by_completion else {})
            read += f",\n    {_reason(rule)} AS reason_{place}"
            worst += f",\n    MAX(reason_{place}) AS reason_{place}, MIN(reason_{place}) AS least_{place}"
            for name, text in classes.items():
                read += f",\n    {text} AS {name}_{place}"
                worst += f",\n    MAX(CASE WHEN reason_{place} = 0 THEN {name}_{place} ELSE 0 END) AS {name}_{place}"
            late = f"late_{place}" if by_completion else "0"
            reason = f"CASE WHEN least_{place} > 0 OR reason_{place} = {OPEN} THEN reason_{place} ELSE 0 END"
            parts.append(
                f"SELECT {place} AS rule, customer_group, reason, early, complete, quantity, marks, late, COUNT(*)\n"
                f"FROM (SELECT customer_group, {reason} AS reason, early_{place} AS early,"
                f" complete_{place} AS complete, quantity_{place} AS quantity, marks, {late} AS late FROM worst) q\n"
                "GROUP BY customer_group, reason, early, complete, quantity, marks, late"
            )
        marks, join = "0", ""
        if any(counted_kinds(self._asked)):
            marks = "COALESCE(m.has_error, 0) + 2 * COALESCE(m.has_complaint, 0)"
            join = "LEFT JOIN order_marks m ON m.order_id = o.order_id"
        return self._query(
            "\nUNION ALL\n".join(parts),
            step("line_rules", f"{read}\nFROM line_classes p"),
            step("worst_lines", f"{worst}\nFROM line_rules\nGROUP BY order_id, customer_group"),
            step("worst", f"SELECT o.*, {marks} AS marks\nFROM worst_lines o\n{join}"),
        )


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


def _quantity(rule: Rule, *, in_full: bool) -> str:
    if not in_full:
        return "0"
    if rule.partials is Partials.BY_DUE:
        return "excess"
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
