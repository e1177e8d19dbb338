"""The pages on the demo company: the figures are the engine's, and every choice does what it says."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from otif_koop.language import CODES, Language
from otif_koop.otif.definition import Level
from otif_koop.otif.score import score
from otif_koop.store.store import Store
from otif_koop.tables import table
from otif_koop.ui import data, start
from otif_koop.workshop.cascade import definition_for, definitions_by_label
from otif_koop.workshop.document import CustomerGroup, new_workshop
from otif_koop.workshop.edits import apply, edits_of
from tests.ui.test_pages import SHELL, STEPS

LOCALES = {"nl": "nl-NL", "en": "en-GB"}
PARTS = ("Where it is lost", "Customer groups", "Early or late", "Causes", "Over time", "The lines")
FEW = [
    (choice["field"], option["value"])
    for choice in table("choices")
    if choice["depth"] == "basic"
    for option in choice["options"]
]


@pytest.fixture(scope="module")
def book():
    """The demo book, made once and kept by the app's own cache."""
    return data.demo_book()


def demo_workshop(book, changes=None, name="Werkplek") -> str:
    made = new_workshop(name)
    return Store().create(apply(made, *edits_of(made, start.example(book) | (changes or {}), "test")), "test")


def shown(workshop_id: str, page: str, code: str = "nl") -> AppTest:
    at = AppTest.from_file(str(SHELL), default_timeout=60)
    at.context = {"locale": LOCALES[code]}
    at.query_params["w"] = workshop_id
    at.run()
    at.switch_page(f"../../pages/{page}.py").run()
    assert_calm(at)
    return at


def assert_calm(at: AppTest) -> None:
    assert [one.value for one in at.exception] == []
    assert [one.value for one in at.error] == []


def assert_plain_text(at: AppTest) -> None:
    """Nothing that someone typed is read as Markdown or HTML."""
    for one in (*at.markdown, *at.caption, *at.success, *at.info, *at.warning):
        assert not getattr(one.proto, "allow_html", False)
        assert "**vet**" not in one.value
        assert "](http" not in one.value


def stored(workshop_id: str):
    return Store().load(workshop_id)[0]


def figures(at: AppTest) -> list[str]:
    return [one.value for one in at.metric]


def digits(figure: str) -> str:
    return "".join(sign for sign in figure if sign.isdigit())


def engine(book, workshop, group=None, level=None):
    """The score as the engine gives it, apart from what the pages keep."""
    scored = score(book, workshop.default_definition, groups=definitions_by_label(workshop), as_of=workshop.data.as_of)
    return scored.score(group, level or workshop.default_definition.level)


def texts(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.warning, at.info, at.success, at.subheader)
    return "\n".join(one.value for kind in kinds for one in kind)


@pytest.mark.parametrize("code", CODES)
def test_the_example_opens_with_one_click(code):
    told = Language(code)
    at = AppTest.from_file(str(SHELL), default_timeout=60)
    at.context = {"locale": LOCALES[code]}
    at.run()
    at.button(key="try").click().run()
    assert_calm(at)
    workshop = stored(at.query_params["w"])
    assert len(workshop.groups) == 8
    assert workshop.data.files["demo"] == start.DEMO_NAME
    assert told.say("Every step of the plan is done.") not in texts(at)
    at.switch_page("../../pages/score.py").run()
    assert_calm(at)
    assert len(at.metric) == 6


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("page", STEPS)
def test_every_page_opens_on_the_demo(page, code, book):
    shown(demo_workshop(book), page, code)


@pytest.mark.parametrize(("code", "product"), [("nl", "41,9\xa0%"), ("en", "41.9\xa0%")])
def test_the_score_is_the_engines_in_the_readers_format(code, product, book):
    told = Language(code)
    made = demo_workshop(book)
    at = shown(made, "score", code)
    one = engine(book, stored(made))
    assert figures(at)[:2] == [told.percent(one.measured.product), told.percent(one.measured.joint)]
    assert figures(at)[0] == product
    rates = [one.on_time, one.in_full, one.no_error, one.no_complaint]
    assert figures(at)[2:] == [told.percent(rate) for rate in rates]
    assert told.number(one.counts.units) in texts(at)


