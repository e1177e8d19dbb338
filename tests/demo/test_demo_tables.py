"""The demo tables are canonical, make sense day by day, and are the same everywhere."""

import hashlib
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from otif_koop.demo import demo_customers, demo_products, demo_tables, one_more_month
from otif_koop.demo.chance import Chance, index_from, pick
from otif_koop.demo.company import demo_company
from otif_koop.demo.order_year import _history
from otif_koop.message import Refused
from otif_koop.otif.kinds import KINDS
from otif_koop.otif.order_tables import DELIVERY_DATES, LINE_DATES, LINE_FLAGS, LINE_NUMBERS, LINE_TEXTS, OrderTables

KEYS = ["order_id", "line_id"]
LAST_DAY = pd.Timestamp("2026-10-31")


def digest(tables: OrderTables) -> str:
    content = hashlib.sha256()
    for table in (tables.lines, tables.deliveries, tables.incidents):
        content.update(table.to_csv().encode())
    return content.hexdigest()


def test_all_canonical_columns_with_their_types(year):
    assert set(year.lines) == {*LINE_TEXTS, *LINE_DATES, *LINE_NUMBERS, *LINE_FLAGS, "source_row"}
    assert set(year.deliveries) == {*KEYS, "quantity_delivered", *DELIVERY_DATES, "source_row"}
    assert set(year.incidents) == {*KEYS, "kind", "quantity", "occurred_at", "source_row"}
    for table in (year.lines, year.deliveries, year.incidents):
        for name in table:
            kind = str(table[name].dtype)
            if name in {*LINE_TEXTS, "kind"}:
                assert kind == "str", name
            elif name in {*LINE_DATES, *DELIVERY_DATES, "occurred_at"}:
                assert kind.startswith("datetime64["), name
                assert table[name].dt.tz is None
            elif name in LINE_FLAGS:
                assert kind == "boolean", name
            elif name == "source_row":
                assert kind == "int64", name
            else:
                assert kind == "float64", name


def test_size_and_keys(year):
    assert 57_000 <= len(year.lines) <= 63_000
    assert year.lines["customer_group"].nunique() == 8
    assert not year.lines.duplicated(KEYS).any()
    assert not year.deliveries.duplicated([*KEYS, "shipped_at"]).any()
    assert not year.incidents.drop(columns="source_row").duplicated().any()
    lines = pd.MultiIndex.from_frame(year.lines[KEYS])
    assert pd.MultiIndex.from_frame(year.deliveries[KEYS]).isin(lines).all()
    assert year.incidents["order_id"].isin(year.lines["order_id"]).all()
    of_order = year.lines.groupby("order_id")[["customer_id", "customer_group", "region", "channel", "ordered_at"]]
    assert (of_order.nunique() == 1).all().all()


def test_every_kind_of_incident_occurs_with_and_without_line_and_quantity(year):
    assert year.kinds == set(KINDS) == set(year.incidents["kind"])
    assert 0.05 < year.incidents["line_id"].isna().mean() < 0.5
    assert 0.2 < year.incidents["quantity"].notna().mean() < 0.8
    with_line = year.incidents.dropna().merge(year.lines, on=KEYS)
    assert (with_line["quantity"] <= with_line["quantity_ordered"]).all()


def test_complaints_arrive_late(year):
    last = year.deliveries.groupby("order_id")["delivered_at"].max().rename("last")
    found = year.incidents[year.incidents["kind"] == "complaint"].join(last, on="order_id")
    lag = (found["occurred_at"] - found["last"]).dt.days
    assert lag.quantile(0.75) >= 7
    assert lag.max() >= 28


