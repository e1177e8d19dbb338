"""The client's files hold the same data, written as a Dutch company's system writes them."""

from io import BytesIO

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from otif_koop.demo import client_export, demo_customers, demo_tables
from otif_koop.demo.__main__ import main

KEYS = ["Ordernummer", "Regelnr"]


@pytest.fixture(scope="module")
def tables():
    return demo_tables(scale=0.02)


@pytest.fixture(scope="module")
def files(tables):
    return client_export(tables)


def rows_of(content: bytes) -> pd.DataFrame:
    return pd.read_csv(BytesIO(content), sep=";", encoding="cp1252", dtype="str", keep_default_na=False)


def day(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, format="%d-%m-%Y").astype("datetime64[s]")


def test_the_files_are_written_the_dutch_way(files):
    assert list(files) == ["orderregels.csv", "fouten_en_klachten.csv", "werkplek.xlsx"]
    text = files["orderregels.csv"].decode("cp1252")
    header, first = text.split("\r\n")[:2]
    assert header.startswith("Ordernummer;Regelnr;Klantnr;Klantnaam;Klantgroep;")
    assert first.count(";") == header.count(";")
    assert "\n" not in text.replace("\r\n", "")
    with pytest.raises(UnicodeDecodeError):
        files["orderregels.csv"].decode("utf-8")
    assert rows_of(files["orderregels.csv"])["Regelbedrag"].str.fullmatch(r"\d+,\d\d").all()
    assert set(rows_of(files["orderregels.csv"])["Deellevering toegestaan"]) == {"Ja", "Nee"}


def test_one_row_a_delivery_with_the_values_of_the_tables(files, tables):
    rows = rows_of(files["orderregels.csv"])
    lines = tables.lines.iloc[pd.Index(tables.lines["source_row"]).get_indexer(range(2, len(rows) + 2), method="ffill")]
    lines = lines.reset_index(drop=True)
    for header, name in (("Ordernummer", "order_id"), ("Regelnr", "line_id"), ("Klantgroep", "customer_group")):
        assert (rows[header] == lines[name]).all()
    for header, name in (
        ("Orderdatum", "ordered_at"),
        ("Vrijgavedatum", "authorised_at"),
        ("Gevraagde leverdatum", "requested_date"),
        ("Eerste toegezegde datum", "promised_date"),
        ("Toegezegde leverdatum", "revised_date"),
        ("Annuleringsdatum", "cancelled_at"),
    ):
        pd.testing.assert_series_equal(day(rows[header]), lines[name], check_names=False, check_dtype=False)
    assert (rows["Besteld aantal"].astype(float) == lines["quantity_ordered"]).all()
    assert (rows["Regelbedrag"].str.replace(",", ".").astype(float) == lines["net_value"]).all()
    assert (rows["Geannuleerd door"].map({"klant": "customer", "leverancier": "supplier", "": None}).dropna()).equals(
        lines["cancelled_by"].dropna()
    )
    delivered = rows.iloc[tables.deliveries["source_row"].to_numpy() - 2].reset_index(drop=True)
    for header, name in (
        ("Verzenddatum", "shipped_at"),
        ("Afleverdatum", "delivered_at"),
        ("Datum afgetekend", "received_at"),
    ):
        pd.testing.assert_series_equal(
            day(delivered[header]), tables.deliveries[name], check_names=False, check_dtype=False
        )
    assert (delivered["Geleverd aantal"].astype(float) == tables.deliveries["quantity_delivered"]).all()
    without = rows.drop(index=tables.deliveries["source_row"].to_numpy() - 2)
    assert (without[["Verzenddatum", "Afleverdatum", "Geleverd aantal"]] == "").all().all()
    assert set(without.set_index(KEYS).index).isdisjoint(delivered.set_index(KEYS).index)


def test_names_belong_to_their_customers(files):
    rows = rows_of(files["orderregels.csv"])
    names = demo_customers().set_index("customer_id")["customer_name"]
    assert (rows["Klantnr"].map(names) == rows["Klantnaam"]).all()


def test_the_incidents(files, tables):
    rows = rows_of(files["fouten_en_klachten.csv"])
    assert len(rows) == len(tables.incidents)
    assert (rows["Ordernummer"] == tables.incidents["order_id"]).all()
    assert (rows["Regelnr"] == tables.incidents["line_id"].fillna("")).all()
    assert (
        rows.groupby("Soort melding").size().sort_values().tolist()
        == tables.incidents.groupby("kind").size().sort_values().tolist()
    )
    pd.testing.assert_series_equal(
        day(rows["Meldingsdatum"]), tables.incidents["occurred_at"], check_names=False, check_dtype=False
    )
    assert (pd.to_numeric(rows["Aantal fout"]).dropna() == tables.incidents["quantity"].dropna()).all()


def test_the_workbook_says_the_same(files):
    book = CalamineWorkbook.from_filelike(BytesIO(files["werkplek.xlsx"]))
    for sheet, name in (("Orderregels", "orderregels.csv"), ("Fouten en klachten", "fouten_en_klachten.csv")):
        header, *cells = book.get_sheet_by_name(sheet).to_python()
        rows = rows_of(files[name])
        assert header == list(rows)
        assert len(cells) == len(rows)
        for place in (0, len(cells) // 2, len(cells) - 1):
            assert [_as_csv(value, column) for value, column in zip(cells[place], header, strict=True)] == list(
                rows.iloc[place]
            )


def _as_csv(value: object, column: str) -> str:
    if hasattr(value, "strftime"):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",") if column == "Regelbedrag" else f"{value:.0f}"
    return str(value)


def test_the_same_bytes_every_time(files, tables):
    assert client_export(tables) == files


def test_the_command_writes_the_files(tmp_path, capsys):
    folder = tmp_path / "new" / "demo"
    assert main([str(folder), "--scale", "0.01", "--without-workbook"]) == 0
    written = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.csv"))
    assert written == [
        "fouten_en_klachten.csv",
        "november/fouten_en_klachten.csv",
        "november/orderregels.csv",
        "orderregels.csv",
    ]
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert (folder / "orderregels.csv").read_bytes() == client_export(demo_tables(scale=0.01), workbook=False)[
        "orderregels.csv"
    ]


def test_a_folder_that_cannot_be_written_ends_with_2(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "file"), "--scale", "0.01", "--without-workbook"])
    assert ended.value.code == 2
    assert "file" in capsys.readouterr().err
