"""The demo company's customers: invented names in places that do not exist."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from otif_koop.demo.chance import Chance, index_from
from otif_koop.demo.company import Company, Group, demo_company


def demo_customers() -> pd.DataFrame:
    """One row a customer: customer_id, customer_name, customer_group (as in the data), region; in order of number.

    They are the same under every seed. Names and numbers are unique.
    """
    return _customers().copy()


@cache
def _customers() -> pd.DataFrame:
    company = demo_company()
    return pd.concat([_of_group(company, group) for group in company.groups.values()], ignore_index=True)


def _of_group(company: Company, group: Group) -> pd.DataFrame:
    names = [
        pattern.replace("{place}", beginning + ending)
        for ending in company.place_endings
        for beginning in company.place_beginnings
        for pattern in group.name_patterns
    ]
    chance = Chance(0, [group.customer_number], [len(names)])
    chosen = np.argsort(chance.of("customer names"), kind="stable")[: group.customers]
    region = index_from(list(group.regions.values()), chance.of("customer regions")[: group.customers])
    words = [company.regions[code] for code in group.regions]
    return pd.DataFrame(
        {
            "customer_id": [str(group.customer_number + number) for number in range(1, group.customers + 1)],
            "customer_name": [names[i] for i in chosen],
            "customer_group": group.name,
            "region": [words[i] for i in region],
        }
    ).astype("str")
