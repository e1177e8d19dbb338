"""Columns are recognised, doubtful ones asked, and none is taken for something that it isn't."""

from __future__ import annotations

import pytest

from otif_koop.intake import Mapping, NotMapped, detect_roles, layout_changes, propose, with_answers
from otif_koop.intake.mapping.fields import fields, vocabulary
from otif_koop.message import Refused
from tests.intake.files import table, take_in

DATES = ["2026-03-01", "2026-03-15", "2026-03-31"]


def one(header, values=None, **others):
    """The proposal for one column in a file with a few certain ones."""
    columns = {
        "Ordernummer": ["1", "1", "2"],
        "Regelnummer": ["10", "20", "10"],
        **others,
        header: values or ["5", "6", "7"],
    }
    lines = {"lines": table(list(columns), list(zip(*columns.values(), strict=True)))}
    proposal = propose(lines)
    column = next(column for column in proposal.columns if column.header == header)
    return column, [question for question in proposal.questions if question.header == header]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Gew. lev.dat.", "requested_date"),
        ("Gevraagde leverdatum", "requested_date"),
        ("gevraagde_leverdatum", "requested_date"),
        ("RequestedDeliveryDate", "requested_date"),
        ("VBAK-VDATU", "requested_date"),
        ("Wunschlieferdatum", "requested_date"),
        ("Toegezegde leverdatum", "promised_date"),
        ("agreed_date", "promised_date"),
        ("Scheduled Delivery Date", "promised_date"),
        ("Bestätigter Liefertermin", "promised_date"),
        ("Herziene leverdatum", "revised_date"),
        ("WADAT_IST", "shipped_at"),
        ("Delivered to Client Date", "delivered_at"),
        ("Werkelijke leverdatum", "delivered_at"),
        ("PODAT", "received_at"),
        ("Orderdatum", "ordered_at"),
        ("Vrijgavedatum", "authorised_at"),
    ],
)
def test_dates_are_known_by_name(header, field):
    column, asked = one(header, DATES)
    assert column.field == field
    assert column.certainty >= 0.8
    assert column.samples == tuple(DATES)
    assert not asked


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Aant. besteld", "quantity_ordered"),
        ("KWMENG", "quantity_ordered"),
        ("Line Item Quantity", "quantity_ordered"),
        ("lines_total", "quantity_ordered"),
        ("ReceivedQty", "quantity_delivered"),
        ("Liefermenge", "quantity_delivered"),
        ("lines_delivered_complete", "quantity_delivered"),
        ("Klantnr.", "customer_id"),
        ("Klantgroep", "customer_group"),
        ("MATNR", "product_id"),
        ("Regelbedrag €", "net_value"),
        ("Levertijd (dagen)", "lead_time_days"),
    ],
)
def test_other_columns_are_known_by_name(header, field):
    column, asked = one(header)
    assert column.field == field
    assert not asked


@pytest.mark.parametrize(
    "header",
    [
        "Leverdatum",
        "Lev.datum",
        "DELIVERY DATE",
        "Lieferdatum",
        "EDATU",
        "Datum",
        "Liefertermin",
        "Geplande leverdatum",
        "DueDate",
        "Ship Date",
    ],
)
def test_ambiguous_dates_are_asked_and_never_guessed(header):
    column, asked = one(header, DATES)
    assert column.field is None
    assert len(asked) == 1
    assert asked[0].blocking
    assert len(asked[0].candidates) > 2
    assert asked[0].options[0] == f"{asked[0].candidates[0]}={header}"
    assert f"skip={header}" in asked[0].options


@pytest.mark.parametrize("header", ["Aantal", "Qty", "Menge", "Quantity", "VBELN", "POSNR", "KUNNR", "Artikel", "No."])
def test_other_ambiguous_headers_are_asked(header):
    others = {} if header not in {"VBELN", "POSNR"} else {"x": ["a", "b", "c"]}
    column, asked = one(header, **others)
    assert column.field is None
    assert asked or header in {"VBELN", "POSNR"}  # the file has an order and a line number already


