from __future__ import annotations

from typing import Any

from otif_koop.language import Language
from otif_koop.workshop.document import Workshop, from_content
from otif_koop.workshop.steps import StepState, next_step, progress, steps
from tests.workshop.documents import empty

ORDER = [
    "start",
    "customers",
    "koop",
    "alignment",
    "measure",
    "data",
    "score",
    "explore",
    "targets",
    "plan",
    "decision",
]

# the article's own plan, sentence by sentence
PLAN = [
    "Identificatie / differentiatie van klanten.",
    "levert u B2C of B2B of gecombineerd? welke regio’s of landen levert U?",
    "Wat zijn eisen / verwachtingen zowel intern en extern?",
    "Relevantie van metingen, wat leert het ons?",
    "Doelstellingen per groep vaststellen",
    "Deelleveringen gewenst, dynamische levertijden?",
    "Vaststellen informatie ‘gat’",
    "Ontwikkelingsplan om gestelde meting doel te realiseren",
    "Ontwikkelen IT elementen  -business intelligentie",
    "Sluit tijdelijk manuele data verslaglegging niet uit",
    "Informeer organisatie over doel, nut en noodzaak.",
    "Via web, presentaties, intern visualisaties",
    "Vermarkt / informeer klanten met doelstellingen en tijdslijnen",
    "Web order tracking, direct via sales, publicatie prestatie per week / maand",
    "Installeer opvolgingssystematiek",
    "PDCA implementatie. Structuur van continue verbeteren.",
]


def workshop(**content: Any) -> Workshop:
    return from_content(empty() | content)


def state(step: str, **content: Any) -> StepState:
    return next(one for one in progress(workshop(**content)) if one.step.id == step)


def ticked(*ids: str) -> dict[str, Any]:
    return {step: {"done": True, "at": "2026-11-22T10:00:00Z"} for step in ids}


def test_the_steps_stand_in_the_order_of_the_plan_in_three_phases() -> None:
    assert [step.id for step in steps()] == ORDER
    phases = [step.phase.text for step in steps() if step.phase]
    assert list(dict.fromkeys(phases)) == ["Prepare", "Measure", "Choose"]
    assert phases == sorted(phases, key=["Prepare", "Measure", "Choose"].index)
    assert len({step.question.text for step in steps()}) == len(ORDER)
    assert all(step.article for step in steps())


def test_every_sentence_of_the_articles_plan_is_answered_once() -> None:
    answered = [sentence for step in steps() for sentence in step.article]
    assert len(set(answered)) == len(answered)
    assert set(PLAN) <= set(answered)


def test_a_new_workshop_begins_with_the_customers() -> None:
    assert [one.state for one in progress(workshop())] == ["done"] + ["open"] * 10
    step = next_step(workshop())
    assert step is not None
    assert step.id == "customers"


def test_a_step_is_done_when_the_document_says_enough() -> None:
    full = {"name": "A", "business": "b2b", "expectations": {"customers": "All at once"}}
    assert state("customers", groups={"a": {"name": "A"}}).state == "started"
    both = state("customers", groups={"a": full, "b": {"name": "B", "business": "b2c"}})
    assert both.state == "started"
    assert both.missing is not None
    assert Language("en").say(both.missing).endswith("Still open for: B.")
    assert state("customers", groups={"a": full}).state == "done"
    assert state("customers", groups={"a": full}).missing is None


def test_targets_wait_for_every_group() -> None:
    groups = {"a": {"name": "A"}, "b": {"name": "B"}}
    target = {"target": 0.9, "by_date": "2027-01-01"}
    assert state("targets").state == "open"
    assert state("targets", groups=groups).state == "open"
    assert state("targets", groups=groups, targets={"a": target}).state == "started"
    assert state("targets", groups=groups, targets={"a": target, "b": target}).state == "done"


def test_ticking_goes_before_what_the_document_says() -> None:
    assert state("measure", progress=ticked("measure")).state == "done"
    assert state("koop").state == "open"
    assert state("koop", progress=ticked("koop")).state == "done"
    assert state("koop", progress=ticked("koop")).ticked_at is not None
    undone = {"measure": {"done": False, "at": "2026-11-22T10:00:00Z"}}
    chosen = {"level": "line", "due": "promised", "clock_stop": "delivered", "partials": "first"}
    assert state("measure", default_definition=chosen).state == "done"
    assert state("measure", default_definition=chosen, progress=undone).state == "started"


def test_after_the_last_step_there_is_no_next() -> None:
    assert next_step(workshop(progress=ticked(*ORDER))) is None
    step = next_step(workshop(progress=ticked(*ORDER[:-1])))
    assert step is not None
    assert step.id == "decision"
