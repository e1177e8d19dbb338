"""How long a stage takes, in one of the forms in which people know it (koop-method, section 3)."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, model_validator

from otif_koop.koop import pmf
from otif_koop.koop.numbers import Histogram, NumberOrFields, Periods, check_chances, is_number
from otif_koop.message import Refused, message

_FORMS = "mean (with sd and least), least/usual/most, chances or counts"
_MOST_VARIED = 3  # sd against the mean above the least


class LeadTime(NumberOrFields):
    """A lead time in periods: `{mean, sd, least}`, `{least, usual, most}`, `{chances}`, `{counts}`, or a fixed number.

    `least` is in whole periods where it stands beside a mean.
    """

    mean: Periods | None = None
    sd: Periods = 0.0
    least: Periods | None = None
    usual: Periods | None = None
    most: Periods | None = None
    chances: Histogram | None = Field(default=None, description="Chance of each number of periods; sums to 1")
    counts: Histogram | None = Field(default=None, description="How often each number of periods was seen")

    @model_validator(mode="before")
    @classmethod
    def _a_number_is_fixed(cls, content: Any) -> Any:
        return {"mean": content} if is_number(content) else content

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = [form for form in ("mean", "usual", "chances", "counts") if getattr(self, form) is not None]
        if len(forms) != 1:
            raise Refused(message("a lead time is given in one form: {forms}", forms=_FORMS))
        if self.sd and self.mean is None:
            raise Refused(message("sd goes with mean only"))
        if self.most is not None and self.usual is None:
            raise Refused(message("most goes with least and usual"))
        if self.least is not None and self.mean is None and self.usual is None:
            raise Refused(message("least goes with mean or usual"))
        if self.mean is not None:
            _check_mean(self.mean, self.sd, self.least or 0.0)
        elif self.usual is not None:
            _check_usual(self.least, self.usual, self.most)
        elif self.chances is not None:
            check_chances(self.chances)
        elif not sum((self.counts or {}).values()) > 0:
            raise Refused(message("at least one lead time must have been seen"))
        return self

    def pmf(self) -> pmf.Pmf:
        """The chances on whole periods."""
        if self.mean is not None:
            return pmf.from_mean(self.mean, self.sd, int(self.least or 0))
        if self.usual is not None:
            return pmf.from_usual(self.least or 0.0, self.usual, self.most or 0.0)
        return pmf.from_counts(self.chances or self.counts or {})


def _check_mean(mean: float, sd: float, least: float) -> None:
    if least != int(least):
        raise Refused(message("least is a whole number of periods; it is {least}", least=least))
    if least > mean or (sd > 0 and least >= mean):
        raise Refused(message("the mean, {mean}, must lie above the least, {least}", mean=mean, least=least))
    if sd > _MOST_VARIED * (mean - least):
        raise Refused(
            message(
                "sd {sd} is more than {most} times the mean above the least: give the counts that were seen instead",
                sd=sd,
                most=_MOST_VARIED,
            )
        )


def _check_usual(least: float | None, usual: float, most: float | None) -> None:
    if least is None or most is None:
        raise Refused(message("least, usual and most go together"))
    if not least <= usual <= most:
        raise Refused(
            message(
                "least, usual and most go up; here they are {least}, {usual}, {most}",
                least=least,
                usual=usual,
                most=most,
            )
        )
