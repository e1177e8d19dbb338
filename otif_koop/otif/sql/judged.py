"""The steps that judge every line and every order: counted or not and why, on time, in full, marked."""

from __future__ import annotations

from otif_koop.message import Message, message
from otif_koop.otif.definition import Definition, MissingDue, OpenLines, Partials, PeriodBy
from otif_koop.otif.sql.arrivals import enough, per_mille, piece_credit
from otif_koop.otif.sql.marks import counted_kinds
from otif_koop.otif.sql.query import Asked, Step, step

_MARKS = ("has_error", "has_complaint", "error_pieces", "complaint_pieces", "marked_pieces")


def judge_steps(asked: Asked, said: dict[str, Message]) -> list[Step]:
    """Steps `line_facts`, `judged_lines` and `judged_orders`."""
    return [_line_facts(asked, said), _judged_lines(asked, said), *_judged_orders(asked)]


def _line_facts(asked: Asked, said: dict[str, Message]) -> Step:
    definition = asked.resolved.definition
    marked = any(counted_kinds(asked))
    marks = ",\n            ".join(f"{f'COALESCE(m.{name}, 0)' if marked else '0'} AS {name}" for name in _MARKS)
    join = "LEFT JOIN line_marks m ON m.order_id = l.order_id AND m.line_id = l.line_id" if marked else ""
    body = f"""
        SELECT l.*,
            {_decisive(definition)} AS deviation,
            c.last_deviation, c.completed_deviation,
            {_period_date(asked)}
            COALESCE(c.quantity_came, 0) AS quantity_came,
            COALESCE(c.quantity_first_day, 0) AS quantity_first_day,
            COALESCE(c.pieces_came, 0) AS pieces_came,
            COALESCE(c.pieces_on_time, 0) AS pieces_on_time,
            CASE WHEN c.order_id IS NOT NULL AND c.quantity_came = 0 THEN 1 ELSE 0 END AS closed_short,
            {marks}
        FROM due_lines l
        LEFT JOIN came c ON c.order_id = l.order_id AND c.line_id = l.line_id
        {join}
    """
    return step("line_facts", body, said["partials"])


def _period_date(asked: Asked) -> str:
    """The date that decides in which period a line belongs."""
    if asked.period is None:
        return ""
    of = {PeriodBy.DUE: "l.due_date", PeriodBy.DELIVERED: "c.last_stop_date", PeriodBy.ORDERED: "l.ordered_at"}
    return f"{of[asked.resolved.definition.period_by]} AS period_date,"


def _decisive(definition: Definition) -> str:
    completed = "COALESCE(c.completed_deviation, c.last_deviation)"
    if definition.partials in {Partials.FIRST, Partials.BY_DUE}:
        return "c.first_deviation"
    if definition.partials is Partials.AGREED:
        return f"CASE WHEN l.partial_agreed = 1 THEN c.first_deviation ELSE {completed} END"
    return completed


def _judged_lines(asked: Asked, said: dict[str, Message]) -> Step:
    rest = piece_credit(asked, "last_deviation")
    body = f"""
        SELECT f.*,
            {_reason(asked)} AS reason,
            {piece_credit(asked, "deviation")} AS on_time,
            {_in_full(asked)} AS in_full,
            (quantity_due - pieces_came) * ({rest}) AS rest_on_time
        FROM line_facts f
        CROSS JOIN as_of a
    """
    return step(
        "judged_lines",
        body,
        said["window"],
        said["credit"],
        said["in_full"],
        said["open_lines"],
        said["missing_due"],
        message(
            "reason: 0 counts; 1 out of scope, 2 no quantity, 3 cancelled, 4 no due date, 5 still open; the first wins."
        ),
    )


def _reason(asked: Asked) -> str:
    definition = asked.resolved.definition
    settled = [enough("quantity_came", definition)]
    if "quantity_delivered" in asked.source.columns:
        settled.append("closed_short = 1")
    if definition.open_lines is OpenLines.FAIL_WHEN_OVERDUE:
        settled.append("due_date <= a.as_of_date")
    if definition.missing_due is MissingDue.FAIL:
        settled.append("due_date IS NULL")
    no_due = "" if definition.missing_due is MissingDue.FAIL else "\n                 WHEN due_date IS NULL THEN 4"
    return (
        "CASE WHEN out_of_scope = 1 THEN 1\n                 WHEN quantity_before <= 0 THEN 2\n"
        f"                 WHEN quantity_due <= 0 THEN 3{no_due}\n"
        f"                 WHEN {' OR '.join(settled)} THEN 0\n                 ELSE 5 END"
    )


def _in_full(asked: Asked) -> str:
    definition = asked.resolved.definition
    if "in_full" not in asked.resolved.measured:
        return "1"
    quantity = "quantity_first_day" if definition.partials is Partials.FIRST else "quantity_came"
    limits = [enough(quantity, definition)]
    if definition.partials is Partials.BY_DUE:
        late = definition.window.late
        limits = ["completed_deviation IS NOT NULL" if late == "none" else f"completed_deviation <= {late}"]
    if definition.in_full.over != "none":
        over = per_mille(definition.in_full.over)
        limits.append(f"1000 * {quantity} <= {1000 + over} * quantity_due")
    return f"CASE WHEN {' AND '.join(limits)} THEN 1 ELSE 0 END"


def _judged_orders(asked: Asked) -> list[Step]:
    marked = any(counted_kinds(asked))
    marks = ", ".join(
        f"{f'COALESCE(m.{name}, 0)' if marked else '0'} AS {name}" for name in ("has_error", "has_complaint")
    )
    join = "LEFT JOIN order_marks m ON m.order_id = o.order_id" if marked else ""
    dates, periods = "", ""
    if asked.period is not None:
        dates = "MAX(CASE WHEN reason = 0 THEN period_date END) AS period_date, MAX(period_date) AS latest_date,"
        first, latest = (asked.period_start(f"o.{name}", asked.period) for name in ("period_date", "latest_date"))
        periods = f"{first} AS period_start, {latest} AS awaited_period_start,"
    worst = step(
        "worst_lines",
        f"""
        SELECT order_id, customer_group,
            {dates}
            MAX(reason) AS last_reason,
            SUM(CASE WHEN reason = 0 THEN 1 ELSE 0 END) AS counted_lines,
            COALESCE(MIN(CASE WHEN reason = 0 THEN on_time END), 0) AS on_time,
            COALESCE(MIN(CASE WHEN reason = 0 THEN in_full END), 0) AS in_full
        FROM judged_lines
        GROUP BY order_id, customer_group
        """,
        message("An order is as good as the worst of its counted lines."),
    )
    orders = step(
        "judged_orders",
        f"""
        SELECT o.order_id, o.customer_group, o.on_time, o.in_full, 1 AS line_weight,
            {periods}
            CASE WHEN o.counted_lines = 0 OR o.last_reason = 5 THEN o.last_reason ELSE 0 END AS reason,
            {marks}
        FROM worst_lines o
        {join}
        """,
        message("An order counts when at least one of its lines counts and none is still open."),
    )
    return [worst, orders, *([_lines_by_period()] if asked.period is not None else [])]


def _lines_by_period() -> Step:
    body = """
        SELECT l.*, o.period_start
        FROM judged_lines l
        JOIN judged_orders o ON o.order_id = l.order_id
    """
    why = message("A line belongs to the period of its order: that of the latest date over the counted lines.")
    return step("lines_by_period", body, why)
