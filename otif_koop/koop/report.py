"""A placement as JSON values and as a readable table; both from the same results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otif_koop.koop.chain import Chain
from otif_koop.koop.flips import PromiseInterval, why_not_monotone
from otif_koop.koop.group import Group
from otif_koop.koop.period_names import periods_named
from otif_koop.koop.placement import Placement, PointResult
from otif_koop.koop.position_names import title
from otif_koop.koop.together import Together
from otif_koop.language import Language
from otif_koop.message import message


@dataclass(frozen=True)
class GroupReport:
    """What there is to tell about one group."""

    placement: Placement
    flips: tuple[PromiseInterval, ...]


def as_json(reports: Sequence[GroupReport], together: Together | None, language: Language) -> dict[str, Any]:
    """Plain values for JSON, no NaN among them; sentences in the reader's language."""
    content: dict[str, Any] = {"groups": [_group(report, language) for report in reports]}
    if together is not None:
        content["together"] = _together(together, language)
    return content


def _group(report: GroupReport, language: Language) -> dict[str, Any]:
    placement = report.placement
    return {
        "group": placement.group.name,
        "d": _promise(placement.group),
        "target": placement.group.target,
        "chain_to_promise": _short(placement.chain_to_promise),
        "positions": [_position(one, language) for one in placement.positions],
        "advice": placement.advice,
        "runner_up": placement.runner_up,
        "regret": _short(placement.regret),
        "tie": placement.is_tie,
        "notes": [language.say(note) for note in placement.notes],
        "flips": [{"d_from": one.d_from, "d_to": one.d_to, "position": one.position} for one in report.flips],
    }


def _position(one: PointResult, language: Language) -> dict[str, Any]:
    return {
        "position": one.position,
        "subtype": one.subtype,
        "point": one.point,
        "after": one.name,
        "feasible": one.feasible,
        "ceiling": round(one.ceiling, 4),
        "promise_needed": one.promise_needed,
        "order_time": _short(one.order_time),
        "items": one.items,
        "base_stock": None if one.base_stock is None else round(one.base_stock, 2),
        "on_hand": _short(one.on_hand),
        "stock_value": _short(one.stock_value),
        "cost": _short(one.total),
        "otif": None if one.otif is None else round(one.otif, 4),
        "immediate": None if one.immediate is None else round(one.immediate, 4),
        "why": language.say(one.why),
        "warnings": [language.say(warning) for warning in one.warnings],
    }


def _together(together: Together, language: Language) -> dict[str, Any]:
    return {
        "internal_service": together.internal,
        "points": [
            {
                "point": one.point,
                "after": one.name,
                "base_stock": round(one.level, 2),
                "items": one.items,
                "on_hand": _short(one.on_hand),
                "stock_value": _short(one.stock_value),
                "wait": round(one.wait.mean, 2),
            }
            for one in together.stocked
        ],
        "groups": [
            {
                "group": one.group.name,
                "position": one.position,
                "otif": round(one.otif, 4),
                "reaches_target": one.reaches_target,
            }
            for one in together.groups
        ],
        "left_out": [{"group": name, "why": language.say(why)} for name, why in together.left_out],
        "stock_value": _short(together.stock_value),
        "separate_stock_value": _short(together.separate_stock_value),
        "cost": _short(together.cost.total),
        "separate_cost": _short(together.separate_cost),
        "saving": _short(together.saving),
    }


def _promise(group: Group) -> int | dict[str, float]:
    promise = group.promise
    return promise.periods if promise.periods is not None else {str(d): c for d, c in (promise.chances or {}).items()}


def _short(number: float | None) -> float | int | None:
    """Whole from a hundred up, two decimals below."""
    if number is None:
        return None
    return round(number) if abs(number) >= 100 else round(number, 2)


