"""`otif-koop explore`: every defensible definition of a file, as a text or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otif_koop.cli import main
from tests.commands.test_score import ARTICLE


def test_the_article_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "article.csv"
    file.write_text(ARTICLE, encoding="utf-8")
    assert main(["explore", str(file), "--json", "--top", "4"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["definitions"] > 100
    assert found["low"] == 0
    assert found["chosen"] == 0  # every order has a mark
    assert found["high"] <= 1
    assert found["rank"] >= 1
    assert len(found["effects"]) == 4
    assert {"choice", "points"} <= set(found["effects"][0])
    basic = next(one for one in found["known"] if one["id"] == "basic")
    assert basic["score"] == 0.25  # the article: 50 % on time x 50 % in full
    assert "hidden_zero" not in {one["code"] for one in found["warnings"]}  # 0 % of the orders have no mark
    assert main(["explore", str(file)]) == 0
    said = capsys.readouterr().out
    assert "The same deliveries score from 0.0 % to" in said


def test_what_can_t_be_read_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", str(tmp_path / "nothing.csv")]) == 2
    assert "nothing.csv" in capsys.readouterr().err