def test_every_group_at_every_level_shows_the_engines_figures(book):
    told = Language("nl")
    made = demo_workshop(book)
    at = shown(made, "score")
    for place, name in enumerate(book.group.names):
        at.selectbox(key="score-group:nl").set_value(str(place)).run()
        for level in Level:
            at.segmented_control(key="score-level:nl").set_value(level.value).run()
            assert_calm(at)
            measured = engine(book, stored(made), name, level).measured
            expected = [told.percent(measured.product), told.percent(measured.joint)]
            assert figures(at)[:2] == expected, (name, level)
    assert Store().load(made)[1] == 0, "looking changes nothing"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("place", [None, 0])
def test_every_part_of_the_score_is_drawn(code, place, book):
    told = Language(code)
    at = shown(demo_workshop(book), "score", code)
    if place is not None:
        at.selectbox(key=f"score-group:{code}").set_value(str(place)).run()
    drawn = {}
    for part in PARTS:
        at.session_state[f"score-part-{code}"] = told.say(part)
        at.run()
        assert_calm(at)
        tab = next(tab for tab in at.tabs if tab.label == told.say(part))
        drawn[part] = len(list(tab)) - 1
        assert all(not list(other)[1:] for other in at.tabs if other is not tab), "a closed tab costs nothing"
    assert all(drawn.values()), drawn


def test_a_part_and_a_group_stay_open_in_the_other_language(book):
    at = shown(demo_workshop(book), "score")
    at.selectbox(key="score-group:nl").set_value("2").run()
    at.segmented_control(key="score-level:nl").set_value("item").run()
    at.session_state["score-part-nl"] = Language("nl").say("The lines")
    at.run()
    before = figures(at)
    at.segmented_control(key="lang").set_value("en").run()
    assert_calm(at)
    assert at.selectbox(key="score-group:en").value == "2"
    assert at.segmented_control(key="score-level:en").value == "item"
    assert at.session_state["score-part-en"] == "The lines"
    assert [digits(one) for one in before] == [digits(one) for one in figures(at)]


@pytest.mark.parametrize(("field", "value"), FEW, ids=[f"{field}-{value}" for field, value in FEW])
def test_a_choice_is_kept_and_changes_the_score_as_the_engine_says(field, value, book):
    told = Language("nl")
    lead_time = {("default_definition", "due"): "lead_time"} if field == "clock_start" else {}
    made = demo_workshop(book, lead_time)
    at = shown(made, "measure")
    control = at.segmented_control(key=f"{field}@_everyone:nl")
    was = control.value
    control.set_value(value).run()
    assert_calm(at)
    workshop = stored(made)
    now = workshop.default_definition
    for part in field.split("."):
        now = getattr(now, part)
    assert str(now) == value
    assert Store().load(made)[1] == (0 if was == value else 1), "one click, one revision"
    one = engine(book, workshop)
    if one.measured is None:
        assert one.gaps
        return
    assert figures(at)[:2] == [told.percent(one.measured.product), told.percent(one.measured.joint)]


def test_numbers_and_switches_of_the_basic_choices(book):
    told = Language("nl")
    made = demo_workshop(book)
    at = shown(made, "measure")
    at.number_input(key="window-late@_everyone:nl").set_value(2).run()
    at.toggle(key="window-early-none@_everyone:nl").set_value(False).run()
    at.number_input(key="window-early@_everyone:nl").set_value(1).run()
    at.number_input(key="under@_everyone:nl").set_value(5.0).run()
    at.toggle(key="over-none@_everyone:nl").set_value(False).run()
    at.number_input(key="over@_everyone:nl").set_value(2.5).run()
    at.pills(key="no_error@_everyone:nl").set_value(["wrong_price", "damage"]).run()
    at.pills(key="no_complaint@_everyone:nl").set_value([]).run()
    assert_calm(at)
    definition = stored(made).default_definition
    assert (definition.window.early, definition.window.late) == (1, 2)
    assert (definition.in_full.under, definition.in_full.over) == (0.05, 0.025)
    assert set(definition.no_error.kinds) == {"damage", "wrong_price"}
    assert definition.no_complaint.kinds == ()
    one = engine(book, stored(made))
    assert figures(at)[:2] == [told.percent(one.measured.product), told.percent(one.measured.joint)]
    assert "no_complaint" not in one.measured.components


