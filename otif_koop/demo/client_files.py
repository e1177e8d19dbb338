"""The demo data as a client would bring them: one flat Dutch file at delivery grain and a list of what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from otif_koop.demo.company import demo_company
from otif_koop.demo.customers import demo_customers
from otif_koop.demo.products import demo_products
from otif_koop.otif.order_tables import OrderTables

ORDERS_FILE = "orderregels.csv"
INCIDENTS_FILE = "fouten_en_klachten.csv"
WORKBOOK_FILE = "werkplek.xlsx"

# our column: the header in the client's file
_ORDER_HEADERS = {
    "order_id": "Ordernummer",
    "line_id": "Regelnr",
    "customer_id": "Klantnr",
    "customer_name": "Klantnaam",
    "customer_group": "Klantgroep",
    "region": "Regio",
    "channel": "Verkoopkanaal",
    "order_type": "Ordersoort",
    "product_id": "Artikelnummer",
    "product_name": "Omschrijving",
    "quantity_ordered": "Besteld aantal",
    "net_value": "Regelbedrag",
    "ordered_at": "Orderdatum",
    "authorised_at": "Vrijgavedatum",
    "requested_date": "Gevraagde leverdatum",
    "promised_date": "Eerste toegezegde datum",
    "revised_date": "Toegezegde leverdatum",
    "lead_time_days": "Levertijd dagen",
    "partial_agreed": "Deellevering toegestaan",
    "shipped_at": "Verzenddatum",
    "delivered_at": "Afleverdatum",
    "received_at": "Datum afgetekend",
    "quantity_delivered": "Geleverd aantal",
    "cancelled_quantity": "Geannuleerd aantal",
    "cancelled_by": "Geannuleerd door",
    "cancelled_at": "Annuleringsdatum",
}
_INCIDENT_HEADERS = {
    "order_id": "Ordernummer",
    "line_id": "Regelnr",
    "kind": "Soort melding",
    "quantity": "Aantal fout",
    "occurred_at": "Meldingsdatum",
}
_MADE_ON = datetime(2026, 11, 20)  # noqa: DTZ001 - a workbook's date has no zone; fixed, so that the bytes are too


def client_export(tables: OrderTables, *, workbook: bool = True) -> dict[str, bytes]:
    """File names and contents: orderregels.csv, fouten_en_klachten.csv and, with `workbook`, werkplek.xlsx of the same.

    The CSV files have semicolons, decimal commas, dd-mm-yyyy, Ja/Nee, CRLF and Windows' encoding (cp1252). One row a
    delivery, the line repeated; a line without a delivery has one row. Rows stand where `source_row` says. The workbook
    holds real dates and numbers, texts always as text; for 60,000 lines it takes many seconds.
    """
    orders, incidents = _flat_orders(tables), _flat_incidents(tables)
    files = {ORDERS_FILE: _csv(orders), INCIDENTS_FILE: _csv(incidents)}
    if workbook:
        files[WORKBOOK_FILE] = _workbook({"Orderregels": orders, "Fouten en klachten": incidents})
    return files


def _flat_orders(tables: OrderTables) -> pd.DataFrame:
    flat = tables.lines.merge(
        tables.deliveries.drop(columns="source_row"), on=["order_id", "line_id"], how="left", sort=False
    )
    flat["customer_name"] = flat["customer_id"].map(demo_customers().set_index("customer_id")["customer_name"])
    flat["product_name"] = flat["product_id"].map(demo_products().set_index("product_id")["product_name"])
    flat["partial_agreed"] = flat["partial_agreed"].map({True: "Ja", False: "Nee"})
    flat["cancelled_by"] = flat["cancelled_by"].map(demo_company().cancelled_by_words)
    return flat[list(_ORDER_HEADERS)].rename(columns=_ORDER_HEADERS)


def _flat_incidents(tables: OrderTables) -> pd.DataFrame:
    flat = pd.DataFrame(columns=list(_INCIDENT_HEADERS)) if tables.incidents is None else tables.incidents
    words = {name: kind.word for name, kind in demo_company().incident_kinds.items()}
    flat = flat.assign(kind=flat["kind"].map(words))
    return flat[list(_INCIDENT_HEADERS)].rename(columns=_INCIDENT_HEADERS)


def _csv(table: pd.DataFrame) -> bytes:
    text = table.apply(_as_text).to_csv(sep=";", index=False, lineterminator="\r\n")
    return text.encode("cp1252")


def _as_text(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column as the client's system writes it; each value that occurs is written once and then looked up."""
    codes, values = pd.factorize(column)
    words = [*(_word(value, money=column.name == "Regelbedrag") for value in values), ""]
    return pd.Series(np.array(words, dtype=object)[codes], index=column.index)


def _word(value: Any, *, money: bool) -> str:
    if isinstance(value, pd.Timestamp):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",") if money else f"{value:.0f}"
    return str(value)


def _workbook(sheets: dict[str, pd.DataFrame]) -> bytes:
    import xlsxwriter  # only here: the app's start does not wait for it

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": _MADE_ON})
    header, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd-mm-yyyy"})
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column, header)
            sheet.set_column(place, place, 14)
            write = _writer(sheet, table[column].dtype.kind, day)
            values = table[column].to_list()
            for row in np.flatnonzero(table[column].notna().to_numpy()).tolist():
                write(row + 1, place, values[row])
    book.close()
    return content.getvalue()


def _writer(sheet: Any, kind: str, day: Any) -> Callable[[int, int, Any], Any]:
    """How a cell is written: dates as dates, numbers as numbers, and texts never as a formula or a link."""
    if kind == "M":
        return lambda row, place, value: sheet.write_datetime(row, place, value.to_pydatetime(), day)
    return sheet.write_number if kind == "f" else sheet.write_string
