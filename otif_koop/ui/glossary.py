"""The words of the trade, each explained in one sentence where a screen uses it: shown on hover, never in the way."""

from __future__ import annotations

from typing import Any

from otif_koop.tables import table
from otif_koop.ui.speech import say


def explained(term: str) -> str:
    """The sentence that explains a term of `config/glossary.yaml`; `KeyError` for a term that is not there."""
    return say(_terms()[term]["text"])


def terms_of(step_id: str) -> str | None:
    """The terms that the page of a step uses, each with its sentence, as Markdown; None where it uses none."""
    told = [f"**{say(one['title'])}** {say(one['text'])}" for one in _terms().values() if step_id in one["pages"]]
    return "\n\n".join(told) or None


def _terms() -> dict[str, Any]:
    found: dict[str, Any] = table("glossary")
    return found
