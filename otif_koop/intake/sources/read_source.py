"""A source's tables to tables of text."""

from __future__ import annotations

from dataclasses import replace

from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.refusals import NotRead
from otif_koop.intake.sources import folder
from otif_koop.intake.sources.database import opened
from otif_koop.intake.sources.fetched import Progress, to_text_table
from otif_koop.intake.sources.named import Source
from otif_koop.intake.sources.only_reads import is_query, only_reads
from otif_koop.message import message

_NAMES_SHOWN = 12


def tables_of(source: Source) -> tuple[str, ...]:
    """The tables, views or Parquet folders that can be read; raises `NotRead` where the source can't be reached."""
    if source.is_folder:
        return folder.tables(source)
    with opened(source) as database:
        return database.tables()


def read_source(
    source: Source,
    asked: str,
    choices: ReadingChoices | None = None,
    progress: Progress | None = None,
    name: str | None = None,
) -> TextTable:
    """One table, view or Parquet folder of a source as text, or what a query gives.

    asked: the table's name as in `tables_of`, or one SELECT. name: what the answer is called, the table's own name
    unless given. progress: told how many rows are in, while they come in. Raises `NotRead` where the source can't be
    reached, has no such table, or the query does more than read.
    """
    choices = choices or ReadingChoices()
    label = name or source.label("query" if is_query(asked) else asked)
    if source.is_folder:
        if asked not in folder.tables(source):
            raise _no_such_table(source, asked, folder.tables(source))
        table = folder.read(source, asked, label, choices)
    else:
        statement = only_reads(asked, label) if is_query(asked) else None
        with opened(source) as database:
            if statement is None and asked not in database.tables():
                raise _no_such_table(source, asked, database.tables())
            headers, parts = database.rows_of(asked) if statement is None else database.answers(statement)
            table = to_text_table(headers, parts, label, choices, progress)
    return replace(table, how=replace(table.how, source=source.name, asked=asked))


def _no_such_table(source: Source, asked: str, there: tuple[str, ...]) -> NotRead:
    if not there:
        return NotRead(message("“{source}” has no tables that this account may read.", source=source.name))
    return NotRead(
        message(
            "“{name}” is no table of “{source}”. Choose one of {tables}.",
            name=asked,
            source=source.name,
            tables=", ".join(there[:_NAMES_SHOWN]) + (" …" if len(there) > _NAMES_SHOWN else ""),
        )
    )
