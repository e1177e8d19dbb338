"""The tables of choices in `config/`: read once, never written.

In a checkout they stand beside the package, in an installed wheel inside it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from otif_koop.yaml_file import load_strict

_PACKAGE = Path(__file__).parent


def config_folder() -> Path:
    """The folder that holds the tables, in a checkout or in a wheel."""
    beside = _PACKAGE.parent / "config"
    return beside if beside.is_dir() else _PACKAGE / "config"


@cache
def table(name: str) -> Any:
    """The content of `config/NAME.yaml` as plain lists and mappings; shared, so do not change it."""
    return load_strict((config_folder() / f"{name}.yaml").read_text(encoding="utf-8"))
