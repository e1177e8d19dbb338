"""The columns of one file as numbers, dates, flags and texts, with what was decided on the way.

What one column leaves open (is 1.200 twelve hundred, is 03-04 in March or April?) another column of the same file may
prove; what none proves is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from otif_koop.intake.findings import Finding
from otif_koop.intake.reading.choices import DateOrder, Decimal, ReadingChoices
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.values import value_findings
from otif_koop.intake.values.date_column import (
    Moments,
    OrderEvidence,
    Written,
    holds_weeks,
    order_evidence,
    take_apart,
    to_dates,
)
from otif_koop.intake.values.distinct import Distinct, Mask, distinct
from otif_koop.intake.values.flag_column import BLANK, UNREAD, YES, to_flags
from otif_koop.intake.values.number_column import DecimalEvidence, Floats, decimal_evidence, maybe_thousands, to_numbers

NEVER_MONTH_FIRST = (".", " ")
"""Signs between day and month that nobody writes month first with."""


@dataclass(frozen=True)
class DateDecision:
    """The order of day and month of each style of writing in a column, where each came from, and what is left open.

    assumed: styles that another column, or custom, decided. undecided: styles that nothing decides. contradicting:
    styles in which the dates themselves contradict each other.
    """

    orders: Mapping[str, DateOrder]
    assumed: tuple[str, ...]
    undecided: tuple[str, ...]
    contradicting: tuple[str, ...]


@dataclass(frozen=True)
class DecimalDecision:
    """The decimal mark of a column; assumed: another column decided it; undecided: nothing does and it matters."""

    mark: Decimal | Literal["both"] | None
    assumed: bool = False
    undecided: bool = False


@dataclass
class TypedColumns:
    """One file's columns as values.

    dated and numbered: the headers that are dates and numbers, which decide for each other. date_orders and
    decimals: what someone chose for a column. others: the other files of the same client,
    which decide where this one doesn't. `findings` grows as columns are read.
    """

    table: TextTable
    choices: ReadingChoices
    dated: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    date_orders: Mapping[str, DateOrder] = field(default_factory=dict)
    decimals: Mapping[str, Decimal] = field(default_factory=dict)
    others: tuple[TypedColumns, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def distinct(self, header: str) -> Distinct:
        """The distinct values of a column."""
        return self.table.once(("distinct", header), lambda: distinct(self.table.column(header)))

    def report_faults(self, header: str) -> None:
        """Say where formulas have no answer."""
        self.findings += value_findings.of_faults(self.table, header, self.distinct(header))

    def keys(self, header: str) -> pa.Array:
        """A column of numbers or codes that name something, as text; shortened ones are reported."""
        self.findings += value_findings.of_keys(self.table, header, self.distinct(header))
        return self.texts(header)

    def _apart(self, header: str) -> Written:
        def apart() -> Written:
            values = self.distinct(header).filled
            return take_apart(values, of_weeks=holds_weeks(header, values))

        return self.table.once(("apart", header), apart)

    def date_evidence(self, header: str) -> OrderEvidence:
        """What the dates of a column say about the order of day and month."""
        return self.table.once(("order", header), lambda: order_evidence(self._apart(header)))

    def date_decision(self, header: str) -> DateDecision:
        """Which of day and month comes first in a column: chosen, proven by it, by the other dates, or open."""
        evidence = self.date_evidence(header)
        chosen = self.date_orders.get(header) or self.choices.date_order
        orders: dict[str, DateOrder] = {}
        assumed, undecided = [], []
        for style, (_, _, either) in evidence.counts.items():
            own = evidence.proven(style)
            custom: DateOrder | None = "day_first" if style in NEVER_MONTH_FIRST else None
            order = self.date_orders.get(header) or own or chosen or custom or self._order_elsewhere(header, style)
            if order:
                orders[style] = order
                if either and not own and not chosen:
                    assumed.append(style)
            elif either:
                undecided.append(style)
        return DateDecision(orders, tuple(assumed), tuple(undecided), evidence.contradicting)

    def _order_elsewhere(self, header: str, style: str) -> DateOrder | None:
        """What the other columns of this file, else those of the other files, prove about a style."""
        own = {self.date_evidence(other).proven(style) for other in self.dated if other != header} - {None}
        other_files = {file.date_evidence(one).proven(style) for file in self.others for one in file.dated} - {None}
        found = own or other_files
        return found.pop() if len(found) == 1 else None

    def decimal_decision(self, header: str) -> DecimalDecision:
        """Whether a comma or a point is the decimal mark of a column: chosen, proven by it, by the others, or open."""
        if self.table.native.get(header) == "number":
            return DecimalDecision("point")
        if header in self.decimals:
            return DecimalDecision(self.decimals[header])
        own, chosen = self.number_evidence(header), self.choices.decimal
        if own.proven == "both":
            return DecimalDecision(chosen or "both", undecided=own.either > 0 and chosen is None)
        if own.proven or not own.either:
            return DecimalDecision(own.proven)
        if chosen:
            return DecimalDecision(chosen)
        in_file = [self.number_evidence(other) for other in self.numbered if other != header]
        in_others = [file.number_evidence(other) for file in self.others for other in file.numbered]
        for evidence in (in_file, in_others):
            proven = reduce(DecimalEvidence.__add__, evidence, DecimalEvidence()).proven
            if proven and proven != "both":
                return DecimalDecision(proven, assumed=True)
        if any(self.date_evidence(other).proven("/") == "month_first" for other in self.dated):
            return DecimalDecision("point", assumed=True)  # who writes 03/25/2026 writes 1.5
        return DecimalDecision(None, undecided=True)

    @property
    def written(self) -> tuple[Decimal | None, DateOrder | None]:
        """How the numbers and the dates of this file were read: the decimal mark and the order of day and month.

        None where no value depends on it, or where columns differ.
        """
        marks = {self.decimal_decision(one).mark for one in self.numbered if one not in self.table.native} - {None}
        orders = {order for one in self.dated for order in self.date_decision(one).orders.values()}
        mark = marks.pop() if len(marks) == 1 else None
        return (None if mark == "both" else mark), (orders.pop() if len(orders) == 1 else None)

    def number_evidence(self, header: str) -> DecimalEvidence:
        """What the numbers of a column say about the decimal mark."""
        if self.table.native.get(header) == "number":
            return DecimalEvidence()
        return self.table.once(("decimal", header), lambda: decimal_evidence(self.distinct(header).filled))

    def moments(self, header: str) -> Moments:
        """A column as moments, as `dates` gives them, without saying anything about it."""
        column, decision = self.distinct(header), self.date_decision(header)
        return self._by_row(column, to_dates(self._apart(header), decision.orders, self.choices.time_zone).moments)

    @staticmethod
    def _by_row(column: Distinct, of_filled: Moments) -> Moments:
        moments = np.full(len(column.values), np.datetime64("NaT"), "datetime64[s]")
        moments[~column.blank] = of_filled
        return moments[column.codes]

    def dates(self, header: str) -> Moments:
        """A column as moments (`datetime64[s]`, NaT where blank); what can't be read is reported."""
        column, decision = self.distinct(header), self.date_decision(header)
        read = to_dates(self._apart(header), decision.orders, self.choices.time_zone)
        self.findings += value_findings.of_dates(
            self.table, header, column, read, assumed=bool(decision.assumed), mixed=bool(decision.contradicting)
        )
        return self._by_row(column, read.moments)

    def numbers(self, header: str) -> Floats:
        """A column as numbers, NaN where blank; what can't be read is reported."""
        column, decision = self.distinct(header), self.decimal_decision(header)
        read = to_numbers(column.filled, decision.mark)
        thousands = maybe_thousands(column.filled, decision.mark)
        if self.table.native.get(header) == "number":
            thousands[:] = False
        self.findings += value_findings.of_numbers(
            self.table, header, column, np.isnan(read), thousands, assumed=decision.assumed
        )
        numbers = np.full(len(column.values), np.nan)
        numbers[~column.blank] = read
        return numbers[column.codes]

    def flags(self, header: str, *, opposite: bool = False) -> pd.arrays.BooleanArray:
        """A column as yes, no or blank; what can't be read is reported and blank."""
        column = self.distinct(header)
        read = to_flags(column.values)
        self.findings += value_findings.of_flags(self.table, header, column, read == UNREAD)
        none = (read == BLANK) | (read == UNREAD)
        return pd.arrays.BooleanArray(((read == YES) != opposite)[column.codes], none[column.codes])

    def texts(self, header: str) -> pa.Array:
        """A column as trimmed text, null where blank."""
        column = self.distinct(header)
        values = pc.if_else(pa.array(column.blank), None, column.values)
        return values.take(pa.array(column.codes))

    def filled(self, header: str) -> Mask:
        """Rows with something in a column."""
        column = self.distinct(header)
        return ~column.blank[column.codes]
