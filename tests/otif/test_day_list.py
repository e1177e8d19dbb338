"""The holidays that a calendar may be filled with."""

from __future__ import annotations

from datetime import date

import pytest

from otif_koop.message import Refused
from otif_koop.otif.day_list import COUNTRIES, country_calendar
from otif_koop.otif.definition import Calendar, Definition
from otif_koop.yaml_file import read, write


def test_the_dutch_holidays_without_good_friday() -> None:
    days = country_calendar("NL", 2026, 2026).holidays
    assert {
        date(2026, 1, 1),
        date(2026, 4, 6),  # Easter Monday
        date(2026, 4, 27),  # King's Day
        date(2026, 5, 14),  # Ascension Day
        date(2026, 5, 25),  # Whit Monday
        date(2026, 12, 25),
        date(2026, 12, 26),
    } <= set(days)
    assert date(2026, 4, 3) not in days  # Good Friday
    assert date(2026, 4, 3) in country_calendar("DE", 2026, 2026).holidays


def test_both_years_count_and_days_stand_in_order() -> None:
    calendar = country_calendar("NL", 2025, 2027)
    assert {day.year for day in calendar.holidays} == {2025, 2026, 2027}
    assert list(calendar.holidays) == sorted(set(calendar.holidays))
    each = [country_calendar("NL", year, year).holidays for year in (2025, 2026, 2027)]
    assert calendar.holidays == each[0] + each[1] + each[2]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_on_offer_has_a_list_with_its_source(country: str) -> None:
    calendar = country_calendar(country, 2026, 2026)
    assert calendar.name == country
    assert calendar.weekend == ("sat", "sun")
    assert calendar.source.startswith("holidays ")
    assert date(2026, 12, 25) in calendar.holidays
    assert 4 <= len(calendar.holidays) <= 20  # of Switzerland only what all cantons share


@pytest.mark.parametrize("country", ["XX", "", "nl", "Nederland"])
def test_another_country_is_refused_by_name(country: str) -> None:
    with pytest.raises(Refused) as refused:
        country_calendar(country, 2026, 2026)
    assert refused.value.problems[0].values == {"country": country}


def test_a_list_is_copied_into_the_definition_and_stands_on_its_own() -> None:
    definition = Definition(calendar=country_calendar("NL", 2026, 2026))
    again = read(write(definition), Definition)
    assert again.calendar == definition.calendar
    assert isinstance(again.calendar, Calendar)
