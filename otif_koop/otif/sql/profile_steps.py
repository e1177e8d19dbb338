"""The steps that put every line in the classes of the tallies (otif/tallies/grid.py), and write them as its profile."""

from __future__ import annotations

from otif_koop.message import message
from otif_koop.otif.judge import CANCELLED, NO_QUANTITY, SCOPE
from otif_koop.otif.sentences import sentences
from otif_koop.otif.sql.arrivals import arrival_steps
from otif_koop.otif.sql.due import due_steps
from otif_koop.otif.sql.marks import counted_kinds, mark_steps
from otif_koop.otif.sql.query import Asked, Step, step
from otif_koop.otif.tallies import profiles as bits
from otif_koop.otif.tallies.grid import EDGE, OVER, UNDER

MIDDLE = EDGE + 1
"""The class of a deviation of 0."""


def profile_steps(asked: Asked) -> list[Step]:
    """Steps up to `line_profiles`: one row a line with its classes, `profile`, `status` and pieces.

    The limits of the definition in `asked` play no part; its view, kinds and scope do.
    """
    said = sentences(asked.resolved.definition)
    arrivals = [one for one in arrival_steps(asked, said) if one.name != "came"]
    return [
        *due_steps(asked, said),
        *arrivals,
        *mark_steps(asked, said),
        _came(),
        _line_classes(asked),
        _line_profiles(),
    ]


def deviation_class(deviation: str) -> str:
    """The class of a deviation: up to the edge one a unit, beyond it one on either side, and never."""
    return (
        f"CASE WHEN {deviation} IS NULL THEN {bits.NEVER_CLASS} WHEN {deviation} < {-EDGE} THEN 0"
        f" WHEN {deviation} > {EDGE} THEN {bits.NEVER_CLASS - 1} ELSE {deviation} + {MIDDLE} END"
    )


def _came() -> Step:
    completed = ",\n            ".join(
        f"MIN(CASE WHEN 1000 * quantity_so_far >= {1000 - under} * quantity_due THEN deviation END)"
        f" AS completed_{place}"
        for place, under in enumerate(UNDER)
    )
    body = f"""
        SELECT order_id, line_id,
            COUNT(*) AS days_came,
            MIN(deviation) AS first_deviation,
            MAX(deviation) AS last_deviation,
            {completed},
            CAST(SUM(quantity) AS BIGINT) AS quantity_came,
            MAX(CASE WHEN quantity_so_far = quantity THEN quantity ELSE 0 END) AS quantity_first_day,
            CAST(SUM(pieces) AS BIGINT) AS pieces_came
        FROM arrived
        GROUP BY order_id, line_id
    """
    return step("came", body, message("Per line: the first and the last delivery, and the one that completes it."))


def _line_classes(asked: Asked) -> Step:
    marked = any(counted_kinds(asked))
    names = ("has_error", "has_complaint", "error_pieces", "complaint_pieces", "marked_pieces")
    marks = ",\n            ".join(f"{f'COALESCE(m.{name}, 0)' if marked else '0'} AS {name}" for name in names)
    join = "LEFT JOIN line_marks m ON m.order_id = l.order_id AND m.line_id = l.line_id" if marked else ""
    counted = "quantity_delivered" in asked.source.columns
    closed = "WHEN c.order_id IS NOT NULL AND c.quantity_came = 0 THEN" if counted else ""
    completed = ",\n            ".join(
        f"{deviation_class(f'c.completed_{place}')} AS completed_{place}" for place in range(len(UNDER))
    )
    body = f"""
        SELECT l.order_id, l.line_id, l.customer_group, l.quantity_due, l.quantity_before, l.partial_agreed,
            COALESCE(c.days_came, 0) AS days_came,
            COALESCE(c.pieces_came, 0) AS pieces_came,
            {deviation_class("c.first_deviation")} AS first_class,
            {deviation_class("c.last_deviation")} AS last_class,
            {completed},
            {_fill("COALESCE(c.quantity_came, 0)", closed)} AS fill,
            {_fill("COALESCE(c.quantity_first_day, 0)", closed)} AS first_fill,
            {_over("COALESCE(c.quantity_came, 0)")} AS excess,
            {_over("COALESCE(c.quantity_first_day, 0)")} AS first_excess,
            CASE WHEN l.out_of_scope = 1 THEN {SCOPE} WHEN l.quantity_before <= 0 THEN {NO_QUANTITY}
                 WHEN l.quantity_due <= 0 THEN {CANCELLED} ELSE 0 END AS fixed,
            CASE WHEN l.due_date IS NULL THEN {bits.NO_DUE} WHEN l.due_date <= a.as_of_date THEN {bits.OVERDUE}
                 ELSE 1 END AS dueness,
            {marks}
        FROM due_lines l
        CROSS JOIN as_of a
        LEFT JOIN came c ON c.order_id = l.order_id AND c.line_id = l.line_id
        {join}
    """
    return step("line_classes", body, message("Delays and quantities as classes: all that a limit can ask of a line."))


def _fill(quantity: str, closed: str) -> str:
    """The place of the smallest tolerance under which a quantity is enough."""
    short = " + ".join(
        f"CASE WHEN 1000 * {quantity} < {1000 - under} * l.quantity_due THEN 1 ELSE 0 END" for under in UNDER
    )
    closed = f"{closed} {bits.CLOSED_SHORT} " if closed else ""
    return f"CASE {closed}WHEN {quantity} >= l.quantity_due THEN 0\n                 ELSE {short} END"


def _over(quantity: str) -> str:
    """The place of the smallest tolerance over which a quantity is not too much."""
    more = " + ".join(
        f"CASE WHEN 1000 * {quantity} > {1000 + over} * l.quantity_due THEN 1 ELSE 0 END" for over in OVER
    )
    return f"CASE WHEN {quantity} <= l.quantity_due THEN 0\n                 ELSE {more} END"


def _line_profiles() -> Step:
    once = f"CASE WHEN days_came > 1 THEN completed_{{place}} ELSE {bits.AS_FIRST} END"
    status = [("fill", bits.AT_FILL), ("fixed", bits.AT_FIXED), ("dueness", bits.AT_DUE)]
    rest = [
        ("first_class", bits.AT_FIRST),
        ("last_class", bits.AT_LAST),
        *((once.format(place=place), at) for place, at in enumerate(bits.AT_COMPLETED)),
        ("first_fill", bits.AT_FIRST_FILL),
        ("excess", bits.AT_OVER),
        ("first_excess", bits.AT_FIRST_OVER),
        ("partial_agreed", bits.AT_AGREED),
        ("has_error", bits.AT_ERROR),
        ("has_complaint", bits.AT_COMPLAINT),
    ]

    def written(parts: list[tuple[str, int]]) -> str:
        return "\n                + ".join(f"CAST({what} AS BIGINT) * {1 << at}" for what, at in parts)

    body = f"""
        SELECT s.*, s.status
                + {written(rest)} AS profile
        FROM (
            SELECT c.*,
                {written(status)} AS status
            FROM line_classes c
        ) s
    """
    return step(
        "line_profiles", body, message("The classes of a line as one whole number: lines that score alike share it.")
    )
