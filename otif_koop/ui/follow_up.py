"""Follow-up: scores appended month by month, the check on signal or noise, causes and measures, and the publication."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from otif_koop.charts import control_chart
from otif_koop.deliver.published_page import period_name
from otif_koop.message import message
from otif_koop.otif.definition import Combine
from otif_koop.ui import data, frame, inputs, publication, session
from otif_koop.ui.data import DEMO_FILE, DEMO_NEXT
from otif_koop.ui.due import today
from otif_koop.ui.number_columns import after_the_first
from otif_koop.ui.picture import described
from otif_koop.ui.session import Changes
from otif_koop.ui.speech import language, markdown, say
from otif_koop.workshop.append_scores import Appended, appended
from otif_koop.workshop.cascade import definition_for
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.follow_up import Action
from otif_koop.workshop.groups import free_id
from otif_koop.workshop.pdca import MET_FOR, Check, check, effect, next_rung, taking_next_rung, verdict

_NOTES = "append_notes"
RHYTHMS = {"month": message("month"), "week": message("week")}


def bring_in(workshop: Workshop) -> None:
    """Append the scores of the data in use, and the way to the next month's export."""
    st.subheader(say("Follow-up"), anchor=False)
    st.markdown(
        say(
            "Each month: drop the new export, the columns are still known, and append the scores. Only counts are kept."
        )
    )
    if workshop.follow_up.scores:
        st.caption(say("Scores are kept for every {period}.", period=RHYTHMS[workshop.follow_up.rhythm]))
    else:
        inputs.choose(message("Per"), RHYTHMS, workshop.follow_up.rhythm, "rhythm", _set_rhythm)
    orders = data.book()
    with st.container(horizontal=True):
        if orders is not None:
            day = data.as_of(workshop, orders)
            label = message("Append the scores up to {day:date}", day=day)
            inputs.button(label, "append", append, icon=":material/playlist_add:", is_primary=True)
        frame.link("data", message("Bring the next export"))
        if DEMO_FILE in workshop.data.files and data.own_data() is None:
            inputs.button(message("Take the demo company's next month"), "demo-next", take_next_month)
    for note in st.session_state.get(_NOTES, ()):
        st.info(markdown(note))


def _set_rhythm(value: str) -> None:
    session.change({("follow_up", "rhythm"): value})


def append() -> None:
    """Append the scores of the data in use; what was published is refreshed with them."""
    workshop, orders = session.workshop(), data.book()
    if workshop is None or orders is None:
        return
    made: Appended = appended(workshop, orders, data.as_of(workshop, orders))
    session.change(
        made.changes | {("follow_up", "published", key): datetime.now(UTC) for key in _released(made, workshop)}
    )
    n = made.count
    told = (
        message("{n} scores appended or brought up to date.", n=n) if n else message("Nothing new: it was all there.")
    )
    st.session_state[_NOTES] = (told, *made.notes)


def _released(made: Appended, workshop: Workshop) -> list[str]:
    return [path[2] for path in made.changes if path[1] == "scores" and path[2] in workshop.follow_up.published]


def take_next_month() -> None:
    """The demo company's export of the month after, brought in and appended."""
    workshop = session.workshop()
    if workshop is None:
        return
    book = data.demo_next_book()
    name = workshop.data.files[DEMO_FILE]
    session.change({("data", "files"): {DEMO_NEXT: name}, ("data", "as_of"): book.as_of})
    append()


def groups_followed(workshop: Workshop) -> list[str]:
    """The groups that have scores."""
    return [group_id for group_id in workshop.groups if workshop.follow_up.scores.get(group_id)]


def one_group(workshop: Workshop) -> None:
    """Plan–do–check–act of one group, chosen here."""
    followed = groups_followed(workshop)
    if not followed:
        st.info(say("No scores are kept yet: append those of your data, and the check starts."))
        return
    st.subheader(say("Plan–do–check–act"), anchor=False)
    group_id = st.selectbox(
        say("Customer group"),
        followed,
        format_func=lambda key: workshop.groups[key].name,
        key=f"pdca-group-{language().code}",
    )
    checked = check(workshop.follow_up.scores[group_id])
    plan, do, look, act = st.tabs(
        [say("Plan"), say("Do"), say("Check"), say("Act")], default=say("Check"), key=f"pdca-{language().code}"
    )
    with plan:
        _plan(workshop, group_id)
    with do:
        _do(workshop, group_id)
    with look:
        _check(workshop, group_id, checked)
    with act:
        _act(workshop, group_id, checked)
    publication.for_group(workshop, group_id)


def _target(workshop: Workshop, group_id: str) -> float | None:
    target = workshop.targets.get(group_id)
    return None if target is None else target.target


def _plan(workshop: Workshop, group_id: str) -> None:
    target = workshop.targets.get(group_id)
    if target is None or target.target is None:
        st.markdown(say("This group has no target yet."))
        frame.link("targets", message("Choose a target"))
        return
    if target.by_date is None:
        st.markdown(say("Target: {target:percent}", target=target.target))
    else:
        st.markdown(say("Target: {target:percent} by {day:date}", target=target.target, day=target.by_date))
    rung = next_rung(workshop, group_id)
    if rung is not None:
        st.success(
            say(
                "The target was met for {n} periods in a row: time for the next rung of the growth path. {what}",
                n=MET_FOR,
                what=rung.says,
            ),
            icon=":material/trending_up:",
        )
        inputs.button(message("Take the next rung"), f"rung-{group_id}", _take_rung, (group_id,))


def _take_rung(group_id: str) -> None:
    session.change(lambda workshop: taking_next_rung(workshop, group_id))


