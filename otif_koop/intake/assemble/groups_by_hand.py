"""Customer groups that someone gave by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from otif_koop.intake.refusals import NotAssembled
from otif_koop.message import message
from otif_koop.otif.order_tables import OrderTables


def with_customer_groups(tables: OrderTables, groups: Mapping[str, str]) -> OrderTables:
    """The tables with the customer group of each customer in `groups`; other customers keep the one they had.

    groups: customer_id to group. Raises `NotAssembled` where the data name no customer.
    """
    if "customer_id" not in tables.lines:
        raise NotAssembled(
            message("The data name no customer, so customers can't be put in groups. Map the column with the customer.")
        )
    lines = tables.lines.copy()
    given = lines["customer_id"].map(dict(groups)).astype("str")
    lines["customer_group"] = (
        given.where(given.notna(), lines["customer_group"]) if "customer_group" in lines else given
    )
    return replace(tables, lines=lines)
