"""Checks on whole orders, customers and time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from otif_koop.intake.checks.scene import STOP_FIELDS, Longs, Mask, Scene
from otif_koop.intake.findings import Finding, Severity
from otif_koop.message import Message, message

LEAST_WEEKS = 8
LEAST_ORDERS_A_WEEK = 5
SUSPECT_SHARE = 0.1
"""From this share of deliveries before their order, day and month may have been taken for each other."""

_ATTRIBUTES: dict[str, tuple[str, Message, Message]] = {
    "customer_group": (
        "order_in_two_groups",
        message("{n} lines are of an order whose lines name several customer groups."),
        message("The order counts in the group that comes first in the alphabet."),
    ),
    "customer_id": (
        "order_of_two_customers",
        message("{n} lines are of an order whose lines name several customers."),
        message("The customer that comes first counts for the whole order."),
    ),
    "order_type": (
        "order_of_two_types",
        message("{n} lines are of an order whose lines name several order types."),
        message("The one that comes first counts for the whole order."),
    ),
    "region": (
        "order_in_two_regions",
        message("{n} lines are of an order whose lines name several regions."),
        message("The one that comes first counts for the whole order."),
    ),
    "channel": (
        "order_in_two_channels",
        message("{n} lines are of an order whose lines name several channels."),
        message("The one that comes first counts for the whole order."),
    ),
}


def order_findings(scene: Scene) -> list[Finding]:
    """What whole orders, customers and the passing of time show."""
    found = []
    order = pd.factorize(scene.tables.lines["order_id"])[0]
    for name, (code, what, done) in _ATTRIBUTES.items():
        if name in scene.tables.lines:
            found += _lines(scene, code, Severity.LOOK, _disagree(order, scene, name), what, done, name)
    if {"customer_id", "customer_group"} <= set(scene.tables.lines.columns):
        customer = pd.factorize(scene.tables.lines["customer_id"])[0]
        found += _lines(
            scene,
            "customer_in_two_groups",
            Severity.LOOK,
            _disagree(customer, scene, "customer_group") & (customer >= 0),
            message("{n} lines are of a customer that stands in several groups."),
            message("Each order counts in its own group."),
            "customer_group",
        )
    return [*found, *_gaps(scene), *_swapped(scene), *_ordered_in_future(scene)]


def _disagree(of: np.ndarray[tuple[int], np.dtype[np.int64]], scene: Scene, name: str) -> Mask:
    """Lines of an order (or customer) whose lines have more than one filled value."""
    value = pd.factorize(scene.tables.lines[name])[0]
    n = int(of.max(initial=-1)) + 1
    known = (value >= 0) & (of >= 0)
    lowest = np.full(n, np.iinfo(np.int64).max)
    highest = np.full(n, -1, np.int64)
    np.minimum.at(lowest, of[known], value[known])
    np.maximum.at(highest, of[known], value[known])
    differ = highest > lowest
    return (of >= 0) & differ[of] if n else np.zeros(len(of), bool)


def _lines(
    scene: Scene, code: str, severity: Severity, rows: Mask, what: Message, done: Message, *names: str
) -> list[Finding]:
    count = int(rows.sum())
    if not count:
        return []
    sheet = scene.lines_sheet
    return [
        Finding(
            code,
            severity,
            count,
            message(what.text, **{**what.values, "n": count}),
            done,
            sheet.name,
            np.sort(scene.tables.lines["source_row"].to_numpy()[rows]),
            tuple(sheet.headers[name] for name in names if name in sheet.headers),
        )
    ]


def _gaps(scene: Scene) -> list[Finding]:
    """Weeks without a single order between weeks that have many."""
    name = next((one for one in ("ordered_at", "promised_date", "requested_date") if scene.has(one)), None)
    if name is None:
        return []
    dated = scene.day(name)
    days: Longs = dated[~np.isnat(dated)].astype(np.int64)
    if not len(days):
        return []
    weeks, counts = np.unique((days + 3) // 7, return_counts=True)
    # a few mistyped dates far away must not make a gap of years
    kept = weeks[counts >= max(1.0, np.median(counts) * 0.1)]
    if len(kept) < LEAST_WEEKS or np.median(counts) < LEAST_ORDERS_A_WEEK:
        return []
    lacking = np.setdiff1d(np.arange(kept[0], kept[-1] + 1), weeks)
    if not len(lacking):
        return []
    first = np.datetime64(int(lacking[0]) * 7 - 3, "D").astype(object)
    return [
        Finding(
            "gap_in_time",
            Severity.LOOK,
            len(lacking),
            message(
                "{n} weeks have no order at all, the first from {day:date}: closed, or missing from the export?",
                n=len(lacking),
                day=first,
            ),
            message("Check that the export is complete."),
            scene.lines_sheet.name,
            columns=tuple(scene.lines_sheet.headers[one] for one in (name,) if one in scene.lines_sheet.headers),
        )
    ]


def _swapped(scene: Scene) -> list[Finding]:
    """So many deliveries before their order that day and month may stand in the other order."""
    both = ~np.isnat(scene.stop_day) & ~np.isnat(scene.at_delivery(scene.day("ordered_at")))
    if not both.any():
        return []
    before = (scene.stop_day < scene.at_delivery(scene.day("ordered_at"))) & both
    if before.sum() < SUSPECT_SHARE * both.sum():
        return []
    return [
        Finding(
            "date_order_doubt",
            Severity.WRONG,
            int(before.sum()),
            message(
                "{share:percent} of the deliveries lie before their order: are day and month taken"
                " for each other, or two"
                " columns?",
                share=float(before.sum() / both.sum()),
            ),
            message("Read as it was decided: look at the dates and at what the columns are."),
            scene.deliveries_sheet.name,
            np.sort(scene.tables.deliveries["source_row"].to_numpy()[before]),
            tuple(
                sheet.headers[one]
                for sheet in (scene.lines_sheet, scene.deliveries_sheet)
                for one in ("ordered_at", *STOP_FIELDS)
                if one in sheet.headers
            ),
        )
    ]


def _ordered_in_future(scene: Scene) -> list[Finding]:
    return _lines(
        scene,
        "ordered_in_future",
        Severity.WRONG,
        scene.day("ordered_at") > np.datetime64(scene.today, "D"),
        message("{n} lines were ordered after today."),
        message("Counted as they stand."),
        "ordered_at",
    )
