"""Sales and production beside each other: which group, the facts, and where the columns contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.flow import Flow
from otif_koop.koop.period_names import periods_named
from otif_koop.koop.placement import POSITIONS, PointResult
from otif_koop.koop.position_names import title
from otif_koop.lately import Lately
from otif_koop.message import Message, message
from otif_koop.ui import frame, inputs, koop_results, session
from otif_koop.ui.due import today
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.alignment import (
    Agreement,
    Terms,
    agreeing,
    is_agreed,
    is_decided,
    position_of,
    terms,
    terms_of,
)
from otif_koop.workshop.contradictions import Contradiction, Figures, contradictions, figures_of
from otif_koop.workshop.decisions import SIDES, decisions, tension
from otif_koop.workshop.document import Workshop

GROUP = "alignment_group"
"""Session state: the group that the page is about."""

_LOOK = "alignment_look"
_PART = "alignment-part"
DECISIONS, MEASURING, SHEET, ALL_GROUPS = "decisions", "measuring", "sheet", "all"
PARTS = {
    DECISIONS: message("Decisions"),
    MEASURING: message("Measuring"),
    SHEET: message("Agreement sheet"),
    ALL_GROUPS: message("All groups"),
}
_flows = Lately(20)


@dataclass(frozen=True)
class Seen:
    """A group as the page shows it; `terms` is None as long as it has no position."""

    group_id: str
    name: str
    terms: Terms | None
    figures: Figures
    found: tuple[Contradiction, ...]


def part() -> str:
    """Which part of the page is open: the decisions, the rules of measuring, the sheet, or all groups."""
    key = f"{_PART}:{language().code}"
    if st.session_state.get(key) not in PARTS:
        st.session_state[key] = st.session_state.get(_PART, DECISIONS)
    opened = st.segmented_control(
        say("Show"),
        list(PARTS),
        format_func={one: say(label) for one, label in PARTS.items()}.__getitem__,
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    st.session_state[_PART] = opened
    return str(opened)


@inputs.for_looking
def show_part(wanted: str) -> None:
    """Open another part of the page."""
    st.session_state[_PART] = st.session_state[f"{_PART}:{language().code}"] = wanted


def seen(workshop: Workshop, group_id: str, chain: Chain | None) -> Seen:
    """What holds for a group, what is known of it, and what contradicts."""
    flow = None if chain is None else _flows.get(chain.model_dump_json(), lambda: Flow(chain))
    estimate = koop_results.estimate(workshop, group_id, chain)
    figures = figures_of(workshop, group_id, flow, estimate, "" if chain is None else periods_named(chain.period))
    held = terms_of(workshop, group_id)
    found = () if held is None else contradictions(held, figures)
    return Seen(group_id, workshop.groups[group_id].name, held, figures, found)


def placed_at(workshop: Workshop, one: Seen, chain: Chain | None) -> PointResult | None:
    """What the engine says of the group at its place; None where chain, demand or promise are not known yet."""
    placement = None if chain is None else koop_results.placed(workshop, chain, one.group_id)
    return None if placement is None or one.terms is None else placement.at(one.terms.position)


def look_first() -> None:
    """What this page gives, to look at for any position: for a workshop without groups."""
    frame.gives("alignment")
    st.subheader(say("Look at a place"), anchor=False)
    position = int(st.session_state.get(_LOOK, 3))
    inputs.choose(message("Where does the order enter?"), _places(), str(position), "look-place", _look, is_list=True)
    _tension(position)
    held, told = terms(Agreement(), position), language()
    lines = [f"| | {say('Sales')} | {say('Production')} |", "|---|---|---|"]
    for decision in decisions().values():
        both = [
            " ".join(told.markdown(one) for one in decision.taken_on(side, held.values[decision.id])) for side in SIDES
        ]
        if any(both):
            lines.append(f"| **{say(decision.title)}** | {both[0]} | {both[1]} |")
    st.markdown("\n".join(lines))


@inputs.for_looking
def _look(position: str | None) -> None:
    if position is not None:
        st.session_state[_LOOK] = int(position)


def _places() -> dict[str, Message]:
    return {str(one): message("{n} {title}", n=one, title=title(one)) for one in POSITIONS}


def choose_group(workshop: Workshop) -> str:
    """Which group the page is about; a tick behind a name says that it was agreed."""
    chosen = str(st.session_state.get(GROUP))
    if chosen not in workshop.groups:
        chosen = next(iter(workshop.groups))
    options = {
        group_id: f"{group.name} ✓" if is_agreed(workshop, group_id) else group.name
        for group_id, group in workshop.groups.items()
    }
    inputs.choose(message("For which customer group?"), options, chosen, "align-group", _choose, is_list=True)
    return chosen


@inputs.for_looking
def _choose(group_id: str | None) -> None:
    if group_id is not None:
        st.session_state[GROUP] = group_id


def facts(workshop: Workshop, one: Seen) -> None:
    """The place, the promise, what that place can keep of it, and how many contradictions there are."""
    figures, told = one.figures, language()
    place, promise, kept, wrong = st.columns(4)
    position = None if one.terms is None else one.terms.position
    decided = say("decided") if is_decided(workshop, one.group_id) else say("chosen quickly, for now")
    with place:
        st.metric(
            say("Place of the order (KOOP)"),
            "–" if position is None else str(position),
            help=say("Up to here we work to a plan, from here on to the order."),
        )
        st.caption(say("not chosen yet") if position is None else f"{say(title(position))} · {decided}")
    with promise:
        days = figures.promise
        text = "–" if days is None else markdown("{n:number} {period}", n=round(days, 1), period=figures.period)
        st.metric(say("Promised lead time"), text)
        st.caption(say(figures.promise_source or message("not known yet")))
    with kept:
        st.metric(
            say("On time at most"),
            told.percent(figures.kept) if figures.kept is not None else "–",
            help=say("The share of orders that this place delivers within the promise, however much stock there is."),
        )
        st.caption(_against_target(figures))
    with wrong:
        count = len(one.found)
        st.metric(say("Contradictions"), "–" if position is None else str(count))
        st.caption(say("between what sales and what production go by"))


def _against_target(figures: Figures) -> str:
    if figures.kept is None:
        return say("needs a chain and a promise, on the page of the decoupling point")
    sign = "✓" if figures.target is None or figures.kept >= figures.target else "✗"
    return f"{sign} {say('target on time in full: {target:percent}', target=figures.target)}"


def quick_choice(workshop: Workshop, one: Seen, chain: Chain | None) -> None:
    """A place to go on with, for a group whose decoupling point was not decided."""
    if is_decided(workshop, one.group_id):
        return
    position = position_of(workshop, one.group_id)
    if position is None:
        st.info(
            say("The decoupling point of this group was not decided yet. Decide it, or choose a place to go on with."),
            icon=":material/alt_route:",
        )
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        inputs.choose(
            message("Where does the order enter?"),
            _places(),
            None if position is None else str(position),
            f"quick-place-{one.group_id}",
            _place,
            (one.group_id,),
            is_list=True,
        )
    with right:
        advice = _advice(workshop, one.group_id, chain)
        if advice is not None and advice != position:
            inputs.button(
                message("Take the advice of the chain: {n} {title}", n=advice, title=title(advice)),
                f"quick-advice-{one.group_id}",
                _place,
                (str(advice), one.group_id),
                icon=":material/assistant_direction:",
            )
        frame.link("koop", message("Decide the decoupling point"))


def _advice(workshop: Workshop, group_id: str, chain: Chain | None) -> int | None:
    placement = None if chain is None else koop_results.placed(workshop, chain, group_id)
    return None if placement is None else placement.advice


def _place(position: str | None, group_id: str) -> None:
    if position is not None:
        session.change({("alignment", "groups", group_id, "position"): int(position)})


def pull(one: Seen) -> None:
    """What pulls at each side at this place, as the two columns begin."""
    if one.terms is not None:
        _tension(one.terms.position)


def _tension(position: int) -> None:
    pulls = tension(position)
    sales, production = st.columns(2)
    sales.markdown(f":material/storefront: **{say('Sales')}.** {say(pulls.sales)}")
    production.markdown(f":material/factory: **{say('Production')}.** {say(pulls.production)}")
    expander = st.expander(
        markdown("**What pulls here:** {between}", between=pulls.between),
        icon=":material/compare_arrows:",
        key=f"tension-{position}",
        on_change="rerun",
    )
    if expander.open:
        with expander:
            st.markdown(
                f"- **{say('Too much capacity')}:** {say(pulls.over)}\n"
                f"- **{say('Too little capacity')}:** {say(pulls.under)}\n"
                f"- **{say('What stays behind')}:** {say(pulls.stays)}"
            )


def agree(group_ids: Sequence[str]) -> None:
    """Sales and production agree today for these groups, as it stands."""
    session.change(lambda workshop: agreeing(workshop, group_ids, today()))


def contradiction(one: Contradiction) -> None:
    """A contradiction between the columns: what it is, what pulls at each side, and what to do."""
    with st.container(border=True, key=f"contradiction-{one.id}"):
        st.warning(markdown("**{title}**", title=one.title), icon=":material/bolt:")
        sales, production = st.columns(2)
        sales.markdown(f":material/storefront: {markdown(one.sales)}")
        production.markdown(f":material/factory: {markdown(one.production)}")
        st.markdown(f":material/lightbulb: {markdown(one.do)}")
