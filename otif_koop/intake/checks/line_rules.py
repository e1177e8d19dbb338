"""Checks on order lines."""

from __future__ import annotations

import numpy as np

from otif_koop.intake.checks.scene import DUE, Mask, Rule, Scene
from otif_koop.intake.findings import Severity
from otif_koop.message import message

FAR_DAYS = 730
"""A due date further than this behind the order is likelier a slip than an agreement."""


def _due_before_order(scene: Scene) -> Mask:
    ordered = scene.day("ordered_at")
    early = np.zeros(len(ordered), bool)
    for name in DUE:
        early |= scene.day(name) < ordered
    return early


def _far(scene: Scene) -> Mask:
    return (scene.due_day - scene.day("ordered_at")) > np.timedelta64(FAR_DAYS, "D")


def _no_due(scene: Scene) -> Mask | None:
    if not scene.has(*DUE) or scene.has("lead_time_days"):
        return None
    return np.isnat(scene.due_day)


def _more_cancelled(scene: Scene) -> Mask | None:
    if "cancelled_quantity" not in scene.tables.lines:
        return None
    return scene.tables.lines["cancelled_quantity"].to_numpy(float) > scene.ordered


def _no_customer(scene: Scene) -> Mask | None:
    return scene.tables.lines["customer_id"].isna().to_numpy() if "customer_id" in scene.tables.lines else None


def _shipped_late_by_flag(scene: Scene) -> Mask | None:
    if not scene.lines_sheet.has("given_on_time"):
        return None
    yes, known = scene.says("given_on_time")
    judged = known & ~np.isnat(scene.last_day) & ~np.isnat(scene.due_day)
    return judged & (yes != (scene.last_day <= scene.due_day))


def _full_by_flag(scene: Scene) -> Mask | None:
    if not scene.lines_sheet.has("given_in_full") or scene.total is None:
        return None
    yes, known = scene.says("given_in_full")
    return known & (scene.ordered > 0) & (yes != (scene.total >= scene.ordered))


def _otif_by_flag(scene: Scene) -> Mask | None:
    if not scene.lines_sheet.has("given_otif") or scene.total is None:
        return None
    yes, known = scene.says("given_otif")
    otif = (scene.last_day <= scene.due_day) & (scene.total >= scene.ordered)
    return known & ~np.isnat(scene.due_day) & (yes != otif)


LINE_RULES: tuple[Rule, ...] = (
    Rule(
        "missing_quantity",
        Severity.WRONG,
        "lines",
        ("quantity_ordered",),
        lambda scene: np.isnan(scene.ordered),
        message("{n} lines have no ordered quantity."),
        message("Kept, and not counted in a score."),
    ),
    Rule(
        "negative_quantity",
        Severity.WRONG,
        "lines",
        ("quantity_ordered",),
        lambda scene: scene.ordered < 0,
        message("{n} lines have a negative ordered quantity (returns, or a system that writes sales as negative)."),
        message("Kept, and not counted in a score."),
    ),
    Rule(
        "zero_quantity",
        Severity.LOOK,
        "lines",
        ("quantity_ordered",),
        lambda scene: scene.ordered == 0,
        message("{n} lines have an ordered quantity of zero."),
        message("Kept, and not counted in a score."),
    ),
    Rule(
        "missing_due_date",
        Severity.LOOK,
        "lines",
        DUE,
        _no_due,
        message("{n} lines have no date to be on time for."),
        message("Kept; the measurement definition says whether they count."),
    ),
    Rule(
        "due_before_order",
        Severity.LOOK,
        "lines",
        ("ordered_at", *DUE),
        _due_before_order,
        message("{n} lines were due before they were ordered."),
        message("Counted as they stand."),
    ),
    Rule(
        "due_far_ahead",
        Severity.LOOK,
        "lines",
        ("ordered_at", *DUE),
        _far,
        message("{n} lines are due more than two years after they were ordered."),
        message("Counted as they stand."),
    ),
    Rule(
        "more_cancelled_than_ordered",
        Severity.LOOK,
        "lines",
        ("cancelled_quantity", "quantity_ordered"),
        _more_cancelled,
        message("{n} lines have more cancelled than ordered."),
        message("Counted as wholly cancelled."),
    ),
    Rule(
        "missing_customer",
        Severity.LOOK,
        "lines",
        ("customer_id",),
        _no_customer,
        message("{n} lines have no customer."),
        message("Counted in the total, in no group."),
    ),
    Rule(
        "on_time_flag_contradicts",
        Severity.LOOK,
        "lines",
        ("given_on_time",),
        _shipped_late_by_flag,
        message("{n} lines are marked on time or late in the file, and their dates say otherwise."),
        message("The dates count; the mark isn't used."),
    ),
    Rule(
        "in_full_flag_contradicts",
        Severity.LOOK,
        "lines",
        ("given_in_full",),
        _full_by_flag,
        message("{n} lines are marked complete or short in the file, and their quantities say otherwise."),
        message("The quantities count; the mark isn't used."),
    ),
    Rule(
        "otif_flag_contradicts",
        Severity.LOOK,
        "lines",
        ("given_otif",),
        _otif_by_flag,
        message("{n} lines are marked OTIF or not in the file, and their dates and quantities say otherwise."),
        message("Dates and quantities count; the mark isn't used."),
    ),
)