def test_every_listed_ambiguous_header_is_ambiguous_and_offers_fields():
    for form, asked in vocabulary().ambiguous.items():
        assert len(asked.candidates) > 1, form
        assert set(asked.candidates) <= set(fields()), form


def test_a_name_whose_values_say_otherwise_is_asked():
    column, asked = one("Gevraagde leverdatum", ["Jan", "Piet", "Klaas"])
    assert column.field is None
    assert asked[0].candidates[0] == "requested_date"


def test_a_misspelt_name_is_asked():
    column, asked = one("Gevraagde leverdtaum", DATES)
    assert column.field is None
    assert asked[0].candidates[0] == "requested_date"


@pytest.mark.parametrize(
    "header", ["Opmerking", "Vervoerder", "Planned Goods Issue", "Unit Price", "Afleveradres", "Gewijzigd op"]
)
def test_known_columns_that_nothing_needs_stay_out_unasked(header):
    column, asked = one(header, ["a", "b", "c"])
    assert column.field is None
    assert not asked


def test_a_quantity_beside_the_delivered_one_is_the_ordered_one():
    column, asked = one("Aantal", ["5", "6", "7"], Geleverd=["5", "6", "6"])
    assert (column.field, asked) == ("quantity_ordered", [])
    column, asked = one("Aantal", ["5", "6", "1"], Geleverd=["9", "9", "9"])
    assert column.field is None
    assert asked


def test_an_id_of_its_own_in_every_row_numbers_the_lines():
    rows = [["1", "A"], ["2", "A"], ["3", "B"]]
    proposal = propose({"lines": table(["ID", "Ordernummer"], rows)})
    assert [column.field for column in proposal.columns] == ["line_id", "order_id"]
    again = propose({"lines": table(["ID", "Ordernummer"], [["1", "A"], ["1", "A"], ["3", "B"]])})
    assert again.columns[0].field is None


def test_the_number_goes_before_the_name():
    header = ["Order", "Ordernummer", "Klant", "Klantnummer"]
    proposal = propose({"lines": table(header, [["1", "a", "x", "7"], ["2", "b", "y", "8"]])})
    assert [column.field for column in proposal.columns] == [None, "order_id", None, "customer_id"]


def test_one_confirmed_date_is_the_promise_and_beside_a_first_one_the_latest():
    column, _ = one("Bevestigde leverdatum", DATES)
    assert column.field == "promised_date"
    column, _ = one("Bevestigde leverdatum", DATES, **{"Eerste toegezegde datum": DATES})
    assert column.field == "revised_date"
    column, _ = one("Best. Termin", DATES, **{"Erster bestätigter Termin": DATES})
    assert column.field == "revised_date"
    _, asked = one("Bevestigde leverdatum", DATES, **{"Beloofde leverdatum": DATES})
    assert asked[0].candidates == ("promised_date", "revised_date", "skip")


def test_two_columns_of_equal_right_are_asked_as_one_question():
    header = ["Ordernummer", "RequestedReceiptDate", "RequestedShippingDate"]
    proposal = propose({"lines": table(header, [["1", *DATES[:2]], ["2", *DATES[1:]]])})
    question = next(question for question in proposal.questions if question.field == "requested_date")
    assert question.candidates == ("RequestedReceiptDate", "RequestedShippingDate")
    assert question.options == ("requested_date=RequestedReceiptDate", "requested_date=RequestedShippingDate")


def test_an_ambiguous_date_does_not_block_where_promise_and_delivery_are_known():
    known = {"Toegezegde datum": DATES, "Werkelijke leverdatum": DATES}
    _, asked = one("Leverdatum", DATES, **known)
    assert not asked[0].blocking


