"""Order data fetched from a database or a folder of Parquet that the server's environment names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from otif_koop.intake import ReadingChoices, Role, Source, allows_queries, known_sources, read_source, tables_of
from otif_koop.intake.sources.only_reads import only_reads
from otif_koop.message import Message, Refused
from otif_koop.ui import data, uploads
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import show_refusal

_TABLES = "tables_of_sources"
_QUERY_ROWS = 120  # pixels


@dataclass(frozen=True)
class Wanted:
    """One thing to fetch: a table's name or a query, what it is called here, and what is known of it."""

    source: Source
    asked: str
    name: str
    role: Role | None = None
    choices: ReadingChoices | None = None


def fetch_place() -> None:
    """Where tables are chosen and fetched; nothing where the environment names no source."""
    sources = known_sources()
    if not sources:
        return
    before = _as_before()
    in_use = data.own_data() is not None
    place = st.expander(
        say("Fetch from a database"),
        icon=":material/database:",
        key="fetch-more" if in_use else "fetch",
        on_change="rerun",
        expanded=bool(before) and not in_use,
    )
    if not place.open:
        return
    with place:
        if before:
            _again(before)
        source = next(iter(sources.values()))
        if len(sources) > 1:
            chosen = st.selectbox(say("From"), list(sources), key=f"source-{language().code}")
            source = sources[chosen]
        else:
            st.markdown(markdown("From **{source}**", source=source.name))
        try:
            _choose(source)
        except Refused as refused:
            show_refusal(refused)
        _look_again(source)


def _again(before: Sequence[Wanted]) -> None:
    st.markdown(markdown("Last time: {tables}.", tables=[one.name for one in before]))
    if st.button(say("Fetch the same again"), type="primary", icon=":material/sync:", key="fetch-again"):
        _fetch(before)


def _as_before() -> list[Wanted]:
    """What the workshop was made with, where it was fetched from a source that is still named and isn't here now."""
    known, sources = uploads.known_mapping(), known_sources()
    if known is None or uploads.uploads():
        return []
    return [
        Wanted(
            sources[file.source], file.asked, file.name or sources[file.source].label(file.asked), role, file.reading
        )
        for role, file in known.files.items()
        if file.source in sources and file.asked
    ]


def _choose(source: Source) -> None:
    with st.form(f"fetch-{source.name}", border=False):
        tables = st.multiselect(
            say("Tables and views"),
            _tables(source),
            key=f"tables-{source.name}",
            placeholder=say("Choose order lines and what goes with them"),
            select_all=False,
            help=say(
                "Order lines, deliveries, errors and complaints, customers with their group: what belongs together."
            ),
        )
        query = ""
        if allows_queries() and not source.is_folder:
            query = st.text_area(
                say("Or a query"),
                key=f"query-{source.name}",
                placeholder="SELECT … FROM … WHERE order_date >= '2026-01-01'",
                height=_QUERY_ROWS,
                help=say("One SELECT a time; it can only read. Fetch again for a second query."),
            )
        pressed = st.form_submit_button(say("Fetch"), icon=":material/download:", key=f"fetch-now-{source.name}")
    wanted = [Wanted(source, table, source.label(table)) for table in tables]
    if pressed and query.strip():
        name = _new_name(source)
        wanted.append(Wanted(source, only_reads(query, name), name))
    if pressed and wanted:
        _fetch(wanted)
    elif pressed:
        st.info(say("Choose a table first."))


def _new_name(source: Source) -> str:
    """A name for the answer of a query that no other has."""
    number = 1
    while source.label(f"query {number}") in uploads.uploads():
        number += 1
    return source.label(f"query {number}")


def _tables(source: Source) -> tuple[str, ...]:
    """The tables of a source, asked once a session: a large database takes seconds to list them."""
    kept: dict[str, tuple[str, ...]] = st.session_state.setdefault(_TABLES, {})
    if source.name not in kept:
        with st.spinner(markdown("Looking at the tables of {source} …", source=source.name), show_time=True):
            kept[source.name] = tables_of(source)
    return kept[source.name]


def _look_again(source: Source) -> None:
    st.button(
        say("Look again which tables there are"),
        type="tertiary",
        icon=":material/refresh:",
        key=f"look-again-{source.name}",
        on_click=lambda: st.session_state.get(_TABLES, {}).pop(source.name, None),
    )


def _fetch(wanted: Sequence[Wanted]) -> None:
    """Fetch these, telling how many rows are in, and go on with what came."""
    refusals: list[Message] = []
    with st.status(say("Fetching …"), expanded=True) as progress:
        for one in wanted:

            def told(rows: int, name: str = one.name) -> None:
                progress.update(label=markdown("{file}: {rows:number} rows so far …", file=name, rows=rows))

            progress.update(label=markdown("Fetching {file} …", file=one.name))
            try:
                table = read_source(one.source, one.asked, one.choices, told, one.name)
            except Refused as refused:
                refusals += refused.problems
                continue
            uploads.add(one.name, table, one.role)
            st.write(markdown("{file} · {rows:number} rows", file=one.name, rows=len(table)))
        progress.update(label=say("Fetched."), state="complete", expanded=False)
    if refusals:
        show_refusal(Refused(*refusals))
    else:
        st.rerun()
