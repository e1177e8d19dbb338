from __future__ import annotations

import pytest

from otif_koop.intake import safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1",
        "|x",
        "%0A=1",
        "\u00a0=1",
        "-",
        "=",
        "+1;=1",
    ],
)
def test_formulas_become_text(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "Stoel", "12", "-12,50", "+3.5", "-1.200", "1-2", "a=b", "5%", "-5%", "1e-5", "2026-03-01", "é"]
)
def test_numbers_and_plain_text_stay(text):
    assert safe_cell(text) == text
