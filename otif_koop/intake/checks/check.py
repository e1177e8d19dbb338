"""Every check on the order tables, in one go."""

from __future__ import annotations

from datetime import date

import numpy as np

from otif_koop.intake.assemble.line_keys import LineKeys
from otif_koop.intake.assemble.sheet import Sheet
from otif_koop.intake.checks.delivery_rules import DELIVERY_RULES
from otif_koop.intake.checks.line_rules import LINE_RULES
from otif_koop.intake.checks.order_rules import order_findings
from otif_koop.intake.checks.scene import Longs, Rule, Scene
from otif_koop.intake.findings import Finding
from otif_koop.message import message
from otif_koop.otif.order_tables import OrderTables


def check(
    tables: OrderTables, line: Longs, lines: Sheet, keys: LineKeys, deliveries: Sheet, today: date
) -> list[Finding]:
    """What in the order tables should be looked at.

    line: for each delivery the place of its line, -1 for none. lines, deliveries: the files the rows came from.
    today: the day after which a date lies in the future.
    """
    scene = Scene(tables, line, lines, keys, deliveries, today)
    found = []
    with np.errstate(invalid="ignore"):
        for rule in (*LINE_RULES, *DELIVERY_RULES):
            found += _one(rule, scene)
        return found + order_findings(scene)


def _one(rule: Rule, scene: Scene) -> list[Finding]:
    rows = rule.mask(scene)
    if rows is None or not rows.any():
        return []
    sheet = scene.lines_sheet if rule.about == "lines" else scene.deliveries_sheet
    frame = scene.tables.lines if rule.about == "lines" else scene.tables.deliveries
    count = int(rows.sum())
    headers = {**scene.deliveries_sheet.headers, **scene.lines_sheet.headers}
    return [
        Finding(
            rule.code,
            rule.severity,
            count,
            message(rule.message.text, **{**rule.message.values, "n": count}),
            rule.done,
            sheet.name,
            np.sort(frame["source_row"].to_numpy()[rows]),
            tuple(headers[name] for name in rule.fields if name in headers),
        )
    ]
