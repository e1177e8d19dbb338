"""A question to everyone in the room: what may be answered, what came out, and what that does to the document.

Answers are hidden until the facilitator shows them. What is shown is the median and the spread, never who said what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Literal

from otif_koop.koop.factor_scores import factor_weights
from otif_koop.message import Message, Refused, message
from otif_koop.tables import table
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.targets import choosing
from otif_koop.workshop.text import readable

Kind = Literal["number", "score", "yesno", "text"]
Into = Literal["", "target", "recognised", "scores", "weights"]

MOST_SCORERS = 40
"""People whose scores are kept one by one; of more, the medians."""

LONGEST_ANSWER = 300  # characters
_ONE = "answer"


@dataclass(frozen=True)
class Item:
    """One thing to answer; `low` and `high` say what the ends of its scale mean."""

    id: str
    text: Message
    low: Message | None = None
    high: Message | None = None


@dataclass(frozen=True)
class Ballot:
    """A question with one or more items. `into` and `group`: where in the document the outcome may go."""

    question: Message
    kind: Kind
    items: tuple[Item, ...] = ()
    least: float = 0
    most: float = 100
    unit: str = ""
    into: Into = ""
    group: str = ""

    @property
    def asked(self) -> tuple[Item, ...]:
        """The items; of a question that is itself the only one, that."""
        return self.items or (Item(_ONE, self.question),)


@dataclass(frozen=True)
class Outcome:
    """What came out for one item. `low` and `high` hold the middle half; `counts` is by answer, in their order."""

    item: Item
    n: int
    median: float | None
    low: float | None
    high: float | None
    counts: tuple[tuple[Any, int], ...]


def targets(workshop: Workshop) -> list[Ballot]:
    """A question a customer group: which target."""
    return [
        Ballot(
            message("Which share of the orders of {group} must be right?", group=group.name),
            "number",
            unit="%",
            into="target",
            group=group_id,
        )
        for group_id, group in workshop.groups.items()
    ]


def recognised(workshop: Workshop) -> list[Ballot]:
    """A question a customer group: whether its figure is recognised."""
    return [
        Ballot(
            message("Do we recognise the score of {group}?", group=group.name),
            "yesno",
            into="recognised",
            group=group_id,
        )
        for group_id, group in workshop.groups.items()
    ]


def factor_scores(workshop: Workshop) -> list[Ballot]:
    """A question a customer group: the factors that decide where its order may enter."""
    return [
        Ballot(
            message("Where does {group} stand?", group=group.name),
            "score",
            _factors(),
            least=1,
            most=5,
            into="scores",
            group=group_id,
        )
        for group_id, group in workshop.groups.items()
    ]


def weights(_workshop: Workshop) -> list[Ballot]:
    """How heavy each factor weighs."""
    question = message("How heavy does each factor weigh for us, from 0 to 10?")
    return [Ballot(question, "score", _factors(ends=False), least=0, most=10, into="weights")]


def _factors(*, ends: bool = True) -> tuple[Item, ...]:
    return tuple(
        Item(
            row["id"],
            Message(row["title"]),
            Message(row["words"]["low"]) if ends else None,
            Message(row["words"]["high"]) if ends else None,
        )
        for row in table("koop_factors")["factors"]
    )


READY = {"targets": targets, "score": recognised, "koop": factor_scores}
"""By step of the plan, what can be asked at once."""


def ready(step_id: str, workshop: Workshop) -> list[Ballot]:
    """The questions that a step can put to the room at once."""
    made = READY[step_id](workshop) if step_id in READY else []
    return made + (weights(workshop) if step_id == "koop" else [])


def free(question: str, kind: Kind, *, unit: str = "") -> Ballot:
    """A question of one's own; raises `Refused` for none."""
    asked = readable(question).strip()[:LONGEST_ANSWER]
    if not asked:
        raise Refused(message("Write the question first."))
    least, most = (1, 5) if kind == "score" else (0, 1_000_000)
    return Ballot(Message("{typed}", {"typed": asked}), kind, least=least, most=most, unit=unit)


def accepted(ballot: Ballot, given: Mapping[str, str]) -> dict[str, Any]:
    """What was typed or chosen, by item, as it is kept; items left blank drop out.

    Raises `Refused` for what is no answer to the question, and for nothing at all.
    """
    answers = {
        item.id: _accepted(ballot, item, given[item.id].strip())
        for item in ballot.asked
        if given.get(item.id, "").strip()
    }
    if not answers:
        raise Refused(message("Nothing was filled in yet."))
    return answers


