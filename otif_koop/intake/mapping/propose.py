"""From files to a proposed mapping: by name, by value, by what the other columns leave open; the rest is asked."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from otif_koop.intake.mapping.doubts import doubts
from otif_koop.intake.mapping.draft import Draft, Drafts, by_name
from otif_koop.intake.mapping.fields import SKIP, fields
from otif_koop.intake.mapping.header_match import MAPPED_FROM
from otif_koop.intake.mapping.mapping import ColumnUse, FileMapping, Mapping, Role
from otif_koop.intake.mapping.proposal import Proposal, ProposedColumn
from otif_koop.intake.mapping.questions import ask
from otif_koop.intake.mapping.roles import by_role
from otif_koop.intake.mapping.settle import settle
from otif_koop.intake.mapping.written_questions import ask_of, typed
from otif_koop.intake.reading.text_table import TextTable


def propose(tables: MappingOf[Role, TextTable], known: Mapping | None = None) -> Proposal:
    """What every column of these files is, as far as can be known, and the questions that remain.

    known: what was said or saved before; it is taken as it is. Raises `NotMapped` where it names a column that isn't
    there (`with_answers`), never because something is unsure.
    """
    known = known or Mapping()
    tables = by_role(tables)
    drafts = Drafts(
        [
            draft
            for role, table in tables.items()
            for draft in by_name(role, table, known.file(role), set(tables) - {role})
        ]
    )
    settle(drafts)
    questions = ask(drafts)
    mapping = _mapping(tables, drafts, known)
    files = typed(tables, mapping)
    return Proposal(
        columns=tuple(_shown(draft) for draft in drafts.columns),
        questions=(*questions, *ask_of(files), *doubts(drafts, files)),
        mapping=mapping,
        written={role: columns.written for role, columns in files.items()},
    )


def _shown(draft: Draft) -> ProposedColumn:
    return ProposedColumn(
        role=draft.role,
        file=draft.table.name,
        header=draft.header,
        field=draft.field,
        certainty=draft.certainty if draft.field else 0.0,
        samples=draft.evidence.samples,
        filled=draft.evidence.filled,
        candidates=tuple(name for name in draft.candidates if name in fields()),
        because=draft.because,
        opposite=draft.opposite,
    )


def _mapping(tables: MappingOf[Role, TextTable], drafts: Drafts, known: Mapping) -> Mapping:
    """What is certain, as a mapping; columns known before keep how they are written."""
    files: dict[Role, FileMapping] = {}
    for role, table in tables.items():
        before = known.file(role)
        columns = dict(before.columns)
        for draft in drafts.columns:
            if draft.role == role and draft.field and draft.field != SKIP and draft.certainty >= MAPPED_FROM:
                columns.setdefault(
                    draft.header,
                    ColumnUse(field=draft.field, opposite=True) if draft.opposite else ColumnUse(field=draft.field),
                )
        reading = before.reading if "reading" in before.model_fields_set else table.choices
        files[role] = FileMapping(
            columns={header: columns[header] for header in table.headers if header in columns},
            headers=table.headers,
            reading=reading,
            **({"source": table.how.source, "asked": table.how.asked, "name": table.name} if table.how.source else {}),
        )
    return known.model_copy(update={"files": files})