def test_following_the_options_of_the_questions_always_ends_the_asking():
    header = ["VBELN", "POSNR", "EDATU", "Leverdatum", "Aantal", "Qty", "KUNNR", "Datum", "Artikel", "Prijs"]
    rows = [
        [
            f"{n // 2}",
            f"{n}",
            f"0{1 + n % 9}-04-2026",
            f"0{1 + n % 9}-05-2026",
            "1.200",
            "3",
            f"C{n}",
            f"0{1 + n % 9}-03-2026",
            "A",
            "1",
        ]
        for n in range(9)
    ]
    tables = {"lines": table(header, rows)}
    answers: list[str] = []
    for _ in range(20):
        proposal = propose(tables, with_answers(None, answers, tables))
        if not proposal.questions:
            break
        answers.append(proposal.questions[0].options[0])
    assert not proposal.questions
    assert take_in(*answers, **tables).tables.lines["order_id"].nunique() == 5


def test_answers_name_the_file_where_a_header_stands_in_several():
    lines = table(["Order", "Regel", "Besteld", "Datum"], [["1", "1", "5", "2026-03-01"]], "lines.csv")
    deliveries = table(["Order", "Regel", "Geleverd", "Datum"], [["1", "1", "5", "2026-03-01"]], "deliveries.csv")
    tables = {"lines": lines, "deliveries": deliveries}
    proposal = propose(tables)
    assert {question.options[0] for question in proposal.questions} >= {
        "lines.ordered_at=Datum",
        "deliveries.shipped_at=Datum",
    }
    known = with_answers(None, ["lines.promised_date=Datum", "deliveries.delivered_at=Datum"], tables)
    assert not propose(tables, known).questions


def test_headers_in_answers_may_differ_in_case_and_blanks():
    tables = {"lines": table(["PO / SO #", "Leverdatum"], [["1", "2026-03-01"]])}
    known = with_answers(None, ["order_id=po / so #", "promised_date = Leverdatum"], tables)
    assert known.file("lines").field_columns("order_id") == ("PO / SO #",)


def test_a_second_answer_takes_the_place_of_the_first():
    tables = {"lines": table(["Ordernummer", "A", "B"], [["1", *DATES[:2]]])}
    known = with_answers(None, ["promised_date=A", "promised_date=B"], tables)
    assert known.file("lines").field_columns("promised_date") == ("B",)
    assert take_in("promised_date=A", "promised_date=B", **tables).tables.lines["promised_date"].dt.day.tolist() == [15]


# ---------------------------------------------------------------- kept and used again


def test_a_mapping_is_kept_as_yaml_and_gives_the_same_tables():
    header = ["Ordernr", "Regel", "Leverdatum", "Besteld", "Geleverd", "Werkelijke leverdatum"]
    tables = {"lines": table(header, [["1", "1", "03-04-2026", "1.200", "2.400", "05-04-2026"]])}
    answers = ["promised_date=Leverdatum", "date_order=day_first", "decimal=comma"]
    mapping = propose(tables, with_answers(None, answers, tables)).mapping
    kept = Mapping.from_yaml(mapping.to_yaml())
    assert kept == mapping
    assert not propose(tables, kept).questions
    assert propose(tables, kept).mapping == mapping


def test_a_mapping_can_be_written_by_hand_in_short():
    mapping = Mapping.from_yaml("files:\n  lines:\n    columns:\n      Leverdatum: promised_date\n      Nr: order_id\n")
    assert mapping.file("lines").columns["Leverdatum"].field == "promised_date"


@pytest.mark.parametrize(
    "text",
    [
        "files: {lines: {columns: {Nr: leverdatum}}}",
        "files: {regels: {}}",
        "files: {lines: {columns: {Nr: {field: order_id, dateorder: x}}}}",
        "shape: pallet",
        "version: 2",
        "[]",
    ],
)
def test_a_mapping_with_a_slip_is_refused_with_the_place(text):
    with pytest.raises(Refused):
        Mapping.from_yaml(text)


