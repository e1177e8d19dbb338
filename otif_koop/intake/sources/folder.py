"""A folder of Parquet as a source: each folder in it with Parquet files, and each such file, is a table."""

from __future__ import annotations

from pathlib import Path

from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.parquet import read_parquet_at
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.refusals import NotRead
from otif_koop.intake.sources.named import Source
from otif_koop.message import message


def tables(source: Source) -> tuple[str, ...]:
    """The names of the tables: folders and files in the source's folder. Raises `NotRead` where that isn't there."""
    place = Path(source.address)
    if not place.is_dir():
        raise NotRead(
            message(
                "The folder of the source “{name}” isn't there. Have whoever runs the program look at its setting.",
                name=source.name,
            )
        )
    folders = [one.name for one in place.iterdir() if one.is_dir() and any(one.rglob("*.parquet"))]
    return tuple(sorted([*folders, *(one.name for one in place.glob("*.parquet"))]))


def read(source: Source, table: str, name: str, choices: ReadingChoices) -> TextTable:
    """One of its tables as text. name: what it is called in messages. Raises `NotRead`."""
    whole = choices.model_copy(update={"totals": "keep"})  # the last row of Parquet is a row like the others
    return read_parquet_at(Path(source.address) / table, name, whole)
