"""Where a command finds its tables: an engine's, or Parquet folders on this machine."""

from __future__ import annotations

from argparse import Namespace
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from otif_koop.message import Refused, message
from otif_koop.otif.sql.contract import TableNames

if TYPE_CHECKING:
    from otif_koop.otif.parquet.in_chunks import BookInChunks

PARQUET = "parquet"
BY = ("customer_group", "customer_id", "order_type", "region", "channel")
ENGINE_HELP = (
    "where the data is: duckdb, duckdb:FILE, spark, or the address of a database;"
    " --lines, --deliveries and --incidents then name tables or Parquet folders;"
    " parquet: Parquet folders, counted here in chunks"
)


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
