"""The decision per group: where the order enters, why, who decided, and what would be a reason to look again."""

from __future__ import annotations

from typing import Any

import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.period_names import periods_named
from otif_koop.koop.placement import POSITIONS, Placement
from otif_koop.koop.position_names import title
from otif_koop.language import markdown_safe
from otif_koop.message import Message, message
from otif_koop.ui import inputs, koop_results, session
from otif_koop.ui.due import today
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.koop_case import Case
from otif_koop.workshop.koop_choices import Decision

_MOST_TURNS = 4
_RENEWED = "koop-review-renewed"
"""The group whose reasons to look again are asked for."""


def decide(chain: Chain, case: Case, placement: Placement) -> None:
    """What was decided for this group, with its reason beside the advice it follows or leaves."""
    decision = case.choices.decision
    st.subheader(say("Decision for {group}", group=case.group.name), anchor=False)
    if decision is None and placement.advice is not None:
        inputs.button(
            message("Follow the advice: position {position}", position=placement.advice),
            f"follow-advice-{case.group_id}",
            _position,
            (case.group_id, str(placement.advice)),
            icon=":material/check:",
            is_primary=True,
        )
    options = {str(one): message("{n} {title}", n=one, title=title(one)) for one in POSITIONS}
    inputs.choose(
        message("Where does the order enter?"),
        options,
        None if decision is None else str(decision.position),
        f"decided-{case.group_id}",
        _chosen,
        (case.group_id,),
        is_list=True,
    )
    if decision is None:
        return
    if decision.position == 5:
        inputs.choose(
            message("Which kind of position 5?"),
            {"5a": message("5a purchase and make to order"), "5b": message("5b engineer to order")},
            decision.subtype or placement.at(5).subtype,
            f"subtype-{case.group_id}",
            session.fill_in,
            ("koop", "groups", case.group_id, "decision", "subtype"),
        )
    _differs(placement, decision)
    reason, who = st.columns([3, 1])
    with reason:
        inputs.text(
            message("Our reason"),
            decision.reason,
            f"koop-reason-{case.group_id}",
            session.fill_in,
            ("koop", "groups", case.group_id, "decision", "reason"),
            most=2000,
            lines=3,
        )
    with who:
        inputs.text(
            message("Who decided?"),
            decision.decided_by,
            f"koop-by-{case.group_id}",
            session.fill_in,
            ("koop", "groups", case.group_id, "decision", "decided_by"),
        )
        if decision.decided_on is not None:
            st.caption(language().date(decision.decided_on))
    _review(chain, case, placement, decision)
    inputs.button(
        message("Take the decision back"),
        f"undecide-{case.group_id}",
        session.change,
        ({("koop", "groups", case.group_id, "decision"): None},),
        icon=":material/undo:",
    )


def _differs(placement: Placement, decision: Decision) -> None:
    theirs = placement.at(decision.position)
    if decision.position == placement.advice:
        return
    if not theirs.feasible:
        st.warning(
            markdown("Position {position} does not reach the target: {why}", position=decision.position, why=theirs.why)
        )
    elif not decision.reason:
        st.info(
            markdown(
                "This differs from the advice (position {advice}): {why}. Write down why.",
                advice=placement.advice,
                why=theirs.why,
            )
        )


def _review(chain: Chain, case: Case, placement: Placement, decision: Decision) -> None:
    if st.session_state.get(_RENEWED) == case.group_id:  # here and not where it was asked: it takes a second
        with st.spinner(say("Trying every input …")):
            found = triggers(chain, case, placement)
        del st.session_state[_RENEWED]
        inputs.do(session.change, {("koop", "groups", case.group_id, "decision", "review"): found})
        st.rerun()
    if decision.review:
        st.markdown(
            say("**Look again when:**") + "\n" + "\n".join(f"- {markdown_safe(one)}" for one in decision.review)
        )
    inputs.button(
        message("Renew the reasons to look again") if decision.review else message("Add the reasons to look again"),
        f"review-{case.group_id}",
        _renew,
        (case.group_id,),
        icon=":material/event_repeat:",
        why=message("The points at which the advice flips, as the figures stand now."),
    )


def _renew(group_id: str) -> None:
    st.session_state[_RENEWED] = group_id


def triggers(chain: Chain, case: Case, placement: Placement) -> list[str]:
    """What would turn the advice, nearest first, in the reader's language."""
    promise = case.group.promise.pmf().mean
    told: list[Message] = []
    intervals = koop_results.flips(chain, case.group)
    here = next((n for n, one in enumerate(intervals) if one.d_to is None or promise <= one.d_to), len(intervals) - 1)
    if here > 0:
        told.append(
            message(
                "the promise becomes shorter than {n} {period}: then position {position}",
                n=intervals[here].d_from,
                period=periods_named(chain.period),
                position=intervals[here - 1].position or message("none"),
            )
        )
    if here + 1 < len(intervals):
        told.append(
            message(
                "the promise becomes longer than {n} {period}: then position {position}",
                n=intervals[here].d_to,
                period=periods_named(chain.period),
                position=intervals[here + 1].position or message("none"),
            )
        )
    told += [turn_told(one) for one in koop_results.turns(chain, placement)[:_MOST_TURNS]]
    return [say(one) for one in told]


def turn_told(one: Any) -> Message:
    """An input's flip in words: "draait om bij +35 %"."""
    if one.what.text == "target":
        return message("the target becomes {share:percent}", share=one.turns_at)
    change = f"{'+' if one.change > 0 else '−'}{abs(one.change) * 100:.0f}\u00a0%"
    return message(
        "{what}: {change} (from {now:number} to {then:number})",
        what=one.what,
        change=change,
        now=_short(one.now),
        then=_short(one.turns_at),
    )


def _short(number: float) -> float:
    return float(f"{number:.3g}")


def _chosen(position: str | None, group_id: str) -> None:
    if position is None:
        session.change({("koop", "groups", group_id, "decision"): None})
    else:
        _position(group_id, position)


def _position(group_id: str, position: str) -> None:
    path = ("koop", "groups", group_id, "decision")
    session.change(
        {
            (*path, "position"): int(position),
            (*path, "subtype"): None,
            (*path, "decided_on"): today(),
        }
    )
