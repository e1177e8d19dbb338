"""Where the orders of a command are, by which groups and up to which day: what `score` and `explore` both ask."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from otif_koop.commands.order_files import add_file_options
from otif_koop.message import Refused, message
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.sql.contract import TableNames

if TYPE_CHECKING:
    from otif_koop.otif.parquet.in_chunks import BookInChunks
    from otif_koop.otif.sql.probe import Engine

PARQUET = "parquet"
ENGINE_HELP = (
    "where the data is: duckdb, duckdb:FILE, spark, or the address of a database;"
    " --lines, --deliveries and --incidents then name tables or Parquet folders;"
    " parquet: Parquet folders, counted here in chunks"
)
BY = ("customer_group", "customer_id", "order_type", "region", "channel")


def add_order_options(parser: ArgumentParser, definition: str) -> None:
    """The options that say where the orders are and how they are read; `definition` says what --definition is."""
    add_file_options(parser)
    parser.add_argument("--definition", metavar="F", help=f"{definition}; the article's basic ratio if left out")
    parser.add_argument("--engine", metavar="WHERE", help=ENGINE_HELP)
    parser.add_argument("--by", metavar="COLUMN", help=f"the groups: one of {', '.join(BY)}")
    parser.add_argument("--as-of", metavar="DATE", help="up to which day the data count (YYYY-MM-DD)")


def in_folder(options: Namespace) -> bool:
    """Whether the one file named is a folder: Parquet of the contract's tables."""
    return len(options.file) == 1 and not options.source and Path(options.file[0]).is_dir()


def orders_in_chunks(options: Namespace) -> AbstractContextManager[BookInChunks]:
    """The Parquet tables of a folder, or those that `--lines` and the others name, in chunks of whole orders.

    Raises `Refused` where `--by` is not a column of orders, where the incidents that were named are not there, for
    options of files, and as `in_chunks` does.
    """
    from otif_koop.otif.parquet.in_chunks import in_chunks
    from otif_koop.otif.parquet.tables import names_in

    _refuse_options_of_files(options)
    names = _table_names(options, names_in(options.file[0]) if in_folder(options) else TableNames())
    if options.incidents and not Path(options.incidents).exists():
        raise Refused(message("There is no table {table}.", table=options.incidents))
    if options.by is not None and options.by not in BY:
        raise Refused(message("--by: “{given}” is not one of {choices}.", given=options.by, choices=", ".join(BY)))
    return in_chunks(names, by=options.by or BY[0])


@contextmanager
def orders_there(options: Namespace) -> Iterator[tuple[Engine, TableNames]]:
    """The engine of `--engine`, and what `--lines`, `--deliveries` and `--incidents` call its tables.

    Raises `Refused` where `--by` is asked (they come by customer group), where the incidents that were named are not
    there, for options of files, and as `opened` does.
    """
    from otif_koop.otif.sql.engines import opened

    _refuse_options_of_files(options)
    if options.by not in {None, BY[0]}:
        raise Refused(message("--by: with --engine the groups are those in the column {column}.", column=BY[0]))
    with opened(options.engine, _table_names(options, TableNames())) as (engine, tables):
        if options.incidents and engine.columns(tables.checked().incidents) is None:
            raise Refused(message("There is no table {table}.", table=options.incidents))
        yield engine, tables


def _refuse_options_of_files(options: Namespace) -> None:
    for name in ("map", "mapping", "keep_mapping"):
        if getattr(options, name):
            option = "--" + name.replace("_", "-")
            raise Refused(message("{option} is for a file: with --engine or a folder it does nothing.", option=option))


def _table_names(options: Namespace, usual: TableNames) -> TableNames:
    named = {name: getattr(options, name) for name in ("lines", "deliveries", "incidents") if getattr(options, name)}
    return replace(usual, **named)


def day(text: str | None) -> date | None:
    """The day of `--as-of`; raises `Refused` where it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(message("--as-of: “{given}” is not a date such as 2026-11-21.", given=text)) from None


def grouped(tables: OrderTables, by: str | None) -> OrderTables:
    """The tables with another column as customer group; an order's group is then the lowest value over its lines.

    Raises `Refused` for a column that is none to group by, or that the data do not have.
    """
    if by is None or by == "customer_group":
        return tables
    if by not in BY:
        raise Refused(message("--by: “{given}” is not one of {choices}.", given=by, choices=", ".join(BY)))
    if by not in tables.lines or not tables.lines[by].notna().any():
        raise Refused(message("--by: the data has no {column}.", column=by))
    lines = tables.lines.assign(customer_group=tables.lines[by])
    return OrderTables(lines, tables.deliveries, tables.incidents, tables.kinds, tables.order_grain)
