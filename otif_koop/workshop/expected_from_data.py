"""What the orders already say about a group, for the questions that nobody has answered yet."""

from __future__ import annotations

from typing import Any

import numpy as np

from otif_koop.otif.order_book import OrderBook
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.group_figures import Groups

OFTEN = 0.05
"""Share of a group's orders from which a region or channel is one of the group's."""
WANTED = 0.5
"""Share of the lines with an agreed partial delivery from which those are wanted."""
MOST_NAMES = 12


def seen_in_data(workshop: Workshop, group_id: str, name: str, book: OrderBook, found: Groups) -> dict[str, Any]:
    """Values by field of the group, `lead_time_days` and `partial_deliveries` being expectations; blank ones left out.

    `name` is what `book` calls the group. A field that was answered is not among them.
    """
    at, group = found.at(name), workshop.groups[group_id]
    if at is None:
        return {}
    seen: dict[str, Any] = {}
    asked, agreed = float(found.trade.asked_days[at]), float(found.trade.agreed[at])
    answered = group.expectations.model_fields_set
    if np.isfinite(asked) and asked >= 1 and "lead_time_days" not in answered:
        seen["lead_time_days"] = round(asked)
    if np.isfinite(agreed) and agreed >= WANTED and "partial_deliveries" not in answered:
        seen["partial_deliveries"] = "wanted"
    mine = book.group.codes == book.group.names.index(name)
    for field, column in (("regions", "region"), ("channels", "channel")):
        attribute = book.attributes[column]
        codes = attribute.codes[mine]
        if field in group.model_fields_set or not attribute.names or not (codes >= 0).any():
            continue
        share = np.bincount(codes[codes >= 0], minlength=len(attribute.names)) / max(1, int((codes >= 0).sum()))
        names = [attribute.names[code] for code in np.argsort(-share, kind="stable") if share[code] >= OFTEN]
        if 1 <= len(names) <= MOST_NAMES:
            seen[field] = names
    return seen
