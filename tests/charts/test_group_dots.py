from __future__ import annotations

import json
import re

from otif_koop.charts.group_dots import GroupFigure, alt_text, chart
from otif_koop.otif.definition import Combine
from tests.charts.reading import EN, NL, layers, marks, rows
from tests.charts.sample_figures import GROUPS


def labels(drawn) -> list[list[str]]:
    for layer in layers(drawn.to_dict()):
        axis = layer["encoding"].get("y", {}).get("axis") or {}
        if "labelExpr" in axis:
            return json.loads(axis["labelExpr"].removesuffix("[datum.value]"))
    raise AssertionError("no labels")


def test_the_lowest_stands_first_and_no_data_last():
    assert [name for name, _ in labels(chart(GROUPS, Combine.JOINT, EN))][1:] == ["Zorg", "Projectinrichters", "Nieuw"]
    figures = [figure for _, figure in labels(chart(GROUPS, Combine.PRODUCT, EN))]
    assert figures == ["56.0\u00a0%, too few", "70.2\u00a0%", "88.4\u00a0%", "no data"]


def test_joint_product_and_target_are_three_shapes():
    drawn = chart(GROUPS, Combine.JOINT, EN)
    shape = marks(drawn, "point")[0]["encoding"]["shape"]["scale"]
    by_role = dict(zip(shape["domain"], shape["range"], strict=True))
    assert len({by_role[role] for role in ("main", "ink", "choice")}) == 3
    dots = rows(drawn, "size")
    assert sorted(dot["what"] for dot in dots) == ["faultless share"] * 3 + ["product"] * 3 + ["target"] * 4
    assert all(dot["role"] == "choice" for dot in dots if dot["what"] == "target")


def test_the_headline_is_the_larger_dot_with_the_interval():
    for combine, what in ((Combine.JOINT, "faultless share"), (Combine.PRODUCT, "product")):
        dots = [dot for dot in rows(chart(GROUPS, combine, EN), "size") if dot["what"] != "target"]
        assert {dot["what"] for dot in dots if dot["size"] == max(one["size"] for one in dots)} == {what}
        assert {dot["sure"] != "–" for dot in dots if dot["what"] == what} == {True}


def test_too_few_orders_is_hollow_and_said():
    dots = [dot for dot in rows(chart(GROUPS, Combine.JOINT, EN), "size") if dot["what"] != "target"]
    assert {dot["group"] for dot in dots if not dot["full"]} == {"Export naar het Verenigd Koninkrijk"}
    assert {dot["orders"] for dot in dots if not dot["full"]} == {"too few orders to judge"}


def test_the_scale_holds_every_interval():
    drawn = chart(GROUPS, Combine.JOINT, EN)
    low, high = marks(drawn, "point")[0]["encoding"]["x"]["scale"]["domain"]
    assert low <= min(span["share"] for span in rows(drawn, "high"))
    assert high == 1


def test_a_name_can_hold_anything():
    names = ['He said "no"; alert(1)', "a\\b\nc", "</script>", "é 漢", "x" * 300, "x" * 299 + "y"]
    drawn = chart([GroupFigure(name, 0.5, 0.5) for name in names], Combine.JOINT, EN)
    shown = [name for name, _ in labels(drawn)]
    assert len(shown) == len(names)
    assert max(map(len, shown)) <= 21
    assert shown[1] == "a\\b c"
    assert re.fullmatch("x+…x+y", shown[5])


def test_the_text_has_the_numbers():
    said = alt_text(GROUPS, Combine.JOINT, EN)
    assert "4 customer groups" in said
    assert "from Export naar het Verenigd Koninkrijk with 50.0\u00a0% to Projectinrichters with 91.2\u00a0%" in said
    assert "1 of the 2 groups with a target reach it." in said
    assert "Too few orders to judge: 1; no data: 1." in said
    assert "88,4\u00a0%" in alt_text(GROUPS, Combine.PRODUCT, NL)
