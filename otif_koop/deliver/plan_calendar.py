"""The plan as a calendar file (RFC 5545): one all-day event an action, on the day it must be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from otif_koop.language import Language
from otif_koop.workshop.plan_items import KINDS, PlanItem, in_order

_LONGEST = 75  # octets of a line


def calendar(items: Mapping[str, PlanItem], workshop_id: str, now: datetime, language: Language) -> bytes:
    """The actions that have a date. `workshop_id` keeps an action the same event at every export."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//otif_koop//plan//" + language.code.upper()]
    for item_id, item in in_order(items):
        if item.due is None:
            continue
        told = [language.say(KINDS[item.kind])]
        told += [language.say("Owner: {owner}", owner=item.owner)] if item.owner else []
        told += [item.note] if item.note else []
        lines += [
            "BEGIN:VEVENT",
            f"UID:{item_id}@{workshop_id or 'otif-koop'}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{item.due:%Y%m%d}",
            f"DTEND;VALUE=DATE:{item.due + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(item.title)}",
            f"DESCRIPTION:{_text(chr(10).join(told))}",
            f"STATUS:{'CONFIRMED' if item.status == 'done' else 'TENTATIVE'}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return ("\r\n".join(folded for line in lines for folded in _folded(line)) + "\r\n").encode()


def _text(text: str) -> str:
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(sign, escaped)
    return text


def _folded(line: str) -> list[str]:
    """The line over as many lines as it needs, the later ones starting with a space; never inside a letter."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > _LONGEST:
            parts.append(part)
            part = " "
        part += sign
    return [*parts, part]
