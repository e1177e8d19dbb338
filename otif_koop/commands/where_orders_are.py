"""Where the orders of a command are, by which groups and up to which day: what `score` and `explore` both ask."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager
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
