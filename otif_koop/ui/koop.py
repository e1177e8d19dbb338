"""The first screen of the decoupling point: which group, its promised lead time, and the advice with its reason."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from otif_koop.koop.chain import Chain
from otif_koop.koop.flips import why_not_monotone
from otif_koop.koop.group import Promise
from otif_koop.koop.period_names import periods_named
from otif_koop.koop.placement import POSITIONS, Placement
from otif_koop.koop.position_names import title
from otif_koop.message import Message, Refused, message
from otif_koop.tables import table
from otif_koop.ui import frame, inputs, koop_results, session
from otif_koop.ui.koop_picture import GROUP
from otif_koop.ui.speech import language, markdown, say
from otif_koop.ui.trouble import show_refusal
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.fields import in_words
from otif_koop.workshop.koop_case import Case, Lacking

_FITS = 24  # letters of names that fit beside each other
_SHOWN = "koop_meaning"
"""Session state: the position whose meaning is shown, where another than the decided or advised one."""


def chain_or_start(workshop: Workshop) -> Chain | None:
    """The workshop's chain; None, with what to do, where there is none or its stages do not go together."""
    try:
        return koop_results.chain(workshop.koop)
    except Refused as refused:
        show_refusal(in_words(refused, workshop))
        return None


def choose_group(cases: Mapping[str, Case | Lacking]) -> Case | Lacking | None:
    """Which group the page is about."""
    if not cases:
        st.info(say("There is no customer group yet: every group can have a decoupling point of its own."))
        frame.link("customers", message("Name the customer groups"))
        return None
    chosen = str(st.session_state.get(GROUP))
    if chosen not in cases:
        chosen = next((one for one, case in cases.items() if isinstance(case, Case)), next(iter(cases)))
    options = {group_id: case.group.name if isinstance(case, Case) else case.name for group_id, case in cases.items()}
    inputs.choose(
        message("For which customer group?"),
        options,
        chosen,
        "koop-group",
        _choose,
        is_list=sum(map(len, options.values())) > _FITS,
    )
    return cases[chosen]


@inputs.for_looking
def _choose(group_id: str | None) -> None:
    if group_id is not None:
        st.session_state[GROUP] = group_id


def promise_slider(chain: Chain, case: Case) -> None:
    """The promised lead time, to drag, and the target beside it."""
    group = case.group
    now = round(group.promise.pmf().mean)
    most = max(koop_results.longest_wait(chain) + 5, now)
    inputs.slide(
        message("Promised lead time ({period})", period=periods_named(chain.period)),
        now,
        f"promise-{case.group_id}",
        _promise,
        (case.group_id,),
        least=0,
        most=most,
        why=message("Drag it: positions light up where they can keep this promise, and say why not where they can't."),
    )
    told = [say(case.sources["promise"])]
    if group.promise.chances is not None:
        told.append(
            say("a spread over the customers, {mean:number} on average", mean=round(group.promise.pmf().mean, 1))
        )
    st.caption(markdown("{told}", told=" · ".join(told)))


def _promise(periods: int, group_id: str) -> None:
    session.change({("koop", "groups", group_id, "promise"): Promise(periods=int(periods))})


def target(case: Case) -> None:
    """The share on time in full that the position must reach."""
    inputs.number(
        message("Target on time in full (%)"),
        round(case.group.target * 100, 2),
        f"koop-target-{case.group_id}",
        _target,
        (case.group_id,),
        least=0.0,
        most=100.0,
        step=0.5,
        why=message("What stock and lead time must reach; errors and complaints come on top."),
    )
    st.caption(say(case.sources["target"]))


def _target(percent: float | None, group_id: str) -> None:
    session.change({("koop", "groups", group_id, "target"): None if percent is None else percent / 100})


def lacking(one: Lacking) -> None:
    """What a group still needs before it can be placed."""
    st.info(
        markdown("{group} can't be placed yet: it still needs {needs}.", group=one.name, needs=list(one.needs)),
        icon=":material/edit_note:",
    )


def advice(placement: Placement) -> None:
    """The advice in one sentence, with why, how sure and the words of the article."""
    if placement.advice is None or placement.best is None:
        nearest = max(
            placement.positions, key=lambda one: one.ceiling if one.feasible or one.point is not None else -1.0
        )
        st.warning(
            markdown(
                "**No position reaches {target:percent}.** Nearest is position {position}, with at most "
                "{ceiling:percent}: promise later, aim lower, or shorten the chain.",
                target=placement.group.target,
                position=nearest.position,
                ceiling=nearest.ceiling,
            ),
            icon=":material/block:",
        )
        return
    st.success(
        markdown(
            "**Advice: position {position}, {title}.** {why}",
            position=placement.advice,
            title=title(placement.advice),
            why=_because(placement),
        ),
        icon=":material/assistant_direction:",
    )
    _fell_out(placement)
    for note in (*placement.notes, *placement.best.warnings):
        st.caption(markdown(note))


