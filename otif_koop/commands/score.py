"""`otif-koop score`: an order file to scores, as a table or as JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from otif_koop.commands.definition_file import read_definition
from otif_koop.commands.order_files import Doubtful, add_file_options, read_orders
from otif_koop.intake import Intake, Severity
from otif_koop.language import Language
from otif_koop.message import Refused, message
from otif_koop.otif import score as scoring
from otif_koop.otif.counts import REASONS
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import Combined, Score, Scored
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.score_there import ScoredThere

if TYPE_CHECKING:
    from otif_koop.otif.parquet.in_chunks import BookInChunks

ENGLISH = Language("en")
PARQUET = "parquet"
ENGINE_HELP = (
    "where the data is: duckdb, duckdb:FILE, spark, or the address of a database;"
    " --lines, --deliveries and --incidents then name tables or Parquet folders;"
    " parquet: Parquet folders, counted here in chunks"
)
BY = ("customer_group", "customer_id", "order_type", "region", "channel")


def score(arguments: Sequence[str]) -> int:
    """Run the command; 0, or 2 for input that can't be used."""
    options = _parser().parse_args(arguments)
    if options.engine or in_folder(options):
        return score_elsewhere(options)
    try:
        intake = read_orders(options)
        default, groups = read_definition(options.definition)
        book = order_book(grouped(intake.tables, options.by))
        levels = tuple(Level) if options.level == "all" else (Level(options.level or default.level),)
        scored = scoring.score(book, default, groups=groups, as_of=day(options.as_of), levels=levels)
    except Doubtful as doubtful:
        ask(doubtful)
        return 2
    except Refused as refused:
        for problem in refused.problems:
            print(ENGLISH.say(problem), file=sys.stderr)
        return 2
    if options.json:
        definition = resolve(default, book).definition
        print(json.dumps(as_json(scored, definition, intake), ensure_ascii=False, indent=1))
    else:
        print(as_table(scored, intake))
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="otif-koop score", description="Score an order file.")
    add_file_options(parser)
    parser.add_argument(
        "--definition", metavar="F", help="a measurement definition (YAML); the article's basic ratio if left out"
    )
    parser.add_argument("--by", metavar="COLUMN", help=f"the groups: one of {', '.join(BY)}")
    parser.add_argument("--level", choices=[*(level.value for level in Level), "all"], help="what is counted")
    parser.add_argument("--as-of", metavar="DATE", help="up to which day the data count (YYYY-MM-DD)")
    parser.add_argument(
        "--engine",
        metavar="WHERE",
        help=ENGINE_HELP,
    )
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    return parser


def score_elsewhere(options: Namespace) -> int:
    """Score tables where they are (`--engine`, or a folder of Parquet); 0, or 2 for input that can't be used."""
    try:
        default, groups = read_definition(options.definition)
        levels = tuple(Level) if options.level == "all" else (Level(options.level or default.level),)
        if options.engine in {None, PARQUET}:
            from otif_koop.otif.parquet.score_chunks import score_chunks

            with orders_in_chunks(options) as chunks:
                scored = score_chunks(chunks, default, groups=groups, as_of=day(options.as_of), levels=levels)
        else:
            from otif_koop.otif.sql.engines import opened
            from otif_koop.otif.sql.score_there import score_there

            refuse_by(options)
            with opened(options.engine, table_names(options)) as (engine, tables):
                scored = score_there(
                    engine, default, groups=groups, tables=tables, as_of=day(options.as_of), levels=levels
                )
    except Refused as refused:
        for problem in refused.problems:
            print(ENGLISH.say(problem), file=sys.stderr)
        return 2
    if options.json:
        answer = as_json(scored, scored.resolved.definition, None)
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        print(as_table(scored, None))
    return 0


def in_folder(options: Namespace) -> bool:
    """Whether the one file named is a folder: Parquet of the contract's tables."""
    return len(options.file) == 1 and not options.source and Path(options.file[0]).is_dir()


def orders_in_chunks(options: Namespace) -> AbstractContextManager[BookInChunks]:
    """The Parquet tables of a folder, or those that `--lines` and the others name, in chunks of whole orders.

    Raises `Refused` where `--by` is not a column of orders, and as `in_chunks` does.
    """
    from otif_koop.otif.parquet.in_chunks import in_chunks
    from otif_koop.otif.parquet.tables import names_in

    names = table_names(options)
    if in_folder(options):
        found = names_in(options.file[0])
        named = {name: getattr(options, name) or getattr(found, name) for name in ("lines", "deliveries", "incidents")}
        names = replace(names, **named)
    if options.by is not None and options.by not in BY:
        raise Refused(message("--by: “{given}” is not one of {choices}.", given=options.by, choices=", ".join(BY)))
    return in_chunks(names, by=options.by or BY[0])


def refuse_by(options: Namespace) -> None:
    """Raise `Refused` where `--by` is asked of tables that stay where they are: they come by customer group."""
    if options.by not in {None, BY[0]}:
        raise Refused(message("--by: with --engine the groups are those in the column {column}.", column=BY[0]))


def table_names(options: Namespace) -> TableNames:
    """What `--lines`, `--deliveries` and `--incidents` call the tables of an engine."""
    usual = TableNames()
    names = {name: getattr(options, name) or getattr(usual, name) for name in ("lines", "deliveries", "incidents")}
    return TableNames(**names)


