"""What is asked about columns, in words and as the options that answer it."""

from __future__ import annotations

from otif_koop.intake.mapping.draft import Draft, Drafts
from otif_koop.intake.mapping.fields import SKIP, fields
from otif_koop.intake.mapping.header_match import PART
from otif_koop.intake.mapping.proposal import Question
from otif_koop.message import Message, message

CORE = frozenset(
    {
        "order_id",
        "line_id",
        "quantity_ordered",
        "quantity_delivered",
        "requested_date",
        "promised_date",
        "revised_date",
        "shipped_at",
        "delivered_at",
        "received_at",
    }
)
"""Fields without which, or with the wrong column, a score means nothing."""

DUE_DATES = ("promised_date", "revised_date", "requested_date")
STOP_DATES = ("delivered_at", "received_at", "shipped_at")


_TEXTS: dict[str, Message] = {
    "delivery_date": message("Is “{column}” the requested, the promised or the actual delivery date?"),
    "planned_date": message("Is “{column}” what was promised to the customer, or what the customer asked for?"),
    "due_date": message("Is “{column}” the date the customer asked for, or the date that was promised?"),
    "ship_date": message("Is “{column}” when the goods really left, or when they were to leave?"),
    "bare_date": message("Which date is “{column}”: of the order, of shipping, of delivery?"),
    "bare_quantity": message("Is “{column}” the ordered or the delivered quantity?"),
    "sap_edatu": message(
        "“{column}” in SAP: schedule line 1 carries the requested date, later lines the confirmed"
        " one. Which is it here?"
    ),
    "sap_vbeln": message(
        "“{column}” in SAP: in VBAK and VBAP this is the order, in LIKP and LIPS the delivery. Which is it here?"
    ),
    "sap_posnr": message("“{column}” in SAP: is this the line of the order, or of the delivery?"),
    "sap_kunnr": message("“{column}” in SAP: is this who ordered (sold-to), or who receives (ship-to)?"),
    "misfit": message("The name “{column}” says one thing, its values another. What is it?"),
    "several_confirmed": message("More than one date was confirmed. Is “{column}” the first or the latest promise?"),
}
_OTHERWISE = message("What is “{column}”?")


def _text(question: str, column: str) -> Message:
    """The sentence of a question about one column."""
    return Message(_TEXTS.get(question, _OTHERWISE).text, {"column": column})


def ask(drafts: Drafts) -> list[Question]:
    """The questions about what columns are."""
    asked = []
    choices: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts.asked():
        if draft.question == "several_columns":
            choices.setdefault((draft.role, draft.candidates[0]), []).append(draft)
        elif draft.question:
            asked.append(_about(draft, drafts))
    asked += [_which(name, same) for (_, name), same in choices.items()]
    return asked + _missing(drafts)


def _about(draft: Draft, drafts: Drafts) -> Question:
    offered = tuple(
        name
        for name in draft.candidates
        if fields()[name].used and (draft.question == "misfit" or not drafts.of(name, draft.role))
    )
    return Question(
        role=draft.role,
        file=draft.table.name,
        header=draft.header,
        text=_text(draft.question or "", draft.header),
        candidates=(*offered, SKIP),
        options=tuple(option(draft, name, drafts) for name in (*offered, SKIP)),
        blocking=_blocks(offered, drafts),
        samples=draft.evidence.samples,
    )


def _blocks(offered: tuple[str, ...], drafts: Drafts) -> bool:
    """Whether leaving the column out could make a wrong score: what it may be is needed and nowhere else."""
    due, stop = drafts.has("promised_date", "revised_date"), drafts.has("delivered_at")
    for name in offered:
        if name in DUE_DATES and not due:
            return True
        if name in STOP_DATES and not stop:
            return True
        if name in CORE and name not in {*DUE_DATES, *STOP_DATES} and not drafts.has(name):
            return True
    return False


def _which(name: str, same: list[Draft]) -> Question:
    first = same[0]
    return Question(
        role=first.role,
        file=first.table.name,
        field=name,
        text=message("{n} columns can be “{field}”. Which one is it?", n=len(same), field=name),
        candidates=tuple(draft.header for draft in same),
        options=tuple(f"{name}={draft.header}" for draft in same),
        blocking=name in CORE,
    )


def _missing(drafts: Drafts) -> list[Question]:
    """What a score needs and no column is, where some column can still be it."""
    found = []
    waiting = {name for draft in drafts.asked() for name in draft.candidates}
    for names in (("order_id",), ("quantity_ordered",), DUE_DATES, STOP_DATES):
        if drafts.has(*names) or waiting & set(names) or (names is DUE_DATES and drafts.has("lead_time_days")):
            continue
        field = fields()[names[0]]
        free = [
            draft
            for draft in drafts.columns
            if draft.field is None
            and draft.known_as is None
            and draft.evidence.filled
            and draft.evidence.fits(field)
            and (field.type != "id" or draft.evidence.filled > 0.9)
            and (field.type != "date" or max(draft.evidence.dates, draft.evidence.weeks) >= 0.5)
            and (draft.role in {"lines", "orders"} or names is STOP_DATES)
        ]
        free.sort(key=lambda draft: (names[0] not in draft.candidates, draft.certainty != PART))
        if free and (names[0] != "quantity_ordered" or drafts.has("quantity_delivered")):
            found.append(
                Question(
                    role=free[0].role,
                    file=free[0].table.name,
                    field=names[0],
                    text=message("Which column is “{field}”?", field=names[0]),
                    candidates=tuple(draft.header for draft in free),
                    options=tuple(f"{names[0]}={draft.header}" for draft in free),
                    blocking=names[0] != "quantity_ordered" or drafts.has("quantity_delivered"),
                )
            )
    return found


def option(draft: Draft, name: str, drafts: Drafts) -> str:
    """The answer as text; the file is named where the header stands in several."""
    several = sum(other.header == draft.header for other in drafts.columns) > 1
    return f"{draft.role + '.' if several else ''}{name}={draft.header}"
