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
from otif_koop.otif.sql.tally import COUNTS, count_steps, rates, total_step

Say = Callable[[Message], str]

LEVELS = tuple(Level)


def counts_query(asked: Asked, levels: tuple[Level, ...] = LEVELS, calendar: tuple[int, int] | None = None) -> str:
    """The query that gives `counts` (tally.COUNTS) by customer group and level, without comments.

    `calendar`: the first and last day (since 1970-01-01) for which the calendar is written into the query itself; None:
    the table of that name is there.
    """
    steps = [*_calendar(asked, calendar), *_steps(asked, levels)]
    return f"{_with(steps, None)}\nSELECT customer_group, counted_as, {', '.join(COUNTS)}\nFROM counts"


def rates_query(asked: Asked, say: Say, levels: tuple[Level, ...] = LEVELS) -> str:
    """The query that gives units, what was left out and the rates, by customer group and in total, with comments."""
    said = sentences(asked.resolved.definition)
    more, closing = rates(asked, said)
    return f"{_with([*_calendar(asked, None), *_steps(asked, levels), total_step(), *more], say)}\n{closing};\n"


def definition_script(
    definition: Definition,
    groups: Mapping[str, Definition],
    dialect: Dialect,
    say: Say,
    *,
    source: Source | None = None,
    tables: TableNames | None = None,
) -> str:
    """A whole SQL file: the default, and one query for every customer group with a definition of its own.

    `groups` holds whole definitions, as `cascade.read_definitions` gives them. Raises `Refused` where the data of
    `source` can't show what was chosen.
    """
    source, tables = source or Source(), (tables or TableNames()).checked()
    queries = []
    for own, name in ((definition, None), *((one, name) for name, one in groups.items())):
        asked = Asked(
            resolved=resolve_or_refuse(own, source),
            source=source,
            dialect=dialect,
            tables=tables,
            groups=None if name is None else (name,),
            without=tuple(groups) if name is None else (),
        )
        queries.append(f"{_heading(asked, name, say)}\n{rates_query(asked, say)}")
    return "\n\n".join(queries)


def resolve_or_refuse(definition: Definition, source: Source) -> Resolved:
    """The definition on these data; raises `Refused` naming what was chosen and can't be measured."""
    resolved = resolve(definition, source)
    if resolved.no_score:
        raise Refused(*resolved.gaps)
    return resolved


def _heading(asked: Asked, group: str | None, say: Say) -> str:
    whom = message("All customer groups") if not asked.without else message("All other customer groups")
    if group is not None:
        whom = message("Customer group {group}", group=group)
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


def _calendar(asked: Asked, days: tuple[int, int] | None) -> list[Step]:
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
