"""Checks on deliveries."""

from __future__ import annotations

import numpy as np

from otif_koop.intake.checks.scene import STOP_FIELDS, Mask, Rule, Scene
from otif_koop.intake.findings import Severity
from otif_koop.message import message


def _before_ordered(scene: Scene) -> Mask:
    return scene.stop_day < scene.at_delivery(scene.day("ordered_at"))


def _out_of_order(scene: Scene) -> Mask:
    shipped, delivered, received = (scene.delivery_day(name) for name in STOP_FIELDS)
    return (shipped > delivered) | (shipped > received) | (delivered > received)


def _future(scene: Scene) -> Mask:
    day = np.datetime64(scene.today, "D")
    late = np.zeros(len(scene.line), bool)
    for name in STOP_FIELDS:
        late |= scene.delivery_day(name) > day
    return late


def _negative(scene: Scene) -> Mask | None:
    return None if scene.delivered is None else scene.delivered < 0


def _missing(scene: Scene) -> Mask | None:
    return None if scene.delivered is None else np.isnan(scene.delivered)


def _zero(scene: Scene) -> Mask | None:
    return None if scene.delivered is None else scene.delivered == 0


def _undated(scene: Scene) -> Mask | None:
    if scene.delivered is None or not scene.has(*STOP_FIELDS):
        return None
    return (scene.delivered > 0) & np.isnat(scene.stop_day)


def _over(scene: Scene) -> Mask | None:
    return None if scene.total is None else (scene.ordered > 0) & (scene.total > scene.ordered)


DELIVERY_RULES: tuple[Rule, ...] = (
    Rule(
        "delivered_before_ordered",
        Severity.WRONG,
        "deliveries",
        ("ordered_at", *STOP_FIELDS),
        _before_ordered,
        message("{n} deliveries lie before their order."),
        message("Counted as they stand."),
    ),
    Rule(
        "delivery_dates_out_of_order",
        Severity.LOOK,
        "deliveries",
        STOP_FIELDS,
        _out_of_order,
        message("{n} deliveries were shipped after they arrived, or received before they were delivered."),
        message("Counted as they stand."),
    ),
    Rule(
        "delivery_in_future",
        Severity.WRONG,
        "deliveries",
        STOP_FIELDS,
        _future,
        message("{n} deliveries carry a date after today: planned, or mistyped."),
        message("Counted as they stand; choose an as-of date to leave out what lies after it."),
    ),
    Rule(
        "negative_delivered",
        Severity.WRONG,
        "deliveries",
        ("quantity_delivered",),
        _negative,
        message("{n} deliveries have a negative quantity."),
        message("Not counted."),
    ),
    Rule(
        "missing_delivered_quantity",
        Severity.LOOK,
        "deliveries",
        ("quantity_delivered",),
        _missing,
        message("{n} deliveries have a date and no quantity."),
        message("Not counted."),
    ),
    Rule(
        "zero_delivered",
        Severity.LOOK,
        "deliveries",
        ("quantity_delivered",),
        _zero,
        message("{n} deliveries of zero pieces carry a date."),
        message("Each closes its line short on that date."),
    ),
    Rule(
        "delivered_without_date",
        Severity.LOOK,
        "deliveries",
        ("quantity_delivered", *STOP_FIELDS),
        _undated,
        message("{n} deliveries have a quantity and no date."),
        message("Kept; a score can't see that they came."),
    ),
    Rule(
        "more_delivered_than_ordered",
        Severity.LOOK,
        "lines",
        ("quantity_ordered", "quantity_delivered"),
        _over,
        message("{n} lines had more delivered than ordered."),
        message("Counted as they stand; the tolerance for too much is a choice."),
    ),
)
