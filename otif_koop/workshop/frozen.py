"""Mappings that cannot be changed, so that one workshop document can be shared by many sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class FrozenDict(dict[Key, Value]):
    """A dict that refuses every change; it can be pickled and compares equal to a plain dict."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a workshop document does not change: make an edit")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Callable[..., FrozenDict[Key, Value]], tuple[Iterable[Any]]]:
        return FrozenDict, (tuple(self.items()),)


def freeze(value: Any) -> Any:
    """`value` with every dict inside it frozen and every list a tuple."""
    if isinstance(value, dict):
        return FrozenDict((key, freeze(inner)) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return tuple(freeze(inner) for inner in value)
    return value
