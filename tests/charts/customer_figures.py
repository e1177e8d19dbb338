"""The charts of customers and their groups: a few, none, one and far too many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otif_koop.charts import customer_map, group_weights
from otif_koop.charts.customer_map import CustomerBubble
from otif_koop.charts.group_weights import GroupWeight
from otif_koop.language import Language

Drawn = Callable[[Language], tuple[Any, str]]


def _weights(groups: list[GroupWeight], *, has_revenue: bool = True) -> Drawn:
    return lambda told: (
        group_weights.chart(groups, has_revenue, told),
        group_weights.alt_text(groups, has_revenue, told),
    )


def _map(drawn: customer_map.Drawn) -> Drawn:
    return lambda told: (customer_map.chart(drawn, told), customer_map.alt_text(drawn, told))


WEIGHTS = [
    GroupWeight("Projectinrichters", 110, 0.09, 0.39),
    GroupWeight("Webshop", 1200, 0.34, 0.05, chosen=True),
    GroupWeight("Zorg | verpleging, verzorging en thuiszorg", None, 0.05, 0.08),
]
BUBBLES = [
    CustomerBubble(f"K{n}", "Zorg" if n % 3 else "", 1 + n, 1 + n % 7, (n % 11) / 300, chosen=n % 3 == 1)
    for n in range(60)
]
CUSTOMER_CASES: dict[str, Drawn] = {
    "weights": _weights(WEIGHTS),
    "weights, no values": _weights(WEIGHTS[:1], has_revenue=False),
    "weights, none": _weights([]),
    "weights, 200": _weights(
        [GroupWeight(f"Klantgroep {n}", 1, 1 / 200, n / 19900, chosen=n == 3) for n in range(200)]
    ),
    "map": _map(customer_map.Drawn(BUBBLES, 2094, "Zorg")),
    "map, one": _map(customer_map.Drawn(BUBBLES[:1], 1)),
    "map, none": _map(customer_map.Drawn((), 0)),
}
