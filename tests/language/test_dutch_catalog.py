"""Every text of the program has its Dutch, with the same gaps, and the catalog holds nothing else."""

from __future__ import annotations

import pytest

from tests.language import dutch_catalog as tool


@pytest.fixture(scope="module")
def found() -> tool.Found:
    return tool.texts_of_the_program()


@pytest.fixture(scope="module")
def held() -> dict[tool.Id, tuple[str, ...]]:
    return tool.read_catalog()


def test_every_text_is_a_literal(found):
    assert found.not_literal == []


def test_no_text_is_missing_empty_or_fuzzy(found, held):
    without = [f"{place}: {text}" for text, place in found.places.items() if not all(held.get(text, ("",)))]
    assert without == [], "run: python tests/language/dutch_catalog.py"


def test_nothing_stale_is_kept(found, held):
    assert set(held) - set(found.places) == set(), "run: python tests/language/dutch_catalog.py"


def test_gaps_are_the_same_in_dutch(held):
    assert [fault for text, dutch in held.items() for fault in tool.faulty_gaps(text, dutch)] == []


def test_the_catalog_is_written_as_the_tool_writes_it(held, tmp_path):
    tool.write_catalog(held, tmp_path / "nl.po")
    assert (tmp_path / "nl.po").read_text() == tool.CATALOG.read_text()


def test_dutch_keeps_the_house_words(held):
    """ "doel", never "target"; nobody is called "je" or "jij"."""
    for text, dutch in held.items():
        words = {word.strip(".,:;?!()“”\"'").lower() for form in dutch for word in form.split()}
        assert not words & {"target", "targets", "je", "jij", "jouw", "jullie", "error"}, text


def test_reading_code_finds_each_kind_of_call():
    found = tool.Found()
    code = """
message("one {a}", a=1)
language.say("two" " joined")
lang.plural("{n} day", "{n} days", 3)
message("yes" if x else "no")
st.markdown("not a text")
lang.markdown("a text")
say(variable)
message(f"made {up}")
"""
    tool.read_code(code, "x.py", found)
    assert set(found.places) == {
        ("one {a}",),
        ("two joined",),
        ("{n} day", "{n} days"),
        ("yes",),
        ("no",),
        ("a text",),
    }
    assert found.not_literal == ["x.py:9"]


def test_reading_a_table_finds_texts_by_name_at_any_depth():
    table = {"steps": [{"id": "start", "title": "Start", "answers": {"label": "Yes"}, "why": ["a", "b"]}], "note": "no"}
    assert list(tool.table_texts(table)) == ["Start", "Yes", "a", "b"]
    words = {"words": {"level": {"order": "orders"}}, "phases": ["no text"], "labels": {"name": "Name"}}
    assert list(tool.table_texts(words)) == ["orders", "Name"]


def test_a_fuzzy_entry_counts_as_missing(tmp_path):
    path = tmp_path / "nl.po"
    path.write_text(tool.HEADER + '#, fuzzy\nmsgid "late"\nmsgstr "laat"\n\nmsgid "early"\nmsgstr "vroeg"\n')
    assert tool.missing(tool.read_catalog(path)) == [("late",)]


@pytest.mark.parametrize(
    ("english", "dutch", "is_good"),
    [
        ("{n} of {most:number}", "{most:number} van {n}", True),
        ("{n} of {most:number}", "{n} van {most}", False),
        ("{n} rows", "rijen", False),
        ("{n:parsec} rows", "{n:parsec} rijen", False),
        ("a", "{", False),
    ],
)
def test_gaps_are_compared_by_name_and_format(english, dutch, is_good):
    assert (tool.faulty_gaps((english,), (dutch,)) == []) is is_good
