"""`otif-koop score`: an order file to scores, as a table or as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from itertools import product

from otif_koop.commands.answered import answered
from otif_koop.commands.by_period import Trending, by_period, periods_elsewhere, show_periods
from otif_koop.commands.definition_file import read_definition
from otif_koop.commands.order_files import read_orders
from otif_koop.commands.score_shown import as_json, as_table
from otif_koop.commands.where_orders_are import (
    PARQUET,
    add_order_options,
    day,
    grouped,
    in_folder,
    orders_in_chunks,
    orders_there,
)
from otif_koop.intake import Intake
from otif_koop.otif import score as scoring
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import Scored
from otif_koop.otif.sql.score_there import ScoredThere
from otif_koop.otif.trend import By, Trends, trend


def score(arguments: Sequence[str]) -> int:
    """Run the command; 0, or 2 for input that can't be used."""
    options = _parser().parse_args(arguments)
    is_elsewhere = options.engine or in_folder(options)
    return answered(lambda: _scored_elsewhere(options) if is_elsewhere else _scored_here(options))


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="otif-koop score", description="Score an order file.")
    add_order_options(parser, "a measurement definition (YAML)")
    parser.add_argument("--level", choices=[*(level.value for level in Level), "all"], help="what is counted")
    parser.add_argument("--period", choices=("week", "month"), help="by week or month, as `period_by` says")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    return parser


def _levels(options: Namespace, default: Definition) -> tuple[Level, ...]:
    return tuple(Level) if options.level == "all" else (Level(options.level or default.level),)


def _scored_here(options: Namespace) -> str:
    intake = read_orders(options)
    default, groups = read_definition(options.definition)
    book = order_book(grouped(intake.tables, options.by))
    as_of, levels = day(options.as_of) or book.as_of, _levels(options, default)
    if options.period:
        trends = _trends_of(book, levels, options.period, as_of)
        periods = by_period(book.group.names, default, groups, levels, trends, book)
        return show_periods(periods, as_of, json=options.json)
    scored = scoring.score(book, default, groups=groups, as_of=as_of, levels=levels)
    return _told(options, scored, resolve(default, book).definition, intake)


def _trends_of(book: OrderBook, levels: Sequence[Level], by: By, as_of: date) -> Trending:
    def trends(definition: Definition, groups: tuple[str | None, ...]) -> Trends:
        return {
            (group, level): trend(book, definition, level, group=group, by=by, as_of=as_of)
            for group, level in product(groups, levels)
        }

    return trends


def _scored_elsewhere(options: Namespace) -> str:
    """Tables scored where they are (`--engine`), or in chunks from a folder of Parquet."""
    default, groups = read_definition(options.definition)
    as_of, levels = day(options.as_of), _levels(options, default)
    if options.period:
        return periods_elsewhere(options, default, groups, levels, as_of)
    if options.engine in {None, PARQUET}:
        from otif_koop.otif.parquet.score_chunks import score_chunks

        with orders_in_chunks(options) as chunks:
            scored = score_chunks(chunks, default, groups=groups, as_of=as_of, levels=levels)
    else:
        from otif_koop.otif.sql.score_there import score_there

        with orders_there(options) as (engine, tables):
            scored = score_there(engine, default, groups=groups, tables=tables, as_of=as_of, levels=levels)
    return _told(options, scored, scored.resolved.definition, None)


def _told(options: Namespace, scored: Scored | ScoredThere, definition: Definition, intake: Intake | None) -> str:
    if options.json:
        return json.dumps(as_json(scored, definition, intake), ensure_ascii=False, indent=1)
    return as_table(scored, intake)
