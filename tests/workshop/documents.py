"""Hypothesis strategies: workshops as people could fill them, and changes that people could make, right or wrong."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from otif_koop.workshop.document import Workshop, from_content
from otif_koop.workshop.edits import Edit, edits_of
from otif_koop.workshop.migrations import VERSION

GROUPS = ("wholesale", "web-shop", "care_2", "Z")

WORDS = (
    "Wholesale",
    "<script>alert(1)</script>",
    "'; drop table workshops; --",
    "\u202eright to left\u202c",
    "zorg & welzijn",
    "NO",
    "010",
    "14:30",
    "~",
    "- a: b",
    "two\nlines",
    "\ttab and trailing ",
    "😀",
    "=1+1",
)

texts = st.sampled_from(WORDS) | st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufffe\uffff"), max_size=12
)
names = texts.filter(lambda text: text.strip() != "")
shares = st.integers(0, 100).map(lambda percent: percent / 100)
days = st.dates().map(lambda day: day.isoformat())
limits = st.integers(0, 30) | st.just("none")

# what can be chosen in a definition, each field valid on its own
CHOICES: dict[tuple[str, ...], st.SearchStrategy[Any]] = {
    ("level",): st.sampled_from(["order", "line", "item"]),
    ("due",): st.sampled_from(["requested", "promised", "revised", "lead_time"]),
    ("clock_start",): st.sampled_from(["ordered", "authorised"]),
    ("clock_stop",): st.sampled_from(["shipped", "delivered", "received"]),
    ("window", "early"): limits,
    ("window", "late"): limits,
    ("window", "unit"): st.sampled_from(["calendar_days", "working_days", "week"]),
    ("calendar", "name"): names.map(lambda name: name.replace("\n", " ")[:60]),
    ("calendar", "holidays"): st.lists(days, max_size=4),
    ("credit",): st.just("none")
    | st.just({"shape": "linear", "early": [[0, 1], [10, 0]], "late": [[0, 1], [5, 0.5], [10, 0]]}),
    ("partials",): st.sampled_from(["completed", "first", "by_due", "agreed"]),
    ("in_full", "under"): st.integers(0, 99).map(lambda percent: percent / 100),
    ("in_full", "over"): st.just("none") | shares,
    ("no_error", "kinds"): st.just("all") | st.lists(st.sampled_from(["damage", "return"]), unique=True),
    ("no_complaint", "kinds"): st.just("all") | st.lists(st.sampled_from(["complaint", "damage"]), unique=True),
    ("scope", "regions", "only"): st.lists(names, max_size=3),
    ("scope", "regions", "without"): st.lists(names, max_size=3),
}

# every kind of field of the document, with values that are mostly valid
FIELDS: dict[tuple[str, ...], st.SearchStrategy[Any]] = {
    ("name",): names,
    ("organisation",): texts,
    ("language",): st.sampled_from(["nl", "en", "fr"]),
    ("data", "as_of"): days,
    ("data", "files", "lines"): names,
    ("data", "mapping"): st.dictionaries(
        names, texts | st.integers() | st.booleans() | st.lists(st.integers(0, 9), max_size=3), max_size=4
    ),
    ("data", "accepted", "duplicates"): texts,
    ("reasons", "default_definition.level"): texts,
    ("progress", "koop"): st.fixed_dictionaries({"done": st.booleans(), "at": st.just("2026-11-22T10:00:00Z")}),
    **{("default_definition", *path): values for path, values in CHOICES.items()},
    **{
        path: values
        for group in GROUPS
        for path, values in {
            ("groups", group): st.fixed_dictionaries({"name": names}),
            ("groups", group, "name"): names,
            ("groups", group, "business"): st.sampled_from(["b2c", "b2b", "both"]),
            ("groups", group, "regions"): st.lists(names, max_size=3),
            ("groups", group, "in_data"): st.lists(names, max_size=2),
            ("groups", group, "expectations", "lead_time_days"): st.integers(0, 40),
            ("targets", group, "target"): shares,
            ("alignment", "groups", group, "filling"): st.sampled_from(["freely", "agreed", "sometimes"]),
            ("alignment", "groups", group, "kpis_sales"): st.lists(st.sampled_from(["volume", "hit_rate"]), max_size=3),
            ("alignment", "groups", group, "reasons", "filling"): texts,
            ("targets", group, "floor"): shares,
            ("targets", group, "by_date"): days,
            **{("group_definitions", group, *path): values for path, values in CHOICES.items()},
        }.items()
    },
}

paths = st.sampled_from(sorted(FIELDS))


@st.composite
def changes(draw: st.DrawFn) -> tuple[tuple[str, ...], Any]:
    """A field and what it becomes; now and then it is taken away."""
    path = draw(paths)
    return path, draw(st.one_of(FIELDS[path], FIELDS[path], FIELDS[path], st.none()))


def empty() -> dict[str, Any]:
    """The least that a workshop holds, as plain content."""
    return {"version": VERSION, "name": "A workshop"}


def with_groups() -> Workshop:
    """A workshop to work on: half of the groups are there."""
    return from_content(
        empty()
        | {"groups": {group: {"name": group} for group in GROUPS[:2]}}
        | {"targets": {GROUPS[0]: {"target": 0.9}}, "default_definition": {"level": "line"}}
    )


def edit_of(start: Workshop, path: tuple[str, ...], value: Any, by: str) -> Edit:
    """The one edit that brings a field to another value."""
    (edit,) = edits_of(start, {path: value}, by)
    return edit
