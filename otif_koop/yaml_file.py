"""YAML that means what it says, and typed documents read from it.

PyYAML's own loader reads `NO` as false, `14:30` as 870, `010` as 8 and keeps the last of two equal keys.
Here: the scalars of YAML 1.2, a number with a leading zero stays text, and equal keys, anchors, aliases, tags,
deep nesting and large files are refused. What is read is checked against a pydantic model, and every fault names
the path to its field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from otif_koop.message import Message, Refused, message

LARGEST_FILE = 1_000_000  # characters
DEEPEST_NESTING = 24

Model = TypeVar("Model", bound=BaseModel)


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2 core and nothing that hides or repeats."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event.start_mark, message("an alias (*name) is not allowed here: write the value out"))
        if getattr(event, "anchor", None):
            self._refuse(event.start_mark, message("an anchor (&name) is not allowed here: write the value out"))
        if getattr(event, "tag", None) is not None:
            self._refuse(event.start_mark, message("a tag (!name) is not allowed here"))
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            self._refuse(event.start_mark, message("nested deeper than {most} levels", most=DEEPEST_NESTING))
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | bool | None):
                self._refuse(key_node.start_mark, message("a field's name is a word, not a list or a mapping"))
            if key in seen:
                self._refuse(key_node.start_mark, message("“{field}” stands here twice", field=str(key)))
            seen.add(key)
        return super().construct_mapping(node, deep)

    @staticmethod
    def _refuse(mark: Any, what: Message) -> None:
        raise Refused(message("Line {line}: {what}.", line=mark.line + 1, what=what))


_StrictLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"null|Null|NULL|~|", "nN~\0"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?(?:0|[1-9][0-9]*)\.?(?:[eE][-+]?[0-9]+)?",
        "-+.0123456789",
    ),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


def _float(loader: _StrictLoader, node: Any) -> float:
    return float(loader.construct_scalar(node))


def _int(loader: _StrictLoader, node: Any) -> int:
    return int(loader.construct_scalar(node), 0)


_StrictLoader.add_constructor("tag:yaml.org,2002:float", _float)
_StrictLoader.add_constructor("tag:yaml.org,2002:int", _int)


def load_strict(text: str) -> Any:
    """The content of one YAML document as plain Python values.

    Raises `Refused` naming the line for anything that is not plain YAML 1.2, and for a file that is too large.
    """
    if len(text) > LARGEST_FILE:
        raise Refused(message("The file is larger than {most} characters.", most=LARGEST_FILE))
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except Refused:
        raise
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        raise Refused(
            message("Line {line}: this is not valid YAML ({why}).", line=line, why=str(fault.problem))
        ) from None
    except (yaml.YAMLError, ValueError) as fault:
        raise Refused(message("This is not a valid YAML file ({why}).", why=str(fault).splitlines()[0])) from None
    except RecursionError:
        raise Refused(message("nested deeper than {most} levels", most=DEEPEST_NESTING)) from None


def check(content: Any, model: type[Model]) -> Model:
    """`content` as a `model`; raises `Refused` with one message a fault, each naming the path to the field."""
    if not isinstance(content, dict):
        raise Refused(message("A list of fields with values is expected here, as in “level: order”."))
    try:
        return model.model_validate(content)
    except ValidationError as faults:
        raise Refused(*_explain_all(faults.errors())) from None


def read(text: str, model: type[Model]) -> Model:
    """A typed document from YAML text; raises `Refused`."""
    return check(load_strict(text), model)


def write(document: BaseModel, *, whole: bool = False) -> str:
    """YAML text that `read` gives back equal; only the fields that were set, or the `whole` document."""
    content = document.model_dump(mode="json", exclude_unset=not whole)
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


class _Dumper(yaml.SafeDumper):
    """Quotes every text that some YAML reader could take for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_WORD = re.compile(r"^[A-Za-z][A-Za-z_ ]*$")
_TAKEN = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = bool(_WORD.match(text)) and not text.endswith(" ") and text.lower() not in _TAKEN
    style = None if plain else ("|" if "\n" in text and text.strip() == text else '"')
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


# how pydantic names one side of a union
_BRANCH = re.compile(r"^(function-|literal\[|constrained-|int$|float$|str$|tuple\[)")


def _explain_all(faults: list[Any]) -> list[Message]:
    """One message a field: of a field that may be several things, what is wrong with the likeliest of them."""
    by_path: dict[str, list[Any]] = {}
    for fault in faults:
        path = ".".join(str(part) for part in fault["loc"] if not _BRANCH.match(str(part)) and part != "[key]")
        by_path.setdefault(path, []).append(fault)
    deepest = [path for path in by_path if not any(other.startswith(path + ".") for other in by_path)]
    return [
        _explain(path or "·", next((one for one in by_path[path] if one["type"] != "literal_error"), by_path[path][0]))
        for path in deepest
    ]


def _explain(path: str, fault: Any) -> Message:
    kind, given, context = fault["type"], fault.get("input"), fault.get("ctx", {})
    shown = str(given) if len(str(given)) < 60 else str(given)[:57] + "…"
    refused = context.get("error")
    if isinstance(refused, Refused):
        what = refused.problems[0]
    elif kind == "extra_forbidden":
        what = message("this field is not known")
    elif kind == "missing":
        what = message("this field is missing")
    elif kind in {"literal_error", "enum"}:
        what = message("“{given}” is not one of {choices}", given=shown, choices=str(context.get("expected", "")))
    elif kind in {"greater_than_equal", "greater_than"}:
        what = message(
            "{given} is too small: at least {least}", given=shown, least=context.get("ge", context.get("gt"))
        )
    elif kind == "less_than":
        what = message("{given} is too large: it must be below {most}", given=shown, most=context["lt"])
    elif kind == "less_than_equal":
        what = message("{given} is too large: at most {most}", given=shown, most=context["le"])
    elif given is None:
        what = message("this is blank: write a value, or leave the field out")
    else:
        what = _explain_kind(kind, context, shown)
    return message("{path}: {what}.", path=path, what=what)


_EXPECTED = (  # how the names of pydantic's faults begin, and what belongs there
    ("int", message("a whole number")),
    ("float", message("a number")),
    ("finite", message("a number")),
    ("string", message("words")),
    ("bool", message("true or false")),
    ("date", message("a date, such as 2026-11-25")),
    ("tuple", message("a list")),
    ("list", message("a list")),
    ("dict", message("fields with values")),
    ("mapping", message("fields with values")),
    ("model", message("fields with values")),
)


def _explain_kind(kind: str, context: Mapping[str, Any], shown: str) -> Message:
    """What is expected instead, in words for people: by the kind of fault."""
    if kind == "too_short":
        return message("too few: at least {n}", n=context["min_length"])
    if kind == "too_long":
        return message("too many: at most {n}", n=context["max_length"])
    if kind == "string_too_short":
        return message("too short: at least {n}", n=context["min_length"])
    if kind == "string_too_long":
        return message("too long: at most {n}", n=context["max_length"])
    expected = next((what for begin, what in _EXPECTED if kind.startswith(begin)), None)
    if expected is None:
        return message("“{given}” can't be read here", given=shown)
    return message("“{given}” can't stand here: give {expected}", given=shown, expected=expected)
