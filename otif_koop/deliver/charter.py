"""The charter: what was agreed, on paper, with room to sign."""

from __future__ import annotations

from dataclasses import dataclass

from otif_koop.charts.koop_decided import decided
from otif_koop.charts.svg import svg
from otif_koop.charts.vega_lite import Drawing
from otif_koop.deliver.agreement_sheet import value_told
from otif_koop.deliver.drafts import rules_told, targets_told
from otif_koop.deliver.paper import typeset
from otif_koop.koop.position_names import title
from otif_koop.language import Language
from otif_koop.workshop.alignment import is_agreed, terms_of
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.growth_path import rung, rung_of
from otif_koop.workshop.plan_items import in_order
from otif_koop.workshop.sign_off import content_hash

_TALLEST = 800.0  # px of a drawing across the page that still stands on one


@dataclass(frozen=True)
class Section:
    """A heading with its lines; `has_chain` where the drawing of the chain stands with them."""

    title: str
    lines: tuple[str, ...]
    has_chain: bool = False


def sections(workshop: Workshop, language: Language) -> list[Section]:
    """The charter as headings and lines; a part that holds nothing is left out."""
    say = language.say
    named = ", ".join(group.name for group in workshop.groups.values())
    made = [
        Section(say("Customer groups"), (named,) if named else ()),
        Section(say("How we measure"), tuple(rules_told(workshop, None, language))),
    ]
    for group_id in workshop.group_definitions:
        common = set(rules_told(workshop, None, language))
        own = tuple(rule for rule in rules_told(workshop, group_id, language) if rule not in common)
        made.append(Section(say("Otherwise for {group}", group=workshop.groups[group_id].name), own))
    made.append(Section(say("Where the order enters"), tuple(_entries(workshop, language)), has_chain=True))
    made.append(Section(say("Targets"), tuple(_targets(workshop, language))))
    made.append(Section(say("What sales and production agree"), tuple(_agreed(workshop, language))))
    actions = tuple(
        say("{title} ({owner}, {day:date})", title=item.title, owner=item.owner or say("no owner yet"), day=item.due)
        for _, item in in_order(workshop.plan.items)
        if item.due is not None
    )
    made.append(Section(say("Plan"), actions))
    return [section for section in made if section.lines]


def _entries(workshop: Workshop, language: Language) -> list[str]:
    """A line for every group whose decoupling point was decided."""
    made = []
    for group_id, group in workshop.groups.items():
        choices = workshop.koop.groups.get(group_id)
        if choices is None or choices.decision is None:
            continue
        one = choices.decision
        told = [
            language.say("{group}: place {n}, {title}", group=group.name, n=one.position, title=title(one.position)),
            one.reason.strip(),
            language.say("Decided by {who}", who=one.decided_by) if one.decided_by else "",
        ]
        made.append(" ".join(_ended(part) for part in told if part))
    return made


def _ended(sentence: str) -> str:
    """With a full stop, unless it ends already: a reason is typed either way."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _targets(workshop: Workshop, language: Language) -> list[str]:
    """What everyone is told of the targets, with the lower limit, the rung and who decided, which stay in the house."""
    chosen = [
        (group_id, workshop.targets[group_id])
        for group_id in workshop.groups
        if group_id in workshop.targets and workshop.targets[group_id].target is not None
    ]
    made = []
    for told, (group_id, one) in zip(targets_told(workshop, language), chosen, strict=True):
        more = []
        if one.floor is not None:
            more.append(language.say("lower limit {floor:percent}", floor=one.floor))
        stands = one.rung or rung_of(definition_for(workshop, group_id)).id
        more.append(language.say("rung “{rung}”", rung=rung(stands).name))
        if one.decided_by:
            more.append(language.say("decided by {who}", who=one.decided_by))
        made.append(f"{told} ({', '.join(more)})")
    return made


def _agreed(workshop: Workshop, language: Language) -> list[str]:
    """A line for every group on which sales and production agreed; its sheet tells the rest."""
    made = []
    for group_id, group in workshop.groups.items():
        held = terms_of(workshop, group_id)
        if held is not None and is_agreed(workshop, group_id):
            made.append(
                language.say(
                    "{group}: place {n}. Promise: {promise}. Accepting: {acceptance}. Reserve: {reserve}.",
                    group=group.name,
                    n=held.position,
                    promise=value_told("promising", held, language),
                    acceptance=value_told("acceptance", held, language),
                    reserve=value_told("buffer", held, language),
                )
            )
    return made


def pdf(workshop: Workshop, language: Language) -> bytes:
    """The charter as a PDF: the same bytes for the same content. What people typed is text in it, never mark-up."""
    say, drawn = language.say, decided(workshop, language)
    content = {
        "language": language.code,
        "title": say("Charter delivery reliability"),
        "of": workshop.organisation or workshop.name,
        "hash": say("Content {hash}", hash=content_hash(workshop)),
        "sections": [
            {"title": one.title, "lines": one.lines, "chain": one.has_chain} for one in sections(workshop, language)
        ],
        "chain": None if drawn is None else _on_paper(*drawn, language),
        "signed": [
            say("{name}, {at:moment}, content {hash}", name=one.name, at=one.at, hash=one.content)
            for one in workshop.signatures.values()
        ],
        "sign": [say("Name"), say("Date"), say("Signature")],
    }
    return typeset(_TEMPLATE, content)


def _on_paper(drawing: Drawing, told: str, language: Language) -> dict[str, object]:
    """The drawing of the chain as a picture, across the page or as much less as lets it stand on one."""
    across = min(1.0, _TALLEST / float(drawing.look["height"]))
    return {"svg": svg(drawing, language), "told": told, "across": across}


_TEMPLATE = """
#let c = json(bytes(sys.inputs.content))
#set document(title: c.title)
#set page(paper: "a4", margin: 2.2cm, footer: text(size: 8pt, c.hash))
#set text(size: 11pt, lang: c.language)
#text(size: 22pt, weight: "bold", c.title)

#text(size: 13pt, c.of)
#for s in c.sections [
  #v(0.6em)
  #heading(level: 1, text(size: 13pt, s.title))
  #if s.chain and c.chain != none {
    image(bytes(c.chain.svg), format: "svg", width: c.chain.across * 100%, alt: c.chain.told)
  }
  #list(..s.lines.map(l => text(l)))
]
#v(1.2em)
#for l in c.signed [ #text(l) \\ ]
#table(columns: (1fr, 1fr, 1fr), rows: (auto, 1.6cm, 1.6cm), stroke: 0.5pt + gray,
  ..c.sign.map(t => text(weight: "bold", t)), ..range(6).map(_ => []))
"""