def test_a_changed_layout_is_noticed():
    before = {"lines": table(["Ordernr", "Besteld", "Opm"], [["1", "5", "x"]], "maart.csv")}
    mapping = propose(before).mapping
    assert layout_changes(mapping, before) == ()
    after = {"lines": table(["Ordernr", "Aantal", "Opm"], [["1", "5", "x"]], "april.csv")}
    assert [str(change.values["column"]) for change in layout_changes(mapping, after)] == ["Besteld", "Aantal"]
    more = {**before, "incidents": table(["Ordernr", "Klachttype"], [["1", "schade"]], "klachten.csv")}
    assert [change.values["file"] for change in layout_changes(mapping, more)] == ["klachten.csv"]


# ---------------------------------------------------------------- several files

VBAK = table(
    ["VBELN", "AUDAT", "AUART", "KUNNR", "VDATU"],
    [["1", "20260301", "TA", "K1", "20260310"], ["2", "20260301", "TA", "K1", "20260310"]],
    "VBAK.csv",
)
VBAP = table(["VBELN", "POSNR", "MATNR", "KWMENG"], [["1", "10", "M", "5"], ["1", "20", "M", "5"]], "VBAP.csv")
VBEP = table(["VBELN", "POSNR", "ETENR", "EDATU", "WMENG"], [["1", "10", "1", "20260310", "5"]], "VBEP.csv")
LIKP = table(["VBELN", "WADAT_IST", "KUNAG"], [["8", "20260309", "K1"]], "LIKP.csv")
LIPS = table(["VBELN", "POSNR", "VGBEL", "VGPOS", "LFIMG"], [["8", "1", "1", "10", "5"]], "LIPS.csv")
COMPLAINTS = table(["Ordernummer", "Klachtnummer", "Klachtdatum"], [["1", "9", "2026-03-12"]], "klachten.csv")
GROUPS = table(["Klantnummer", "Klantgroep"], [["K1", "Zorg"]], "groepen.csv")


def test_what_each_file_is_follows_from_its_columns():
    roles = detect_roles([LIPS, GROUPS, VBAP, COMPLAINTS, VBAK, LIKP, VBEP])
    assert {role: found.name for role, found in roles.items()} == {
        "lines": "VBAP.csv",
        "schedules": "VBEP.csv",
        "orders": "VBAK.csv",
        "shipments": "LIKP.csv",
        "deliveries": "LIPS.csv",
        "incidents": "klachten.csv",
        "groups": "groepen.csv",
    }


def test_a_single_file_is_the_lines():
    assert list(detect_roles([VBAK])) == ["lines"]


def test_two_files_of_one_kind_are_refused_by_name():
    with pytest.raises(NotMapped, match=r"VBAP.csv and nog een.csv both look like order lines"):
        detect_roles([VBAP, table([*VBAP.headers, "Opmerking"], [["3", "10", "M", "5", "x"]], "nog een.csv")])


def test_files_with_the_same_columns_are_one_table_in_which_each_row_keeps_its_place():
    other = table(list(reversed(VBAP.headers)), [list(reversed(["3", "10", "M", "5"]))], "nog een.csv")
    found = detect_roles([VBAP, VBAK, other])
    assert list(found) == ["lines", "orders"]
    assert len(found["lines"]) == len(VBAP) + 1
    assert found["lines"].frame().iloc[-1].tolist() == ["3", "10", "M", "5"]
    assert [part.name for part in found["lines"].parts] == ["VBAP.csv", "nog een.csv"]


def test_what_someone_said_a_file_is_stays_and_no_other_file_is_lost_behind_it():
    assert detect_roles([VBAK], {"lines": VBAP}).keys() == {"lines", "orders"}
    with pytest.raises(NotMapped, match="both look like"):
        detect_roles([table([*VBAP.headers, "X"], [["3", "10", "M", "5", "x"]], "b.csv")], {"lines": VBAP})


def test_a_file_that_is_nothing_is_refused_by_name():
    with pytest.raises(NotMapped, match=r"weer.csv"):
        detect_roles([VBAP, table(["Temperatuur", "Wind"], [["12", "NW"]], "weer.csv")])
    with pytest.raises(NotMapped):
        detect_roles([])


