"""The steps that tell what came and when: deliveries in order of arrival, and per line the numbers that decide."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from otif_koop.message import Message, message
from otif_koop.otif.definition import Credit, CurvePoint, Definition, Unit
from otif_koop.otif.resolve import STOP_COLUMN
from otif_koop.otif.sql.query import Asked, Step, step


def arrival_steps(asked: Asked, said: dict[str, Message]) -> list[Step]:
    """Steps `arrivals`, `running`, `arrived` and `came`: one row a line that anything came for."""
    counted = "quantity_delivered" in asked.source.columns
    return [
        _arrivals(asked, said) if counted else _equal_arrivals(asked, said),
        _running(),
        _arrived(asked, said),
        _came(asked),
    ]


def _stop(asked: Asked) -> str:
    return asked.column("deliveries", "d", STOP_COLUMN[asked.resolved.definition.clock_stop], "date")


def _ids(asked: Asked) -> str:
    return ", ".join(f"{asked.column('deliveries', 'd', name)} AS {name}" for name in ("order_id", "line_id"))


def _arrivals(asked: Asked, said: dict[str, Message]) -> Step:
    quantity = asked.column("deliveries", "d", "quantity_delivered", "number")
    body = f"""
        SELECT {_ids(asked)}, {_stop(asked)} AS stop_date, {asked.whole(quantity)} AS quantity
        FROM {asked.tables.deliveries} d
        CROSS JOIN as_of a
        WHERE {_stop(asked)} <= a.as_of_date AND {quantity} >= 0
    """
    return step(
        "arrivals",
        body,
        said["clock_stop"],
        message("A delivery without that date, or without a quantity, does not exist."),
    )


def _equal_arrivals(asked: Asked, said: dict[str, Message]) -> Step:
    """Without any delivered quantity each delivery brings an equal share (method, 6a.6)."""
    share = asked.source.share
    part = "n.quantity_due"
    if share > 1:
        cases = " ".join(f"WHEN {count} THEN {share // count}" for count in asked.source.counts)
        # quantity_due is a multiple of share, so dividing leaves no rest in any engine
        part = asked.dialect.rounded.format(number=f"{asked.dialect.real('n.quantity_due')} / {share}")
        part = f"{part} * CASE n.deliveries {cases} END"
    body = f"""
        SELECT n.order_id, n.line_id, n.stop_date, {part} AS quantity
        FROM (
            SELECT e.order_id, e.line_id, e.stop_date, l.quantity_due,
                COUNT(*) OVER (PARTITION BY e.order_id, e.line_id) AS deliveries
            FROM (SELECT {_ids(asked)}, {_stop(asked)} AS stop_date FROM {asked.tables.deliveries} d) e
            JOIN due_lines l ON l.order_id = e.order_id AND l.line_id = e.line_id
            CROSS JOIN as_of a
            WHERE e.stop_date <= a.as_of_date
        ) n
    """
    why = message("The data have no delivered quantity: each delivery of a line brings an equal share.")
    return step("arrivals", body, said["clock_stop"], why)


def _running() -> Step:
    body = """
        SELECT order_id, line_id, stop_date, quantity,
            CAST(SUM(quantity) OVER (PARTITION BY order_id, line_id ORDER BY stop_date
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS quantity_so_far,
            CAST(SUM(quantity) OVER (PARTITION BY order_id, line_id) AS BIGINT) AS quantity_total
        FROM (
            SELECT order_id, line_id, stop_date, CAST(SUM(quantity) AS BIGINT) AS quantity
            FROM arrivals
            GROUP BY order_id, line_id, stop_date
        ) by_day
    """
    return step("running", body, message("What came a day, and up to and including that day."))


def _arrived(asked: Asked, said: dict[str, Message]) -> Step:
    unit = asked.resolved.definition.window.unit
    deviation = asked.dialect.days_between.format(earlier="l.due_date", later="r.stop_date")
    joins = ""
    if unit is not Unit.CALENDAR_DAYS:
        column = "working_days_before" if unit is Unit.WORKING_DAYS else "week_number"
        deviation = f"s.{column} - u.{column}"
        joins = (
            "LEFT JOIN calendar s ON s.calendar_date = r.stop_date\n"
            "        LEFT JOIN calendar u ON u.calendar_date = l.due_date"
        )
    body = f"""
        SELECT r.order_id, r.line_id, r.stop_date, r.quantity, r.quantity_so_far, l.quantity_due,
            {deviation} AS deviation,
            CASE WHEN r.quantity_so_far < l.quantity_due THEN r.quantity_so_far ELSE l.quantity_due END
                - CASE WHEN r.quantity_so_far - r.quantity < l.quantity_due
                       THEN r.quantity_so_far - r.quantity ELSE l.quantity_due END AS pieces
        FROM running r
        JOIN due_lines l ON l.order_id = r.order_id AND l.line_id = r.line_id
        {joins}
        WHERE r.quantity > 0 OR r.quantity_total = 0
    """
    return step(
        "arrived",
        body,
        said["window.unit"],
        message(
            "Early is negative. `pieces` are those of the quantity due, in order of arrival: never more than was due."
        ),
        message("A delivery of zero pieces only judges a line that nothing came for."),
    )


def _came(asked: Asked) -> Step:
    definition = asked.resolved.definition
    credit = piece_credit(asked, "deviation")
    body = f"""
        SELECT order_id, line_id,
            MIN(deviation) AS first_deviation,
            {"MAX(stop_date) AS last_stop_date," if asked.period else ""}
            MAX(deviation) AS last_deviation,
            MIN(CASE WHEN {enough("quantity_so_far", definition)} THEN deviation END) AS completed_deviation,
            CAST(SUM(quantity) AS BIGINT) AS quantity_came,
            MAX(CASE WHEN quantity_so_far = quantity THEN quantity ELSE 0 END) AS quantity_first_day,
            CAST(SUM(pieces) AS BIGINT) AS pieces_came,
            SUM(pieces * ({credit})) AS pieces_on_time
        FROM arrived
        GROUP BY order_id, line_id
    """
    return step(
        "came", body, message("Per line: the first, the last and the completing delivery, and what came on time.")
    )


def per_mille(share: float) -> int:
    """A tolerance as it is compared: exactly, in whole numbers."""
    return round(share * 1000)


def enough(quantity: str, definition: Definition) -> str:
    """The condition that a quantity is at least what is due, less the tolerance."""
    under = per_mille(definition.in_full.under)
    if under == 0:
        return f"{quantity} >= quantity_due"
    return f"1000 * {quantity} >= {1000 - under} * quantity_due"


def in_window(deviation: str, definition: Definition) -> str:
    """The condition that a deviation lies in the window; what never came has none."""
    window = definition.window
    limits = []
    if window.early != "none":
        limits.append(f"{deviation} >= {-window.early}")
    if window.late != "none":
        limits.append(f"{deviation} <= {window.late}")
    return " AND ".join(limits) or f"{deviation} IS NOT NULL"


def piece_credit(asked: Asked, deviation: str) -> str:
    """What a deviation counts for: 1 in the window and else 0, or its credit."""
    definition = asked.resolved.definition
    if definition.credit == "none":
        return f"CASE WHEN {in_window(deviation, definition)} THEN 1 ELSE 0 END"
    return _credit(asked, deviation, definition.credit)


def _credit(asked: Asked, deviation: str, credit: Credit) -> str:
    real = asked.dialect.real

    def side(distance: str, points: tuple[CurvePoint, ...]) -> str:
        return _steps(distance, points) if credit.shape == "steps" else _linear(asked, distance, points)

    early, late = side(real(f"-{deviation}"), credit.early), side(real(deviation), credit.late)
    return asked.dialect.real(
        f"CASE WHEN {deviation} IS NULL THEN 0 WHEN {deviation} = 0 THEN 1\n"
        f"                WHEN {deviation} < 0 THEN {early}\n                ELSE {late} END"
    )


def _steps(distance: str, points: tuple[CurvePoint, ...]) -> str:
    cases = " ".join(f"WHEN {distance} <= {_plain(p.distance)} THEN {_plain(p.score)}" for p in points)
    return f"CASE {cases} ELSE 0 END"


def _linear(asked: Asked, distance: str, points: tuple[CurvePoint, ...]) -> str:
    cases = []
    for nearer, further in pairwise(points):
        rise = (
            f"{_plain(nearer.score)} + ({distance} - {_plain(nearer.distance)})"
            f" * {asked.dialect.real(_plain(further.score) + ' - ' + _plain(nearer.score))}"
            f" / {asked.dialect.real(_plain(further.distance) + ' - ' + _plain(nearer.distance))}"
        )
        cases.append(f"WHEN {distance} < {_plain(further.distance)} THEN {rise}")
    last = _plain(points[-1].score)
    return f"CASE {' '.join(cases)} ELSE {last} END" if cases else last


def _plain(value: float) -> str:
    """A number without an exponent."""
    return format(Decimal(repr(value)).normalize(), "f")


def deliveries_a_line(asked: Asked) -> str:
    """A query of how many deliveries lines have: each number that occurs."""
    assert asked.source.as_of is not None  # noqa: S101 - `probe.look` knows it
    body = f"""
        SELECT DISTINCT n.deliveries
        FROM (
            SELECT e.order_id, e.line_id, COUNT(*) AS deliveries
            FROM (SELECT {_ids(asked)}, {_stop(asked)} AS stop_date FROM {asked.tables.deliveries} d) e
            JOIN {asked.tables.lines} l ON l.order_id = e.order_id AND l.line_id = e.line_id
            WHERE e.stop_date <= {asked.dialect.day(asked.source.as_of)}
            GROUP BY e.order_id, e.line_id
        ) n
    """
    return step("deliveries_a_line", body).body
