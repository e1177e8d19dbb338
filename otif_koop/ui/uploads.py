"""The files that were dropped, or tables that were fetched, in this session, as text; they never leave it."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from otif_koop.intake import (
    ROLE_NAMES,
    Mapping,
    Proposal,
    ReadingChoices,
    Role,
    TextTable,
    detect_roles,
    propose,
    read_file,
)
from otif_koop.message import Refused
from otif_koop.ui import own_words, session
from otif_koop.ui.speech import markdown, say
from otif_koop.ui.trouble import show_refusal

_FILES = "uploaded_files"
_TURN = "upload_turn"
LARGEST_MEGABYTES = 500


@dataclass(frozen=True, eq=False)
class Upload:
    """One file: its bytes, for reading it otherwise (None: it was fetched from a source), and how it reads now."""

    name: str
    content: bytes | None
    table: TextTable
    role: Role | None = None


def uploads() -> dict[str, Upload]:
    """The files of this session, by name."""
    found: dict[str, Upload] = st.session_state.setdefault(_FILES, {})
    return found


def forget() -> None:
    """Drop the files."""
    st.session_state.pop(_FILES, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def drop_place() -> None:
    """Where files are dropped; what is dropped is read at once, and the drop itself let go."""
    turn = st.session_state.setdefault(_TURN, 0)
    st.markdown(
        say(
            "Drop one file with order lines, or the files that belong together: orders, lines, shipments, deliveries, "
            "errors and complaints, customers with their group. CSV, Excel, ODS or Parquet."
        )
    )
    dropped = st.file_uploader(
        say("Files from your ERP"),
        accept_multiple_files=True,
        key=f"drop-{turn}",
        label_visibility="collapsed",
        max_upload_size=LARGEST_MEGABYTES,
    )
    own_words.of_dropping(LARGEST_MEGABYTES)
    if not dropped:
        return
    for one in dropped:
        with st.spinner(markdown("Reading {file} …", file=one.name), show_time=True):
            try:
                table = _read(one.getvalue(), one.name)
            except Refused as refused:
                show_refusal(refused)
                continue
        uploads()[one.name] = Upload(one.name, one.getvalue(), table)
    if all(one.name in uploads() for one in dropped):
        st.session_state[_TURN] = turn + 1
        st.rerun()


def _read(content: bytes, name: str) -> TextTable:
    """The file as it was read before, or where that no longer fits, as it reads by itself."""
    known = _known_reading(name)
    if known is not None:
        with suppress(Refused):
            return read_file(content, name, known)
    return read_file(content, name)


def _known_reading(name: str) -> ReadingChoices | None:
    """How a file of this name was read before in this workshop."""
    workshop, known = session.workshop(), known_mapping()
    if workshop is None or known is None:
        return None
    role = next((role for role, before in workshop.data.files.items() if before == name), None)
    return known.files[role].reading if role in known.files else None


def read_again(name: str, **choices: Any) -> None:
    """Read a file otherwise; raises `Refused` and keeps the old reading where that can't be."""
    old = uploads()[name]
    wanted = old.table.choices.model_copy(update=choices)
    # of what was fetched only the meaning can be in doubt
    table = replace(old.table, choices=wanted) if old.content is None else read_file(old.content, name, wanted)
    uploads()[name] = replace(old, table=table)


def add(name: str, table: TextTable, role: Role | None = None) -> None:
    """A table that was fetched."""
    uploads()[name] = Upload(name, None, table, role)


def set_role(name: str, role: Role | None) -> None:
    """Say what a file is."""
    uploads()[name] = replace(uploads()[name], role=role)


def remove(name: str) -> None:
    """Take a file away."""
    uploads().pop(name, None)


def tables() -> dict[Role, TextTable]:
    """The files by what they are; raises `Refused` where that is not clear."""
    said = {one.role: one.table for one in uploads().values() if one.role is not None}
    rest = [one.table for one in uploads().values() if one.role is None]
    if not rest:
        return said
    if len(uploads()) == 1:
        return {"lines": rest[0]}
    return {**detect_roles(rest), **said}


def known_mapping() -> Mapping | None:
    """The mapping that the workshop keeps, from this upload or from last month's."""
    workshop = session.workshop()
    if workshop is None or not workshop.data.mapping:
        return None
    try:
        return Mapping.model_validate(_thawed(workshop.data.mapping))
    except ValueError:
        return None  # kept by another version of the program: proposed anew


def keep_mapping(mapping: Mapping) -> None:
    """Keep a mapping in the workshop."""
    session.change({("data", "mapping"): mapping.model_dump(mode="json", exclude_unset=True)})


def proposal(by_role: MappingOf[Role, TextTable]) -> Proposal:
    """What every column is; made once for the same files and answers."""
    known = known_mapping()
    key = (tuple((role, id(table)) for role, table in by_role.items()), "" if known is None else known.to_yaml())
    kept = st.session_state.get("proposal")
    if kept is None or kept[0] != key:
        with st.spinner(say("Looking at the columns …"), show_time=True):
            kept = (key, propose(by_role, known))
        st.session_state["proposal"] = kept
    made: Proposal = kept[1]
    return made


def role_name(role: Role) -> str:
    """What a kind of file is called."""
    return say(ROLE_NAMES[role])


def _thawed(value: Any) -> Any:
    if isinstance(value, MappingOf):
        return {key: _thawed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_thawed(one) for one in value]
    return value
