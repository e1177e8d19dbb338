"""What the demo company sells: families of variants, the first of which sell most."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from otif_koop.demo.chance import Chance, Codes, index_from
from otif_koop.demo.company import Company, Family, Group, demo_company


def demo_products() -> pd.DataFrame:
    """One row a product: product_id, product_name, family, price_cents, extra_days; the families one after another."""
    return _products().copy()


@cache
def _products() -> pd.DataFrame:
    rows = [
        {
            "product_id": f"{family.code}-{size}-{finish}",
            "product_name": f"{family.name} {size} {finish}",
            "family": code,
            "price_cents": _price_cents(family, place),
            "extra_days": family.extra_days,
        }
        for code, family in demo_company().families.items()
        for place, (size, finish) in enumerate((s, f) for f in family.finishes for s in family.sizes)
    ]
    return pd.DataFrame(rows).astype({"product_id": "str", "product_name": "str", "family": "str"})


def _price_cents(family: Family, place: int) -> int:
    """The list price; each next size costs an eighth more, and every price ends in 95 cents."""
    return (family.price + family.price * (place % len(family.sizes)) // 8) * 100 - 5


def choose_products(company: Company, groups: list[Group], group: Codes, chance: Chance) -> Codes:
    """The row in `demo_products` of each line's product."""
    sizes = [len(family.sizes) * len(family.finishes) for family in company.families.values()]
    firsts = dict(zip(company.families, np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))
    uniform, which = chance.of("family"), chance.of("variant")
    product = np.zeros(len(group), dtype=np.int64)
    for code, each in enumerate(groups):
        of_group = np.flatnonzero(group == code)
        families = list(each.families)
        family = index_from(list(each.families.values()), uniform[of_group])
        for place, name in enumerate(families):
            rows = of_group[family == place]
            count = sizes[list(company.families).index(name)]
            weights = 1_000_000 // (np.arange(1, count + 1) + company.variant_flat)
            product[rows] = firsts[name] + index_from(weights, which[rows])
    return product