def test_dates_that_lie_the_wrong_way_round_are_doubted_until_someone_says_so():
    header = ["Ordernummer", "Orderdatum", "Toegezegde leverdatum", "Besteld"]
    rows = [[str(n), f"2026-04-{10 + n}", f"2026-03-{10 + n}", "5"] for n in range(15)]
    tables = {"lines": table(header, rows)}
    doubt = propose(tables).questions
    assert [question.header for question in doubt] == ["Toegezegde leverdatum"]
    assert doubt[0].blocking
    assert doubt[0].text.values["share"] == 1.0
    assert not propose(tables, with_answers(None, [doubt[0].options[0]], tables)).questions
    swapped = ["ordered_at=Toegezegde leverdatum", "promised_date=Orderdatum"]
    assert not propose(tables, with_answers(None, swapped, tables)).questions


def test_a_column_that_nearly_every_row_fills_tells_of_no_errors():
    column, asked = one("Schade", ["12,50", "8,00", "3,25"])
    assert column.field is None
    assert asked[0].candidates[0] == "damage"
    assert not asked[0].blocking
    column, _ = one("Schade", ["ja", "ja", "nee"])
    assert column.field == "damage"
    column, _ = one("RejectedQty", ["0.0", "0.0", "2.0"])
    assert column.field == "error_unspecified"


# ---------------------------------------------------------------- what stands around a name, and what the rows say


def fields_of(columns, role="lines"):
    """What each column of a file is."""
    rows = list(zip(*columns.values(), strict=True))
    return {column.header: column.field for column in propose({role: table(list(columns), rows)}).columns}


def test_the_name_of_a_table_is_taken_off_where_it_is_the_habit_of_the_file():
    columns = {
        "OrderHed_OrderNum": ["1", "1", "2"],
        "OrderDtl_OrderLine": ["1", "2", "1"],
        "OrderDtl_PartNum": ["A", "B", "A"],
        "OrderHed_OrderDate": DATES,
        "Vendor_Code": ["V1", "V1", "V1"],
        "ShipTo_CustNum": ["7", "7", "8"],
    }
    found = fields_of(columns)
    assert list(found.values()) == ["order_id", "line_id", "product_id", "ordered_at", None, None]
    alone = fields_of({"Ordernummer": ["1", "1", "2"], "OrderDtl_PartNum": ["A", "B", "A"]})
    assert alone["OrderDtl_PartNum"] is None


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("ZZ_CONF_DATE", "promised_date"),
        ("custcol_requested_delivery_date", "requested_date"),
        ("Requested_Delivery_Date__c", "requested_date"),
        ("Leveringsdatum (gewenst)", "requested_date"),
        ("Leveringsdatum (toegezegd)", "promised_date"),
        ("Leverdatum (werkelijk)", "delivered_at"),
        ("Datum geleverd (gepland)", None),
        ("Act. Gds Mvmnt Date", "shipped_at"),
        ("orig_prom_dt", "promised_date"),
        ("bestaetigter Liefertermin", "promised_date"),
        ("Geleverd", "delivered_at"),
        ("Besteld", "ordered_at"),
    ],
)
def test_dates_are_known_in_their_frame_and_by_their_parts(header, field):
    assert one(header, DATES)[0].field == field


def test_what_was_confirmed_on_a_day_may_be_when_it_was_said():
    column, asked = one("Bevestigd op", DATES)
    assert column.field is None
    assert "promised_date" in asked[0].candidates


def test_days_of_a_century_are_dates_and_numbers_of_six_digits_are_not():
    columns = {
        "SDDOCO": ["120417", "120418", "126001"],
        "SDLNID": ["1000", "2000", "1000"],
        "SDTRDJ": ["126061", "126065", "0"],
        "SDDRQJ": ["126076", "126082", "126366"],
        "SDUORG": ["126100", "126200", "5"],
    }
    assert list(fields_of(columns).values())[:3] == ["order_id", "line_id", "ordered_at"]
    assert fields_of(columns)["SDUORG"] == "quantity_ordered"
    column, asked = one("Gevraagde leverdatum", ["126061", "123456", "999999"])
    assert column.field is None
    assert asked[0].candidates[0] == "requested_date"


