"""The charts of plan and follow-up: valid for any figures, and told in words as they are drawn."""

from __future__ import annotations

import json
from datetime import date

import pytest

from otif_koop.charts import control_chart, plan_timeline
from otif_koop.language import CODES, Language
from otif_koop.workshop.pdca import check
from otif_koop.workshop.plan_items import PlanItem
from tests.charts.reading import valid
from tests.workshop.test_pdca import workshop

TODAY = date(2026, 11, 25)
ITEMS = [
    PlanItem(kind="measure", title="Eerst", start=date(2026, 11, 1), due=date(2026, 11, 20)),
    PlanItem(kind="inform", title="Dan " * 30, due=date(2026, 12, 20), status="doing"),
    PlanItem(kind="inform", title="Zonder datum"),
]


@pytest.mark.parametrize("code", CODES)
def test_a_signal_is_drawn_and_told(code):
    language = Language(code)
    checked = check(workshop([90, 91, 89, 90, 92, 91, 90, 89, 91, 55]).follow_up.scores["zorg"])
    described = valid(control_chart.chart(checked, language, target=0.95).to_dict())
    texts = json.dumps(described, ensure_ascii=False)
    assert language.say("signal") in texts
    assert language.say("target {target:percent}", target=0.95) in texts
    assert language.month(date(2026, 10, 1)) in control_chart.alt_text(checked, language)
    quiet = check(workshop([90, 91, 89]).follow_up.scores["zorg"])
    assert language.say("No period is a signal.") in control_chart.alt_text(quiet, language)
    few = check(workshop([90]).follow_up.scores["zorg"])
    assert control_chart.alt_text(few, language) == language.say(control_chart.EMPTY)
    valid(control_chart.chart(few, language).to_dict())


@pytest.mark.parametrize("code", CODES)
def test_the_timeline_shows_what_has_a_date(code):
    language = Language(code)
    described = str(valid(plan_timeline.chart(ITEMS, TODAY, language).to_dict()))
    assert "Eerst" in described
    assert "Zonder datum" not in described
    told = plan_timeline.alt_text(ITEMS, TODAY, language)
    assert language.date(date(2026, 12, 20)) in told
    assert " 1 " in told  # one ended and is not done
    assert plan_timeline.alt_text([], TODAY, language) == language.say(plan_timeline.EMPTY)
