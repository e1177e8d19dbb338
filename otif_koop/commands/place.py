"""`otif-koop place CHAIN.yaml`: every position of every group, as a table or as JSON, without a screen."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from otif_koop.koop.chain_file import ChainFile, read_chain, schema
from otif_koop.koop.flips import flips_on
from otif_koop.koop.flow import Flow
from otif_koop.koop.group import Group
from otif_koop.koop.placement import place_on
from otif_koop.koop.report import GroupReport, as_json, as_text
from otif_koop.koop.together import together_on
from otif_koop.language import CODES, Language
from otif_koop.message import Message, Refused, message

DONE, BAD_INPUT = 0, 2


def place(arguments: list[str]) -> int:
    """Runs the command; 0 when done, 2 for bad input, which is said on standard error with the file and the field."""
    try:
        given = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong, or has shown the help
        return BAD_INPUT if stop.code else DONE
    language = Language(given.language)
    if given.schema:
        _say(json.dumps(schema(), ensure_ascii=False, indent=2))
        return DONE
    try:
        _say(_placed(given, language))
    except Refused as refused:
        for problem in refused.problems:
            where = f"{given.chain}: " if given.chain else ""
            sys.stderr.write(f"{where}{language.say(problem)}\n")
        return BAD_INPUT
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="otif-koop place", description="Where may the customer order enter the chain, per customer group?"
    )
    parser.add_argument("chain", nargs="?", default="", metavar="CHAIN.yaml", help="the chain with its groups")
    parser.add_argument("--group", metavar="NAME", help="this group only")
    parser.add_argument("--target", metavar="P", help="share on time in full to reach, such as 0.95, for every group")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.add_argument("--schema", action="store_true", help="show the JSON Schema of CHAIN.yaml and stop")
    parser.add_argument("--language", choices=CODES, default="en", help="language of the sentences")
    return parser


def _placed(given: argparse.Namespace, language: Language) -> str:
    chain = _read(given.chain)
    groups = _groups(chain, given.group, given.target)
    flow = Flow(chain)
    reports = []
    for group in groups:
        placement = place_on(flow, group)
        reports.append(GroupReport(placement, flips_on(flow, group)))
    together = together_on(flow, groups, [report.placement for report in reports]) if len(groups) > 1 else None
    if given.json:
        content = as_json(reports, together, language)
        return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    return as_text(chain, reports, together, language)


def _read(name: str) -> ChainFile:
    if not name:
        raise Refused(message("name the file with the chain, as in “otif-koop place CHAIN.yaml”."))
    try:
        return read_chain(Path(name).read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise Refused(message("this is not a text file in UTF-8.")) from None
    except OSError as fault:
        raise Refused(_unreadable(fault)) from None
    except ValueError as fault:
        if isinstance(fault, Refused):
            raise
        raise Refused(message("there is no file with such a name.")) from None  # a name no file can have


def _unreadable(fault: OSError) -> Message:
    if isinstance(fault, FileNotFoundError):
        return message("there is no such file.")
    return message("the file can't be read ({why}).", why=fault.strerror or type(fault).__name__)


def _groups(chain: ChainFile, name: str | None, target: str | None) -> tuple[Group, ...]:
    groups = chain.groups
    if name is not None:
        groups = tuple(group for group in groups if group.name == name)
        if not groups:
            raise Refused(
                message("--group: there is no group “{name}”; there is {known}.", name=name, known=_names(chain))
            )
    if target is None:
        return groups
    share = _share(target)
    return tuple(group.model_copy(update={"target": share}) for group in groups)


def _names(chain: ChainFile) -> list[str]:
    return [group.name for group in chain.groups]


def _share(text: str) -> float:
    try:
        share = float(text.rstrip("% ")) / 100 if text.rstrip().endswith("%") else float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise Refused(message("--target: “{given}” is not a share between 0 and 1, such as 0.95.", given=text))
    return share


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
