"""How a file is to be read, where someone knows better than the guess."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Encoding = Literal["utf-8", "cp1252", "cp850", "utf-16-le", "utf-16-be", "iso-8859-15", "cp1250", "cp437"]
Delimiter = Literal[",", ";", "\t", "|"]
Decimal = Literal["comma", "point"]
DateOrder = Literal["day_first", "month_first"]

DELIMITERS: tuple[Delimiter, ...] = (";", ",", "\t", "|")


class ReadingChoices(BaseModel):
    """What is not set is found out from the file itself.

    header_row and the row numbers everywhere in the intake count from 1 and include every row of the file;
    header_row 0 says that there is none. decimal and date_order hold for every column that doesn't prove otherwise.
    time_zone is where times with an offset (…Z, …+00:00) are turned into local time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=0)
    totals: Literal["leave_out", "keep"] = "leave_out"
    decimal: Decimal | None = None
    date_order: DateOrder | None = None
    time_zone: str = "Europe/Amsterdam"
