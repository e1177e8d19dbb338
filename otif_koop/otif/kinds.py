"""The kinds of error and complaint that a measurement can count (`config/incident_kinds.yaml`)."""

from __future__ import annotations

from otif_koop.tables import table

ERROR_KINDS: tuple[str, ...] = tuple(table("incident_kinds")["errors"])
COMPLAINT_KINDS: tuple[str, ...] = tuple(table("incident_kinds")["complaints"])
KINDS: tuple[str, ...] = ERROR_KINDS + COMPLAINT_KINDS
KIND_CODE: dict[str, int] = {kind: code for code, kind in enumerate(KINDS)}
