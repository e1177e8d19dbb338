"""Which system an export comes from, by the names that only that system gives its columns."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from functools import cache

from otif_koop.intake.mapping.header_text import compact
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.tables import table

FEWEST_NAMES = 3
LEAST_SHARE = 0.4


def recognise_system(tables: MappingOf[str, TextTable]) -> str | None:
    """The id of the system (as in `config/erp_profiles.yaml`) that these files come from; None where it isn't clear.

    It is the one that has names for most of the headers: at least three and two in five, and more than any other.
    """
    headers = {compact(header) for one in tables.values() for header in one.headers}
    found = sorted(((len(names & headers), system) for system, names in _names().items()), reverse=True)
    most, system = found[0]
    if most < max(FEWEST_NAMES, LEAST_SHARE * len(headers)) or most == found[1][0]:
        return None
    return system


@cache
def _names() -> dict[str, frozenset[str]]:
    """For each system its own names: not those that Dutch, English or German people give a column as well."""
    fields = (*table("fields")["fields"].values(), *table("column_names")["names"].values())
    everyone = {
        compact(name) for field in fields for language in ("nl", "en", "de") for name in field.get(language, ())
    }
    names: dict[str, set[str]] = {}
    for field in fields:
        for system, own in (*field.get("erp", {}).items(), *field.get("systems", {}).items()):
            behind = (name.partition("-")[2] or name for name in own)
            names.setdefault(system, set()).update(compact(name) for name in behind)
    return {system: frozenset(own - everyone) for system, own in names.items()}
