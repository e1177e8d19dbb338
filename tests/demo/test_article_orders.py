"""The article's two orders give the article's figures, computed here by hand in pandas."""

import pandas as pd
import pytest

from otif_koop.demo import article_tables


def _whole(overlap: bool = False) -> pd.DataFrame:
    tables = article_tables(overlap=overlap)
    whole = tables.lines.merge(tables.deliveries, on=["order_id", "line_id"])
    marked = set(tables.incidents["line_id"])
    whole["on_time"] = whole["delivered_at"] <= whole["promised_date"]
    whole["in_full"] = whole["quantity_delivered"] >= whole["quantity_ordered"]
    whole["clean"] = ~whole["line_id"].isin(marked)
    return whole


def _item(whole: pd.DataFrame, good: pd.Series) -> float:
    return good.sum() / whole["quantity_ordered"].sum()


def test_the_published_figures():
    whole = _whole()
    orders = whole.groupby("order_id")[["on_time", "in_full", "clean"]].all()
    lines = whole[["on_time", "in_full", "clean"]].mean()
    first = whole[whole["order_id"] == "1"]
    assert first["in_full"].mean() == 0.5
    assert round(_item(first, first["quantity_delivered"]), 2) == 0.93
    assert orders.mean().tolist() == [0.5, 0.5, 0.0]
    assert lines.round(2).tolist() == [0.57, 0.71, 0.57]
    ordered = whole["quantity_ordered"]
    items = [
        _item(whole, ordered * whole["on_time"]),
        _item(whole, whole["quantity_delivered"]),
        _item(whole, ordered * whole["clean"]),
    ]
    assert [round(rate, 2) for rate in items] == [0.61, 0.96, 0.57]
    assert round(lines.prod(), 2) == 0.23
    assert round(items[0] * items[1] * items[2], 2) == 0.33
    assert round(whole[["on_time", "in_full", "clean"]].all(axis=1).mean(), 3) == 0.143


@pytest.mark.parametrize("overlap", [False, True])
def test_three_marks_one_of_them_in_each_order(overlap):
    tables = article_tables(overlap=overlap)
    assert len(tables.incidents) == 3
    assert tables.kinds == {"error_unspecified", "complaint"}
    assert set(tables.incidents["order_id"]) == {"1", "2"}


def test_the_overlap_parts_the_two_readings():
    apart, overlap = article_tables().incidents, article_tables(overlap=True).incidents
    assert apart["line_id"].nunique() == 3
    assert sorted(overlap["line_id"]) == ["2", "5", "5"]
    assert sorted(overlap.loc[overlap["line_id"] == "5", "kind"]) == ["complaint", "error_unspecified"]


def test_the_types_are_canonical():
    tables = article_tables()
    assert {str(tables.lines[name].dtype) for name in ("order_id", "line_id")} == {"str"}
    assert str(tables.lines["quantity_ordered"].dtype) == "float64"
    assert str(tables.lines["promised_date"].dtype).startswith("datetime64[")
    assert not tables.lines.duplicated(["order_id", "line_id"]).any()
