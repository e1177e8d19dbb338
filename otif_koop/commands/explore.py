"""`otif-koop explore`: what every defensible definition says about the same deliveries."""

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
    orders_there,
)
from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.effects import Effect, effects, known, ladder
from otif_koop.otif.explorer.explorer import Explored, Explorer, explorer_of
from otif_koop.otif.explorer.level_advice import level_advice
from otif_koop.otif.explorer.warnings import contradictions, signs
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_book import Floats

MOST_SHOWN = 10


def explore(arguments: Sequence[str]) -> int:
    """Run the command; 0, or 2 for input that can't be used."""
    options = _parser().parse_args(arguments)
    is_elsewhere = options.engine or in_folder(options)
    return answered(lambda: _told(options, _explored_elsewhere(options) if is_elsewhere else _explored_here(options)))


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="otif-koop explore", description="Score an order file by every defensible definition at once."
    )
    add_order_options(parser, "the chosen definition (YAML)")
    parser.add_argument("--top", metavar="N", type=int, default=MOST_SHOWN, help="how many effects to show")
    parser.add_argument("--json", action="store_true", help="JSON instead of a text")
    return parser


def _explored_here(options: Namespace) -> dict[str, Any]:
    intake = read_orders(options)
    definition, _ = read_definition(options.definition)
    book = order_book(grouped(intake.tables, options.by))
    explorer = explorer_of(book, definition, day(options.as_of) or book.as_of)
    return _found(explorer, definition, max(0, options.top))


def _explored_elsewhere(options: Namespace) -> dict[str, Any]:
    """Tables explored where they are (`--engine`), or in chunks from a folder of Parquet."""
    definition, _ = read_definition(options.definition)
    as_of, top = day(options.as_of), max(0, options.top)
    if options.engine in {None, PARQUET}:
        from otif_koop.otif.parquet.explore_chunks import explore_chunks

        with orders_in_chunks(options) as chunks:
            return _found(explore_chunks(chunks, definition, as_of), definition, top)
    from otif_koop.otif.sql.explore_there import explore_there

    with orders_there(options) as (engine, tables):
        return _found(explore_there(engine, definition, tables, as_of), definition, top)


def _told(options: Namespace, found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1) if options.json else _as_text(found)


def _found(explorer: Explored, definition: Definition, top: int) -> dict[str, Any]:
    """The answer as plain values; what can't be known is null, such as the level without the lines at hand."""
    swept = explorer.sweep()
    scores = swept.of(None)
    chosen = explorer.figure(definition, None)
    advice, seen = None, []
    if isinstance(explorer, Explorer):
        advice = level_advice(explorer, definition, None)
        seen = [*contradictions(explorer, definition, None), *signs(explorer, definition, None)]
    return {
        "definitions": len(scores),
        "low": _rounded(scores.min()) if len(scores) else None,
        "high": _rounded(scores.max()) if len(scores) else None,
        "chosen": _rounded(chosen),
        "rank": None if chosen is None else _rank(scores, chosen),
        "as_of": explorer.as_of.isoformat(),
        "effects": [_effect(one) for one in effects(explorer, definition, None)[:top]],
        "known": [
            {"id": one.id, "label": ENGLISH.say(one.label), "score": _rounded(figure)}
            for one, figure in known(explorer, None)
        ],
        "ladder": [{"step": ENGLISH.say(one.label), "score": _rounded(one.figure)} for one in ladder(explorer, None)],
        "groups": [_group(swept.of(name), name, explorer.figure(definition, name)) for name in swept.groups],
        "level": advice and {"advice": advice.level.value, "why": ENGLISH.say(advice.why)},
        "warnings": [{"code": one.code, "says": ENGLISH.say(one.says), "share": _rounded(one.share)} for one in seen],
    }


def _rank(scores: Floats, chosen: float) -> int:
    """1 is the most flattering of the definitions."""
    return 1 + int((scores > chosen + 1e-12).sum())


def _effect(one: Effect) -> dict[str, Any]:
    points = None if one.difference is None else round(100 * one.difference, 4)
    said = f"{ENGLISH.say(one.title)} {ENGLISH.say(one.label)}"
    return {"choice": said, "field": one.field, "points": points, "score": _rounded(one.figure)}


def _group(scores: Floats, name: str, chosen: float | None) -> dict[str, Any]:
    known_scores = len(scores) > 0
    return {
        "group": name,
        "low": _rounded(scores.min()) if known_scores else None,
        "high": _rounded(scores.max()) if known_scores else None,
        "chosen": _rounded(chosen),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(np.round(value, 10))


def _as_text(found: dict[str, Any]) -> str:
    share = ENGLISH.percent
    if not found["definitions"]:
        return "There is nothing to count under any definition."
    lines = [
        f"The same deliveries score from {share(found['low'])} to {share(found['high'])}, by "
        f"{ENGLISH.number(found['definitions'])} defensible definitions."
    ]
    if found["chosen"] is None:
        lines.append("The chosen definition gives no score on these data.")
    else:
        lines.append(f"Chosen: {share(found['chosen'])}, number {ENGLISH.number(found['rank'])} from the top.")
    lines += ["", "One other choice:"]
    lines += [
        f"  {ENGLISH.points((one['points'] or 0) / 100):>10}  {one['choice']}"
        for one in found["effects"]
        if one["points"] is not None
    ]
    for title, key, name in (("Known definitions:", "known", "label"), ("From basic to sharpest:", "ladder", "step")):
        lines += ["", title, *(f"  {share(one['score']):>10}  {one[name]}" for one in found[key])]
    if len(found["groups"]) > 1:
        lines += ["", "Lowest, chosen and highest of each group:"]
        for one in found["groups"]:
            figures = " ".join(f"{share(one[what]):>8}" for what in ("low", "chosen", "high"))
            lines.append(f"  {figures}  {one['group'] or '(no group)'}")
    if found["level"]:
        lines += ["", f"Level: {found['level']['advice']}. {found['level']['why']}"]
    lines += [
        one["says"] if one["share"] is None else f"{one['says']} ({share(one['share'])} of the order lines)"
        for one in found["warnings"]
    ]
    return "\n".join(lines).replace("\u00a0", " ").replace("\u202f", " ")
