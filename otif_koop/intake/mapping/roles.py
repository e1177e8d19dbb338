"""What each of several files is: lines, order or shipment headers, deliveries, incidents, customer groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from otif_koop.intake.mapping.evidence import is_unique
from otif_koop.intake.mapping.fields import CONFIRMED, fields
from otif_koop.intake.mapping.header_match import match_header
from otif_koop.intake.mapping.mapping import ROLES, Role
from otif_koop.intake.reading.text_table import TextTable
from otif_koop.intake.reading.together import put_together
from otif_koop.intake.refusals import NotMapped
from otif_koop.message import Message, message
from otif_koop.otif.kinds import KINDS

_DUE = {"requested_date", "promised_date", "revised_date", CONFIRMED, "lead_time_days"}
_STOP = {"shipped_at", "delivered_at", "received_at"}
_ATTRIBUTES = {"customer_id", "customer_group", "region", "channel"}

ROLE_FIELDS: dict[Role, frozenset[str]] = {
    "lines": frozenset(name for name, field in fields().items() if name not in {"quantity", "occurred_at"}),
    "schedules": frozenset(
        {"order_id", "line_id", "schedule_line_id", "quantity_ordered", *_DUE, *_STOP, "quantity_delivered"}
    ),
    "orders": frozenset(fields())
    - {
        "line_id",
        "schedule_line_id",
        "product_id",
        "quantity_ordered",
        "quantity_delivered",
        "quantity",
        "occurred_at",
    },
    "shipments": frozenset({"order_id", "shipment_id", "status", *_STOP, *KINDS}),
    "deliveries": frozenset(
        {"order_id", "line_id", "schedule_line_id", "product_id", "shipment_id", "quantity_delivered", *_STOP, *KINDS}
    ),
    "incidents": frozenset(
        {"order_id", "line_id", "product_id", "shipment_id", "kind", "quantity", "occurred_at", "complaint_id", *KINDS}
    ),
    "groups": frozenset(_ATTRIBUTES),
}
"""Which fields a column can be in each kind of file."""

ROLE_NAMES: dict[Role, Message] = {
    "lines": message("order lines"),
    "schedules": message("schedule lines"),
    "orders": message("orders"),
    "shipments": message("shipments"),
    "deliveries": message("deliveries"),
    "incidents": message("errors and complaints"),
    "groups": message("customer groups"),
}


def detect_roles(tables: Sequence[TextTable], said: Mapping[Role, TextTable] | None = None) -> dict[Role, TextTable]:
    """What each file is, from its columns; a single file is always the lines, unless those are said to be another.

    Files with the same columns (a sheet a month) are one table. said: what someone said that other files are. Raises
    `NotMapped` where two files seem to be the same thing and have other columns, or a file is none of these.
    """
    roles: dict[Role, TextTable] = dict(said or {})
    tables = put_together(tables)
    if not tables and not roles:
        raise NotMapped(message("There is no file yet. Bring at least one with order lines."))
    if len(tables) == 1 and "lines" not in roles:
        return by_role({"lines": tables[0], **roles})
    line_like = [_Known(table) for table in (*roles.values(), *tables) if _Known(table).line_like]
    scheduled = any(not known.has("schedule_line_id") for known in line_like)
    for table in tables:
        known = _Known(table)
        role = _role(table, known, with_lines=bool(line_like))
        if role == "lines" and known.has("schedule_line_id") and scheduled:
            role = "schedules"
        if role is None:
            raise NotMapped(
                message(
                    "{file}: its columns don't tell whether these are lines, orders, shipments, deliveries, errors and"
                    " complaints or customer groups. Say which it is, or leave it out.",
                    file=table.name,
                )
            )
        roles[role] = only_one(role, [roles[role], table]) if role in roles else table
    if "lines" not in roles and "orders" in roles and "orders" not in (said or {}):
        roles["lines"] = roles.pop("orders")
    return by_role(roles)


def only_one(role: Role, tables: Sequence[TextTable]) -> TextTable:
    """The one table of a role that these are together; raises `NotMapped` where their columns differ."""
    found = put_together(tables)
    if len(found) > 1:
        raise NotMapped(
            message(
                "{file} and {other} both look like {role}. Say for each what it is, or leave one out.",
                file=found[0].name,
                other=found[1].name,
                role=ROLE_NAMES[role],
            )
        )
    return found[0]


def likely_role(table: TextTable, tables: Sequence[TextTable]) -> Role | None:
    """What one of several tables is by its columns; None where they don't tell."""
    return _role(table, _Known(table), with_lines=any(_Known(one).line_like for one in tables))


class _Known:
    """The fields that a file's headers certainly are, and may be."""

    def __init__(self, table: TextTable) -> None:
        self.certain: dict[str, str] = {}
        self.maybe: set[str] = set()
        for header in table.headers:
            match = match_header(header, table.headers)
            if match.field:
                self.certain.setdefault(match.field, header)
            self.maybe.update(match.candidates)

    def has(self, *names: str) -> bool:
        return any(name in self.certain for name in names)

    @property
    def line_like(self) -> bool:
        """An order, a line or product of it, and what was ordered or when it is due."""
        order = self.has("order_id") or "order_id" in self.maybe
        line = self.has("line_id", "product_id", "schedule_line_id") or "line_id" in self.maybe
        ordered = self.has("quantity_ordered") or (
            "quantity_ordered" in self.maybe and not self.has("quantity_delivered", *_STOP, "kind", "complaint_id")
        )
        return order and line and ordered


def _role(table: TextTable, known: _Known, *, with_lines: bool) -> Role | None:
    order = known.has("order_id") or "order_id" in known.maybe
    if known.line_like:
        return "lines"
    if known.has("customer_group") and known.has("customer_id") and not order:
        return "groups"
    kind = known.has("kind", "complaint_id", *KINDS) or ("kind" in known.maybe and known.has("occurred_at"))
    if kind and not known.has("quantity_ordered", *_DUE, *_STOP):
        return "incidents"
    if known.has("quantity_delivered") or (known.has("shipment_id", *_STOP) and "quantity_delivered" in known.maybe):
        return "deliveries"
    shipment = known.certain.get("shipment_id")
    if shipment and not known.has(*_DUE) and is_unique(table, shipment):
        return "shipments"
    if known.has("order_id") and with_lines and is_unique(table, known.certain["order_id"]):
        return "orders"
    if order and known.has(*_STOP) and not known.has(*_DUE, "line_id"):
        return "shipments"
    if order and known.has("line_id", "product_id") and known.has(*_STOP):
        return "deliveries"
    return "orders" if order else None


def by_role(tables: Mapping[Role, TextTable]) -> dict[Role, TextTable]:
    """The files in their usual order."""
    return {role: tables[role] for role in ROLES if role in tables}