def test_the_year_and_what_is_open_at_its_end(year):
    assert year.lines["ordered_at"].min() == pd.Timestamp("2025-11-01")
    assert year.lines["ordered_at"].max() == LAST_DAY
    for dates in (year.lines["cancelled_at"], year.lines["authorised_at"], year.incidents["occurred_at"]):
        assert dates.max() <= LAST_DAY
    assert year.deliveries[list(DELIVERY_DATES)].max().max() <= LAST_DAY
    waiting = year.lines.merge(year.deliveries[KEYS].drop_duplicates().assign(arrived=True), on=KEYS, how="left")
    waiting = waiting[waiting["arrived"].isna() & waiting["cancelled_at"].isna()]
    assert (waiting["promised_date"] > LAST_DAY).sum() > 1000, "orders that are not due yet"
    assert (waiting["promised_date"] <= LAST_DAY).sum() > 50, "overdue lines that never came"
    assert year.lines.loc[year.lines["authorised_at"].isna(), "promised_date"].isna().all()


def test_dates_follow_one_another_on_working_days(year):
    rows = year.deliveries.merge(year.lines[[*KEYS, "ordered_at", "authorised_at"]], on=KEYS)
    assert (rows["authorised_at"] >= rows["ordered_at"]).all()
    assert (rows["shipped_at"] > rows["authorised_at"]).all()
    assert not (rows["delivered_at"] < rows["shipped_at"]).any()
    assert not (rows["received_at"] < rows["delivered_at"]).any()
    closed = {np.datetime64(day) for day in demo_company().closed_days}
    for name in DELIVERY_DATES:
        dates = year.deliveries[name].dropna()
        assert (dates.dt.day_of_week < 5).all()
        assert not closed & set(dates.to_numpy().astype("datetime64[D]"))
    weekend = year.lines.loc[year.lines["ordered_at"].dt.day_of_week >= 5, "customer_group"]
    assert set(weekend) == {"Webshop"}


def test_everything_a_year_of_deliveries_has(year):
    lines = year.lines
    total = year.deliveries.groupby(KEYS)["quantity_delivered"].agg(["sum", "size"])
    both = lines.set_index(KEYS).join(total)
    due = both["quantity_ordered"] - both["cancelled_quantity"].fillna(0)
    assert (both["sum"] > due).sum() > 100, "over-deliveries"
    assert ((both["sum"] < due) & (both["sum"] > 0)).sum() > 1000, "closed short"
    assert (both["size"] > 1).sum() > 800, "partial deliveries"
    assert (both["size"] > 2).sum() > 50
    assert (year.deliveries["quantity_delivered"] == 0).sum() > 200, "closing rows"
    assert 0.1 < lines["partial_agreed"].mean() < 0.6
    assert {"customer", "supplier"} == set(lines["cancelled_by"].dropna())
    assert lines["cancelled_at"].notna().equals(lines["cancelled_by"].notna())
    assert lines["cancelled_at"].notna().equals(lines["cancelled_quantity"].notna())
    cancelled = lines[lines["cancelled_at"].notna()]
    assert (cancelled["cancelled_quantity"] <= cancelled["quantity_ordered"]).all()
    assert (lines["cancelled_at"] > lines["promised_date"]).sum() > 50, "cancelled once late"
    for name in ("requested_date", "promised_date", "revised_date"):
        assert 0.002 < lines[name].isna().mean() < 0.05, name
    assert 0.4 < year.deliveries["received_at"].isna().mean() < 0.8
    assert 0.002 < year.deliveries["delivered_at"].isna().mean() < 0.02
    own_dates = lines.groupby("order_id")["requested_date"].nunique()
    assert (own_dates > 1).sum() > 100, "lines of one order with different due dates"


def test_seasons(year):
    ordered = year.lines["ordered_at"]
    by_month = year.lines.groupby(["customer_group", ordered.dt.month])["order_id"].nunique().unstack(fill_value=0)
    assert by_month.loc["Onderwijs"].idxmax() == 6
    assert by_month.loc["Onderwijs", [5, 6, 7]].sum() > by_month.loc["Onderwijs"].sum() / 2
    whole = by_month.sum()
    assert whole[12] < 0.8 * min(whole[11], whole[1])
    assert (
        not ordered[ordered.dt.strftime("%m-%d") == "12-25"]
        .index.difference(year.lines.index[year.lines["customer_group"] == "Webshop"])
        .size
    )