def _accepted(ballot: Ballot, item: Item, given: str) -> Any:
    if ballot.kind == "text":
        return readable(given)[:LONGEST_ANSWER]
    if ballot.kind == "yesno":
        if given not in ("yes", "no"):
            raise Refused(message("Choose yes or no."))
        return given == "yes"
    try:
        number = float(given.replace(",", ".").removesuffix("%"))
    except ValueError:
        number = float("nan")
    if not ballot.least <= number <= ballot.most:
        raise Refused(
            message(
                "{question} Give a number from {least} to {most}.",
                question=item.text,
                least=ballot.least,
                most=ballot.most,
            )
        )
    return round(number) if ballot.kind == "score" else number


def outcomes(ballot: Ballot, votes: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """What came out, by item in the order of the ballot."""
    return [_outcome(item, [vote[item.id] for vote in votes if item.id in vote]) for item in ballot.asked]


def _outcome(item: Item, answers: Sequence[Any]) -> Outcome:
    numbers = sorted(float(one) for one in answers if isinstance(one, int | float) and not isinstance(one, bool))
    counts = tuple(sorted(Counter(answers).items(), key=lambda entry: entry[0]))
    if not numbers:
        return Outcome(item, len(answers), None, None, None, counts)
    outside = (len(numbers) - 1) // 4  # on either side, so that what is between holds at least half
    low, high = numbers[outside], numbers[len(numbers) - 1 - outside]
    return Outcome(item, len(answers), median(numbers), low, high, counts)


def into_document(
    workshop: Workshop, ballot: Ballot, votes: Sequence[Mapping[str, Any]], scorer: str, today: date
) -> dict[Path, Any]:
    """The changes by which the outcome goes into the document today; none where it can't.

    `scorer` names those who scored factors, and gets a number or the count of them behind it.
    """
    found = outcomes(ballot, votes)
    first = found[0]
    if ballot.into == "target" and first.median is not None:
        known = workshop.targets.get(ballot.group)
        return choosing(ballot.group, known, round(first.median / 100, 4), today)
    if ballot.into == "recognised" and first.n:
        yes = dict(first.counts).get(True, 0)
        return {("groups", ballot.group, "recognised"): yes * 2 > first.n}
    if ballot.into == "weights":
        return {("koop", "weights"): _weights(found)} if votes else {}
    if ballot.into == "scores" and votes:
        return {("koop", "groups", ballot.group, "scorers"): _scorers(found, votes, scorer)}
    return {}


def _weights(found: Sequence[Outcome]) -> dict[str, float]:
    """Medians as shares of 100; a factor that nobody weighed keeps its part of the proposal."""
    proposed = factor_weights()
    voted = {one.item.id: one.median for one in found if one.median is not None}
    left = sum(weight for factor, weight in proposed.items() if factor not in voted)
    total = sum(voted.values())
    if not total:
        return proposed
    return {
        factor: round((100 - left) * voted[factor] / total, 1) if factor in voted else weight
        for factor, weight in proposed.items()
    }


def _scorers(found: Sequence[Outcome], votes: Sequence[Mapping[str, Any]], scorer: str) -> dict[str, Any]:
    if len(votes) > MOST_SCORERS:
        scores = {one.item.id: round(one.median) for one in found if one.median is not None}
        return {"vote": {"name": f"{scorer} ({len(votes)})", "scores": scores}}
    return {
        f"vote-{place}": {"name": f"{scorer} {place}", "scores": dict(vote)}
        for place, vote in enumerate(votes, start=1)
    }


def content_of(ballot: Ballot) -> dict[str, Any]:
    """As JSON holds it: messages by their text and values, so that each phone reads it in its own language."""
    items = [
        {
            "id": item.id,
            "text": _plain(item.text),
            "low": None if item.low is None else _plain(item.low),
            "high": None if item.high is None else _plain(item.high),
        }
        for item in ballot.items
    ]
    return {**vars(ballot), "question": _plain(ballot.question), "items": items}


def from_content(content: dict[str, Any]) -> Ballot:
    """As it was kept."""
    items = tuple(
        Item(
            one["id"],
            _said(one["text"]),
            None if one["low"] is None else _said(one["low"]),
            None if one["high"] is None else _said(one["high"]),
        )
        for one in content["items"]
    )
    return Ballot(**{**content, "question": _said(content["question"]), "items": items})


def _plain(said: Message) -> dict[str, Any]:
    return {"text": said.text, "values": dict(said.values)}


def _said(content: dict[str, Any]) -> Message:
    return Message(content["text"], content["values"])
