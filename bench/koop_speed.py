"""How fast the decoupling point is placed: wall time and CPU time in ms, the best and the middle of several runs.

    python bench/koop_speed.py

Limits: all positions of a group 50 ms, the exchange curve (5 positions × 40 targets) 300 ms, 20 groups 2 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from otif_koop.koop.chain_file import template
from otif_koop.koop.exchange import exchange
from otif_koop.koop.flips import flips_by_promise
from otif_koop.koop.group import Group
from otif_koop.koop.placement import place
from otif_koop.koop.sensitivity import sensitivity
from otif_koop.koop.together import place_together


def measured(what: str, limit: float | None, task: Callable[[], object], runs: int) -> None:
    task()  # the first time also imports scipy
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        task()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    said = "" if limit is None else f"   limit {limit:5.0f}: {'met' if median(walls) < limit else 'MISSED'}"
    print(f"{what:<46} wall {min(walls):7.1f} {median(walls):7.1f}   cpu {median(cpus):7.1f}{said}")


def twenty_groups() -> list[Group]:
    base = template("office-furniture").groups[0].model_dump(mode="json", exclude_unset=True)
    return [
        Group.model_validate(
            {
                **base,
                "name": f"group {i}",
                "promise": i,
                "target": 0.9 + 0.004 * i,
                "demand": {**base["demand"], "lines": 1 + i},
            }
        )
        for i in range(20)
    ]


def main() -> None:
    file = template("office-furniture")
    chain, group = file.chain, file.groups[0]
    print("ms                                                    best  middle       middle")
    measured("all positions of one group, target solved", 50, lambda: place(chain, group), 30)
    measured("exchange curve, 5 positions x 40 targets", 300, lambda: exchange(chain, group), 10)
    groups = twenty_groups()
    measured("20 groups on one chain, placed and shared", 2000, lambda: place_together(chain, groups), 5)
    measured("flips by promise, every whole promise", None, lambda: flips_by_promise(chain, group), 5)
    placement = place(chain, group)
    measured("sensitivity, every input of the chain", None, lambda: sensitivity(chain, placement), 3)
    wholesale = template("wholesale")
    measured("wholesale, 40,000 stock items", None, lambda: place(wholesale.chain, wholesale.groups[0]), 10)
    food = template("food")
    measured("food, with shelf life", None, lambda: place(food.chain, food.groups[0]), 10)


if __name__ == "__main__":
    main()