def test_of_pairs_of_shipping_and_arrival_the_arrival_is_the_customers():
    pairs = {
        "REQUESTEDSHIPPINGDATE": DATES,
        "REQUESTEDRECEIPTDATE": DATES,
        "CONFIRMEDSHIPPINGDATE": DATES,
        "CONFIRMEDRECEIPTDATE": DATES,
    }
    found = fields_of({"Ordernummer": ["1", "2", "3"], **pairs})
    assert list(found.values())[1:] == [None, "requested_date", None, "promised_date"]


def test_a_number_that_begins_anew_in_every_order_is_no_shipment():
    columns = {
        "Ordernummer": ["1", "1", "2", "3", "3"],
        "Artikelnummer": ["a", "b", "a", "c", "d"],
        "Deliverynr": ["1", "2", "1", "1", "2"],
        "Besteld": ["5", "5", "5", "5", "5"],
    }
    assert fields_of(columns)["Deliverynr"] is None
    assert fields_of({**columns, "Deliverynr": ["81", "81", "82", "83", "84"]})["Deliverynr"] == "shipment_id"


def test_in_rows_of_shipments_a_bare_quantity_was_delivered():
    columns = {
        "Documentnr.": ["Z1", "Z1", "Z2"],
        "Regelnr.": ["10", "20", "10"],
        "Ordernr.": ["1", "1", "2"],
        "Orderregelnr.": ["10", "20", "10"],
        "Aantal": ["5", "6", "7"],
    }
    assert list(fields_of(columns).values()) == ["shipment_id", None, "order_id", "line_id", "quantity_delivered"]


def test_an_amount_that_is_the_same_on_all_lines_of_an_order_is_not_the_lines():
    columns = {"Ordernummer": list("112233"), "Regel": list("121212"), "Totaal": ["9", "9", "7", "7", "8", ""]}
    assert fields_of(columns)["Totaal"] is None
    assert fields_of({**columns, "Totaal": list("987654")})["Totaal"] == "net_value"


def test_a_verdict_of_which_only_some_rows_have_a_mark_is_left_out():
    assert one("OTIF", ["", "", "X"])[0].field is None
    assert one("OTIF", ["ja", "nee", "ja"])[0].field == "given_otif"


def test_names_of_two_fields_are_only_those_that_are_asked():
    """A name that is added to one field must not make another one ambiguous by accident."""
    several = {
        form
        for form, synonyms in vocabulary().synonyms.items()
        if len({one.field for one in synonyms if one.certain}) > 1 and form not in vocabulary().ambiguous
    }
    assert several <= {"itemid", "customerordernumber", "klantordernummer", "shipmentnumber", "vbepedatu", "userid"}


def test_of_several_columns_the_orders_own_is_taken():
    columns = {
        "Order number": list("1122"),
        "Purchase order number": list("abcd"),
        "Line number": list("1212"),
        "Sell-to customer no.": list("7788"),
        "Bill-to customer no.": list("7799"),
        "Item no.": list("wxyz"),
        "EAN": ["8711", "8712", "8713", "8714"],
    }
    found = fields_of(columns)
    assert [found[name] for name in columns] == ["order_id", None, "line_id", "customer_id", None, "product_id", None]


def test_who_did_it_and_at_what_hour_is_no_date():
    for header in ("Confirmed by", "Bestätigt von", "Geleverd door", "Delivery time"):
        column, asked = one(header, ["Jan", "Piet", "Klaas"])
        assert (column.field, asked) == (None, []), header
    assert one("Gewenst door klant", DATES)[0].field == "requested_date"


