"""The steps that put errors and complaints on lines and orders."""

from __future__ import annotations

from otif_koop.message import Message, message
from otif_koop.otif.judge import kinds_of
from otif_koop.otif.sql.query import Asked, Step, step


def counted_kinds(asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds that count as an error, and as a complaint."""
    return kinds_of(asked.resolved, "no_error"), kinds_of(asked.resolved, "no_complaint")


def mark_steps(asked: Asked, said: dict[str, Message]) -> list[Step]:
    """Steps `counted_incidents`, `order_marks`, `kind_marks` and `line_marks`; none where no kind counts."""
    errors, complaints = counted_kinds(asked)
    if not errors and not complaints:
        return []
    text = asked.dialect.texts
    error = f"kind IN ({text(errors)})" if errors else "1 = 0"
    complaint = f"kind IN ({text(complaints)})" if complaints else "1 = 0"
    quantity = asked.whole(asked.column("incidents", "i", "quantity", "number"))
    times = "" if asked.source.share == 1 else f" * {asked.source.share}"
    day = asked.column("incidents", "i", "occurred_at", "date")
    ids = ", ".join(f"{asked.column('incidents', 'i', name)} AS {name}" for name in ("order_id", "line_id", "kind"))
    return [
        step(
            "counted_incidents",
            f"""
            SELECT {ids}, ({quantity}){times} AS quantity
            FROM {asked.tables.incidents} i
            CROSS JOIN as_of a
            WHERE i.kind IN ({text(errors + complaints)})
                AND ({day} IS NULL OR {day} <= a.as_of_date)
            """,
            said["no_error"],
            said["no_complaint"],
        ),
        step(
            "order_marks",
            f"""
            SELECT order_id,
                MAX(CASE WHEN {error} THEN 1 ELSE 0 END) AS has_error,
                MAX(CASE WHEN {complaint} THEN 1 ELSE 0 END) AS has_complaint
            FROM counted_incidents
            GROUP BY order_id
            """,
            message("An order is marked by any incident on it, also on a line that is not counted."),
        ),
        step(
            "kind_marks",
            """
            SELECT k.order_id, k.line_id, k.kind,
                CASE WHEN k.whole_line = 1 OR k.quantity > k.quantity_due
                     THEN k.quantity_due ELSE k.quantity END AS pieces
            FROM (
                SELECT l.order_id, l.line_id, i.kind, l.quantity_due,
                    MAX(CASE WHEN i.line_id IS NULL OR i.quantity <= 0 THEN 1 ELSE 0 END) AS whole_line,
                    CAST(SUM(i.quantity) AS BIGINT) AS quantity
                FROM counted_incidents i
                JOIN due_lines l ON l.order_id = i.order_id
                WHERE i.line_id IS NULL OR i.line_id = l.line_id
                GROUP BY l.order_id, l.line_id, i.kind, l.quantity_due
            ) k
            """,
            message("On a line the quantities of one kind add up. Without a quantity the whole line is marked."),
        ),
        step(
            "line_marks",
            f"""
            SELECT order_id, line_id,
                MAX(CASE WHEN {error} THEN 1 ELSE 0 END) AS has_error,
                MAX(CASE WHEN {complaint} THEN 1 ELSE 0 END) AS has_complaint,
                MAX(CASE WHEN {error} THEN pieces ELSE 0 END) AS error_pieces,
                MAX(CASE WHEN {complaint} THEN pieces ELSE 0 END) AS complaint_pieces,
                MAX(pieces) AS marked_pieces
            FROM kind_marks
            GROUP BY order_id, line_id
            """,
            message("The kind with the most pieces counts."),
        ),
    ]
