"""Names of points stand apart, inside the picture, and as many of them as there is room for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otif_koop.charts.labels_apart import NARROW, apart

HEIGHT = 380.0
POINTS = st.lists(
    st.tuples(st.floats(0, NARROW), st.floats(0, HEIGHT), st.text("abc ", min_size=1, max_size=18)), max_size=25
)


def meet(one, other) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


@given(POINTS)
def test_no_name_meets_another_or_a_line(points):
    line = (0.0, NARROW, 189.0, 191.0)
    found = apart(points, NARROW, HEIGHT, [line])
    boxes = [place.box(*point) for point, place in zip(points, found, strict=True) if place is not None]
    for number, box in enumerate(boxes):
        assert box[0] >= 0
        assert box[1] <= NARROW
        assert box[2] >= 0
        assert box[3] <= HEIGHT
        assert not any(meet(box, other) for other in [line, *boxes[:number]])


@given(st.floats(0, NARROW), st.floats(0, HEIGHT))
def test_a_point_by_itself_is_always_named(x, y):
    assert apart([(x, y, "Projectinrichters")], NARROW, HEIGHT)[0] is not None


def test_the_first_has_the_best_place_and_a_crowd_is_named_as_far_as_there_is_room():
    alone = apart([(100, 100, "Zorg")], NARROW, HEIGHT)[0]
    first, second = apart([(100, 100, "Zorg"), (100, 130, "Webshop")], NARROW, HEIGHT)
    assert first == alone
    assert second is not None
    crowd = apart([(135, 190 + n / 10, "een groep") for n in range(20)], NARROW, HEIGHT)
    assert 0 < crowd.count(None) < 20