def _do(workshop: Workshop, group_id: str) -> None:
    actions = workshop.follow_up.actions.get(group_id, {})
    for action_id, action in actions.items():
        with st.container(border=True):
            st.markdown(markdown("**{measure}**", measure=action.measure))
            told = [action.owner or say("no owner yet")]
            if action.since:
                told.append(say("since {day:date}", day=action.since))
            if action.cause:
                told.append(action.cause)
            st.caption(markdown("{told}", told=" · ".join(told)))
            opened = st.expander(
                say("Change"), icon=":material/edit:", key=f"do-{group_id}-{action_id}", on_change="rerun"
            )
            if opened.open:
                with opened:
                    _change(group_id, action_id, action)
    with st.popover(say("Write a measure"), icon=":material/add:"):
        cause = st.text_input(say("Cause"), max_chars=200, key=f"cause-{group_id}", disabled=not session.may_edit())
        measure = st.text_input(
            say("Remedy"), max_chars=200, key=f"measure-{group_id}", disabled=not session.may_edit()
        )
        inputs.button(message("Add"), f"add-{group_id}", _add, (group_id, cause, measure), is_primary=True)


def _add(group_id: str, cause: str, measure: str) -> None:
    def added(workshop: Workshop) -> Changes:
        there = set(workshop.follow_up.actions.get(group_id, {}))
        made = {"cause": cause, "measure": measure, "since": today().isoformat()}
        return {("follow_up", "actions", group_id, free_id(measure, there)): made}

    session.change(added)


def _change(group_id: str, action_id: str, action: Action) -> None:
    key, where = f"action-{group_id}-{action_id}", ("follow_up", "actions", group_id, action_id)
    inputs.text(message("Cause"), action.cause, f"{key}-cause", session.fill_in, (*where, "cause"))
    inputs.text(message("Remedy"), action.measure, f"{key}-measure", session.fill_in, (*where, "measure"))
    inputs.text(message("Owner"), action.owner, f"{key}-owner", session.fill_in, (*where, "owner"))
    inputs.day(message("Since"), action.since, f"{key}-since", session.fill_in, (*where, "since"))


def _check(workshop: Workshop, group_id: str, checked: Check) -> None:
    # the chart shows the joint share; a target for the product of the components doesn't belong in it
    is_joint = definition_for(workshop, group_id).combine is Combine.JOINT
    told, target = language(), _target(workshop, group_id) if is_joint else None
    st.markdown(markdown("**{said}**", said=say(verdict(checked))))
    _kept(checked)
    if checked.chart is None:
        return
    described(
        ("check", tuple(one.model_dump_json() for one in checked.kept), checked.periods, target),
        lambda: control_chart.chart(checked, told, target=target),
        lambda: control_chart.alt_text(checked, told),
        key=f"check-{group_id}",
    )
    st.caption(say("Share that passes every component. Inside the grey bars a month is noise: no reason to act."))
    young = [
        period_name(period, told) for period, one in zip(checked.periods, checked.kept, strict=True) if not one.final
    ]
    if young:
        st.caption(say("Not final: {periods}. Orders are still open, or complaints may still come.", periods=young))
    if checked.earlier:
        st.caption(
            say(
                "Measured by another definition, and so not judged with the rest: {periods}.",
                periods=[period_name(period, told) for period in checked.earlier[-3:]],
            )
        )
    for period, bridge in workshop.follow_up.bridges.get(group_id, {}).items():
        st.caption(
            say(
                "The definition changed: {period} was {before:percent} and became {after:percent} ({gain:points}).",
                period=period_name(period, told),
                before=bridge.before,
                after=bridge.after,
                gain=bridge.after - bridge.before,
            )
        )


def _kept(checked: Check) -> None:
    """The kept scores as a table, for the figures themselves; opened where there is no chart yet."""
    told = language()
    more = st.expander(
        say("The figures"), icon=":material/table:", key="kept", expanded=checked.chart is None, on_change="rerun"
    )
    if not more.open:
        return
    states = {True: say("final"), False: say("not final")}
    rows = [
        {
            say("Period"): period_name(period, told),
            say("Score"): told.percent(one.score),
            say("counted"): told.number(one.units),
            say("State"): states[one.final],
        }
        for period, one in zip(checked.periods, checked.kept, strict=True)
    ]
    with more:
        figures = after_the_first(rows, say("State"))
        st.dataframe(rows, hide_index=True, width="stretch", key="kept-table", column_config=figures)


def _act(workshop: Workshop, group_id: str, checked: Check) -> None:
    actions = workshop.follow_up.actions.get(group_id, {})
    if not actions:
        st.markdown(say("Write a measure under “Do”; here is then what became of it."))
    for action_id, action in actions.items():
        with st.container(border=True):
            st.markdown(markdown("**{measure}**", measure=action.measure))
            became = effect(action, checked)
            if became is None:
                st.caption(say("Its effect shows once there are periods before and after it."))
            else:
                words = {
                    "better": say("better, and more than noise"),
                    "worse": say("worse, and more than noise"),
                    "noise": say("within the noise"),
                }
                st.markdown(
                    say(
                        "Before {before:percent}, after {after:percent} ({gain:points}): {verdict}.",
                        before=became.before,
                        after=became.after,
                        gain=became.after - became.before,
                        verdict=words[became.verdict],
                    )
                )
            inputs.text(
                message("What we learned"),
                action.learned,
                f"learned-{group_id}-{action_id}",
                session.fill_in,
                ("follow_up", "actions", group_id, action_id, "learned"),
                lines=2,
                most=1000,
            )