def test_a_full_table_of_saps_order_items_names_the_order_and_not_what_it_refers_to():
    columns = {name: list("112") for name in ("VBELN", "VGBEL", "VGPOS", "KWMENG", "ABGRU")}
    found = fields_of({**columns, "POSNR": list("121"), "MATNR": list("abc")})
    assert (found["VBELN"], found["POSNR"], found["VGBEL"], found["VGPOS"]) == ("order_id", "line_id", None, None)
    shipped = {name: list("112") for name in ("VBELN", "VGBEL", "LFIMG")}
    found = fields_of({**shipped, "POSNR": list("121"), "VGPOS": list("121")})
    assert list(found.values()) == ["shipment_id", "order_id", "quantity_delivered", None, "line_id"]


def test_what_was_entered_in_a_file_of_complaints_is_the_complaint():
    columns = {"Klachtnummer": list("123"), "Ordernummer": list("456"), "Aangemaakt op": DATES}
    assert fields_of(columns, "incidents")["Aangemaakt op"] == "occurred_at"
    found = fields_of({**columns, "Meldingsdatum": DATES}, "incidents")
    assert (found["Meldingsdatum"], found["Aangemaakt op"]) == ("occurred_at", None)
    assert fields_of({**columns, "Orderdatum": DATES}, "incidents")["Orderdatum"] is None


@pytest.mark.parametrize(
    "header",
    [
        "Datum opdrachtbevestiging",
        "Order acknowledged",
        "Order confirmed at",
        "Datum ontvangst bestelling klant",
        "Toegezegde leverdatum leverancier",
        "Leverdatum leverancier",
        "Verwachte leverdatum leverancier",
        "Geplande gereeddatum",
        "Retour ontvangen op",
        "Verzonden naar WMS op",
        "Ontvangen betaling op",
        "Factuur verzonden op",
        "Invoice ship date",
        "Credit hold date",
        "Latest ship date",
        "Earliest delivery date",
        "Delivery appointment",
        "Released to warehouse",
        "Wareneingang Lieferant",
        "Versand geplant",
        "Auftragsbestätigung gesendet",
    ],
)
def test_a_date_of_something_else_is_not_taken(header):
    assert one(header, DATES)[0].field is None


@pytest.mark.parametrize(
    "header",
    [
        "Shipped amount",
        "Cancelled value",
        "Ordered value",
        "Geleverd gewicht",
        "Aantal geleverde dozen",
        "Aantal besteld bij leverancier",
        "Bevestigde hoeveelheid",
        "Openstaand aantal",
        "Qty in transit",
        "Minimum bestelaantal",
        "Werkelijke levertijd",
        "Aantal orders",
        "Bestellte Menge Lieferant",
        "Auftragswert brutto",
        "Levertermijn (weken)",
    ],
)
def test_a_number_of_something_else_is_not_taken(header):
    assert one(header)[0].field is None


@pytest.mark.parametrize(
    "header",
    [
        "Productieordernummer",
        "Transportorder",
        "Factuurdebiteur",
        "Klant PO regel",
        "Artikelnr klant",
        "Leverancier artikelnummer",
        "Land van herkomst",
        "Status factuur",
        "Soort levering",
        "Orderreden",
        "Customer item",
        "Ship-to name",
        "Endkunde",
        "Kundenmaterial",
        "Bestellnummer Lieferant",
    ],
)
def test_a_code_of_something_else_is_not_taken(header):
    assert one(header, ["A1", "A2", "A1"])[0].field is None


def test_a_date_of_delivery_on_orders_is_asked_unless_the_file_tells_of_shipments():
    column, asked = one("Afleverdatum", DATES)
    assert column.field is None
    assert {"requested_date", "delivered_at"} < set(asked[0].candidates)
    assert one("Afleverdatum", DATES, Pakbonnummer=["1", "2", "3"])[0].field == "delivered_at"
    shipments = fields_of({"Zendingnummer": list("123"), "Afleverdatum": DATES}, "shipments")
    assert shipments["Afleverdatum"] == "delivered_at"