def day(text: str | None) -> date | None:
    """The day of `--as-of`; raises `Refused` where it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(message("--as-of: “{given}” is not a date such as 2026-11-21.", given=text)) from None


def grouped(tables: OrderTables, by: str | None) -> OrderTables:
    """The tables with another column as customer group; an order's group is then the lowest value over its lines."""
    if by is None or by == "customer_group":
        return tables
    if by not in BY:
        raise Refused(message("--by: “{given}” is not one of {choices}.", given=by, choices=", ".join(BY)))
    if by not in tables.lines or not tables.lines[by].notna().any():
        raise Refused(message("--by: the data has no {column}.", column=by))
    lines = tables.lines.assign(customer_group=tables.lines[by])
    return OrderTables(lines, tables.deliveries, tables.incidents, tables.kinds, tables.order_grain)


def ask(doubtful: Doubtful) -> None:
    """Tell which columns can be read in more than one way, and how to say which."""
    print("Some columns can be read in more than one way. Add for each question one of its options:", file=sys.stderr)
    for question in doubtful.questions:
        print(f"\n{question.file}: {ENGLISH.say(question.text)}", file=sys.stderr)
        if question.samples:
            print(f"  such as: {', '.join(question.samples)}", file=sys.stderr)
        for option in question.options:
            print(f'  --map "{option}"', file=sys.stderr)


def as_json(scored: Scored | ScoredThere, definition: Definition, intake: Intake | None) -> dict[str, Any]:
    """The answer as plain values; `group: null` is the total, and what can't be known is null."""
    return {
        "definition": definition.model_dump(mode="json"),
        "as_of": scored.as_of.isoformat(),
        "scores": [_score_json(one) for one in shown(scored)],
        "findings": [
            {"code": one.code, "severity": one.severity.value, "count": one.count, "message": ENGLISH.say(one.message)}
            for one in (intake.findings if intake else ())
        ],
        "read_as": [ENGLISH.say(one) for one in dict.fromkeys((intake.said, *intake.assumed) if intake else ())],
    }


def shown(scored: Scored | ScoredThere) -> list[Score]:
    """The scores to show: without groups in the data, the nameless group is the total itself."""
    nameless = {one.group for one in scored.scores} == {"", None}
    return [one for one in scored.scores if not (nameless and one.group == "")]


def _score_json(one: Score) -> dict[str, Any]:
    return {
        "group": one.group,
        "level": one.level.value,
        "units": one.counts.units,
        "excluded": {reason: number for reason in REASONS if (number := one.counts.excluded[reason])},
        "assumed": [ENGLISH.say(note) for note in one.assumed],
        "gaps": [ENGLISH.say(note) for note in one.gaps],
        "on_time": _rounded(one.on_time),
        "in_full": _rounded(one.in_full),
        "no_error": _rounded(one.no_error),
        "no_complaint": _rounded(one.no_complaint),
        "no_error_no_complaint": _rounded(one.no_error_no_complaint),
        "otif": _combined(one.otif),
        "otifnenc": _combined(one.otifnenc),
        "measured": None
        if one.measured is None
        else {"components": list(one.measured.components), **_figures(one.measured)},
    }


def _combined(one: Combined | None) -> dict[str, Any] | None:
    return None if one is None else _figures(one)


def _figures(one: Combined) -> dict[str, Any]:
    return {name: _rounded(getattr(one, name)) for name in ("product", "joint", "low", "high")}


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(np.round(value, 10))


def as_table(scored: Scored | ScoredThere, intake: Intake | None) -> str:
    """The answer to read: one line a group and level, and what was left out, assumed and found."""
    head = (
        "group",
        "level",
        "units",
        "on time",
        "in full",
        "no error",
        "no compl.",
        "OTIF",
        "joint",
        "OTIFnEnC",
        "joint",
    )
    rows = [head, *(_row(one) for one in shown(scored))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    lines.append("")
    lines.append(f"Data up to {scored.as_of.isoformat()}.")
    total = [one for one in scored.scores if one.group is None]
    for one in total:
        left_out = [f"{ENGLISH.number(number)} {reason}" for reason, number in one.counts.excluded.items() if number]
        if left_out:
            lines.append(f"Left out at {one.level} level: {', '.join(left_out)}.")
    notes = dict.fromkeys(note for one in total for note in (*one.assumed, *one.gaps))
    read_as = (intake.said, *intake.assumed) if intake else ()
    lines += [ENGLISH.say(note) for note in dict.fromkeys((*read_as, *notes))]
    lines += [
        f"{ENGLISH.say(one.message)} {ENGLISH.say(one.done)}"
        for one in (intake.findings if intake else ())
        if one.severity is not Severity.INFO
    ]
    plain = "\n".join(line.rstrip() for line in lines)
    return plain.replace("\u00a0", " ").replace("\u202f", " ")


def _row(one: Score) -> tuple[str, ...]:
    otif, perfect = one.otif, one.otifnenc
    return (
        "total" if one.group is None else (one.group or "(no group)"),
        one.level.value,
        ENGLISH.number(one.counts.units),
        *(ENGLISH.percent(rate) for rate in (one.on_time, one.in_full, one.no_error, one.no_complaint)),
        *(ENGLISH.percent(figure) for figure in ((otif.product, otif.joint) if otif else (None, None))),
        *(ENGLISH.percent(figure) for figure in ((perfect.product, perfect.joint) if perfect else (None, None))),
    )