def test_the_choices_one_level_deeper(book):
    made = demo_workshop(book)
    at = shown(made, "measure")
    at.session_state["more-choices"] = True
    at.run()
    for choice in table("choices"):
        if choice["depth"] != "more" or not choice["options"] or choice["field"] == "weight":
            continue
        for option in choice["options"][::-1]:
            at.session_state["more-choices"] = True
            at.segmented_control(key=f"{choice['field']}@_everyone:nl").set_value(option["value"]).run()
            assert_calm(at)
    at.pills(key="scope-regions@_everyone:nl").set_value(["Noord"]).run()
    assert_calm(at)
    assert "Zuid" in stored(made).default_definition.scope.regions.without


def test_the_effect_of_the_last_click_stands_in_points(book):
    made = demo_workshop(book)
    at = shown(made, "measure")
    before = engine(book, stored(made)).measured.product
    at.segmented_control(key="level@_everyone:nl").set_value("line").run()
    after = engine(book, stored(made)).measured.product
    assert at.metric[0].delta == Language("nl").points(after - before)


def test_the_article_stands_beside_it(book):
    at = shown(demo_workshop(book, {("default_definition", "level"): "line"}), "measure", "en")
    assert [one.replace("\xa0", "") for one in figures(at)[2:4]] == ["23.3%", "14.3%"]


def test_a_group_gets_choices_of_its_own_and_follows_again(book):
    made = demo_workshop(book)
    group_id, group = next(iter(stored(made).groups.items()))
    told = Language("nl")
    at = shown(made, "measure")
    at.selectbox(key="measured-group:nl").set_value(group_id).run()
    assert not [one for one in at.button if one.key == f"follow-{group_id}:nl"]
    at.segmented_control(key=f"level@{group_id}:nl").set_value("line").run()
    assert_calm(at)
    assert stored(made).default_definition.level is Level.ORDER
    assert definition_for(stored(made), group_id).level is Level.LINE
    one = engine(book, stored(made), group.name, Level.LINE)
    assert figures(at)[:2] == [told.percent(one.measured.product), told.percent(one.measured.joint)]
    at.button(key=f"follow-{group_id}:nl").click().run()
    assert_calm(at)
    assert group_id not in stored(made).group_definitions
    assert at.segmented_control(key=f"level@{group_id}:nl").value == "order"


def test_undo_and_redo(book):
    made = demo_workshop(book)
    at = shown(made, "measure")
    assert at.button(key="undo").disabled
    at.segmented_control(key="due@_everyone:nl").set_value("requested").run()
    at.segmented_control(key="level@_everyone:nl").set_value("line").run()
    at.button(key="undo").click().run()
    assert at.segmented_control(key="level@_everyone:nl").value == "order"
    at.button(key="undo").click().run()
    assert at.segmented_control(key="due@_everyone:nl").value == "promised"
    at.button(key="redo").click().run()
    assert at.segmented_control(key="due@_everyone:nl").value == "requested"
    assert str(stored(made).default_definition.due) == "requested"
    assert_calm(at)


def test_a_reason_is_kept_with_its_choice(book):
    made = demo_workshop(book)
    at = shown(made, "measure")
    at.session_state["reason-of-default_definition.level"] = True
    at.run()
    at.text_area(key="reason-default_definition.level:nl").set_value("Omdat *wij* dat zien").run()
    assert_calm(at)
    assert stored(made).reasons["default_definition.level"] == "Omdat *wij* dat zien"


HOSTILE = ("<script>alert(1)</script>", "**vet** [weg](http://x.y) $a$ :red[b] `c`", "abc\u202e\u2067def", "a\nb | # c")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_typed_name_is_text_and_nothing_else(name, book):
    hostile = {
        ("organisation",): name,
        ("groups", "own"): CustomerGroup(name=name),
        ("data", "files", "other"): name,
    }
    made = demo_workshop(book, hostile, name=name)
    escaped = Language("nl").markdown("{name}", name=stored(made).name)
    for page in ("start", "data", "measure", "score"):
        at = shown(made, page)
        assert escaped in texts(at)
        assert all(name not in one.proto.body for one in at.get("html")), "no name in HTML"
        assert_plain_text(at)
