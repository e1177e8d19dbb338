"""`otif-koop score`: an order file to scores, as a table or as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

import numpy as np

from otif_koop.commands.answered import ENGLISH, answered
from otif_koop.commands.definition_file import read_definition
from otif_koop.commands.order_files import read_orders
from otif_koop.commands.where_orders_are import (
    PARQUET,
    add_order_options,
    day,
    grouped,
    in_folder,
    orders_in_chunks,
    refuse_by,
    table_names,
)
from otif_koop.intake import Intake, Severity
from otif_koop.otif import score as scoring
from otif_koop.otif.counts import REASONS
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import Combined, Score, Scored
from otif_koop.otif.sql.score_there import ScoredThere


def score(arguments: Sequence[str]) -> int:
    """Run the command; 0, or 2 for input that can't be used."""
    options = _parser().parse_args(arguments)
    is_elsewhere = options.engine or in_folder(options)
    return answered(lambda: _scored_elsewhere(options) if is_elsewhere else _scored_here(options))


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="otif-koop score", description="Score an order file.")
    add_order_options(parser, "a measurement definition (YAML)")
    parser.add_argument("--level", choices=[*(level.value for level in Level), "all"], help="what is counted")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    return parser


def _levels(options: Namespace, default: Definition) -> tuple[Level, ...]:
    return tuple(Level) if options.level == "all" else (Level(options.level or default.level),)


def _scored_here(options: Namespace) -> str:
    intake = read_orders(options)
    default, groups = read_definition(options.definition)
    book = order_book(grouped(intake.tables, options.by))
    scored = scoring.score(book, default, groups=groups, as_of=day(options.as_of), levels=_levels(options, default))
    return _told(options, scored, resolve(default, book).definition, intake)


def _scored_elsewhere(options: Namespace) -> str:
    """Tables scored where they are (`--engine`), or in chunks from a folder of Parquet."""
    default, groups = read_definition(options.definition)
    as_of, levels = day(options.as_of), _levels(options, default)
    if options.engine in {None, PARQUET}:
        from otif_koop.otif.parquet.score_chunks import score_chunks

        with orders_in_chunks(options) as chunks:
            scored = score_chunks(chunks, default, groups=groups, as_of=as_of, levels=levels)
    else:
        from otif_koop.otif.sql.engines import opened
        from otif_koop.otif.sql.score_there import score_there

        refuse_by(options)
        with opened(options.engine, table_names(options)) as (engine, tables):
            scored = score_there(engine, default, groups=groups, tables=tables, as_of=as_of, levels=levels)
    return _told(options, scored, scored.resolved.definition, None)


def _told(options: Namespace, scored: Scored | ScoredThere, definition: Definition, intake: Intake | None) -> str:
    if options.json:
        return json.dumps(as_json(scored, definition, intake), ensure_ascii=False, indent=1)
    return as_table(scored, intake)


def as_json(scored: Scored | ScoredThere, definition: Definition, intake: Intake | None) -> dict[str, Any]:
    """The answer as plain values; `group: null` is the total, and what can't be known is null."""
    return {
        "definition": definition.model_dump(mode="json"),
        "as_of": scored.as_of.isoformat(),
        "scores": [_score_json(one) for one in shown(scored)],
        "findings": [
            {"code": one.code, "severity": one.severity.value, "count": one.count, "message": ENGLISH.say(one.message)}
            for one in (intake.findings if intake else ())
        ],
        "read_as": [ENGLISH.say(one) for one in dict.fromkeys((intake.said, *intake.assumed) if intake else ())],
    }


def shown(scored: Scored | ScoredThere) -> list[Score]:
    """The scores to show: without groups in the data, the nameless group is the total itself."""
    nameless = {one.group for one in scored.scores} == {"", None}
    return [one for one in scored.scores if not (nameless and one.group == "")]


def _score_json(one: Score) -> dict[str, Any]:
    return {
        "group": one.group,
        "level": one.level.value,
        "units": one.counts.units,
        "excluded": {reason: number for reason in REASONS if (number := one.counts.excluded[reason])},
        "assumed": [ENGLISH.say(note) for note in one.assumed],
        "gaps": [ENGLISH.say(note) for note in one.gaps],
        "on_time": _rounded(one.on_time),
        "in_full": _rounded(one.in_full),
        "no_error": _rounded(one.no_error),
        "no_complaint": _rounded(one.no_complaint),
        "no_error_no_complaint": _rounded(one.no_error_no_complaint),
        "otif": _combined(one.otif),
        "otifnenc": _combined(one.otifnenc),
        "measured": None
        if one.measured is None
        else {"components": list(one.measured.components), **_figures(one.measured)},
    }


def _combined(one: Combined | None) -> dict[str, Any] | None:
    return None if one is None else _figures(one)


def _figures(one: Combined) -> dict[str, Any]:
    return {name: _rounded(getattr(one, name)) for name in ("product", "joint", "low", "high")}


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(np.round(value, 10))


def as_table(scored: Scored | ScoredThere, intake: Intake | None) -> str:
    """The answer to read: one line a group and level, and what was left out, assumed and found."""
    head = (
        "group",
        "level",
        "units",
        "on time",
        "in full",
        "no error",
        "no compl.",
        "OTIF",
        "joint",
        "OTIFnEnC",
        "joint",
    )
    rows = [head, *(_row(one) for one in shown(scored))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    lines.append("")
    lines.append(f"Data up to {scored.as_of.isoformat()}.")
    total = [one for one in scored.scores if one.group is None]
    for one in total:
        left_out = [f"{ENGLISH.number(number)} {reason}" for reason, number in one.counts.excluded.items() if number]
        if left_out:
            lines.append(f"Left out at {one.level} level: {', '.join(left_out)}.")
    notes = dict.fromkeys(note for one in total for note in (*one.assumed, *one.gaps))
    read_as = (intake.said, *intake.assumed) if intake else ()
    lines += [ENGLISH.say(note) for note in dict.fromkeys((*read_as, *notes))]
    lines += [
        f"{ENGLISH.say(one.message)} {ENGLISH.say(one.done)}"
        for one in (intake.findings if intake else ())
        if one.severity is not Severity.INFO
    ]
    plain = "\n".join(line.rstrip() for line in lines)
    return plain.replace("\u00a0", " ").replace("\u202f", " ")


def _row(one: Score) -> tuple[str, ...]:
    otif, perfect = one.otif, one.otifnenc
    return (
        "total" if one.group is None else (one.group or "(no group)"),
        one.level.value,
        ENGLISH.number(one.counts.units),
        *(ENGLISH.percent(rate) for rate in (one.on_time, one.in_full, one.no_error, one.no_complaint)),
        *(ENGLISH.percent(figure) for figure in ((otif.product, otif.joint) if otif else (None, None))),
        *(ENGLISH.percent(figure) for figure in ((perfect.product, perfect.joint) if perfect else (None, None))),
    )
