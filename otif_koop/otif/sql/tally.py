"""The last steps: counts by customer group and level, their total, and the rates that they come to."""

from __future__ import annotations

from otif_koop.message import Message, message
from otif_koop.otif.counts import REASONS
from otif_koop.otif.definition import Incidents, Level, Weight
from otif_koop.otif.sql.query import Asked, Step, step

_COMPONENTS = ("on_time", "in_full", "no_error", "no_complaint")
NUMERATORS = ("on_time", "in_full", "no_error", "no_complaint", "clean", "otif", "every_component")
COUNTS = ("units", *(f"excluded_{reason}" for reason in REASONS), "denominator", *NUMERATORS)
"""The columns of `counts` beside customer_group and level; pieces and weights of quantity in 1/scale piece."""

_FLAGS = {
    "no_error": "(1 - has_error)",
    "no_complaint": "(1 - has_complaint)",
    "clean": "(1 - has_error) * (1 - has_complaint)",
}


def count_steps(asked: Asked, levels: tuple[Level, ...]) -> list[Step]:
    """Step `counts`: one row a customer group and level."""
    parts = []
    if Level.ORDER in levels:
        parts.append(_units(asked, Level.ORDER, "judged_orders", weighed=False))
    if Level.LINE in levels:
        parts.append(
            _units(asked, Level.LINE, lines_of(asked), weighed=asked.resolved.definition.weight != Weight.COUNT)
        )
    if Level.ITEM in levels:
        parts.append(_pieces(asked))
    return [
        step(
            "counts", "\nUNION ALL\n".join(parts), message("What counts and what passes, by customer group and level.")
        )
    ]


def _units(asked: Asked, level: Level, table: str, *, weighed: bool) -> str:
    measured = asked.resolved.measured
    passes = {"on_time": "on_time", "in_full": "in_full", **_FLAGS, "otif": "on_time * in_full"}
    passes["every_component"] = " * ".join(passes[name] for name in _COMPONENTS if name in measured)
    whole = asked.resolved.definition.credit == "none"
    weight = "line_weight * " if weighed else ""
    value = weighed and asked.resolved.definition.weight is Weight.VALUE
    columns = {"units": _sum("1", "reason = 0", whole=True)}
    columns |= _excluded("1")
    columns["denominator"] = _sum("line_weight" if weighed else "1", "reason = 0", whole=not value)
    columns |= {
        name: _sum(
            f"{weight}{passes[name]}", "reason = 0", whole=not value and (whole or "on_time" not in passes[name])
        )
        for name in NUMERATORS
    }
    return _select(asked, level, table, columns)


def _excluded(unit: str) -> dict[str, str]:
    return {
        f"excluded_{reason}": _sum(unit, f"reason = {place}", whole=True)
        for place, reason in enumerate(REASONS, start=1)
    }


def _pieces(asked: Asked) -> str:
    whole = asked.resolved.definition.credit == "none"
    lost = "CASE WHEN pieces_on_time > marked_pieces THEN pieces_on_time - marked_pieces ELSE 0 END"
    columns = {"units": _sum("quantity_due", "reason = 0", whole=True)}
    columns |= _excluded("quantity_due")
    columns["excluded_scope"] = _sum("quantity_before", "reason = 1", whole=True)
    columns["excluded_cancelled"] = _sum("quantity_before - quantity_due", "reason <> 1", whole=True)
    columns["denominator"] = columns["units"]
    columns["on_time"] = _sum("pieces_on_time + rest_on_time", "reason = 0", whole=whole)
    columns["in_full"] = _sum("pieces_came", "reason = 0", whole=True)
    columns["no_error"] = _sum("quantity_due - error_pieces", "reason = 0", whole=True)
    columns["no_complaint"] = _sum("quantity_due - complaint_pieces", "reason = 0", whole=True)
    columns["clean"] = _sum("quantity_due - marked_pieces", "reason = 0", whole=True)
    columns["otif"] = _sum("pieces_on_time", "reason = 0", whole=whole)
    columns["every_component"] = _sum(lost, "reason = 0", whole=whole)
    return _select(asked, Level.ITEM, lines_of(asked), columns)


def _sum(what: str, condition: str, *, whole: bool) -> str:
    case = f"CASE WHEN {condition} THEN {what} ELSE 0 END"
    return f"SUM(CAST({case} AS BIGINT))" if whole else f"SUM({case})"


