"""One file's bytes to a table of text, whatever kind of file it is."""

from __future__ import annotations

from otif_koop.intake.reading.choices import ReadingChoices
from otif_koop.intake.reading.csv_text import read_csv
from otif_koop.intake.reading.file_kind import LARGEST_CSV, LARGEST_FILE, kind_of
from otif_koop.intake.reading.parquet import read_parquet
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.reading.workbook import SheetRead, read_each, read_workbook
from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

_COULD_BE_BLANK = 100_000


def read_file(content: bytes, name: str, choices: ReadingChoices | None = None) -> TextTable:
    """A client's file as text: CSV in any usual dialect, xlsx, xls, xlsb, ods or Parquet.

    name: the file's name, for messages; what a file is follows from its bytes. choices: what to read otherwise than we
    would. Raises `NotRead` naming the file, the row where it can, and what to do.
    """
    choices = choices or ReadingChoices()
    kind = _kind(content, name)
    if kind == "parquet":
        return read_parquet(content, name, choices)
    if kind == "csv":
        return read_csv(content, name, choices)
    return read_workbook(content, name, kind, choices)


def read_sheets(content: bytes, name: str) -> tuple[SheetRead, ...]:
    """Every sheet of a workbook, parsed once; nothing for a file that is no workbook. Raises `NotRead`."""
    kind = _kind(content, name)
    return () if kind in {"parquet", "csv"} else read_each(content, name, kind)


def _kind(content: bytes, name: str) -> str:
    """What a file is; raises `NotRead` where it is empty, too large or nothing that is read here."""
    if len(content) < _COULD_BE_BLANK and not content.strip(b"\r\n\t \xef\xbb\xbf\xff\xfe\0"):
        raise NotRead(message("{file} is empty. Export it again.", file=name))
    kind = kind_of(content, name)
    most = LARGEST_CSV if kind == "csv" else LARGEST_FILE
    if len(content) > most:
        raise NotRead(
            message(
                "{file} is larger than {most} MB. Export a shorter period, or save it as Parquet.",
                file=name,
                most=most // 1_000_000,
            )
        )
    return kind
