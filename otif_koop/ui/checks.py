"""What the data are worth: what was found in them, and which choices of a measurement they can carry."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from otif_koop.intake import Finding, Intake, Severity, findings_table, safe_cell
from otif_koop.language import Language
from otif_koop.message import message
from otif_koop.otif.kinds import COMPLAINT_KINDS, ERROR_KINDS
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.resolve import DUE_COLUMN, STOP_COLUMN
from otif_koop.otif.sentences import kind_name
from otif_koop.tables import table
from otif_koop.ui.field_names import field_name, with_labels
from otif_koop.ui.speech import language, markdown, say

_MOST_PLACES = 3

_MARKS = {
    Severity.WRONG: ":material/error:",
    Severity.LOOK: ":material/visibility:",
    Severity.INFO: ":material/info:",
}

_WORDS = {
    Severity.WRONG: message("can't be right"),
    Severity.LOOK: message("look at it"),
    Severity.INFO: message("good to know"),
}
_TITLES = {
    "file": message("File"),
    "row": message("Row"),
    "severity": message("How bad"),
    "said": message("What it is"),
    "done": message("What was done"),
    "columns": message("Columns"),
    "code": message("Code"),
}


def findings(intake: Intake) -> None:
    """What was found, the severest first, with the rows to download."""
    st.subheader(say("What we found in the data"), anchor=False)
    for note in dict.fromkeys((intake.said, *intake.assumed)):
        st.caption(markdown(with_labels(note)))
    if not intake.findings:
        st.success(say("Nothing stands out."), icon=":material/check_circle:")
        return
    files = {file for one in intake.findings for file, _ in one.places} | {part for part in intake.files if part}
    for one in intake.findings:
        _finding(one, names_file=len(files) > 1)
    st.download_button(
        say("Download the rows"),
        _download(intake, language()),
        file_name=say("findings.csv"),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _download(intake: Intake, told: Language) -> Callable[[], bytes]:
    """The findings as CSV, a row of the client's file a row, made when it is asked for."""

    def written() -> bytes:
        rows = findings_table(intake.findings)
        places = [(one, file) for one in intake.findings for file, _ in one.places]
        by_code = pd.DataFrame(
            {
                "code": [one.code for one, _ in places],
                "columns": [", ".join(one.columns) for one, _ in places],
                "file": [file for _, file in places],
                "said": [told.say(with_labels(one.message)) for one, _ in places],
                "done": [told.say(with_labels(one.done)) for one, _ in places],
            }
        ).drop_duplicates(["code", "columns", "file"])
        rows = rows.merge(by_code, on=["code", "columns", "file"], how="left")
        rows["severity"] = rows["severity"].map({one.value: told.say(word) for one, word in _WORDS.items()})
        for name in ("file", "columns", "said", "done"):
            rows[name] = rows[name].map(safe_cell)
        names = {name: told.say(title) for name, title in _TITLES.items()}
        return rows[list(names)].rename(columns=names).to_csv(index=False, sep=";").encode("utf-8-sig")

    return written


def _finding(one: Finding, *, names_file: bool) -> None:
    st.markdown(f"{_MARKS[one.severity]} **{say(_WORDS[one.severity])}** · {markdown(with_labels(one.message))}")
    st.caption(
        " · ".join(part for part in (markdown(with_labels(one.done)), *_rows(one, names_file=names_file)) if part)
    )


def _rows(one: Finding, *, names_file: bool) -> list[str]:
    """The first rows that it is about, with the name of the sheet or file where there are several."""
    told = []
    for file, rows in one.places[:_MOST_PLACES]:
        if len(rows):
            some = ", ".join(str(row) for row in rows[:8]) + (" …" if len(rows) > 8 else "")
            told.append(
                markdown("{file}: rows {rows}", file=file, rows=some) if names_file else say("rows {rows}", rows=some)
            )
    return [*told, "…"] if len(one.places) > _MOST_PLACES else told


def can_carry(orders: OrderBook) -> None:
    """Which measuring choices these data can carry: the first sight of the information gap."""
    st.subheader(say("What these data can measure"), anchor=False)
    due, stop, rest = st.columns(3)
    with due:
        st.markdown(f"**{say('On time for which date?')}**")
        for option in _labels("due"):
            column = {str(key): name for key, name in DUE_COLUMN.items()}.get(option["value"], "lead_time_days")
            _mark(column in orders.columns, say(option["label"]))
    with stop:
        st.markdown(f"**{say('Where does the clock stop?')}**")
        for option in _labels("clock_stop"):
            column = {str(key): name for key, name in STOP_COLUMN.items()}[option["value"]]
            _mark(column in orders.columns, say(option["label"]))
    with rest:
        st.markdown(f"**{say('And further')}**")
        _mark("quantity_delivered" in orders.columns, say("In full"))
        _kinds(say("Errors"), ERROR_KINDS, orders)
        _kinds(say("Complaints"), COMPLAINT_KINDS, orders)
        for field in ("partial_agreed", "cancelled_by", "net_value", "customer_group"):
            _mark(field in orders.columns, say(field_name(field)))
    st.caption(
        say("What is missing here is the information gap: it can be chosen, but not measured until it is recorded.")
    )


def _labels(field: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = next(choice["options"] for choice in table("choices") if choice["field"] == field)
    return found


def _kinds(title: str, kinds: tuple[str, ...], orders: OrderBook) -> None:
    there = [kind_name(kind) for kind in kinds if kind in orders.kinds]
    _mark(bool(there), f"{title}: {say(message('{kinds}', kinds=there))}" if there else title)


def _mark(there: bool, label: str) -> None:
    if there:
        st.markdown(f":material/check: {label}")
    else:
        st.markdown(f":material/close: {label} · {say('not in the data')}")
