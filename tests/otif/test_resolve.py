"""What a definition comes to on the data: a default falls back and says so, a choice becomes a gap."""

from __future__ import annotations

from typing import Any

import pytest

from otif_koop.message import Message
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.kinds import COMPLAINT_KINDS, ERROR_KINDS
from otif_koop.otif.order_book import OrderBook
from otif_koop.otif.resolve import Resolved, resolve
from otif_koop.otif.score import score
from tests.otif.small_books import definition, figure, line, marked, small_book


def came(**stops: int) -> dict[str, Any]:
    return {f"{stop}_at": on for stop, on in stops.items()} | {"quantity_delivered": 10}


def said(notes: tuple[Message, ...]) -> list[str]:
    return [note.text.format_map(note.values) for note in notes]


def resolved(book: OrderBook, **choices: Any) -> Resolved:
    return resolve(definition(**choices), book)


ONE_DATE = "The data has one confirmed date: it serves as the promised and as the revised date."


@pytest.mark.parametrize(
    ("dates", "due", "notes"),
    [
        ({"promised_date": 8, "revised_date": 9, "requested_date": 7}, "promised", []),
        ({"promised_date": 8, "requested_date": 7}, "promised", [ONE_DATE]),
        ({"revised_date": 9, "requested_date": 7}, "promised", [ONE_DATE]),
        ({"requested_date": 7}, "requested", ["due: the data has no promised_date, so requested_date is taken."]),
    ],
)
def test_the_default_due_date_falls_back_on_the_nearest_and_says_so(
    dates: dict[str, int], due: str, notes: list[str]
) -> None:
    book = small_book(line("1", "1", (8, 10), **{"due": None} | dates))
    one = resolved(book)
    assert (one.definition.due, said(one.assumed), one.gaps, one.no_score) == (due, notes, (), False)
    assert said(figure(book).assumed) == notes


@pytest.mark.parametrize(
    ("stops", "stop", "notes"),
    [
        ({"delivered": 8, "received": 9, "shipped": 7}, "delivered", []),
        ({"received": 9, "shipped": 7}, "received", ["no delivered_at, so received_at is taken"]),
        ({"shipped": 7}, "shipped", ["no delivered_at, so shipped_at is taken"]),
    ],
)
def test_the_default_clock_stop_falls_back_on_the_nearest_and_says_so(
    stops: dict[str, int], stop: str, notes: list[str]
) -> None:
    one = resolved(small_book(line("1", "1", came(**stops), revised_date=8)))
    assert one.definition.clock_stop == stop
    assert [note for note in notes if note in " ".join(said(one.assumed))] == notes
    assert len(one.assumed) == len(notes)
    assert not one.no_score


@pytest.mark.parametrize(
    ("choices", "gaps"),
    [
        ({"due": "requested"}, ["due: the data has no requested_date."]),
        ({"due": "requested", "missing_due": "fail"}, ["due: the data has no requested_date."]),
        ({"due": "lead_time"}, ["due: the data has no lead_time_days.", "due: the data has no ordered_at."]),
        (
            {"due": "lead_time", "clock_start": "authorised"},
            ["due: the data has no lead_time_days.", "due: the data has no authorised_at."],
        ),
        ({"clock_stop": "received"}, ["clock_stop: the data has no received_at."]),
        ({"partials": "agreed"}, ["partials: the data has no partial_agreed."]),
        ({"scope": {"regions": {"only": ["north"]}}}, ["scope.regions: the data has no region."]),
        ({"scope": {"channels": {"without": ["web"]}}}, ["scope.channels: the data has no channel."]),
        ({"scope": {"order_types": {"only": ["spoed"]}}}, ["scope.order_types: the data has no order_type."]),
        (
            {"due": "requested", "clock_stop": "shipped"},
            ["due: the data has no requested_date.", "clock_stop: the data has no shipped_at."],
        ),
    ],
)
def test_a_choice_that_the_data_lacks_is_a_gap_and_gives_no_score(choices: dict[str, Any], gaps: list[str]) -> None:
    book = small_book(line("1", "1", (8, 10)), line("2", "1", (9, 10)))
    one = resolved(book, **choices)
    assert (said(one.gaps), one.no_score) == (gaps, True)
    for level in Level:
        total = figure(book, level, **choices)
        assert total.no_data
        assert total.on_time is total.in_full is total.measured is None
        assert said(total.gaps) == gaps


def test_choosing_the_default_s_own_value_is_a_choice_too() -> None:
    book = small_book(line("1", "1", {"shipped_at": 8, "quantity_delivered": 10}, due=None, requested_date=8))
    assert figure(book).on_time == 1
    assert said(resolved(book, due="promised", clock_stop="delivered").gaps) == [
        "due: the data has no promised_date.",
        "clock_stop: the data has no delivered_at.",
    ]
    assert figure(book, due="promised").no_data
    assert figure(book, clock_stop="delivered").no_data


def test_without_any_due_date_or_delivery_date_even_the_default_is_a_gap() -> None:
    one = resolved(small_book(line("1", "1", due=None, ordered_at=1)), missing_due="fail")
    assert said(one.gaps) == ["due: the data has no promised_date.", "clock_stop: the data has no delivered_at."]
    assert one.no_score