def _fell_out(placement: Placement) -> None:
    """The nearest position further from the customer that the promise rules out, with why."""
    out = next(
        (one for one in placement.positions[placement.advice or 0 :] if not one.feasible and one.point is not None),
        None,
    )
    if out is not None:
        st.caption(markdown("Position {position} falls out: {why}.", position=out.position, why=out.why))


def against_the_wish(workshop: Workshop, chain: Chain, case: Case, placement: Placement) -> None:
    """The share on time against what the group expects, where that is another lead time than what we promise."""
    wish, promise = workshop.groups[case.group_id].expectations.lead_time_days, case.group.promise.periods
    here = placement.at(case.group.position or placement.advice or 1)
    if (
        not wish
        or promise is None
        or wish == promise
        or here.otif is None
        or here.point is None
        or chain.period != "day"
    ):
        return
    asked = koop_results.on_time_at(chain, case.group, here.point, here.base_stock or 0.0, wish)
    st.caption(
        markdown(
            "Position {position} against our promise of {promise} days: {otif:percent}. Against the {wish} days that "
            "the group expects: {asked:percent}.",
            position=here.position,
            promise=promise,
            otif=here.otif,
            wish=wish,
            asked=asked,
        )
    )


def _because(placement: Placement) -> Message:
    best = placement.best
    runner_up, regret = placement.runner_up, placement.regret
    cost = None if best is None else best.total
    if runner_up is None:
        return message(
            "It is the only one that reaches {target:percent}, for {cost:money} a year.",
            target=placement.group.target,
            cost=cost,
        )
    if placement.is_tie:
        return message(
            "It reaches {target:percent} for {cost:money} a year. Position {runner_up} costs only {regret:money} more: "
            "a tie, so let what has no price decide.",
            target=placement.group.target,
            cost=cost,
            runner_up=runner_up,
            regret=regret,
        )
    return message(
        "It reaches {target:percent} for {cost:money} a year; the next best, position {runner_up}, costs "
        "{regret:money} more.",
        target=placement.group.target,
        cost=cost,
        runner_up=runner_up,
        regret=regret,
    )


def meaning(placement: Placement, decided: int | None) -> None:
    """A position in the words of the article, to look at one by one; first the one that was decided or is advised."""
    shown = st.session_state.get(_SHOWN)
    position = shown if shown in POSITIONS else decided or placement.advice or POSITIONS[-1]
    inputs.choose(
        message("What does each position mean?"),
        {str(one): str(one) for one in POSITIONS},
        str(position),
        "koop-meaning",
        _show,
    )
    _words(position, placement)


@inputs.for_looking
def _show(position: str | None) -> None:
    st.session_state[_SHOWN] = None if position is None else int(position)


def _words(position: int, placement: Placement) -> None:
    """What is on stock, what drives the work, which risk the company runs, what sales does."""
    one = table("koop_positions")["positions"][position - 1]
    told = one["words"]
    lines = [
        (say("On stock"), told["on_stock"]),
        (say("Driven by"), told["driven_by"]),
        (say("Risk"), told["risk"]),
        (say("Sales"), told["sales"]),
    ]
    st.markdown(
        f"**{position} {say(title(position))}**\n" + "\n".join(f"- **{label}:** {say(text)}" for label, text in lines)
    )
    if position == 5:
        kind = placement.at(5).subtype
        for subtype in one["subtypes"]:
            if kind is None or subtype["id"] == kind:
                st.markdown(f"**{subtype['id']} {say(subtype['title'])}:** {say(subtype['says'])}")
    if language().code == "nl":
        st.caption(f"“{' '.join(one['article'].split())}”")


def price_of_a_point(chain: Chain, case: Case) -> None:
    """What one point more costs, and the free optimum where lateness has a price."""
    curve = koop_results.exchange(chain, case.group)
    price = curve.price_of_a_point(case.group.target)
    told = []
    if price is not None:
        told.append(
            say(
                "From {target:percent}, one point more costs **{price:money}** a year.",
                target=case.group.target,
                price=price,
            )
        )
    elif case.group.target < 0.8:
        told.append(say("The curve begins at 80 %: below that, stock hardly costs anything."))
    else:
        told.append(say("One point more can't be bought here at this promise."))
    if curve.optimum is not None:
        told.append(
            say(
                "With the cost of lateness as given, {otif:percent} at position {position} is cheapest of all.",
                otif=curve.optimum.otif,
                position=curve.optimum.position,
            )
        )
    st.markdown(" ".join(told))


def flips_told(chain: Chain, case: Case) -> None:
    """Why an advice moves downstream again, where it does."""
    why = why_not_monotone(koop_results.flips(chain, case.group))
    if why is not None:
        st.caption(markdown(why))
