"""`otif-koop pack`: a measurement definition to take away, with its SQL and a test to prove an implementation on."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from otif_koop.commands.answered import answered
from otif_koop.commands.definition_file import read_definition
from otif_koop.deliver.definition_pack import definition_pack
from otif_koop.language import Language
from otif_koop.message import Refused, message


def pack(arguments: Sequence[str]) -> int:
    """Run the command; 0, or 2 for input that can't be used."""
    parser = ArgumentParser(prog="otif-koop pack", description="Pack a measurement definition with SQL and a test.")
    parser.add_argument("--definition", metavar="F", help="a measurement definition (YAML); else the basic ratio")
    parser.add_argument("-o", "--output", metavar="F", required=True, help="the ZIP file to write")
    parser.add_argument("--language", default="en", choices=("en", "nl"), help="of texts and comments")
    options = parser.parse_args(arguments)
    language = Language(options.language)
    return answered(lambda: _packed(options.definition, options.output, language), language)


def _packed(definition: str | None, output: str, language: Language) -> str:
    default, groups = read_definition(definition)
    packed = definition_pack(default, groups, language.say)
    try:
        Path(output).write_bytes(packed)
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise Refused(message("{file} can't be written ({why}).", file=output, why=why)) from None
    return ""