def test_one_confirmed_date_serves_for_both_also_where_it_was_chosen() -> None:
    only_revised = small_book(line("1", "1", (8, 10), due=None, revised_date=8))
    only_promised = small_book(line("1", "1", (9, 10), due=8))
    for book, on_time in ((only_revised, 1), (only_promised, 0)):
        for due in ("promised", "revised"):
            one = resolved(book, due=due)
            assert (said(one.assumed), one.gaps, one.definition.due) == ([ONE_DATE], (), due)
            assert figure(book, due=due).on_time == on_time
    assert resolved(small_book(line("1", "1", (8, 10), requested_date=8)), due="requested").assumed == ()


MARKED = [marked("1", "damage", "1"), marked("1", "complaint"), marked("1", "return", "1")]


@pytest.mark.parametrize(
    ("choices", "errors", "complaints", "measured"),
    [
        ({}, {"damage", "return"}, {"complaint"}, {"no_error", "no_complaint"}),
        ({"no_error": {"kinds": ["damage"]}}, {"damage"}, {"complaint"}, {"no_error", "no_complaint"}),
        # a kind that the other list claims is not counted twice
        (
            {"no_complaint": {"kinds": ["return", "complaint"]}},
            {"damage"},
            {"return", "complaint"},
            {"no_error", "no_complaint"},
        ),
        ({"no_error": {"kinds": []}}, set(), {"complaint"}, {"no_complaint"}),
        ({"no_error": {"kinds": []}, "no_complaint": {"kinds": []}}, set(), set(), set()),
    ],
)
def test_the_kinds_that_count(choices: dict[str, Any], errors: set[str], complaints: set[str], measured: set) -> None:
    book = small_book(line("1", "1", (8, 10)), line("2", "1", (8, 10)), incidents=MARKED)
    one = resolved(book, **choices)
    assert set(one.definition.no_error.kinds) == errors
    assert set(one.definition.no_complaint.kinds) == complaints
    assert one.measured == {"on_time", "in_full"} | measured
    assert one.gaps == ()
    total = figure(book, **choices)
    for name in ("no_error", "no_complaint"):
        assert getattr(total, name) == (0.5 if name in measured else None)
    assert set(total.measured.components) == {"on_time", "in_full"} | (
        {"no_error_no_complaint"} if len(measured) == 2 else measured
    )


def test_a_chosen_kind_that_the_data_can_t_show_is_a_gap_and_its_component_is_not_measured() -> None:
    book = small_book(line("1", "1", (8, 10)), incidents=MARKED)
    one = resolved(book, no_error={"kinds": ["damage", "wrong_price"]})
    assert said(one.gaps) == ["no_error: the data doesn't show wrong_price."]
    assert not one.no_score
    assert "no_error" not in one.measured
    total = figure(book, no_error={"kinds": ["damage", "wrong_price"]})
    assert total.no_error is None
    assert (total.on_time, total.no_complaint, total.otifnenc) == (1, 0, None)


def test_a_kind_with_a_yes_no_column_that_never_says_yes_is_measured() -> None:
    book = small_book(line("1", "1", (8, 10)), incidents=[], kinds={"damage", "complaint"})
    assert (figure(book).no_error, figure(book).no_complaint) == (1, 1)
    without = small_book(line("1", "1", (8, 10)))
    assert resolved(without).measured == {"on_time", "in_full"}
    assert resolved(without).definition.no_error.kinds == ()
    assert figure(without).otifnenc is None


def test_every_kind_is_an_error_or_a_complaint() -> None:
    incidents = [marked("1", kind, "1") for kind in ERROR_KINDS + COMPLAINT_KINDS]
    one = resolved(small_book(line("1", "1", (8, 10)), incidents=incidents))
    assert one.definition.no_error.kinds == ERROR_KINDS
    assert one.definition.no_complaint.kinds == COMPLAINT_KINDS


def test_without_a_delivered_quantity_in_full_is_not_measured_and_never_100_percent() -> None:
    book = small_book(line("1", "1", {"delivered_at": 8}), line("2", "1", {"delivered_at": 9}))
    assert said(resolved(book).assumed)[-1] == "The data has no delivered quantity: in full can't be measured."
    for level in Level:
        total = figure(book, level)
        assert (total.on_time, total.in_full, total.otif, total.otifnenc) == (0.5, None, None, None)
        assert total.measured.components == ("on_time",)
        assert total.measured.joint == total.measured.product == 0.5


def test_lines_can_t_be_weighed_by_a_value_that_the_data_lacks() -> None:
    book = small_book(line("1", "1", (8, 10)), line("2", "1", (9, 10)))
    one = resolved(book, weight="value")
    assert (said(one.gaps), one.no_weight, one.no_score) == (["weight: the data has no net_value."], True, False)
    assert figure(book, Level.LINE, weight="value").no_data
    assert figure(book, Level.ORDER, weight="value").on_time == figure(book, Level.ITEM, weight="value").on_time == 0.5


def test_a_gap_of_one_group_leaves_the_others_their_score_and_the_total_none() -> None:
    book = small_book(line("1", "1", (8, 10), customer_group="A"), line("2", "1", (8, 10), customer_group="B"))
    result = score(book, Definition(), groups={"B": definition(due="requested")})
    assert result.score("A", Level.LINE).on_time == 1
    assert result.score("B", Level.LINE).no_data
    total = result.score(None, Level.LINE)
    assert total.no_data
    assert total.measured is None
    assert said(total.gaps) == ["due: the data has no requested_date."]


def test_the_resolved_definition_keeps_what_was_chosen() -> None:
    one = resolved(small_book(line("1", "1", (8, 10))), level="line", window={"late": 1})
    assert one.definition.model_fields_set == {"level", "window"}
    assert one.definition.window.late == 1
