"""Customers and their groups: figures against a naive count, and rules, splits, moves and merges that lose nobody."""

from __future__ import annotations

import statistics
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otif_koop.message import Refused
from otif_koop.otif.order_book import OrderBook
from otif_koop.workshop.cascade import definitions_by_label
from otif_koop.workshop.customer_facts import Customers, abc, customers
from otif_koop.workshop.customer_groups import behaviour_rules, by_behaviour, meets, placed
from otif_koop.workshop.document import Workshop, content_of, from_content
from otif_koop.workshop.edits import apply, edits_of
from otif_koop.workshop.group_figures import alike, grouped_otherwise, groups, split_hints
from otif_koop.workshop.grouping import MOST_BY_HAND, Condition, Grouping, mark_of
from otif_koop.workshop.groups import removing
from otif_koop.workshop.labels import names_in_book, owners
from otif_koop.workshop.regrouping import grouping_by, merging, moving, renaming, splitting
from otif_koop.workshop.why_here import why_here
from tests.otif.small_books import line, small_book
from tests.workshop.documents import empty

LABELS = ("Zorg", "Dealers", "Webshop")
REGIONS = ("Noord", "Zuid", None)


def workshop(**content: Any) -> Workshop:
    return from_content(empty() | content)


def changed(before: Workshop, changes: dict[Any, Any]) -> Workshop:
    return apply(before, *edits_of(before, changes, "me"))


def book_of(rows: list[tuple[int, int, int, int, int]]) -> OrderBook:
    """Orders as (customer, group, region, days asked, value): customer and group by place."""
    return small_book(
        *(
            line(
                str(number),
                "1",
                (20, 6),
                *(((22, 4),) if value % 3 == 0 else ()),
                ordered=10,
                ordered_at=value % 5,
                requested_date=value % 5 + days,
                customer_id=f"K{customer}",
                customer_group=LABELS[group],
                region=REGIONS[region],
                net_value=float(value),
            )
            for number, (customer, group, region, days, value) in enumerate(rows)
        )
    )


orders = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 2), st.integers(0, 30), st.integers(0, 90)),
    min_size=1,
    max_size=25,
)
THREE = {
    "zorg": {"name": "Zorg", "in_data": ["Zorg"]},
    "dealers": {"name": "Dealers"},
    "web": {"name": "Online", "in_data": ["Webshop"]},
}


@settings(max_examples=60, deadline=None)
@given(orders)
def test_the_figures_of_a_customer_are_a_naive_count(rows: list[tuple[int, int, int, int, int]]) -> None:
    found = customers(book_of(rows))
    assert found is not None
    assert found.ids == tuple(sorted({f"K{row[0]}" for row in rows}))
    for at, customer in enumerate(found.ids):
        mine = [row for row in rows if f"K{row[0]}" == customer]
        assert found.trade.orders[at] == found.trade.lines[at] == len(mine)
        assert found.trade.revenue[at] == pytest.approx(sum(row[4] for row in mine))
        assert found.trade.asked_days[at] == statistics.median_low(row[3] for row in mine)
        assert found.trade.partial[at] == pytest.approx(sum(row[4] % 3 == 0 for row in mine) / len(mine))
        regions = Counter(REGIONS[row[2]] for row in mine if REGIONS[row[2]])
        main = found.main["region"][at] if "region" in found.main else None
        assert main == (min(regions, key=lambda one: (-regions[one], one)) if regions else None)
    assert found.xyz.tolist() == [""] * found.count  # all in one month: nothing can be said of regularity


def test_customers_without_numbers_are_no_customers() -> None:
    assert customers(small_book(line("1", "1", (8, 10)))) is None


