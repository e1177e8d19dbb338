"""The first steps of the query: what was ordered by whom, when it was due, and how much of it is still due."""

from __future__ import annotations

from otif_koop.message import Message, message
from otif_koop.otif.definition import Cancelled, Due, PeriodBy, Unit
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.order_tables import DELIVERY_DATES
from otif_koop.otif.resolve import SCOPE_COLUMN, START_COLUMN
from otif_koop.otif.sql.query import Asked, Place, Step, step

_LONGEST_LEAD_TIME = 36_500


def due_steps(asked: Asked, said: dict[str, Message]) -> list[Step]:
    """Steps `read_lines`, `measured_orders`, `dated_lines` and `due_lines`; `said` holds the definition's sentences."""
    return [
        _as_of(asked),
        _read_lines(asked),
        *_orders(asked, said),
        _dated_lines(asked, said),
        _due_lines(asked, said),
    ]


def _as_of(asked: Asked) -> Step:
    why = message("The last day that the data cover. What is dated later is not looked at.")
    if asked.source.as_of is not None:
        return step("as_of", f"SELECT {asked.dialect.day(asked.source.as_of)} AS as_of_date", why)
    body = (
        "SELECT MAX(seen_on) AS as_of_date\nFROM (\n    " + "\n    UNION ALL\n    ".join(seen_days(asked)) + "\n) seen"
    )
    return step(
        "as_of",
        body,
        why,
        message("Here that is the latest entry, delivery or incident; put a date in its place to fix it."),
    )


def seen_days(asked: Place) -> list[str]:
    """Queries of one date each, `seen_on`: the latest entry, delivery and incident of lines and orders that exist."""
    tables = asked.tables
    counted = ""
    if "quantity_delivered" in asked.source.columns:
        counted = "x.quantity_delivered >= 0 AND "
    same_line = f"SELECT 1 FROM {tables.lines} l WHERE l.order_id = x.order_id AND l.line_id = x.line_id"
    same_order = f"SELECT 1 FROM {tables.lines} l WHERE l.order_id = x.order_id"
    kinds = asked.dialect.texts(KINDS)
    only = {
        "lines": "",
        "deliveries": f"\n        WHERE {counted}EXISTS ({same_line})",
        "incidents": f"\n        WHERE x.kind IN ({kinds}) AND EXISTS ({same_order})",
    }
    return [
        f"SELECT MAX({asked.column(table, 'x', name, 'date')}) AS seen_on FROM {getattr(tables, table)} x{only[table]}"
        for table, names in (
            ("lines", ("ordered_at",)),
            ("deliveries", DELIVERY_DATES),
            ("incidents", ("occurred_at",)),
        )
        for name in names
        if name in asked.source.present.get(table, frozenset())
    ]


def _read_lines(asked: Asked) -> Step:
    definition = asked.resolved.definition

    def day(name: str) -> str:
        return asked.column("lines", "l", name, "date")

    columns = {name: asked.column("lines", "l", name) for name in ("order_id", "line_id", "customer_group")}
    columns |= {column: asked.column("lines", "l", column) for column in _scoped(asked)}
    columns["quantity_ordered"] = asked.whole(asked.column("lines", "l", "quantity_ordered", "number"))
    if _cuts(asked):
        columns["cancelled_quantity"] = asked.whole(asked.column("lines", "l", "cancelled_quantity", "number"))
        columns["cancelled_by"] = asked.column("lines", "l", "cancelled_by")
        columns["cancelled_at"] = day("cancelled_at")
    if definition.due is Due.LEAD_TIME:
        columns["clock_start"] = day(START_COLUMN[definition.clock_start])
        lead_time = asked.column("lines", "l", "lead_time_days", "number")
        columns["lead_time_days"] = asked.dialect.rounded_up.format(number=lead_time)
    else:
        columns["due_date"] = _due(asked, day)
    if dated_by_entry(asked):
        columns["ordered_at"] = day("ordered_at")
    columns["partial_agreed"] = "0"
    if "partial_agreed" in asked.source.present["lines"]:
        columns["partial_agreed"] = "CASE WHEN CAST(l.partial_agreed AS INTEGER) = 1 THEN 1 ELSE 0 END"
    if definition.weight == "value":
        value = asked.column("lines", "l", "net_value", "number")
        columns["net_value"] = asked.dialect.real(f"CASE WHEN {value} > 0 THEN {value} ELSE 0 END")
    width = max(len(text) for text in columns.values() if len(text) < 60)
    selected = ",\n".join(f"    {text.ljust(width)} AS {name}" for name, text in columns.items())
    return step(
        "read_lines",
        f"SELECT\n{selected}\nFROM {asked.tables.lines} l",
        message(
            "The order lines as they are read. Other column names? Change them here. Quantities: in 1/{scale} piece.",
            scale=asked.source.scale,
        ),
        message("Dates lose their time of day, which never decides."),
    )


def dated_by_entry(asked: Asked) -> bool:
    """Whether an order belongs to the period in which it was entered."""
    return asked.period is not None and asked.resolved.definition.period_by is PeriodBy.ORDERED


def _scoped(asked: Asked) -> list[str]:
    scope = asked.resolved.definition.scope
    return [
        column for name, column in SCOPE_COLUMN.items() if getattr(scope, name).only or getattr(scope, name).without
    ]


def _cuts(asked: Asked) -> bool:
    return (
        asked.resolved.definition.cancelled is not Cancelled.INCLUDED and "cancelled_quantity" in asked.source.columns
    )


