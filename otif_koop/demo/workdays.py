"""The company's working days: Monday to Friday, without its closed days."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from otif_koop.demo.company import demo_company

Dates = NDArray[np.datetime64]
NO_DATE = np.datetime64("NaT", "D")


@cache
def _calendar() -> np.busdaycalendar:
    return np.busdaycalendar(holidays=[np.datetime64(day, "D") for day in demo_company().closed_days])


def plus_workdays(dates: Dates, days: NDArray[np.int64] | int) -> Dates:
    """Each date (`datetime64[D]`) so many working days on or back; a closed day counts as the next open one."""
    return np.busday_offset(dates, days, roll="forward", busdaycal=_calendar())


def is_workday(dates: Dates) -> NDArray[np.bool_]:
    """Whether the company is open on each date."""
    return np.is_busday(dates, busdaycal=_calendar())