def test_abc_puts_the_one_that_crosses_a_limit_above_it() -> None:
    assert abc(np.array([0.5, 0.3, 0.15, 0.05])).tolist() == ["A", "A", "B", "C"]
    assert abc(np.array([0.05, 0.95])).tolist() == ["C", "A"]
    assert abc(np.array([1.0])).tolist() == ["A"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_abc_never_puts_a_lighter_customer_above_a_heavier_one(values: list[float]) -> None:
    weight = np.array(values) / (sum(values) or 1.0)
    classes = abc(weight)
    ranked = [classes[at] for at in np.argsort(-weight, kind="stable")]
    assert ranked == sorted(ranked)
    assert ranked[0] == "A"


def test_xyz_tells_regular_from_wild() -> None:
    made = []
    for month in range(12):
        made.append(line(f"x{month}", "1", ordered=10, ordered_at=30 * month, customer_id="regular"))
        amount = 100 if month == 3 else 1
        made.append(line(f"z{month}", "1", ordered=amount, ordered_at=30 * month, customer_id="wild"))
    found = customers(small_book(*made))
    assert found is not None
    assert dict(zip(found.ids, found.xyz, strict=True)) == {"regular": "X", "wild": "Z"}


# ---- placing


def who(book: OrderBook, given_to: Workshop) -> dict[str, str]:
    found = customers(book)
    assert found is not None
    return dict(zip(found.ids, placed(book, found, given_to).group, strict=True))


@settings(max_examples=60, deadline=None)
@given(orders, st.integers(0, 31), st.sampled_from(["merge", "split", "move", "rename", "remove"]))
def test_whatever_changes_in_the_groups_no_order_is_lost(
    rows: list[tuple[int, int, int, int, int]], limit: int, way: str
) -> None:
    book, before = book_of(rows), workshop(groups=THREE)
    changes = {
        "merge": lambda: merging(before, "zorg", "web"),
        "split": lambda: splitting(before, "zorg", "Zorg later", Condition(fact="asked_days", least=limit)),
        "move": lambda: moving(before, ["K0", "K1"], "web"),
        "rename": lambda: renaming(before, "dealers", "Vakhandel", book.group.names),
        "remove": lambda: removing(before, "zorg"),
    }[way]()
    after = placed(book, customers(book), changed(before, changes)).book
    assert after.n_orders == book.n_orders
    assert after.n_lines == book.n_lines
    assert sorted(after.order_id) == sorted(book.order_id)
    assert int(after.quantity_ordered.sum()) == int(book.quantity_ordered.sum())
    assert after.deliveries.quantity.sum() == book.deliveries.quantity.sum()


def test_groups_as_the_data_name_them_leave_the_book_as_it_is() -> None:
    book = book_of([(0, 0, 0, 5, 5), (1, 1, 0, 5, 5)])
    assert placed(book, customers(book), workshop(groups={"zorg": {"name": "Zorg"}})).book is book
    assert placed(book, None, workshop()).book is book


def test_a_renamed_group_keeps_its_orders_and_shows_its_new_name() -> None:
    book = book_of([(0, 0, 0, 5, 5), (1, 1, 0, 5, 5)])
    before = workshop(groups=THREE, group_definitions={"dealers": {"level": "line"}})
    after = changed(before, renaming(before, "dealers", "Vakhandel", book.group.names))
    assert after.groups["dealers"].in_data == ("Dealers",)
    assert who(book, after) == {"K0": "Zorg", "K1": "Vakhandel"}
    assert definitions_by_label(after)["Vakhandel"].level == "line"
    again = changed(after, renaming(after, "dealers", "Handel", book.group.names))
    assert who(book, again)["K1"] == "Handel"


def test_merging_brings_labels_splits_and_placements_along_and_takes_the_rest_away() -> None:
    before = workshop(
        groups=THREE,
        targets={"web": {"target": 0.9}},
        koop={"groups": {"web": {"promise": 3}}},
        grouping={
            "splits": {"s": {"group": "web", "labels": ["Zorg"], "conditions": [{"fact": "abc", "values": ["A"]}]}},
            "by_hand": {mark_of("K9"): "web"},
        },
    )
    after = changed(before, merging(before, "dealers", "web"))
    assert set(after.groups) == {"zorg", "dealers"}
    assert after.groups["dealers"].in_data == ("Dealers", "Webshop")
    assert after.grouping.splits["s"].group == "dealers"
    assert dict(after.grouping.by_hand) == {mark_of("K9"): "dealers"}
    assert not after.targets
    assert not after.koop.groups
    with pytest.raises(Refused, match="two different groups"):
        merging(before, "web", "web")


def test_a_split_part_can_be_split_again_and_taken_back() -> None:
    book = book_of([(0, 0, 0, 2, 5), (1, 0, 0, 12, 5), (2, 0, 1, 25, 5), (3, 1, 0, 25, 5)])
    before = workshop(groups=THREE)
    once = changed(before, splitting(before, "zorg", "Zorg wacht", Condition(fact="asked_days", least=10)))
    assert who(book, once) == {"K0": "Zorg", "K1": "Zorg wacht", "K2": "Zorg wacht", "K3": "Dealers"}
    twice = changed(once, splitting(once, "zorg-wacht", "Zuid", Condition(fact="region", values=("Zuid",))))
    assert who(book, twice) == {"K0": "Zorg", "K1": "Zorg wacht", "K2": "Zuid", "K3": "Dealers"}
    assert twice.groups["zuid"].in_data == ()
    back = changed(twice, merging(twice, "zorg", "zuid"))
    assert who(book, back)["K2"] == "Zorg"
    gone = changed(twice, removing(twice, "zorg-wacht"))
    assert who(book, gone) == {"K0": "Zorg", "K1": "Zorg", "K2": "Zuid", "K3": "Dealers"}


def test_a_split_part_is_measured_as_before_and_kept_scores_start_anew() -> None:
    kept = {
        "level": "order",
        "units": 10,
        "good": 5,
        "known": 10,
        "score": 0.5,
        "definition": "abcdef123456",
        "final": True,
    }
    month = {"2026-01": kept | {"as_of": "2026-01-31"}}
    before = workshop(
        groups=THREE,
        group_definitions={"zorg": {"level": "line"}},
        reasons={"group_definitions.zorg.level": "zo"},
        follow_up={"scores": {"zorg": month, "web": month, "dealers": month}},
    )
    split = changed(before, splitting(before, "zorg", "Later", Condition(fact="orders", least=2)))
    assert split.group_definitions["later"].level == "line"
    assert split.reasons["group_definitions.later.level"] == "zo"
    assert set(split.follow_up.scores) == {"web", "dealers"}
    merged = changed(before, merging(before, "zorg", "web"))
    assert set(merged.follow_up.scores) == {"dealers"}


def test_by_hand_wins_and_no_number_is_kept() -> None:
    book = book_of([(0, 0, 0, 2, 5), (1, 0, 0, 2, 5)])
    before = workshop(groups=THREE)
    after = changed(before, moving(before, ["K1"], "web"))
    assert who(book, after) == {"K0": "Zorg", "K1": "Online"}
    assert "K1" not in str(content_of(after))
    split = changed(after, splitting(after, "zorg", "Alles", Condition(fact="asked_days", least=0)))
    assert who(book, split) == {"K0": "Alles", "K1": "Online"}
    with pytest.raises(Refused, match="can be placed by hand"):
        moving(before, [str(n) for n in range(MOST_BY_HAND + 1)], "web")
    with pytest.raises(Refused, match="no customer group"):
        moving(before, ["K1"], "gone")


def test_a_grouping_names_groups_that_are_there() -> None:
    with pytest.raises(Refused, match="not there"):
        workshop(grouping={"by_hand": {"x": "gone"}})
    with pytest.raises(ValueError, match="for which values"):
        Condition.model_validate({"fact": "abc"})
    with pytest.raises(ValueError, match="from which figure"):
        Condition.model_validate({"fact": "orders"})


def test_who_splits_too_often_is_told_so() -> None:
    def split_on(before: Workshop, group_id: str, depth: int) -> Workshop:
        later = splitting(before, group_id, f"deel {depth}", Condition(fact="orders", least=depth))
        return changed(before, later)

    made, last = workshop(groups=THREE), "zorg"
    for depth in range(10):
        made, last = split_on(made, last, depth), f"deel-{depth}"
    assert len(made.grouping.splits) == 10
    with pytest.raises(Refused):
        split_on(made, last, 10)


def test_two_groups_of_one_name_stay_two() -> None:
    twins = workshop(groups={"a": {"name": "Zorg", "in_data": ["Z1"]}, "b": {"name": "Zorg", "in_data": ["Z2"]}})
    assert names_in_book(twins) == {"a": "Zorg", "b": "Zorg (b)"}
    assert owners(twins) == {"Z1": "a", "Z2": "b", "Zorg": "a", "Zorg (b)": "b"}


# ---- proposals


@settings(max_examples=40, deadline=None)
@given(orders, st.dictionaries(st.sampled_from(["projects", "urgent", "occasional"]), st.floats(0, 40)))
def test_every_customer_gets_the_first_rule_that_holds(
    rows: list[tuple[int, int, int, int, int]], limits: dict[str, float]
) -> None:
    found = customers(book_of(rows))
    assert found is not None
    rules = behaviour_rules(limits)
    for customer, place in enumerate(by_behaviour(found, limits).tolist()):
        holds = [at for at, rule in enumerate(rules) if rule.when is None or meets(found, rule.when)[customer]]
        assert place == holds[0]
        limit = rules[place].why.values.get("limit")
        assert limit is None or rules[place].id not in limits or limit == limits[rules[place].id]


def test_another_basis_gives_its_own_groups_and_keeps_what_was_decided_where_it_can() -> None:
    book = book_of([(0, 0, 0, 2, 5), (1, 0, 1, 12, 5), (2, 1, 1, 25, 5)])
    before = workshop(groups=THREE, targets={"zorg": {"target": 0.9}})
    found = grouped_otherwise(book, customers(book), Grouping(basis="region"))
    assert found is not None
    assert found.names == ("Noord", "Zuid")
    assert found.customers == (1, 2)
    after = changed(before, grouping_by(before, "region", {name: name for name in found.names}))
    assert [one.name for one in after.groups.values()] == ["Noord", "Zuid"]
    assert not after.targets
    assert who(book, after) == {"K0": "Noord", "K1": "Zuid", "K2": "Zuid"}
    same = changed(before, grouping_by(before, "column", {"Zorg": "Zorg", "Nieuw": "Nieuw"}))
    assert set(same.groups) == {"zorg", "nieuw"}
    assert same.targets["zorg"].target == 0.9
    rules = {rule.id: rule.id.title() for rule in behaviour_rules({})}
    ruled = changed(before, grouping_by(before, "behaviour", rules))
    assert who(book, ruled) == {"K0": "Urgent", "K1": "Occasional", "K2": "Projects"}
    assert grouped_otherwise(book, customers(book), Grouping(basis="channel")) is None


def test_what_the_data_lack_is_no_basis() -> None:
    bare = small_book(line("1", "1", (8, 10)), line("2", "1", (8, 10)))
    for basis in ("column", "region", "channel", "order_type", "behaviour"):
        assert grouped_otherwise(bare, customers(bare), Grouping(basis=basis)) is None
    assert placed(bare, None, workshop(grouping={"basis": "region"})).book.n_orders == 2


def test_hints_tell_who_differs_inside_and_which_are_alike() -> None:
    wide = [(customer, 0, 0, 3 if customer % 2 else 30, 8) for customer in range(40)]
    near = [(100 + customer, group, 0, 12, 8) for customer in range(40) for group in (1, 2)]
    made = small_book(
        *(
            line(
                str(number),
                "1",
                (20, 10),
                ordered_at=0,
                requested_date=days,
                customer_id=f"{customer}-{group}",
                customer_group=LABELS[group],
            )
            for number, (customer, group, _, days, _) in enumerate([*wide, *near])
        )
    )
    everyone = customers(made)
    assert isinstance(everyone, Customers)
    there = placed(made, everyone, workshop(groups=THREE))
    found = groups(there, everyone)
    (hint,) = split_hints(there, everyone, found)
    assert (hint.group, hint.soon, hint.late) == ("Zorg", 3, 30)
    assert hint.condition.least == 16
    assert alike(found) == [("Dealers", "Online")]


def test_every_group_says_why_its_customers_are_in_it() -> None:
    before = workshop(groups=THREE)
    split = changed(before, splitting(before, "zorg", "Later", Condition(fact="asked_days", least=10)))
    moved = changed(split, moving(split, ["K1"], "later"))
    told = [one.text for one in why_here(moved, "later", has_data=True)]
    assert len(told) == 2
    assert told[0].startswith("Split off from")
    assert "by hand" in told[1]
    assert [one.text for one in why_here(moved, "zorg", has_data=True)][1].startswith("Less the customers")
    assert why_here(workshop(groups={"a": {"name": "A"}}), "a", has_data=False)[0].text == "Named in the workshop."
