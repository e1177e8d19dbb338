"""What a status or a reason says about cancelled lines, and who cancelled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from otif_koop.intake.assemble.line_keys import LineKeys
from otif_koop.intake.assemble.report import Report
from otif_koop.intake.assemble.sheet import Sheet
from otif_koop.intake.findings import Severity
from otif_koop.intake.mapping.header_text import compact, words
from otif_koop.intake.mapping.mapping import CancelledBy
from otif_koop.intake.values.flag_column import NO, to_flags
from otif_koop.message import message
from otif_koop.tables import table

_NOT = {"not", "niet", "nicht", "no", "non", "geen", "kein"}


def cancel(
    lines: pd.DataFrame, sheet: Sheet, keys: LineKeys, came: np.ndarray, by: CancelledBy | None, report: Report
) -> None:
    """Fill cancelled_quantity and cancelled_by of `lines` from status, reason and who cancelled.

    came: lines of which something was delivered; their status is no cancellation of the whole. by: who cancelled what a
    status calls cancelled, where someone knows; unknown is not the customer (otif-method, 6a.3).
    """
    if "cancelled_by" in lines:
        lines["cancelled_by"] = _who(lines["cancelled_by"], sheet, keys, report)
    rows = np.flatnonzero(keys.first == np.arange(len(sheet)))
    says = np.zeros(len(rows), bool)
    if sheet.has("status"):
        says |= _status(sheet.columns["status"])[rows]
    if sheet.has("cancel_reason"):
        says |= _reason(sheet.columns["cancel_reason"])[rows]
    if not says.any():
        return
    given = (
        lines["cancelled_quantity"].to_numpy(float) if "cancelled_quantity" in lines else np.full(len(lines), np.nan)
    )
    whole = says & ~came & ~(given > 0)
    ordered = lines["quantity_ordered"].to_numpy(float)
    lines["cancelled_quantity"] = np.where(whole, ordered, given)
    if by:
        who = lines["cancelled_by"] if "cancelled_by" in lines else pd.Series(np.full(len(lines), None), dtype="str")
        lines["cancelled_by"] = who.where(who.notna() | ~whole, by)
    elsewhere = "cancelled_by" in lines and bool(lines["cancelled_by"][whole].notna().all())
    done = (
        message("Counted as cancelled.")
        if elsewhere
        else message(
            "Counted as cancelled; by whom isn't known, so not by the customer: they stay due. Say"
            " so if it was the customer."
        )
    )
    names = ("status", "cancel_reason")
    report.rows(
        sheet,
        "cancelled_by_status",
        Severity.LOOK,
        rows[whole],
        message("{n} lines without a delivery are called cancelled."),
        done,
        *names,
    )
    report.rows(
        sheet,
        "cancelled_and_delivered",
        Severity.LOOK,
        rows[says & came],
        message("{n} lines are called cancelled, and something of them was delivered."),
        message("Counted as they were ordered."),
        *names,
    )


def _reason(values: pa.Array) -> np.ndarray:
    """Rows with a reason: something that isn't a word for no."""
    encoded = values.dictionary_encode()
    said = np.append(to_flags(encoded.dictionary) != NO, False)
    return said[encoded.indices.fill_null(len(said) - 1).to_numpy(zero_copy_only=False)]


def _status(values: pa.Array) -> np.ndarray:
    """Rows whose status has one of the words for cancelled."""
    encoded = values.dictionary_encode()
    known = {compact(word) for word in table("fields")["cancelled_words"]}
    said = np.array([_says_cancelled(status, known) for status in encoded.dictionary.to_pylist()] + [False])
    return said[encoded.indices.fill_null(len(said) - 1).to_numpy(zero_copy_only=False)]


def _says_cancelled(status: str, known: set[str]) -> bool:
    said = set(words(status))
    return not said & _NOT and (bool(known & said) or compact(status) in known)


def _who(values: pd.Series, sheet: Sheet, keys: LineKeys, report: Report) -> pd.Series:
    """customer or supplier; anything else is blank and reported."""
    known = {compact(word): who for who, said in table("fields")["cancelled_by_words"].items() for word in said}
    distinct = values.dropna().unique()
    meant = {
        one: known.get(compact(one)) or next((known[word] for word in words(one) if word in known), None)
        for one in distinct
    }
    who = values.map(meant).astype("str")
    rows = np.flatnonzero(keys.first == np.arange(len(sheet)))
    report.rows(
        sheet,
        "cancelled_by_whom",
        Severity.LOOK,
        rows[(values.notna() & who.isna()).to_numpy()],
        message("{n} rows don't say clearly whether the customer or the supplier cancelled."),
        message("Taken as not by the customer."),
        "cancelled_by",
    )
    return who
