"""Declared files (YAML) read through a pydantic model, with the line of every mistake."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from understudy.kit.errors import ConfigError, Place

__all__ = ["line_finder", "read_document", "read_text_document"]

T = TypeVar("T", bound=BaseModel)


def read_document(path: Path, model: type[T]) -> T:
    """The document in the file as a `model`.

    Raises:
        ConfigError: the file is missing, is no YAML, or does not fit the model; with line and column of
            the first mistake and all mistakes in the message.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"there is no file {str(path)!r}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"the file {str(path)!r} is not UTF-8 text: {error.reason}") from None
    return read_text_document(text, model, source=str(path))


def read_text_document(text: str, model: type[T], *, source: str) -> T:
    """As `read_document`, from text; `source` names it in errors."""
    root = _compose(text, source)
    if root is None:
        raise ConfigError("the document is empty", place=Place(source, 1))
    try:
        return model.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        raise _config_error(error, root, model, source) from None


def line_finder(text: str, *, source: str) -> Callable[..., str]:
    """A function that tells where in the document a path of keys leads, as `source:line`."""
    root = _compose(text, source)
    assert root is not None, "the document has been read"

    def line_of(*path: int | str) -> str:
        return f"{source}:{_mark(root, path).line + 1}"

    return line_of


def _compose(text: str, source: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(source, mark.line + 1, mark.column + 1) if mark else Place(source)
        raise ConfigError(f"not valid YAML: {error.problem}", place=place) from None


def _config_error(
    error: ValidationError, root: yaml.Node, model: type[BaseModel], source: str
) -> ConfigError:
    mistakes: list[tuple[Place, str]] = []
    hint: str | None = None
    for detail in error.errors():
        location = detail["loc"]
        mark = _mark(root, location)
        path = ".".join(str(part) for part in location)
        mistakes.append(
            (
                Place(source, mark.line + 1, mark.column + 1),
                f"{path}: {_reason(detail['type'], detail['msg'])}",
            )
        )
        if detail["type"] == "extra_forbidden" and hint is None:
            hint = _nearest_key(str(location[-1]), model, location)
    first_place, first = mistakes[0]
    others = "".join(f"\n  also {place}: {message}" for place, message in mistakes[1:])
    return ConfigError(first + others, place=first_place, hint=hint)


def _reason(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such key"
    if kind == "missing":
        return "this key is required"
    return message.removeprefix("Value error, ")


def _nearest_key(key: str, model: type[BaseModel], location: Sequence[int | str]) -> str | None:
    if len(location) != 1:
        return None
    found = process.extractOne(key, list(model.model_fields), score_cutoff=60)
    return f"did you mean {found[0]!r}?" if found else f"known keys: {', '.join(model.model_fields)}"


def _mark(node: yaml.Node, location: Sequence[int | str]) -> yaml.Mark:
    """The place of the deepest node on the way to `location` that the document has."""
    mark = node.start_mark
    for part in location:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                continue  # a union's branch name, or the key that is missing
            mark, node = pair[0].start_mark, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            mark = node.start_mark
    return mark
