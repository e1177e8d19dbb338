"""What the intake has to say about the data: a code, how bad it is, which rows, and what was done with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from otif_koop.message import Message, message

Rows = npt.NDArray[np.int64]

NO_ROWS: Rows = np.empty(0, np.int64)


class Severity(StrEnum):
    """How much a finding can move a score."""

    INFO = "info"  # good to know
    LOOK = "look"  # may well be right, look at it
    WRONG = "wrong"  # these rows can't be right as they stand, or were left out


@dataclass(frozen=True)
class Finding:
    """One thing about some rows of one file.

    count: how many rows (or values, or weeks) it concerns. rows: their numbers in `file`, counted from 1; may be
    empty where no row can be named. columns: the file's headers it is about. message: what it is; done: what was
    done with the rows. by_part: where `file` was put together from several sheets or files, the rows in each.
    """

    code: str
    severity: Severity
    count: int
    message: Message
    done: Message
    file: str = ""
    rows: Rows = field(default_factory=lambda: NO_ROWS)
    columns: tuple[str, ...] = ()
    by_part: tuple[tuple[str, Rows], ...] = ()

    @property
    def places(self) -> tuple[tuple[str, Rows], ...]:
        """Each file or sheet with its rows, as whoever looks them up finds them."""
        return self.by_part or ((self.file, self.rows),)


def row_list(rows: Iterable[int], most: int = 5) -> str:
    """The first few row numbers as text, for in a message: "3, 7, 12 …"."""
    numbers = [str(int(row)) for row in rows]
    return ", ".join(numbers[:most]) + (" …" if len(numbers) > most else "")


def without_rows(finding: Finding, rows: Iterable[int]) -> Finding | None:
    """The finding without these rows, as they turned out to be no data; None where nothing is left of it."""
    if not len(finding.rows):
        return finding
    left = finding.rows[~np.isin(finding.rows, list(rows))]
    if not len(left):
        return None
    said = message(finding.message.text, **{**finding.message.values, "n": len(left)})
    return replace(finding, rows=left, count=len(left), message=said)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with the severest first and, among equals, the most rows first."""
    order = {Severity.WRONG: 0, Severity.LOOK: 1, Severity.INFO: 2}
    return tuple(sorted(findings, key=lambda one: (order[one.severity], -one.count)))


def findings_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """One row a finding and row of a file, to download: code, severity, file, row (0 where none can be named),
    columns.
    """
    parts = [
        pd.DataFrame(
            {
                "code": one.code,
                "severity": one.severity.value,
                "file": file,
                "row": rows if len(rows) else np.zeros(1, np.int64),
                "columns": ", ".join(one.columns),
            }
        )
        for one in findings
        for file, rows in one.places
    ]
    names = ["code", "severity", "file", "row", "columns"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