def test_products_and_customers(year):
    customers, products = demo_customers(), demo_products()
    assert customers["customer_id"].is_unique
    assert customers["customer_name"].is_unique
    assert customers["customer_name"].str.encode("cp1252").str.len().gt(5).all()
    assert set(year.lines["customer_id"]) <= set(customers["customer_id"])
    assert products["product_id"].is_unique
    assert len(products[products["family"] != "part"]) == 120
    assert set(year.lines["product_id"]) <= set(products["product_id"])
    per_product = year.lines["product_id"].value_counts()
    assert per_product.iloc[0] > 5 * per_product.median()
    assert (year.lines["net_value"] > 0).all()
    assert (year.lines["net_value"] * 100).round(6).mod(1).eq(0).all()


def test_source_rows_are_those_of_the_flat_file(year):
    rows = year.lines.merge(year.deliveries[[*KEYS, "source_row"]], on=KEYS, how="left", suffixes=("", "_delivery"))
    place = np.arange(2, len(rows) + 2)
    first = ~rows.duplicated(KEYS)
    assert (rows.loc[first, "source_row"].to_numpy() == place[first]).all()
    came = rows["source_row_delivery"].notna()
    assert (rows.loc[came, "source_row_delivery"].to_numpy() == place[came]).all()


def test_the_same_in_another_process_with_another_hash_order():
    code = (
        "import sys; sys.path.insert(0, 'tests/demo'); from test_demo_tables import digest;"
        "from otif_koop.demo import demo_tables; print(digest(demo_tables(scale=0.02)))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Auckland",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    there = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert there.stdout.strip() == digest(demo_tables(scale=0.02))


def test_chance_is_the_bits_of_pcg64_and_nothing_else():
    drawn = Chance(7, [10, 11], [2, 1]).of("a question")
    raw = [1818784444129215677, 5156388322196749106, 5828409493598876316]  # of PCG64, written down once
    assert drawn.tolist() == [(bits >> 11) / 2**53 for bits in raw]
    assert index_from([1, 0, 3], np.array([0.0, 0.2499, 0.25, 0.999])).tolist() == [0, 0, 2, 2]
    assert pick({-2: 1, 5: 1}, np.array([0.1, 0.6])).tolist() == [-2, 5]


def test_another_seed_is_another_year_and_the_scale_scales(year):
    small = demo_tables(scale=0.1)
    assert digest(small) != digest(demo_tables(5, scale=0.1))
    assert 0.08 < len(small.lines) / len(year.lines) < 0.12
    assert len(demo_tables(scale=0.1, months=3).lines) < 0.4 * len(small.lines)


def test_a_month_does_not_depend_on_the_other_months(year):
    fixed = ["product_id", "quantity_ordered", "requested_date", "customer_id", "net_value"]
    march = demo_tables(months=1, start=date(2026, 3, 1)).lines.set_index(KEYS)
    in_year = year.lines[year.lines["ordered_at"].dt.strftime("%Y-%m") == "2026-03"].set_index(KEYS)
    pd.testing.assert_frame_equal(march[fixed], in_year[fixed])


def test_a_year_is_made_within_a_second_and_a_half():
    demo_tables(scale=0.01)  # the config is read once
    _history.cache_clear()
    started = time.process_time()
    demo_tables()
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    "asked", [{"scale": 0}, {"scale": -1.0}, {"scale": 1e-9}, {"months": 0}, {"start": date(2026, 3, 2)}]
)
def test_what_cannot_be_made_is_refused(asked):
    with pytest.raises(Refused):
        demo_tables(**asked)


@pytest.mark.parametrize("until", [date(2026, 10, 31), date(2026, 12, 1)])
def test_an_export_outside_its_month_is_refused(until):
    with pytest.raises(Refused, match="from 2026-11-01 to 2026-11-30"):
        one_more_month(scale=0.01, until=until)
