"""The agreement sheet of a customer group: one page, the column of sales beside that of production (alignment, C4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from otif_koop.deliver.paper import typeset
from otif_koop.koop.position_names import title
from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.workshop.alignment import Agreement, Terms, agreement_of
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.contradictions import Contradiction, Figures
from otif_koop.workshop.decisions import Side, decisions
from otif_koop.workshop.document import Workshop

_MUCH = 4_500  # characters, the names of the fields included
_OWN_COLUMN = ("kpis_sales", "kpis_production", "kpis_shared")


@dataclass(frozen=True)
class Reserve:
    """What stands between the promise and a surprise: pieces an article, articles, and periods of slack."""

    base_stock: float | None = None
    items: int = 0
    slack: float | None = None


@dataclass(frozen=True)
class Row:
    """A line of the sheet: what it is about and what was agreed."""

    title: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """The sheet in one language: what each side takes on, and by `figures_…` what it is judged on."""

    group: str
    subtitle: str
    rows: tuple[Row, ...]
    sales: tuple[Row, ...]
    production: tuple[Row, ...]
    figures_sales: tuple[str, ...]
    figures_production: tuple[str, ...]
    figures_shared: tuple[str, ...]
    open: tuple[str, ...]
    flips: tuple[str, ...]
    review: str
    signed: tuple[str, str, str]


def sheet(
    workshop: Workshop,
    group_id: str,
    terms: Terms,
    figures: Figures,
    reserve: Reserve,
    found: Sequence[Contradiction],
    language: Language,
) -> Sheet:
    """The sheet of a group, from what holds for it now."""
    say, agreement = language.say, agreement_of(workshop, group_id)
    rows = [
        Row(say("Promised lead time"), say(_promise_told(figures))),
        Row(say("Target"), say(_target_told(workshop, group_id))),
    ]
    for key, decision in decisions().items():
        if key not in _OWN_COLUMN:
            rows.append(Row(say(decision.title), _value_told(key, terms, agreement, reserve, figures, language)))
    choices = workshop.koop.groups.get(group_id)
    review = choices.decision.review if choices and choices.decision else ()
    return Sheet(
        group=workshop.groups[group_id].name,
        subtitle=say("Place {position}: {title}", position=terms.position, title=title(terms.position)),
        rows=tuple(rows),
        sales=_column(terms, "sales", language),
        production=_column(terms, "production", language),
        figures_sales=_labels("kpis_sales", terms, language),
        figures_production=_labels("kpis_production", terms, language),
        figures_shared=_labels("kpis_shared", terms, language),
        open=tuple(say(one.title) for one in found),
        flips=tuple(review) or (say("Not written down yet; the page of the decoupling point has them."),),
        review=say("{day:date}", day=agreement.review_on) if agreement.review_on else say("not agreed yet"),
        signed=(
            agreement.by_sales,
            agreement.by_production,
            say("{day:date}", day=agreement.agreed_on) if agreement.agreed_on else "",
        ),
    )


def _promise_told(figures: Figures) -> Message:
    if figures.promise is None:
        return message("not known yet")
    if figures.kept is None:
        return message("{promise:number} {period}", promise=round(figures.promise, 1), period=figures.period)
    return message(
        "{promise:number} {period}; at most {kept:percent} can be on time from this place",
        promise=round(figures.promise, 1),
        period=figures.period,
        kept=figures.kept,
    )


def _target_told(workshop: Workshop, group_id: str) -> Message:
    target = workshop.targets.get(group_id)
    level = {"order": message("by order"), "line": message("by order line"), "item": message("by piece")}
    counted = level[definition_for(workshop, group_id).level.value]
    if target is None or target.target is None:
        return message("no target yet; counted {level}", level=counted)
    return message("{target:percent}, counted {level}", target=target.target, level=counted)


def _value_told(
    key: str, terms: Terms, agreement: Agreement, reserve: Reserve, figures: Figures, language: Language
) -> str:
    told = [value_told(key, terms, language)]
    if key == "acceptance":
        if terms.chose(key, ["normal_size", "within_atp"]):
            told.append(language.say("large from {n:number} times the usual order", n=terms.large_order))
        if terms.chose(key, ["load_norm", "set_and_slot"]):
            told.append(language.say("norm for the load {load:percent}", load=terms.load_norm))
        if agreement.refuses:
            told.append(language.say("may say no: {who}", who=agreement.refuses))
    elif key == "weekly" and agreement.decides:
        told.append(language.say("decides when we disagree: {who}", who=agreement.decides))
    elif key == "buffer":
        told += reserve_told(terms, reserve, figures, language)
    if agreement.reasons.get(key):
        told.append(language.say("because {why}", why=agreement.reasons[key]))
    return "; ".join(told)


def value_told(key: str, terms: Terms, language: Language) -> str:
    """What was agreed on one decision, in a few words."""
    decision, value = decisions()[key], terms.values[key]
    if isinstance(value, int):
        if value == 0:
            return language.say("no days fixed")
        return language.plural("{n} working day", "{n} working days", value)
    chosen = [language.say(one.label) for one in decision.chosen(value)]
    return ", ".join(chosen) if chosen else language.say("none")


def reserve_told(terms: Terms, reserve: Reserve, figures: Figures, language: Language) -> list[str]:
    """The size of the reserve: stock S, capacity μ/C and time D − R, as far as it is known and chosen."""
    told = []
    if terms.chose("buffer", ["stock", "components"]) and reserve.base_stock is not None:
        told.append(
            language.say(
                "{stock:number} pieces of each of {items} articles, on hand and on order",
                stock=round(reserve.base_stock, 1),
                items=reserve.items,
            )
        )
    if terms.chose("buffer", ["capacity", "slots"]):
        told.append(language.say("at most {load:percent} of the capacity sold", load=terms.load_norm))
    if terms.chose("buffer", ["time"]) and reserve.slack is not None:
        told.append(
            language.say("{slack:number} {period} of slack", slack=round(reserve.slack, 1), period=figures.period)
        )
    return told


def _column(terms: Terms, side: Side, language: Language) -> tuple[Row, ...]:
    rows = []
    for key, decision in decisions().items():
        told = " ".join(language.say(one) for one in decision.taken_on(side, terms.values[key]))
        if told:
            rows.append(Row(language.say(decision.title), told))
    return tuple(rows)


def _labels(key: str, terms: Terms, language: Language) -> tuple[str, ...]:
    chosen = decisions()[key].chosen(terms.values[key])
    return tuple(language.say(one.label) for one in chosen) or (language.say("none"),)


def _size(one: Sheet) -> float:
    """Points of the letters, so that a sheet with much written on it stays one page."""
    return 9.4 if len(str(asdict(one))) < _MUCH else 8.2


def pdf(sheets: Sequence[Sheet], language: Language) -> bytes:
    """The sheets as a PDF, one page each."""
    say = language.say
    words = {
        "title": say("Agreement sheet"),
        "sales": say("Sales"),
        "production": say("Production"),
        "judged": say("Judged on"),
        "shared": say("Both judged on"),
        "open": say("Still contradicting"),
        "flips": say("We look again when"),
        "review": say("And in any case on"),
        "signature": say("Signature"),
        "agreed": say("Agreed on"),
    }
    return typeset(
        _TEMPLATE,
        {"language": language.code, "words": words, "sheets": [{**asdict(one), "size": _size(one)} for one in sheets]},
    )


_TEMPLATE = """
#let c = json(bytes(sys.inputs.content))
#let w = c.words
#set document(title: w.title)
#set page(paper: "a4", margin: (x: 1.6cm, y: 1.3cm))
#set text(lang: c.language)
#set par(leading: 0.45em)
#let head(t) = text(size: 1.06em, weight: "bold", fill: rgb("#9a3c0a"), t)
#let lines(l) = list(tight: true, ..l.map(t => text(t)))
#let column(title, rows, figures) = block(width: 100%, inset: 7pt, radius: 4pt, stroke: 0.6pt + rgb("#9a3c0a"), {
  head(title)
  v(-0.3em)
  for r in rows [ #block(spacing: 0.55em)[#text(weight: "bold", r.title + ": ")#text(r.text)] ]
  v(-0.1em)
  text(weight: "bold", w.judged)
  v(-0.5em)
  lines(figures)
})
#for (i, s) in c.sheets.enumerate() {
  if i > 0 { pagebreak() }
  set text(size: s.size * 1pt)
  text(size: 8pt, fill: gray.darken(30%), w.title)
  linebreak()
  text(size: 17pt, weight: "bold", s.group)
  h(0.6em)
  text(size: 10pt, s.subtitle)
  v(-0.4em)
  table(columns: (3.6cm, 1fr), stroke: none, inset: (x: 0pt, y: 2pt),
    ..s.rows.map(r => (text(weight: "bold", r.title), text(r.text))).flatten())
  grid(columns: (1fr, 1fr), gutter: 8pt,
    column(w.sales, s.sales, s.figures_sales), column(w.production, s.production, s.figures_production))
  v(-0.2em)
  head(w.shared)
  text("  " + s.figures_shared.join(" · "))
  if s.open.len() > 0 [
    #block(spacing: 0.6em)[#head(w.open)]
    #lines(s.open)
  ]
  block(spacing: 0.6em, head(w.flips))
  lines(s.flips)
  block(spacing: 0.6em)[#text(weight: "bold", w.review + " ")#text(s.review)]
  table(columns: (1fr, 1fr, 0.6fr), rows: (auto, 1.4cm), stroke: 0.5pt + gray, inset: 4pt,
    text(weight: "bold", w.sales), text(weight: "bold", w.production), text(weight: "bold", w.agreed),
    ..s.signed.map(t => text(t)))
}
"""
