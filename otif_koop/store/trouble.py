"""A store that does not do its work, said in words: what is wrong and what to do about it."""

from __future__ import annotations

from otif_koop.message import Message, Refused, message


class Unavailable(Refused):
    """The store itself fails for now: nothing was saved, and the same can be tried again later."""


def read_only(place: str) -> Message:
    """The store cannot be written."""
    return message(
        "The workshops in {place} can be read but not changed. Nothing was saved: make that file, those beside it and "
        "their folder writable, or set OTIF_KOOP_DATABASE to another place.",
        place=place,
    )


def cannot_open(place: str) -> Message:
    """The store cannot be opened, or made."""
    return message(
        "The workshops in {place} can't be opened. Nothing was saved: see that the folder exists and may be written, "
        "or set OTIF_KOOP_DATABASE to another place.",
        place=place,
    )


def gone(place: str) -> Message:
    """The store was there when the program started, and is no longer."""
    return message(
        "The store of workshops {place} is gone: it was moved or deleted while the program ran. Nothing was saved: "
        "put it back, or start the program again to begin with an empty one.",
        place=place,
    )


def busy(place: str) -> Message:
    """Others kept the store locked for longer than we wait."""
    return message(
        "The workshops in {place} are locked by another program. Nothing was saved: try again in a moment.", place=place
    )


def full(place: str) -> Message:
    """No room left."""
    return message(
        "There is no room left to save workshops in {place}. Nothing was saved: free some disk space and try again.",
        place=place,
    )


def damaged(place: str) -> Message:
    """Not a store, or no longer a whole one."""
    return message(
        "{place} is not a store of workshops, or it is damaged. Nothing was saved: put a back-up in its place, or set "
        "OTIF_KOOP_DATABASE to another place.",
        place=place,
    )


def unreachable(place: str) -> Message:
    """A database server that does not answer."""
    return message(
        "The store of workshops {place} does not answer. Nothing was saved: try again in a moment.", place=place
    )
