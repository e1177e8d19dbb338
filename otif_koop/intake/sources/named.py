"""Where order data may come from: named in the environment by whoever runs the program, never by who uses it.

`OTIF_KOOP_SOURCE_ERP=postgresql://reader:secret@server/erp` names a source "erp". A visitor of a shared server chooses
among the names and can't make it call on any other machine; an address, with its password, is on no screen, in no
command line and in no workshop.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

PREFIX = "OTIF_KOOP_SOURCE_"
QUERIES = "OTIF_KOOP_QUERIES"


@dataclass(frozen=True)
class Source:
    """A place to read from. address: of a database, as SQLAlchemy writes it, or the path of a folder of Parquet."""

    name: str
    address: str = field(repr=False)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder and no database."""
        return "://" not in self.address

    def label(self, table: str) -> str:
        """What a table of it is called in messages, and in the workshop."""
        return f"{self.name}: {table}"


def known_sources(environment: Mapping[str, str] = os.environ) -> dict[str, Source]:
    """Every source that the environment names, by its name in lower case."""
    found = {
        setting.removeprefix(PREFIX).lower(): address.strip()
        for setting, address in environment.items()
        if setting.startswith(PREFIX) and len(setting) > len(PREFIX) and address.strip()
    }
    return {name: Source(name, address) for name, address in sorted(found.items())}


def source_named(name: str, environment: Mapping[str, str] = os.environ) -> Source:
    """The source of this name; raises `NotRead` telling how to name one."""
    known = known_sources(environment)
    if name.lower() in known:
        return known[name.lower()]
    if known:
        raise NotRead(
            message("There is no source “{name}”. Choose one of {sources}.", name=name, sources=", ".join(known))
        )
    raise NotRead(
        message(
            "There is no source “{name}”. Whoever runs the program names it in the environment: {setting}.",
            name=name,
            setting=f"{PREFIX}{name.upper()}=postgresql://…",
        )
    )


def allows_queries(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether who uses the screen may write queries; tables and views may always be chosen."""
    return environment.get(QUERIES, "").strip().lower() in {"1", "yes", "true", "on", "ja"}
