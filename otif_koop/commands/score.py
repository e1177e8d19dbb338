"""`otif-koop score`: an order file to scores, as a table or as JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date

from otif_koop.commands.by_period import Trended, Trends, by_period, periods_elsewhere, show_periods
from otif_koop.commands.definition_file import read_definition
from otif_koop.commands.order_files import Doubtful, add_file_options, read_orders
from otif_koop.commands.places import (
    BY,
    ENGINE_HELP,
    PARQUET,
    in_folder,
    orders_in_chunks,
    refuse_by,
    table_names,
)
from otif_koop.commands.score_shown import ENGLISH, as_json, as_table
from otif_koop.message import Refused, message
from otif_koop.otif import score as scoring
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.resolve import resolve
from otif_koop.otif.trend import By, trend


def score(arguments: Sequence[str]) -> int:
    """Run the command; 0, or 2 for input that can't be used."""
    options = _parser().parse_args(arguments)
    if options.engine or in_folder(options):
        return score_elsewhere(options)
    try:
        intake = read_orders(options)
        default, groups = read_definition(options.definition)
        book = order_book(grouped(intake.tables, options.by))
        levels = levels_of(options, default)
        if options.period:
            as_of = day(options.as_of) or book.as_of
            periods = by_period(book.group.names, default, groups, levels, _trends_of(book, options.period, as_of))
            show_periods(periods, as_of, json=options.json)
            return 0
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
    parser.add_argument("--period", choices=("week", "month"), help="by week or month, as `period_by` says")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    return parser


def levels_of(options: Namespace, default: Definition) -> tuple[Level, ...]:
    """The levels that `--level` asks for."""
    return tuple(Level) if options.level == "all" else (Level(options.level or default.level),)


def _trends_of(book: OrderBook, by: By, as_of: date) -> Trends:
    def trends(definition: Definition, level: Level, groups: tuple[str | None, ...]) -> Trended:
        return {group: trend(book, definition, level, group=group, by=by, as_of=as_of) for group in groups}

    return trends


def score_elsewhere(options: Namespace) -> int:
    """Score tables where they are (`--engine`, or a folder of Parquet); 0, or 2 for input that can't be used."""
    try:
        default, groups = read_definition(options.definition)
        levels, as_of = levels_of(options, default), day(options.as_of)
        if options.period:
            periods_elsewhere(options, default, groups, levels, as_of)
            return 0
        if options.engine in {None, PARQUET}:
            from otif_koop.otif.parquet.score_chunks import score_chunks

            with orders_in_chunks(options) as chunks:
                scored = score_chunks(chunks, default, groups=groups, as_of=as_of, levels=levels)
        else:
            from otif_koop.otif.sql.engines import opened
            from otif_koop.otif.sql.score_there import score_there

            refuse_by(options)
            with opened(options.engine, table_names(options)) as (engine, tables):
                scored = score_there(engine, default, groups=groups, tables=tables, as_of=as_of, levels=levels)
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
