"""What a customer group asks: how much, how soon, how surely; and what lateness costs (koop-method, 1 and 4)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from otif_koop.koop import pmf
from otif_koop.koop.numbers import (
    Frozen,
    Histogram,
    Money,
    Name,
    NotNegative,
    NumberOrFields,
    Position,
    Positive,
    Share,
    WholePeriods,
    check_chances,
    is_number,
)
from otif_koop.message import Refused, message


class Level(StrEnum):
    """What the share on time in full counts: pieces, order lines, or the whole demand of a period."""

    UNIT = "unit"
    LINE = "line"
    PERIOD = "period"


class Demand(Frozen):
    """A group's demand: order lines and their size, or mean and sd of the pieces a period, or both.

    With mean, sd and lines the size of a line follows; where that can't be (smoother than chance), mean and sd hold.
    """

    lines: Positive | None = Field(default=None, description="Order lines a period")
    line_size: Positive | None = Field(default=None, description="Mean pieces on a line")
    line_size_sd: NotNegative = 0.0
    mean: Positive | None = Field(default=None, description="Mean pieces a period")
    sd: NotNegative | None = Field(
        default=None, description="Sd of the pieces a period, or better of the forecast error"
    )
    autocorrelation: tuple[float, ...] = Field(
        default=(), max_length=60, description="Of lag 1, 2, …; mean and sd only"
    )
    correlation: Share = Field(default=0.0, description="Between the variants' demand; mean and sd only")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.line_size is not None:
            if self.lines is None:
                raise Refused(message("line_size goes with lines"))
            if self.mean is not None or self.sd is not None:
                raise Refused(message("give line_size, or mean and sd, not both"))
        elif self.mean is None or self.sd is None:
            raise Refused(message("demand is given as lines and line_size, or as mean and sd"))
        if self.line_size_sd and self.line_size is None:
            raise Refused(message("line_size_sd goes with line_size"))
        if self.by_lines and (self.correlation or self.autocorrelation):
            raise Refused(
                message("correlation and autocorrelation go with mean and sd only: order lines are independent")
            )
        _check_autocorrelation(self.autocorrelation)
        return self

    @property
    def by_lines(self) -> bool:
        """Whether demand is known order line by order line."""
        return self.line_size is not None or (self.lines is not None and self._size_variance() >= 0)

    def size(self) -> tuple[float, float]:
        """Mean and sd of the pieces on a line; only where demand is `by_lines`."""
        if self.line_size is not None:
            return self.line_size, self.line_size_sd
        return (self.mean or 0.0) / (self.lines or 1.0), self._size_variance() ** 0.5

    def a_period(self) -> tuple[float, float]:
        """Mean and sd of the pieces a period."""
        if self.line_size is not None and self.lines is not None:
            variance = self.lines * (self.line_size**2 + self.line_size_sd**2)
            return self.lines * self.line_size, variance**0.5
        return self.mean or 0.0, self.sd or 0.0

    def _size_variance(self) -> float:
        """Of the size of a line, from mean, sd and lines: negative where demand is smoother than chance."""
        lines, (mean, sd) = self.lines or 1.0, (self.mean or 0.0, self.sd or 0.0)
        return sd**2 / lines - (mean / lines) ** 2


class Promise(NumberOrFields):
    """The lead time promised or accepted, in periods: a number, or the chance of each over the group's customers."""

    periods: WholePeriods | None = None
    chances: Histogram | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_number_is_for_all(cls, content: Any) -> Any:
        return {"periods": content} if is_number(content) else content

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.periods is None) == (self.chances is None):
            raise Refused(message("a promise is a number of periods, or chances"))
        if self.chances is not None:
            check_chances(self.chances)
        return self

    def pmf(self) -> pmf.Pmf:
        """The chance of each promise over the group's customers."""
        return pmf.exactly(self.periods) if self.periods is not None else pmf.from_counts(self.chances or {})

    def walks_away(self, quoted: int) -> float:
        """Share of the customers who want it sooner than `quoted` periods ("loopt weg bij belofte q")."""
        return self.pmf().within(quoted - 1)


class Group(Frozen):
    """A customer or product group; money in euros a unit."""

    name: Name
    demand: Demand
    promise: Promise
    target: Share = Field(default=0.95, description="Share on time in full to reach")
    level: Level | None = Field(default=None, description="Default: line where order lines are known, else unit")
    lines_per_order: float = Field(default=1.0, ge=1, le=1_000, description="Lines that must all be there")
    late_cost: Money = Field(default=0.0, description="€ a unit that is late: penalty, rush, goodwill")
    lost_share: Share = Field(default=0.0, description="Share of the late units that is lost as a sale")
    margin: Money = Field(default=0.0, description="€ a unit, lost with a lost sale")
    position: Position | None = Field(default=None, description="The position chosen, if one was")

    @model_validator(mode="after")
    def _level_can_be_counted(self) -> Self:
        if self.level is Level.LINE and not self.demand.by_lines and self.demand.lines is None:
            raise Refused(message("level: line needs order lines; give lines, or choose unit or period"))
        if self.lines_per_order > 1 and not self.demand.by_lines:
            raise Refused(message("lines_per_order needs demand in order lines"))
        return self

    @property
    def counts(self) -> Level:
        """The level that the share is counted on, given what is known of the demand."""
        if not self.demand.by_lines:
            return Level.PERIOD if self.level is Level.PERIOD else Level.UNIT
        return self.level or Level.LINE


def _check_autocorrelation(lags: tuple[float, ...]) -> None:
    for lag in lags:
        if not -1 < lag < 1:
            raise Refused(message("an autocorrelation lies between -1 and 1; here one is {lag}", lag=lag))
    for periods in range(2, len(lags) + 3):
        if periods + 2 * sum((periods - j) * lag for j, lag in enumerate(lags[: periods - 1], start=1)) <= 0:
            raise Refused(message("these autocorrelations can't go together: the variance would be negative"))
    if 1 + 2 * sum(lags) < 0:
        raise Refused(message("these autocorrelations can't go together: the variance would be negative"))
