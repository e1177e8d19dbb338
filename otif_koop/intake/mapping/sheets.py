"""Which sheets of a workbook hold a table that can be scored, and what each is taken for."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass

from otif_koop.intake.mapping.draft import by_name
from otif_koop.intake.mapping.fields import CONFIRMED
from otif_koop.intake.mapping.mapping import FileMapping, Role
from otif_koop.intake.mapping.roles import ROLE_NAMES, likely_role
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.reading.workbook import SheetRead
from otif_koop.message import Message, message
from otif_koop.otif.kinds import KINDS

_ORDER = {"order_id"}
_QUANTITIES = {"quantity_ordered", "quantity_delivered"}
_CAME = {"shipped_at", "delivered_at", "received_at"}
_DUE = {"requested_date", "promised_date", "revised_date", CONFIRMED, "lead_time_days"}
_MEASURED = _QUANTITIES | _CAME | _DUE
_NEEDS: dict[Role, tuple[set[str], set[str]]] = {
    "lines": (_ORDER, _MEASURED),
    "schedules": (_ORDER, _MEASURED),
    "orders": (_ORDER, _MEASURED | {"customer_id", "customer_group", "ordered_at"}),
    "shipments": (_ORDER | {"shipment_id"}, _CAME),
    "deliveries": (_ORDER | {"shipment_id"}, _CAME | {"quantity_delivered"}),
    "incidents": (_ORDER | {"shipment_id"}, {"kind", "complaint_id", *KINDS}),
    "groups": ({"customer_id"}, {"customer_group"}),
}
"""A key, and something to measure or to say about it; of each at least one."""
_CAN_BE_THE_LINES = {"lines", "schedules", "orders", "deliveries"}


@dataclass(frozen=True)
class SheetUse:
    """One sheet. role: what its columns fit, None where nothing; taken: whether it is, which follows from that unless
    someone said otherwise; why: what it is taken for, or why it is left out."""

    sheet: SheetRead
    role: Role | None
    taken: bool
    why: Message

    @property
    def what(self) -> Message:
        """What its columns fit."""
        return ROLE_NAMES[self.role] if self.role else self.why

    @property
    def name(self) -> str:
        """The sheet's name in the workbook."""
        return self.sheet.name


def use_of_sheets(sheets: Sequence[SheetRead], said: MappingOf[str, bool] | None = None) -> tuple[SheetUse, ...]:
    """What each sheet of a workbook is used for: a table of which the columns show a key and something to measure, or
    errors, or the group of a customer, by the rules of files apart. Where none can be the order lines, the fullest is.

    said: by name what someone took in or left out; it is followed.
    """
    said = said or {}
    tables = [one.table for one in sheets if one.table is not None]
    roles = {one.name: _fit(one.table, tables) for one in sheets if one.table is not None}
    if not _CAN_BE_THE_LINES & set(roles.values()):
        rest = [one for one in sheets if one.table is not None and roles[one.name] is None]
        if rest:
            roles[max(rest, key=lambda one: one.cells).name] = "lines"
    return tuple(_use(one, roles.get(one.name), said.get(one.name)) for one in sheets)


def _use(sheet: SheetRead, role: Role | None, said: bool | None) -> SheetUse:
    taken = role is not None if said is None else said
    if role is not None:
        why = ROLE_NAMES[role] if taken else message("{role}, left out by hand", role=ROLE_NAMES[role])
    elif taken:
        why = message("taken in by hand")
    else:
        why = sheet.why or message("no table with orders, deliveries, errors or customer groups")
    return SheetUse(sheet, role, taken, why)


def _fit(table: TextTable, tables: Sequence[TextTable]) -> Role | None:
    """What a table is, where its names and values show what that needs."""
    role = likely_role(table, tables)
    if role is None:
        return None
    found: set[str] = set()
    for draft in by_name(role, table, FileMapping(), ()):
        if draft.field:
            found.add(draft.field)
        elif draft.question and draft.question != "misfit":
            found.update(draft.candidates)
    key, more = _NEEDS[role]
    return role if key & found and more & found else None
