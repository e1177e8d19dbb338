"""Findings while files are put together: short to write, so that nothing goes unsaid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from otif_koop.intake.assemble.sheet import Sheet
from otif_koop.intake.findings import Finding, Severity
from otif_koop.message import Message, message


@dataclass
class Report:
    """Findings and assumptions, in the order in which they were made."""

    findings: list[Finding] = field(default_factory=list)
    assumed: list[Message] = field(default_factory=list)

    def lacking(self, sheet: Sheet, code: str, what: Message, done: Message) -> None:
        """A finding about a whole file that no row shows."""
        self.findings.append(Finding(code, Severity.WRONG, len(sheet), what, done, sheet.name))

    def loose(self, sheet: Sheet, key: str, other: Sheet) -> None:
        """An assumption: the keys of two files were matched without leading zeros and capitals."""
        self.assumed.append(
            message(
                "“{column}” is written differently in {file} and {other} (leading zeros, capitals):"
                " matched without those.",
                column=sheet.headers[key],
                file=sheet.name,
                other=other.name,
            )
        )

    def rows(
        self,
        sheet: Sheet,
        code: str,
        severity: Severity,
        rows: np.ndarray[Any, Any],
        what: Message,
        done: Message,
        *names: str,
    ) -> None:
        """A finding about some rows of a file (a mask or positions), if there are any; `{n}` is their number.

        names: the fields that it is about.
        """
        positions = np.flatnonzero(rows) if rows.dtype == bool else rows
        if not len(positions):
            return
        self.findings.append(
            Finding(
                code=code,
                severity=severity,
                count=len(positions),
                message=message(what.text, **{**what.values, "n": len(positions)}),
                done=done,
                file=sheet.name,
                rows=np.sort(sheet.rows[positions]),
                columns=tuple(sheet.headers[name] for name in names if name in sheet.headers),
            )
        )
