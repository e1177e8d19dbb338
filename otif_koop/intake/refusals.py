"""Refused input, named after the stage of the intake that refused it."""

from __future__ import annotations

from otif_koop.message import Refused


class NotRead(Refused):
    """The file's bytes don't give a table of text."""


class NotMapped(Refused):
    """It isn't certain which column is what, or how a column is written."""


class NotAssembled(Refused):
    """The mapped columns don't give order lines."""
