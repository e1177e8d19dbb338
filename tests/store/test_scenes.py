"""The scene of a group and the pulse of workshops, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from otif_koop.message import Refused
from otif_koop.store.scenes import Pulse
from otif_koop.store.store import Store
from otif_koop.workshop.document import new_workshop
from otif_koop.workshop.edits import edits_of
from otif_koop.workshop.scene import Scene

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_the_pulse_tells_what_changed_and_where(store: Store) -> None:
    one, other = (store.create(new_workshop(name), "ann") for name in ("A", "B"))
    assert store.scenes.pulse([one, other, "x"]) == {one: Pulse(0, 0), other: Pulse(0, 0)}
    store.save(store.here(one, "ann"), 0, edits_of(store.load(one)[0], {("name",): "V"}, "ann"))
    store.scenes.change(store.here(other, "ann"), lambda now: now.call_to("koop"))
    assert store.scenes.pulse([one, other]) == {one: Pulse(1, 0), other: Pulse(0, 1)}
    assert store.scenes.scene(other) == Scene(calls=1, at_step="koop")
    assert store.scenes.scene(one) == Scene()


def test_only_who_leads_changes_the_scene(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    right = store.links.join(store.links.make(store.here(workshop_id, "ann"), "participant")[1], "browser", "bob")
    with pytest.raises(Refused, match="Only a facilitator"):
        store.scenes.change(right, lambda now: now.call_to("koop"))
    assert store.scenes.scene(workshop_id) == Scene()


def test_many_who_lead_at_once_all_count(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda _: store.scenes.change(store.here(workshop_id, "ann"), lambda now: now.call_to("koop")),
                range(40),
            )
        )
    assert store.scenes.scene(workshop_id).calls == 40
    assert store.scenes.pulse([workshop_id])[workshop_id].scene == 40


def test_the_clock_counts_each_step_and_comes_back_from_the_store(store: Store) -> None:
    workshop_id = store.create(new_workshop("W"), "ann")
    ann = store.here(workshop_id, "ann")
    store.scenes.change(ann, lambda now: now.start("koop", 10, NOON))
    store.scenes.change(ann, lambda now: now.start("plan", 20, NOON + timedelta(minutes=12)))
    scene = store.scenes.scene(workshop_id)
    assert (scene.timed, scene.since) == ("plan", NOON + timedelta(minutes=12))
    assert scene.spent == {"koop": 720}
    assert scene.minutes_planned("koop") == 10
    assert scene.minutes_planned("score") == 15
    assert scene.seconds_spent("plan", NOON + timedelta(minutes=15)) == 180
    again = store.scenes.change(ann, lambda now: now.stop(NOON + timedelta(minutes=15)).stop(NOON))
    assert again.spent == {"koop": 720, "plan": 180}
