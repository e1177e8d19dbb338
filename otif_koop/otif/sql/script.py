"""A definition as one SQL query: the steps in order, each under the plain rule that it carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from otif_koop.message import Message, Refused, message
from otif_koop.otif.definition import Definition, Level, Unit
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.sentences import sentences
from otif_koop.otif.sql.arrivals import arrival_steps
from otif_koop.otif.sql.calendar_rows import calendar_rows
from otif_koop.otif.sql.contract import Source, TableNames
from otif_koop.otif.sql.dialect import Dialect
from otif_koop.otif.sql.due import due_steps
from otif_koop.otif.sql.judged import judge_steps
from otif_koop.otif.sql.marks import mark_steps
from otif_koop.otif.sql.query import Asked, Step, comment, inside
from otif_koop.otif.sql.tally import COUNTS, count_steps, period_column, rates, total_step
from otif_koop.otif.trend import By

Say = Callable[[Message], str]

LEVELS = tuple(Level)
ORDERED = "ORDER BY 1, 2"
ORDERED_BY_PERIOD = "ORDER BY 1, 2, 3"


def counts_query(asked: Asked, levels: tuple[Level, ...] = LEVELS, calendar: tuple[int, int] | None = None) -> str:
    """The query that gives `counts` (tally.COUNTS) by customer group and level, without comments.

    `calendar`: the first and last day (since 1970-01-01) for which the calendar is written into the query itself; None:
    the table of that name is there.
    """
    steps = [*calendar_steps(asked, calendar), *_steps(asked, levels)]
    period = period_column(asked)
    return f"{_with(steps, None)}\nSELECT customer_group{period}, counted_as, {', '.join(COUNTS)}\nFROM counts"


def awaited_query(asked: Asked, calendar: tuple[int, int] | None = None) -> str:
    """The query that gives the periods to which orders that are still open will come to belong."""
    steps = [*calendar_steps(asked, calendar), *_steps(asked, (Level.ORDER,))]
    return (
        f"{_with(steps, None)}\nSELECT DISTINCT customer_group, awaited_period_start\nFROM judged_orders\n"
        "WHERE reason = 5 AND awaited_period_start IS NOT NULL"
    )


def rates_query(asked: Asked, say: Say, levels: tuple[Level, ...] = LEVELS) -> str:
    """The query that gives units, what was left out and the rates, by customer group and in total, with comments."""
    steps, closing = _rates(asked, levels)
    return f"{_with(steps, say)}\n{closing}\n{ORDERED_BY_PERIOD if asked.period else ORDERED};\n"


def rates_as(asked: Asked, name: str, columns: str) -> str:
    """The beginning of a query whose step `name` holds `columns` and all that `rates_query` gives."""
    steps, closing = _rates(asked, LEVELS)
    return _with([*steps, Step(name, f"SELECT {columns}, r.*\nFROM (\n{inside(closing)}\n) r")], None)


def _rates(asked: Asked, levels: tuple[Level, ...]) -> tuple[list[Step], str]:
    more, closing = rates(asked, sentences(asked.resolved.definition))
    return [*calendar_steps(asked, None), *_steps(asked, levels), total_step(asked), *more], closing


def asked_for(
    definition: Definition,
    group: str | None,
    groups: Mapping[str, Definition],
    dialect: Dialect,
    *,
    source: Source | None = None,
    tables: TableNames | None = None,
    period: By | None = None,
) -> Asked:
    """What to write for one customer group with a definition of its own, or (None) for all that have none.

    Raises `Refused` where the data of `source` can't show what was chosen.
    """
    source = source or Source()
    return Asked(
        resolved=resolve_or_refuse(definition, source),
        source=source,
        dialect=dialect,
        tables=(tables or TableNames()).checked(),
        groups=None if group is None else (group,),
        without=tuple(groups) if group is None else (),
        period=period,
    )


def definition_script(
    definition: Definition,
    groups: Mapping[str, Definition],
    dialect: Dialect,
    say: Say,
    *,
    source: Source | None = None,
    tables: TableNames | None = None,
    period: By | None = None,
) -> str:
    """A whole SQL file: the default, and one query for every customer group with a definition of its own.

    `groups` holds whole definitions, as `cascade.read_definitions` gives them. `period`: by week or month as well, an
    order in the period that `period_by` says. Raises `Refused` as `asked_for` does.
    """
    whole: list[tuple[Definition, str | None]] = [(definition, None), *((own, name) for name, own in groups.items())]
    asked = [asked_for(one, name, groups, dialect, source=source, tables=tables, period=period) for one, name in whole]
    return "\n\n".join(commented_query(one, say) for one in asked)


def commented_query(asked: Asked, say: Say) -> str:
    """`rates_query` under the definition in plain words."""
    return f"{_heading(asked, say)}\n{rates_query(asked, say)}"


def resolve_or_refuse(definition: Definition, source: Source) -> Resolved:
    """The definition on these data; raises `Refused` naming what was chosen and can't be measured."""
    resolved = resolve(definition, source)
    if resolved.no_score:
        raise Refused(*resolved.gaps)
    return resolved


def _heading(asked: Asked, say: Say) -> str:
    whom = message("All customer groups") if not asked.without else message("All other customer groups")
    if asked.groups is not None:
        whom = message("Customer group {group}", group=", ".join(asked.groups))
    said = list(sentences(asked.resolved.definition).values())
    lines = [
        say(
            message("Delivery reliability (OTIF): {whom}. Written for {engine}.", whom=whom, engine=asked.dialect.title)
        ),
        *(say(sentence) for sentence in said),
    ]
    return "\n".join(comment(line) for line in lines)


def _steps(asked: Asked, levels: tuple[Level, ...]) -> list[Step]:
    said = sentences(asked.resolved.definition)
    return [
        *due_steps(asked, said),
        *arrival_steps(asked, said),
        *mark_steps(asked, said),
        *judge_steps(asked, said),
        *count_steps(asked, levels),
    ]


def calendar_steps(asked: Asked, days: tuple[int, int] | None) -> list[Step]:
    """The step `calendar` from the first to the last of `days`, or read from its table; none where it isn't asked."""
    if asked.resolved.definition.window.unit is Unit.CALENDAR_DAYS:
        return []
    if days is not None:
        rows = calendar_rows(asked.resolved.definition.calendar, *days)
        values = ",\n    ".join(f"('{row.day.isoformat()}', {row.worked}, {row.before}, {row.week})" for row in rows)
        return [
            Step(
                "calendar",
                "SELECT CAST(c.day AS DATE) AS calendar_date, c.worked AS is_working_day,\n"
                "    c.before AS working_days_before, c.week AS week_number\n"
                f"FROM (VALUES\n    {values}\n) c(day, worked, before, week)",
            )
        ]
    if asked.tables.calendar == "calendar":
        return []
    return [
        Step(
            "calendar",
            f"SELECT calendar_date, is_working_day, working_days_before, week_number\nFROM {asked.tables.calendar}",
        )
    ]


def _with(steps: list[Step], say: Say | None) -> str:
    written = []
    for one in steps:
        why = ""
        if say is not None:
            why = "".join(f"{comment(say(text))}\n" for text in one.why)
        written.append(f"{why}{one.name} AS (\n{inside(one.body)}\n)")
    return "WITH\n" + ",\n\n".join(written)
