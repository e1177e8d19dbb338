"""A CSV file's bytes: its alphabet, its delimiter, and rows that were quoted as a whole."""

from __future__ import annotations

from itertools import islice

from otif_koop.intake.reading.choices import DELIMITERS, ReadingChoices
from otif_koop.intake.reading.delimited import SAMPLE_ROWS, cut
from otif_koop.intake.reading.delimiter import cuts, find_delimiter, is_sep_line, named_in
from otif_koop.intake.reading.encoding import decode
from otif_koop.intake.reading.grid import to_table
from otif_koop.intake.reading.text_table import HowRead, TextTable
from otif_koop.intake.refusals import NotRead
from otif_koop.message import message


def read_csv(content: bytes, name: str, choices: ReadingChoices) -> TextTable:
    """A CSV file of any usual dialect as text; raises `NotRead`."""
    text, encoding = decode(content, name, choices.encoding)
    for line_end in ("\r\n", "\r"):
        if line_end in text:
            text = text.replace(line_end, "\n")
    rows_before, named = 0, None
    first_line, _, rest = text.partition("\n")
    if is_sep_line(first_line):
        named, text, rows_before = named_in(first_line), rest, 1
    if not text.strip():
        raise NotRead(message("{file} is empty: there is no row in it. Export it again.", file=name))
    lines = _first_lines(text)
    quoted = _whole_rows_quoted(lines)
    if quoted:
        text = _unquote_rows(text)
        lines = _first_lines(text)
    delimiter = choices.delimiter or named or find_delimiter(lines)
    found = cut(text, delimiter, name, choices, rows_before)
    if len(found.grid.names) == 1 and not choices.delimiter and not named:
        raise NotRead(
            message(
                "{file} has only one column: no comma, semicolon, tab or upright bar cuts its rows. Choose what stands"
                " between the columns, or export it again as CSV.",
                file=name,
            )
        )
    how = HowRead(
        format="csv",
        encoding=encoding,
        delimiter=delimiter,
        header_row=found.header_row,
        title_rows=found.title_rows,
        name_rows=found.name_rows if len(found.name_rows) > 1 else (),
        whole_rows_quoted=quoted,
    )
    return to_table(found.grid, name, how, choices)


def _first_lines(text: str) -> list[str]:
    """The first physical lines, with their ends."""
    lines, start = [], 0
    for _ in range(SAMPLE_ROWS):
        end = text.find("\n", start) + 1
        if end == 0:
            break
        lines.append(text[start:end])
        start = end
    if len(lines) < SAMPLE_ROWS and start < len(text):
        lines.append(text[start:])
    return lines


def _whole_rows_quoted(lines: list[str]) -> bool:
    """Every row is one quoted cell that holds the real row: what Excel makes of a CSV that was opened wrongly."""
    rows = [line.strip() for line in lines if line.strip()]
    wrapped = [row for row in rows if len(row) > 2 and row[0] == row[-1] == '"']
    if len(wrapped) < max(1, 0.8 * len(rows)):
        return False
    if any(cuts(row, sign) for row in islice(wrapped, 20) for sign in DELIMITERS):
        return False
    return any(cuts(_unquoted(row), sign) for row in wrapped for sign in DELIMITERS)


def _unquoted(row: str) -> str:
    return row[1:-1].replace('""', '"')


def _unquote_rows(text: str) -> str:
    return "\n".join(
        _unquoted(line) if len(line) > 1 and line[0] == line[-1] == '"' else line
        for line in map(str.strip, text.split("\n"))
    )