def _select(asked: Asked, level: Level, table: str, columns: dict[str, str]) -> str:
    written = ",\n".join(f"    {text} AS {name}" for name, text in columns.items())
    by = f"customer_group{period_column(asked)}"
    dated = "\nWHERE period_start IS NOT NULL" if asked.period else ""
    return f"SELECT\n    {by},\n    '{level}' AS counted_as,\n{written}\nFROM {table}{dated}\nGROUP BY {by}"


def lines_of(asked: Asked) -> str:
    """The step that holds the judged lines."""
    return "lines_by_period" if asked.period else "judged_lines"


def period_column(asked: Asked) -> str:
    """The column of the period with a comma before it, where there is one."""
    return ", period_start" if asked.period else ""


def total_step(asked: Asked) -> Step:
    """Step `counts_and_total`: the counts, and the total with a blank customer group of its own."""
    plain = ", ".join(COUNTS)
    summed = ", ".join(f"SUM({name})" for name in COUNTS)
    period = period_column(asked)
    body = (
        f"SELECT 0 AS is_total, customer_group{period}, counted_as, {plain}\nFROM counts\nUNION ALL\n"
        f"SELECT 1, 'total'{period}, counted_as, {summed}\nFROM counts\nGROUP BY counted_as{period}"
    )
    return step("counts_and_total", body, message("The total adds up orders, lines and pieces, never rates."))


def rates(asked: Asked, said: dict[str, Message]) -> tuple[list[Step], str]:
    """The steps after `counts_and_total`, and the closing SELECT: units, what was left out, rates and combinations."""
    measured, dialect = asked.resolved.measured, asked.dialect
    both = {"no_error", "no_complaint"} <= measured

    def rate(name: str) -> str:
        return f"{dialect.real(name)} / NULLIF(denominator, 0)"

    def shown(name: str, *, known: bool) -> str:
        return f"    {rate(name) if known else f'CAST(NULL AS {dialect.float_type})'} AS "

    columns = [
        f"    is_total, customer_group{period_column(asked)}, counted_as, units, "
        + ", ".join(name for name in COUNTS if name.startswith("excluded_"))
    ]
    columns += [shown(name, known=name in measured) + name for name in _COMPONENTS]
    columns.append(shown("clean", known=both) + "no_error_no_complaint")
    columns.append(shown("otif", known="in_full" in measured) + "otif_joint")
    columns.append(shown("every_component", known=True) + "measured_joint")
    step_rates = step(
        "rates",
        "SELECT\n" + ",\n".join(columns) + "\nFROM counts_and_total",
        said["incidents"],
        message("Nothing to count is no rate: never 0 % and never 100 %."),
    )
    parts = [name for name in _COMPONENTS if name in measured]
    if both and asked.resolved.definition.incidents is not Incidents.SEPARATE:
        parts = [name for name in parts if name not in {"no_error", "no_complaint"}] + ["no_error_no_complaint"]
    scale = asked.source.scale * asked.source.share

    def pieces(name: str) -> str:
        if scale == 1:
            return f"    {name}"
        return f"    CASE WHEN counted_as = 'item' THEN {dialect.real(name)} / {scale} ELSE {name} END AS {name}"

    final = ["    CASE WHEN is_total = 1 THEN NULL ELSE customer_group END AS customer_group"]
    final += [*(["    period_start"] if asked.period else []), "    counted_as"]
    final += [pieces(name) for name in COUNTS if name == "units" or name.startswith("excluded_")]
    final += ["    on_time", "    in_full", "    no_error", "    no_complaint", "    no_error_no_complaint"]
    final += ["    on_time * in_full AS otif_product", "    otif_joint"]
    final += [f"    {' * '.join(parts)} AS measured_product", "    measured_joint"]
    low = f"{' + '.join(parts)} - {len(parts) - 1}"
    final.append(f"    CASE WHEN {low} > 0 THEN {low} WHEN on_time IS NULL THEN NULL ELSE 0 END AS measured_low")
    final.append(f"    {_least(parts)} AS measured_high")
    closing = "SELECT\n" + ",\n".join(final) + "\nFROM rates"
    return [step_rates], closing


def _least(parts: list[str]) -> str:
    """The lowest of several rates, without LEAST."""
    lowest = parts[-1]
    cases = []
    for place, one in enumerate(parts[:-1]):
        others = " AND ".join(f"{one} <= {other}" for other in parts[place + 1 :])
        cases.append(f"WHEN {others} THEN {one}")
    return f"CASE {' '.join(cases)} ELSE {lowest} END" if cases else lowest
