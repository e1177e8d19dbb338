"""`otif-koop sql`: a measurement definition as SQL, for the engine that the client already runs."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence

from otif_koop.commands.answered import answered
from otif_koop.commands.definition_file import read_definition
from otif_koop.language import Language
from otif_koop.otif.sql.checks import checks_script
from otif_koop.otif.sql.contract import TableNames
from otif_koop.otif.sql.dialect import DIALECTS, dialect
from otif_koop.otif.sql.script import definition_script


def sql(arguments: Sequence[str]) -> int:
    """Run the command; 0, or 2 for input that can't be used."""
    usual = TableNames()
    parser = ArgumentParser(prog="otif-koop sql", description="Write a measurement definition as SQL (docs/sql.md).")
    parser.add_argument("--definition", metavar="F", help="a measurement definition (YAML); else the basic ratio")
    parser.add_argument("--dialect", required=True, choices=list(DIALECTS), help="the engine it is written for")
    parser.add_argument("--language", default="en", choices=("en", "nl"), help="of the comments")
    parser.add_argument("--checks", action="store_true", help="the queries that check the tables instead")
    parser.add_argument("--period", choices=("week", "month"), help="by week or month as well, as `period_by` says")
    for name in ("lines", "deliveries", "incidents", "calendar"):
        parser.add_argument(f"--{name}", metavar="TABLE", default=getattr(usual, name), help=f"the table of {name}")
    options = parser.parse_args(arguments)
    language, asked = Language(options.language), dialect(options.dialect)
    tables = TableNames(options.lines, options.deliveries, options.incidents, options.calendar)

    def script() -> str:
        default, groups = read_definition(options.definition)
        if options.checks:
            return checks_script(asked, language.say, tables).removesuffix("\n")
        written = definition_script(default, groups, asked, language.say, tables=tables, period=options.period)
        return written.removesuffix("\n")

    return answered(script, language)
