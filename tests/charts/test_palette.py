"""The roles of the charts against the theme's colours: enough contrast on both screens, and one accent."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from otif_koop.charts.house_style import ROLES

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
WORDS = ("choice", "main", "ink", "late")  # what words are written in
SHAPES = ("gain", "short", "quiet")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("screen", ["light", "dark"])
def test_every_role_can_be_told_from_the_background(screen):
    colours = dict(zip(ROLES, THEME[screen]["chartCategoricalColors"], strict=True))
    background = THEME[screen]["backgroundColor"]
    contrasts = {role: round(contrast(colour, background), 2) for role, colour in colours.items()}
    assert {role: contrasts[role] for role in WORDS if contrasts[role] < 4.5} == {}
    assert {role: contrasts[role] for role in SHAPES if contrasts[role] < 3} == {}


@pytest.mark.parametrize("screen", ["light", "dark"])
def test_the_choice_is_drawn_in_the_accent_of_the_controls(screen):
    assert THEME[screen]["chartCategoricalColors"][ROLES.index("choice")] == THEME[screen]["primaryColor"]
