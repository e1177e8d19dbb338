"""What a customer group gets to see: its score, target, trend and definition in plain words, on one page of its own.

Drawn from the workshop document alone: no order, no other group and no link into the workshop stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from otif_koop.deliver.drafts import rules_told
from otif_koop.language import Language
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.follow_up import Kept, period_said

SHOWN_PERIODS = 13


@dataclass(frozen=True)
class Published:
    """The content of the page: `latest` and `before` are final periods; None where there is none yet."""

    group: str
    organisation: str
    target: float | None
    by_date: object
    latest: tuple[str, Kept] | None
    trend: tuple[tuple[str, Kept], ...]
    rules: tuple[str, ...]


def published(workshop: Workshop, group_id: str, language: Language) -> Published:
    """The content for one customer group; the headline figure is that of the latest final period."""
    scores = sorted(workshop.follow_up.scores.get(group_id, {}).items())
    final = [entry for entry in scores if entry[1].final]
    target = workshop.targets.get(group_id)
    return Published(
        workshop.groups[group_id].name,
        workshop.organisation,
        None if target is None else target.target,
        None if target is None else target.by_date,
        final[-1] if final else None,
        tuple(scores[-SHOWN_PERIODS:]),
        tuple(rules_told(workshop, group_id, language)),
    )


def period_name(period: str, language: Language) -> str:
    """ "okt 2026" for a month, "wk 45 2026" for a week."""
    return language.say(period_said(period))


def page(content: Published, language: Language) -> bytes:
    """One HTML file that needs nothing from elsewhere and runs no script."""
    say = language.say
    title = say("Delivery reliability for {group}", group=content.group)
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in content.rules)
    body = [f"<h1>{escape(title)}</h1>"]
    if content.organisation:
        body.append(f"<p>{escape(content.organisation)}</p>")
    if content.latest is None:
        body.append(f"<p>{escape(say('There is no final figure yet.'))}</p>")
    else:
        period, kept = content.latest
        body.append(
            f"<p class=figure><strong>{escape(language.percent(kept.score))}</strong> "
            f"{escape(period_name(period, language))}</p>"
        )
    if content.target is not None:
        told = say("Target: {target:percent}", target=content.target)
        if content.by_date is not None:
            told = say("Target: {target:percent} by {day:date}", target=content.target, day=content.by_date)
        body.append(f"<p>{escape(told)}</p>")
    if content.trend:
        body += [f"<h2>{escape(say('Over time'))}</h2>", _table(content.trend, content.target, language)]
    body += [f"<h2>{escape(say('How we count'))}</h2>", f"<ul>{rules}</ul>"]
    return (
        f'<!doctype html><html lang="{language.code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{''.join(body)}</body></html>"
    ).encode()


_STYLE = (
    "body{font:17px/1.5 sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#14191f;background:#fff}"
    ".figure strong{font-size:3.5rem}table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #ddd}"
    ".bar{display:block;height:.8rem;background:#1f5a93}.low{background:#9a5b00}"
)


def _table(trend: Sequence[tuple[str, Kept]], target: float | None, language: Language) -> str:
    say = language.say
    head = "".join(f"<th>{escape(text)}</th>" for text in (say("Period"), say("Score"), "", say("State")))
    rows = []
    for period, kept in trend:
        state = say("final") if kept.final else say("not final")
        is_met = target is None or kept.score >= target
        if target is not None and kept.final:
            state = say("target met") if is_met else say("below target")
        rows.append(
            f"<tr><td>{escape(period_name(period, language))}</td><td>{escape(language.percent(kept.score))}</td>"
            f'<td style="width:40%"><span class="bar{"" if is_met else " low"}" '
            f'style="width:{kept.score * 100:.0f}%"></span></td><td>{escape(state)}</td></tr>'
        )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
