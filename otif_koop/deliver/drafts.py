"""The texts that go with the plan, drafted from the workshop document: internal note, customer letter and poster."""

from __future__ import annotations

from typing import Literal

from otif_koop.language import Language
from otif_koop.message import Message, message
from otif_koop.otif.sentences import sentences
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.plan_items import in_order

Draft = Literal["note", "letter", "poster"]

NAMES: dict[str, Message] = {
    "note": message("Internal note"),
    "letter": message("Letter to customers"),
    "poster": message("Poster for the shop floor"),
}
SHOWN_RULES = ("level", "due", "clock_stop", "window", "partials", "in_full", "no_error", "no_complaint")
MOST_ACTIONS = 6


def text_id(draft: str, language: Language) -> str:
    """The name under which the document keeps a draft that was changed."""
    return f"{draft}-{language.code}"


def draft_text(workshop: Workshop, draft: str, language: Language) -> str:
    """The text as someone changed it, or else as it follows from the document now."""
    return workshop.plan.texts.get(text_id(draft, language)) or drafted(workshop, draft, language)


def drafted(workshop: Workshop, draft: str, language: Language) -> str:
    """The text as it follows from the document."""
    return {"note": _note, "letter": _letter, "poster": _poster}[draft](workshop, language)


def targets_told(workshop: Workshop, language: Language) -> list[str]:
    """One line a customer group that has a target, with its date."""
    lines = []
    for group_id, group in workshop.groups.items():
        target = workshop.targets.get(group_id)
        if target is None or target.target is None:
            continue
        if target.by_date is None:
            lines.append(language.say("{group}: {target:percent}", group=group.name, target=target.target))
        else:
            lines.append(
                language.say(
                    "{group}: {target:percent} by {day:date}",
                    group=group.name,
                    target=target.target,
                    day=target.by_date,
                )
            )
    return lines


def rules_told(workshop: Workshop, group_id: str | None, language: Language) -> list[str]:
    """The definition of a group (None: for all groups) in plain words, one line a rule that matters to a reader."""
    said = sentences(definition_for(workshop, group_id))
    return [language.say(said[field]) for field in SHOWN_RULES if field in said]


def _who(workshop: Workshop, language: Language) -> str:
    return workshop.organisation or language.say("our company")


def _note(workshop: Workshop, language: Language) -> str:
    say, targets = language.say, targets_told(workshop, language)
    parts = [
        say("Subject: from now on {organisation} measures delivery reliability", organisation=_who(workshop, language)),
        say(
            "Aim. Every customer gets what was agreed: on time, complete, without errors and without a reason to "
            "complain. From now on we measure that in one way, the same for everyone."
        ),
        say(
            "Use. The figure shows for each customer group where in the process a delivery is lost, so that we improve "
            "there. It is not meant to judge people."
        ),
        say(
            "Need. Until now every department had a figure of its own. Whoever makes a promise must know whether it "
            "is kept."
        ),
        say("How we measure:"),
        _list(rules_told(workshop, None, language)),
    ]
    if targets:
        parts += [say("What we aim for:"), _list(targets)]
    actions = [
        say("{title} ({owner}, {day:date})", title=item.title, owner=item.owner or say("no owner yet"), day=item.due)
        for _, item in in_order(workshop.plan.items)
        if item.status != "done" and item.due
    ][:MOST_ACTIONS]
    if actions:
        parts += [say("What happens first:"), _list(actions)]
    parts.append(say("Every month the score is published and discussed. Questions and ideas are welcome."))
    return "\n\n".join(parts)


def _letter(workshop: Workshop, language: Language) -> str:
    say, targets = language.say, targets_told(workshop, language)
    parts = [
        say("Dear customer,"),
        say(
            "A delivery is good only when it is on time, complete and without errors. From now on {organisation} "
            "measures that, order by order, and tells openly how it stands.",
            organisation=_who(workshop, language),
        ),
    ]
    if targets:
        parts += [say("These are our targets:"), _list(targets)]
    parts += [
        say("This is how we count:"),
        _list(rules_told(workshop, None, language)),
        say(
            "Every month we publish the score of your customer group. The account manager tells what we do where we "
            "fall short."
        ),
        say("Does a delivery not go as agreed? Tell us at once, with the order number: then it counts."),
        say("Kind regards,") + "\n" + _who(workshop, language),
    ]
    return "\n\n".join(parts)


def _poster(workshop: Workshop, language: Language) -> str:
    say, targets = language.say, targets_told(workshop, language)
    parts = [
        say("Delivered as agreed?").upper(),
        say("On time. Complete. No errors. No complaints."),
    ]
    if targets:
        parts += [say("Our targets:"), "\n".join(targets)]
    parts.append(say("See something that will go wrong? Say so today, so that the customer knows tomorrow."))
    return "\n\n".join(parts)


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
