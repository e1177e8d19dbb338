"""The stages as rows of a table, and what a change in that table means for the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from otif_koop.koop.chain import Stage, StageType
from otif_koop.message import Message, Refused, message
from otif_koop.workshop.document import Workshop
from otif_koop.workshop.edits import Path
from otif_koop.workshop.groups import free_id
from otif_koop.workshop.koop_choices import Koop
from otif_koop.workshop.text import readable

TYPES: dict[str, Message] = {
    "design": message("design"),
    "means": message("make means of production"),
    "purchase": message("purchase"),
    "fabricate": message("fabricate"),
    "assemble": message("assemble"),
    "distribute": message("distribute"),
    "service": message("service"),
}
COLUMNS: dict[str, Message] = {
    "place": message("place"),
    "name": message("stage"),
    "type": message("kind"),
    "company": message("whose"),
    "own": message("ours"),
    "customer_specific": message("for one customer from here"),
    "least": message("least"),
    "usual": message("usual"),
    "most": message("most"),
    "mean": message("mean"),
    "sd": message("spread (sd)"),
    "seen": message("seen (periods: times)"),
    "added_value": message("€ added"),
    "yield_share": message("yield %"),
    "items": message("stock items after it"),
    "obsolescence": message("obsolete % a year"),
    "salvage": message("still worth %"),
    "shelf_life": message("shelf life"),
    "replenish_every": message("replenished every"),
    "surcharge": message("€ more to order"),
    "logistic_cost": message("€ delivering"),
    "capacity": message("capacity a period"),
    "stock_point": message("always stock"),
}
FIRST_COLUMNS = ("place", "name", "type", "least", "usual", "most", "mean", "sd", "added_value", "items")

_LEAD_TIME = ("least", "usual", "most", "mean", "sd", "seen")
_SHARES = ("yield_share", "obsolescence", "salvage")  # shown as percentages


def row(number: int, stage: Stage) -> dict[str, Any]:
    """A stage as a row of the table."""
    time = stage.lead_time
    seen = time.counts or time.chances
    cells: dict[str, Any] = {
        "place": number,
        "type": stage.type.value,
        "least": time.least,
        "usual": time.usual,
        "most": time.most,
        "mean": time.mean,
        "sd": time.sd if time.mean is not None else None,
        "seen": ", ".join(f"{days}: {times:g}" for days, times in sorted(seen.items())) if seen else "",
    }
    for field in COLUMNS:
        if field not in cells:
            value = getattr(stage, field)
            cells[field] = round(value * 100, 4) if field in _SHARES else value
    return cells


def changes_of(workshop: Workshop, state: Mapping[str, Any], new_name: str) -> dict[Path, Any]:
    """The change that the `state` of a table editor asks for: rows edited, deleted and added.

    Raises `Refused` for a cell that can't be read. `new_name` is that of a stage which got none.
    """
    koop = workshop.koop
    order = list(koop.order)
    changes: dict[Path, Any] = {}
    moved: dict[str, int] = {}
    for number, cells in state.get("edited_rows", {}).items():
        _edited(koop, koop.order[int(number)], cells, changes, moved)
    for number in state.get("deleted_rows", []):
        stage_id = koop.order[int(number)]
        order.remove(stage_id)
        changes = {path: value for path, value in changes.items() if path[2] != stage_id}
        changes["koop", "stages", stage_id] = None
    for cells in state.get("added_rows", []):
        order.append(_added(koop, order, cells, new_name, changes, moved))
    for stage_id, place in moved.items():
        if stage_id in order:
            order.remove(stage_id)
            order.insert(min(max(place, 1), len(order) + 1) - 1, stage_id)
    if not order:
        raise Refused(message("A chain needs at least one stage: change this one, or add another first."))
    if order != list(koop.order):
        changes["koop", "order"] = order
    return changes


def _edited(
    koop: Koop, stage_id: str, cells: Mapping[str, Any], changes: dict[Path, Any], moved: dict[str, int]
) -> None:
    content = koop.stages[stage_id].model_dump(mode="json", exclude_unset=True)
    if cells.get("place") is not None:
        moved[stage_id] = int(cells["place"])
    changed = _content(content, cells)
    for field in sorted({*content, *changed}):
        if content.get(field) != changed.get(field):
            changes["koop", "stages", stage_id, field] = changed.get(field)


def _added(
    koop: Koop,
    order: list[str],
    cells: Mapping[str, Any],
    new_name: str,
    changes: dict[Path, Any],
    moved: dict[str, int],
) -> str:
    name = " ".join(readable(str(cells.get("name") or "")).split()) or new_name
    stage_id = free_id(name, [*koop.stages, *order])
    start = {"name": name, "id": stage_id, "type": StageType.FABRICATE.value, "lead_time": {"mean": 1.0}}
    filled = {field: value for field, value in cells.items() if field != "name" and value not in {None, ""}}
    changes["koop", "stages", stage_id] = _content(start, filled)
    if cells.get("place") is not None:
        moved[stage_id] = int(cells["place"])
    return stage_id


def _content(content: Mapping[str, Any], cells: Mapping[str, Any]) -> dict[str, Any]:
    """A stage's plain content after some cells were changed; an emptied cell goes back to its usual value."""
    changed = dict(content)
    time = {field: value for field, value in cells.items() if field in _LEAD_TIME}
    if time:
        changed["lead_time"] = _lead_time(dict(content["lead_time"]), time)
    for field, value in cells.items():
        if field in _LEAD_TIME or field == "place":
            continue
        if value is None or (isinstance(value, str) and not value.strip()):
            if field == "name":
                raise Refused(message("a name is expected here: write at least one character"))
            changed.pop(field, None)
        elif field in _SHARES:
            changed[field] = round(float(value) / 100, 8)
        else:
            changed[field] = " ".join(readable(value).split()) if isinstance(value, str) else value
    return changed


def _lead_time(time: dict[str, Any], cells: Mapping[str, Any]) -> dict[str, Any]:
    """The lead time in the form of the cell that was filled in; what belongs to another form goes."""
    if cells.get("seen"):
        return {"counts": _seen(str(cells["seen"]))}
    had_counts = bool(time.pop("counts", None) or time.pop("chances", None))
    time |= {field: value for field, value in cells.items() if field != "seen"}
    by_usual = any(cells.get(field) is not None for field in ("usual", "most"))
    by_mean = any(cells.get(field) is not None for field in ("mean", "sd"))
    if by_mean or (had_counts and not by_usual):
        mean = time.get("mean") if time.get("mean") is not None else time.get("usual")
        time = {"mean": 1.0 if mean is None else mean, "sd": time.get("sd"), "least": time.get("least")}
    elif by_usual:
        usual = time.get("usual") if time.get("usual") is not None else time.get("most")
        least, most = time.get("least"), time.get("most")
        time = {"least": usual if least is None else least, "usual": usual, "most": usual if most is None else most}
    return {field: value for field, value in time.items() if value is not None}


def _seen(text: str) -> dict[str, float]:
    """How often each number of periods was seen, from "2: 14, 3: 5"."""
    counts: dict[str, float] = {}
    for part in text.replace(";", ",").split(","):
        if not part.strip():
            continue
        periods, _, times = part.partition(":")
        try:
            counts[str(int(periods))] = float(times or 1)
        except ValueError:
            raise Refused(
                message(
                    "“{part}” is not a number of periods and how often it was seen, such as 3: 12", part=part.strip()
                )
            ) from None
    return counts