def _due(asked: Asked, day: object) -> str:
    assert callable(day)  # noqa: S101 - a local function of one argument
    due = asked.resolved.definition.due
    if due is Due.REQUESTED:
        return str(day("requested_date"))
    if due is Due.REVISED:
        return f"COALESCE({day('revised_date')}, {day('promised_date')})"
    # one confirmed date serves as promised and as revised
    return str(day("promised_date" if "promised_date" in asked.source.columns else "revised_date"))


def _orders(asked: Asked, said: dict[str, Message]) -> list[Step]:
    scope, dialect = asked.resolved.definition.scope, asked.dialect
    scoped = _scoped(asked)
    lowest = "".join(f",\n    MIN(NULLIF({column}, '')) AS {column}" for column in scoped)
    heads = step(
        "order_heads",
        f"SELECT\n    order_id,\n    COALESCE(MIN(NULLIF(customer_group, '')), '') AS customer_group{lowest}\n"
        "FROM read_lines\nGROUP BY order_id",
        message("A customer group belongs to the order. Where lines disagree, the lowest value holds."),
    )
    outside = []
    for name, column in SCOPE_COLUMN.items():
        chosen = getattr(scope, name)
        if chosen.only:
            outside.append(f"WHEN {column} IS NULL OR {column} NOT IN ({dialect.texts(chosen.only)}) THEN 1")
        if chosen.without:
            outside.append(f"WHEN {column} IN ({dialect.texts(chosen.without)}) THEN 1")
    case = "CASE " + "\n         ".join(outside) + " ELSE 0 END" if outside else "0"
    which = ""
    if asked.groups is not None:
        which = f"\nWHERE customer_group IN ({dialect.texts(asked.groups)})"
    elif asked.without:
        which = f"\nWHERE customer_group NOT IN ({dialect.texts(asked.without)})"
    orders = step(
        "measured_orders",
        f"SELECT\n    order_id,\n    customer_group,\n    {case} AS out_of_scope\nFROM order_heads{which}",
        said["scope"],
    )
    return [heads, orders]


def _dated_lines(asked: Asked, said: dict[str, Message]) -> Step:
    definition, dialect = asked.resolved.definition, asked.dialect
    if definition.due is not Due.LEAD_TIME:
        body = """
            SELECT l.*, o.out_of_scope, o.customer_group AS order_group
            FROM read_lines l
            JOIN measured_orders o ON o.order_id = l.order_id
        """
        return step("dated_lines", body, said["due"])
    known = f"l.clock_start IS NOT NULL AND l.lead_time_days >= 0 AND l.lead_time_days <= {_LONGEST_LEAD_TIME}"
    if definition.window.unit is not Unit.WORKING_DAYS:
        after = dialect.days_after.format(day="l.clock_start", count="l.lead_time_days")
        body = f"""
            SELECT l.*, o.out_of_scope, o.customer_group AS order_group,
                CASE WHEN {known} THEN {after} END AS due_date
            FROM read_lines l
            JOIN measured_orders o ON o.order_id = l.order_id
        """
        return step("dated_lines", body, said["due"], said["clock_start"])
    body = f"""
        SELECT l.*, o.out_of_scope, o.customer_group AS order_group,
            CASE WHEN {known}
                 THEN CASE WHEN l.lead_time_days = 0 THEN l.clock_start ELSE c.calendar_date END END AS due_date
        FROM read_lines l
        JOIN measured_orders o ON o.order_id = l.order_id
        LEFT JOIN calendar s ON s.calendar_date = l.clock_start
        LEFT JOIN calendar c ON c.is_working_day = 1
            AND c.working_days_before = s.working_days_before + s.is_working_day + l.lead_time_days - 1
    """
    why = message("The n-th working day after the start is the one with n - 1 working days between.")
    return step("dated_lines", body, said["due"], said["clock_start"], why)


def _due_lines(asked: Asked, said: dict[str, Message]) -> Step:
    gone = "0"
    if _cuts(asked):
        gone = "l.cancelled_quantity"
        if asked.resolved.definition.cancelled is Cancelled.BY_CUSTOMER_EXCLUDED:
            gone = (
                "CASE WHEN l.cancelled_by = 'customer' AND (l.cancelled_at IS NULL OR l.due_date IS NULL"
                " OR l.cancelled_at < l.due_date)\n              THEN l.cancelled_quantity ELSE 0 END"
            )
    times = "" if asked.source.share == 1 else f" * {asked.source.share}"
    weight = {"count": "1", "quantity": "d.quantity_due"}.get(str(asked.resolved.definition.weight), "")
    if not weight:
        still_due = f"{asked.dialect.real('d.quantity_due')} / d.quantity_before"
        weight = f"CASE WHEN d.quantity_before > 0 THEN d.net_value * {still_due} ELSE 0 END"
    more = [
        *(["net_value"] if asked.resolved.definition.weight == "value" else []),
        *(["ordered_at"] if dated_by_entry(asked) else []),
    ]
    body = f"""
        SELECT d.*, {weight} AS line_weight
        FROM (
            SELECT c.order_id, c.line_id, c.customer_group, c.out_of_scope, c.due_date, c.partial_agreed,
                c.quantity_before{"".join(f", c.{name}" for name in more)},
                CASE WHEN c.quantity_before > c.quantity_gone THEN c.quantity_before - c.quantity_gone ELSE 0 END
                    AS quantity_due
            FROM (
                SELECT l.order_id, l.line_id, l.order_group AS customer_group, l.out_of_scope, l.due_date,
                    l.partial_agreed{"".join(f", l.{name}" for name in more)},
                    l.quantity_ordered{times} AS quantity_before,
                    ({gone}){times} AS quantity_gone
                FROM dated_lines l
            ) c
        ) d
    """
    said_weight = [said["weight"]] if "weight" in said else []
    return step("due_lines", body, said["cancelled"], *said_weight)