def as_text(chain: Chain, reports: Sequence[GroupReport], together: Together | None, language: Language) -> str:
    """A table a group with the advice, the reasons and the flips under it, and the shared stock at the end."""
    blocks = ["\n".join(_group_text(chain, report, language)) for report in reports]
    if together is not None and together.groups:
        blocks.append("\n".join(_together_text(together, language)))
    return "\n\n".join(blocks)


def _group_text(chain: Chain, report: GroupReport, language: Language) -> list[str]:
    placement, say = report.placement, language.say
    group = placement.group
    title = message(
        "{group}: promise {promise} ({period}), target {target:percent}",
        group=group.name,
        promise=round(group.promise.pmf().mean, 1),
        period=periods_named(chain.period),
        target=group.target,
    )
    header = ["", *(say(label) for label in _labels())]
    rows = [_row(one, placement.advice, language) for one in placement.positions]
    lines = [say(title), *_aligned([header, *rows])]
    lines += [f"  {one.position}  {say(one.why)}" for one in placement.positions]
    lines += [f"  {one.position}  ! {say(warning)}" for one in placement.positions for warning in one.warnings]
    lines += ["  " + say(note) for note in (_advice(placement), *placement.notes)]
    intervals = [
        f"{one.d_from}{'' if one.d_to == one.d_from else '–' + str(one.d_to) if one.d_to is not None else '+'} → "
        f"{one.position if one.position is not None else '–'}"
        for one in report.flips
    ]
    lines.append("  " + say(message("By promise: {intervals}", intervals="; ".join(intervals))))
    why = why_not_monotone(report.flips)
    return [*lines, "  " + say(why)] if why else lines


def _labels() -> list[Any]:
    return [
        message("position"),
        message("highest OTIF"),
        message("stock an item"),
        message("on hand"),
        message("stock value"),
        message("a year"),
        message("OTIF"),
    ]


def _row(one: PointResult, advice: int | None, language: Language) -> list[str]:
    return [
        f"{'*' if one.position == advice else ' '}{one.position}",
        language.say(title(one.position)),
        language.percent(one.ceiling, 2),
        language.number(one.base_stock, 2),
        language.number(_short(one.on_hand)),
        language.money(one.stock_value),
        language.money(one.total),
        language.percent(one.otif, 2),
    ]


def _advice(placement: Placement) -> Any:
    if placement.advice is None:
        return message("No position reaches the target: promise later, aim lower, or shorten the chain.")
    if placement.runner_up is None:
        return message("Advice: position {advice}, the only one that reaches the target.", advice=placement.advice)
    if placement.is_tie:
        return message(
            "Advice: position {advice}; position {runner_up} costs only {regret:money} a year more: a tie, "
            "so let what has no price decide.",
            advice=placement.advice,
            runner_up=placement.runner_up,
            regret=placement.regret,
        )
    return message(
        "Advice: position {advice}; the next best, position {runner_up}, costs {regret:money} a year more.",
        advice=placement.advice,
        runner_up=placement.runner_up,
        regret=placement.regret,
    )


def _together_text(together: Together, language: Language) -> list[str]:
    say = language.say
    header = [say(label) for label in (message("stock after"), message("stock an item"), message("stock value"))]
    rows = [[one.name, language.number(one.level, 2), language.money(one.stock_value)] for one in together.stocked]
    lines = [say(message("All groups on shared stock")), *_aligned([header, *rows])]
    lines += [
        f"  {one.group.name}: "
        + say(message("position {position}, OTIF {otif:percent}", position=one.position, otif=one.otif))
        for one in together.groups
    ]
    lines += [f"  {name}: {say(why)}" for name, why in together.left_out]
    if together.saving is not None:
        lines.append(
            "  "
            + say(
                message(
                    "Sharing saves {saving:money} a year and {stock:money} of stock against separate pipelines.",
                    saving=together.saving,
                    stock=(together.separate_stock_value or 0.0) - together.stock_value,
                )
            )
        )
    return lines


def _aligned(rows: list[list[str]]) -> list[str]:
    """Text left, figures right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    texts = 2 if len(rows[0]) > 3 else 1
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if column < texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
