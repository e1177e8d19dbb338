"""Chains, groups and stock situations for Hypothesis: small enough to be quick, odd enough to break things."""

from __future__ import annotations

from hypothesis import strategies as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.group import Group

TYPES = ["design", "means", "purchase", "fabricate", "assemble", "distribute", "service"]


@st.composite
def lead_times(draw):
    form = draw(st.sampled_from(["mean", "usual", "counts", "fixed"]))
    if form == "fixed":
        return draw(st.integers(0, 6))
    if form == "mean":
        least = draw(st.integers(0, 4))
        above = draw(st.floats(0.3, 8))
        return {"mean": least + above, "sd": above * draw(st.floats(0.1, 1.5)), "least": least}
    if form == "usual":
        least, usual, most = sorted(draw(st.tuples(*[st.floats(0, 12)] * 3)))
        return {"least": least, "usual": usual, "most": most}
    return {"counts": {draw(st.integers(0, 9)): draw(st.integers(1, 20)) for _ in range(draw(st.integers(1, 4)))}}


@st.composite
def stages(draw, index: int):
    return {
        "name": f"stage {index}",
        "type": draw(st.sampled_from(TYPES)),
        "lead_time": draw(lead_times()),
        "added_value": draw(st.floats(0, 100)),
        "yield_share": draw(st.sampled_from([1.0, 0.95, 0.7])),
        "items": draw(st.integers(1, 500)),
        "obsolescence": draw(st.floats(0, 0.5)),
        "salvage": draw(st.floats(0, 1)),
        "replenish_every": draw(st.integers(1, 4)),
        "surcharge": draw(st.floats(0, 5)),
        "shelf_life": draw(st.sampled_from([None, None, 5, 60])),
    }


@st.composite
def chains(draw, most: int = 4):
    count = draw(st.integers(1, most))
    return Chain.model_validate(
        {
            "logistic_cost": draw(st.floats(0, 5)),
            "least_immediate": draw(st.sampled_from([0.0, 0.5, 0.9])),
            "stages": [draw(stages(index)) for index in range(count)],
        }
    )


@st.composite
def demands(draw):
    if draw(st.booleans()):
        size = draw(st.floats(0.5, 50))
        return {
            "lines": draw(st.floats(0.05, 60)),
            "line_size": size,
            "line_size_sd": size * draw(st.sampled_from([0.0, 0.3, 1.0, 2.5])),
        }
    mean = draw(st.floats(0.5, 500))
    return {
        "mean": mean,
        "sd": mean * draw(st.sampled_from([0.0, 0.2, 1.0, 2.0])),
        "correlation": draw(st.sampled_from([0.0, 0.4, 1.0])),
    }


@st.composite
def groups(draw):
    demand = draw(demands())
    return Group.model_validate(
        {
            "name": "group",
            "demand": demand,
            "promise": draw(st.one_of(st.integers(0, 25), st.just({"chances": {0: 0.25, 4: 0.5, 11: 0.25}}))),
            "target": draw(st.floats(0.5, 0.99)),
            "level": draw(st.sampled_from([None, "unit", "period"])),
            "lines_per_order": draw(st.sampled_from([1, 1, 3])) if "lines" in demand else 1,
            "late_cost": draw(st.floats(0, 20)),
            "lost_share": draw(st.floats(0, 1)),
            "margin": draw(st.floats(0, 40)),
        }
    )
