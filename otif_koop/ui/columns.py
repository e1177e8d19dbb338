"""What every column of the dropped files is: proposed, asked where doubtful, and changed by hand."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from otif_koop.intake import Proposal, Question, Role, TextTable, columns_of_periods, with_answers
from otif_koop.intake.mapping.fields import SKIP
from otif_koop.message import Refused, message
from otif_koop.ui import inputs, uploads
from otif_koop.ui.field_names import field_choices, field_name, with_labels
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import refuse_later

ENCODINGS = ("utf-8", "cp1252", "cp850", "utf-16-le", "iso-8859-15")
_DELIMITERS = {
    ";": message("semicolon"),
    ",": message("comma"),
    "\t": message("tab"),
    "|": message("upright bar"),
}
_MOST_CARDS = 3
"""Of files or sheets with the same columns, which stand behind one line when they are more."""
_TOTALS = {"leave_out": message("leave out"), "keep": message("keep")}
_WRITTEN = {
    "day_first": message("day first: 31-12-2026"),
    "month_first": message("month first: 12/31/2026"),
    "comma": message("decimal comma: 1.234,5"),
    "point": message("decimal point: 1,234.5"),
}


def files_read(by_role: MappingOf[Role, TextTable], proposed: Proposal | None = None) -> None:
    """One card a file: what it is, how it was read, and how to change that."""
    roles = {part.name: role for role, table in by_role.items() for part in table.parts or (table,)}
    for alike in uploads.with_same_columns():
        if len(alike) <= _MOST_CARDS:
            _cards(alike, roles, proposed)
            continue
        rows = sum(len(uploads.uploads()[name].table) for name in alike)
        title = markdown("**{n} tables with the same columns** · {rows:number} rows", n=len(alike), rows=rows)
        more = st.expander(title, icon=":material/stacks:", key=f"alike-{alike[0]}", on_change="rerun")
        if more.open:
            with more:
                _cards(alike, roles, proposed)


def _cards(names: Sequence[str], roles: MappingOf[str, Role], proposed: Proposal | None) -> None:
    for name in names:
        one = uploads.uploads()[name]
        how, role = one.table.how, roles.get(name)
        decimal, order = proposed.written.get(role, (None, None)) if proposed and role else (None, None)
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(markdown("**{file}** · {rows:number} rows", file=name, rows=len(one.table)))
            told = [
                part for part in (how.format, how.encoding, "" if one.book and one.book != name else how.sheet) if part
            ]
            if how.delimiter:
                told.append(say(_DELIMITERS.get(how.delimiter, how.delimiter)))
            if not how.header_row and how.format not in {"parquet", "database"}:
                told.append(say("no row with names"))
            told += [say(_WRITTEN[written]) for written in (decimal, order) if written]
            if how.name_rows:
                told.append(say("names from rows {rows}", rows=[str(row) for row in how.name_rows]))
            if how.whole_rows_quoted:
                told.append(say("every row stood between quotation marks"))
            if how.title_rows:
                told.append(say("{n} title rows left out", n=len(how.title_rows)))
            if how.total_rows:
                told.append(say("{n} rows without data left out", n=len(how.total_rows)))
            st.caption(language().markdown("{told}", told=" · ".join(told)))
            with st.popover(say("Change how it is read"), icon=":material/tune:", type="tertiary"):
                _reading(name, role, decimal, order)


def _reading(name: str, role: Role | None, decimal: str | None, order: str | None) -> None:
    one = uploads.uploads()[name]
    how, choices = one.table.how, one.table.choices
    labels = {
        role_id: uploads.role_name(role_id)
        for role_id in ("lines", "orders", "shipments", "deliveries", "incidents", "groups")
    }
    inputs.choose(message("What is this file?"), labels, role, f"role-{name}", _set_role, (name,), is_list=True)
    if how.format == "csv":
        encodings = {code: code for code in dict.fromkeys((*ENCODINGS, how.encoding or "utf-8"))}
        inputs.choose(
            message("Encoding"),
            encodings,
            how.encoding,
            f"encoding-{name}",
            _read,
            (name, role, "encoding"),
            is_list=True,
        )
        inputs.choose(
            message("Between the columns"),
            _DELIMITERS,
            how.delimiter,
            f"delimiter-{name}",
            _read,
            (name, role, "delimiter"),
        )
    dates = {code: _WRITTEN[code] for code in ("day_first", "month_first")}
    inputs.choose(
        message("Dates that can be read in two ways"),
        dates,
        order or choices.date_order,
        f"dates-{name}",
        _read,
        (name, role, "date_order"),
    )
    decimals = {code: _WRITTEN[code] for code in ("comma", "point")}
    inputs.choose(
        message("Numbers that can be read in two ways"),
        decimals,
        decimal or choices.decimal,
        f"decimal-{name}",
        _read,
        (name, role, "decimal"),
    )
    if how.format not in {"parquet", "database"}:
        inputs.number(
            message("Row with the column names"),
            how.header_row,
            f"header-{name}",
            _read,
            (name, role, "header_row"),
            least=0,
            most=1000,
        )
    if how.total_rows or choices.totals == "keep":
        inputs.choose(
            message("Totals, page marks and names among the rows"),
            _TOTALS,
            choices.totals,
            f"totals-{name}",
            _read,
            (name, role, "totals"),
        )
    st.button(
        say("Leave this sheet out") if one.book and one.book != name else say("Take this file away"),
        icon=":material/delete:",
        key=f"remove-{name}",
        on_click=uploads.remove,
        args=(name,),
    )


def _set_role(role: str | None, name: str) -> None:
    uploads.set_role(name, role)  # type: ignore[arg-type]


def _read(value: object, name: str, role: Role | None, choice: str) -> None:
    if value is None:
        return
    uploads.read_again(name, **{choice: value})
    known = uploads.known_mapping()
    if role and known and "reading" in known.file(role).model_fields_set:  # what was answered before would overrule it
        uploads.keep_mapping(known.with_reading(role, **{choice: value}))


def no_rows(by_role: MappingOf[Role, TextTable]) -> None:
    """Say so where a file has a column for each week or month: then its rows are sums and no order lines."""
    for table in by_role.values():
        periods = columns_of_periods(table)
        if periods:
            st.warning(
                markdown(
                    "{file} has a column for each period ({first}, {second} …): those are sums, and in a sum no order "
                    "is late. Export the rows behind it, one for each order line.",
                    file=table.name,
                    first=periods[0],
                    second=periods[1],
                ),
                icon=":material/pivot_table_chart:",
            )


def questions(proposed: Proposal, by_role: MappingOf[Role, TextTable]) -> None:
    """What only a person can say, the questions that a score waits for first."""
    asked = sorted(proposed.questions, key=lambda question: not question.blocking)
    if not asked:
        st.success(say("Every column that matters was recognised."), icon=":material/check_circle:")
        return
    for place, question in enumerate(asked):
        with st.container(border=True, key=f"question-{place}"):
            mark = ":material/help:" if question.blocking else ":material/contact_support:"
            st.markdown(f"{mark} {language().markdown(with_labels(question.text))}")
            if question.samples:
                st.caption(markdown("{file}, such as: {samples}", file=question.file, samples=list(question.samples)))
            _answers(question, by_role, place, {column.header: column.samples[:1] for column in proposed.columns})


def _answers(
    question: Question, by_role: MappingOf[Role, TextTable], place: int, samples: MappingOf[str, tuple[str, ...]]
) -> None:
    with st.container(horizontal=True):
        for candidate, option in zip(question.candidates, question.options, strict=True):
            label = _column(candidate, samples.get(candidate, ())) if question.field else _candidate(candidate)
            st.button(label, key=f"answer-{place}-{option}", on_click=_answer, args=(option, by_role))
        if question.header is not None and not any(option.startswith("skip=") for option in question.options):
            st.button(
                say("Not used"),
                key=f"answer-{place}-skip",
                on_click=_answer,
                args=(f"{question.role}.skip={question.header}", by_role),
                type="tertiary",
            )


def _column(header: str, sample: tuple[str, ...]) -> str:
    return markdown("{header} · {sample}", header=header, sample=sample[0][:30]) if sample else markdown(header)


def _candidate(candidate: str) -> str:
    return say(_WRITTEN[candidate]) if candidate in _WRITTEN else say(field_name(candidate))


def _answer(option: str, by_role: MappingOf[Role, TextTable]) -> None:
    try:
        uploads.keep_mapping(with_answers(uploads.known_mapping(), [option], by_role))
    except Refused as refused:
        refuse_later(refused)


def column_table(proposed: Proposal, by_role: MappingOf[Role, TextTable]) -> None:
    """Every column with three values, what we think it is and how sure; the answer can be changed in the table."""
    told = language()
    options = field_choices()
    labels = {field: told.say(field_name(field)) for field in options}
    rows = pd.DataFrame(
        {
            say("File"): [column.file for column in proposed.columns],
            say("Column"): [column.header for column in proposed.columns],
            say("Such as"): [" · ".join(column.samples) for column in proposed.columns],
            say("Filled"): [told.percent(column.filled, decimals=0) for column in proposed.columns],
            say("Is"): [labels[column.field or SKIP] for column in proposed.columns],
            say("How sure"): [_certainty(column.certainty, column.field) for column in proposed.columns],
            say("Because"): [told.say(column.because) for column in proposed.columns],
        }
    )
    choice = say("Is")
    key = f"columns-{told.code}-{hash(proposed.mapping.to_yaml())}"
    st.data_editor(
        rows,
        key=key,
        num_rows="fixed",
        hide_index=True,
        disabled=[name for name in rows.columns if name != choice],
        column_config={
            choice: st.column_config.SelectboxColumn(options=list(labels.values()), required=True, width="medium")
        },
        on_change=edited,
        args=(key, choice, proposed, by_role, {label: field for field, label in labels.items()}),
        width="stretch",
        height=min(42 + 37 * len(rows), 600),
    )


def _certainty(certainty: float, field: str | None) -> str:
    if field is None:
        return "–"
    if certainty >= 0.9:
        return say("sure")
    return say("fairly sure") if certainty >= 0.7 else say("not sure")


def edited(
    key: str, choice: str, proposed: Proposal, by_role: MappingOf[Role, TextTable], fields: MappingOf[str, str]
) -> None:
    """Take over what was changed in the table with this key; `fields` gives each label its field."""
    mapping = proposed.mapping
    try:
        for place, changed in st.session_state[key]["edited_rows"].items():
            column = proposed.columns[int(place)]
            if choice in changed:
                field = fields[changed[choice]]
                mapping = with_answers(mapping, [f"{column.role}.{field}={column.header}"], by_role)
        uploads.keep_mapping(mapping)
    except Refused as refused:
        refuse_later(refused)
