"""A query that only reads: the account and the transaction must forbid the rest as well, and this says it in words."""

from __future__ import annotations

import re

from otif_koop.intake.refusals import NotRead
from otif_koop.message import message

_TEXTS = re.compile(
    r"""
      '(?:[^']|'')*'                # 'text'
    | "(?:[^"]|"")*"                # "name"
    | `[^`]*` | \[[^\]]*\]          # `name`, [name]
    | \$(\w*)\$.*?\$\1\$            # $$text$$
    | --[^\n]* | /\*.*?\*/          # remarks
    """,
    re.VERBOSE | re.DOTALL,
)
_CHANGES = re.compile(
    r"\b(insert|update|delete|merge|into|drop|alter|create|truncate|grant|revoke|exec|execute|call|attach|copy|pragma"
    r"|openrowset|opendatasource|openquery|dblink\w*|pg_read_\w+|pg_ls_\w+|lo_import|lo_export)\b",
    re.IGNORECASE,
)


def is_query(asked: str) -> bool:
    """Whether a text is a query and no name of a table."""
    return bool(re.match(r"[\s(]*(select|with)[\s(*\"'\[]", _TEXTS.sub(_without_remarks, asked), re.IGNORECASE))


def _without_remarks(found: re.Match[str]) -> str:
    return " " if found[0].startswith(("--", "/*")) else found[0]


def only_reads(query: str, name: str) -> str:
    """The query as it can be run, without a semicolon at its end; raises `NotRead` for what isn't one SELECT.

    name: what the query is called in the refusal.
    """
    query = query.strip().rstrip(";").strip()
    bare = _TEXTS.sub(" x ", query)
    if not is_query(query):
        raise NotRead(message("{file}: a query begins with SELECT or WITH. Nothing else is run.", file=name))
    if ";" in bare:
        raise NotRead(message("{file}: one query at a time. Leave out what stands behind the semicolon.", file=name))
    found = _CHANGES.search(bare)
    if found:
        raise NotRead(
            message(
                "{file}: “{word}” doesn't only read, so the query isn't run. If it is a column's name, put it between"
                " double quotation marks.",
                file=name,
                word=found[0],
            )
        )
    return query
