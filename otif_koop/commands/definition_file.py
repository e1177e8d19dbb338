"""A definition file named on the command line."""

from __future__ import annotations

from otif_koop.commands.order_files import read_text
from otif_koop.message import Refused, message
from otif_koop.otif.cascade import read_definitions
from otif_koop.otif.definition import Definition


def read_definition(path: str | None) -> tuple[Definition, dict[str, Definition]]:
    """The default, and the whole definition of each group that has its own; the article's basic ratio without a file.

    Raises `Refused` naming the file and the field.
    """
    if not path:
        return Definition(), {}
    try:
        return read_definitions(read_text(path))
    except Refused as refused:
        raise Refused(*(message("{file}: {what}", file=path, what=problem) for problem in refused.problems)) from None
