"""Export layouts of many systems: nearly every column is right unasked, and none is wrong."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from otif_koop.intake import Proposal, Question, propose, recognise_system
from otif_koop.intake.mapping.fields import SKIP
from otif_koop.intake.mapping.roles import ROLE_FIELDS
from otif_koop.yaml_file import load_strict
from tests.intake.files import table

FILES = tuple(sorted(path.name for path in Path(__file__).parent.glob("layouts*.yaml")))
READ = {file: load_strict(Path(__file__).with_name(file).read_text(encoding="utf-8")) for file in FILES}
LAYOUTS = {name: entry for file in FILES for name, entry in READ[file].items()}
RIGHT_UNASKED = 0.85
ROWS = 60


def value(kind: str, row: int) -> str:
    """What stands in a column of this kind."""
    order, day = row // 3, 1 + row // 3 % 27
    values = {
        "oid": f"{4500000 + order}",
        "oidz": f"{4500000 + order:010d}",
        "lid": f"{10 * (row % 3 + 1)}",
        "lidz": f"{10 * (row % 3 + 1):06d}",
        "uid": f"{90000 + row}",
        "cust": f"C{order % 7:04d}",
        "name": f"Klant {order % 7} BV",
        "grp": ("Bouw", "Retail", "Zorg")[order % 3],
        "prod": f"ART-{row % 40:03d}",
        "desc": f"Bureau {row % 40}",
        "d0": f"{day:02d}-03-2026",
        "d1": f"{day:02d}-04-2026",
        "d2": f"{day + 1:02d}-04-2026",
        "z0": f"202603{day:02d}",
        "z1": f"202604{day:02d}",
        "z2": f"202604{day + 1:02d}",
        "i0": f"2026-03-{day:02d}T08:10:00Z",
        "i1": f"2026-04-{day:02d}T00:00:00Z",
        "i2": f"2026-04-{day + 1:02d}T00:00:00Z",
        "q": f"{5 + row % 20}",
        "qd": f"{5 + row % 20 - (row % 9 == 0)}",
        "val": f"{100 + row * 1.5:.2f}".replace(".", ","),
        "valp": f"{100 + row * 1.5:.2f}",
        "price": "12,50",
        "unit": "ST",
        "yn": ("Nee", "Ja")[row % 11 == 0],
        "x": "",
        "st": ("Open", "Geleverd")[row % 2],
        "land": ("NL", "BE")[order % 2],
        "wh": "M1",
        "carr": "DHL",
        "type": ("OR", "ZOR")[order % 2],
        "ship": f"80{1000 + row}",
        "txt": "tekst",
        "inc": "EXW",
        "cur": "EUR",
        "pers": "jan",
    }
    return values[kind]


def meant_by(layout: str, role: str) -> dict[str, str]:
    """The field that each header is, as far as a file of this kind has it."""
    columns = {header: said[-1] if isinstance(said, list) else said for header, said in columns_of(layout).items()}
    return {header: name if name in {*ROLE_FIELDS[role], "?"} else "" for header, name in columns.items()}


def columns_of(layout: str) -> dict[str, Any]:
    return LAYOUTS[layout]["columns"]


@cache
def proposed(layout: str, role: str | None = None) -> tuple[Proposal, dict[str, str]]:
    role = role or LAYOUTS[layout]["role"]
    columns = columns_of(layout)
    rows = LAYOUTS[layout].get("rows") or [[value(kind, row) for kind, _ in columns.values()] for row in range(ROWS)]
    return propose({role: table(list(columns), rows)}), meant_by(layout, role)


def about_columns(proposal: Proposal) -> list[Question]:
    """The questions about what a column is, not those about how its values are written."""
    return [question for question in proposal.questions if question.header and SKIP in question.candidates]


AS_TAKEN = [
    *((name, entry["role"]) for name, entry in LAYOUTS.items()),
    *((name, "lines") for name, entry in LAYOUTS.items() if entry["role"] == "deliveries"),
]
"""Every layout as what it is; and deliveries as order lines, which is what a file on its own is taken for."""


def test_no_layout_takes_the_place_of_another():
    assert len(LAYOUTS) == sum(map(len, READ.values()))


@pytest.mark.parametrize(("layout", "role"), AS_TAKEN)
def test_no_column_is_mapped_wrongly(layout, role):
    proposal, meant = proposed(layout, role)
    wrong = {
        column.header: column.field
        for column in proposal.columns
        if column.field and meant[column.header] not in {column.field, "?"}
    }
    assert wrong == {}


@pytest.mark.parametrize("file", FILES)
def test_nearly_every_column_is_right_unasked(file):
    right = every = 0
    for layout, role in AS_TAKEN:
        if layout not in READ[file]:
            continue
        proposal, meant = proposed(layout, role)
        asked = {question.header for question in about_columns(proposal)}
        for column in proposal.columns:
            every += meant[column.header] != "?"
            right += (column.field or "") == meant[column.header] and column.header not in asked
    assert len(READ[file]) >= 12
    assert right >= RIGHT_UNASKED * every


def test_what_is_asked_offers_the_right_answer():
    for layout, role in AS_TAKEN:
        proposal, meant = proposed(layout, role)
        for question in about_columns(proposal):
            if meant[question.header] not in {"", "?"}:
                assert meant[question.header] in question.candidates, (layout, question.header)


@pytest.mark.parametrize(
    ("layout", "system"),
    [
        ("sap_vbap", "sap_ecc"),
        ("sap_likp", "sap_ecc"),
        ("d365", "d365"),
        ("m3", "infor"),
        ("jde", "jde"),
        ("nl_eigen", None),
        ("de_eigen", None),
        ("klachten", None),
    ],
)
def test_the_system_is_recognised_by_names_of_its_own(layout, system):
    headers = list(columns_of(layout))
    assert recognise_system({"lines": table(headers, [["1"] * len(headers)])}) == system
