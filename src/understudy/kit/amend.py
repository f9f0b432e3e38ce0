"""Change one thing in a declared file (YAML): all else stays as somebody wrote it, with its comments."""

import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

import yaml

from understudy.kit.errors import ConfigError, Place

__all__ = ["amend_file", "with_entry", "with_value"]

_WIDTH = 108
_LINE_ENDS = "\x85\u2028\u2029"
"""Those that look like nothing."""


def amend_file(path: Path, change: Callable[[str], str]) -> None:
    """Put what `change` makes of the file's text ("" when there is none) in its place, all or nothing.

    Whoever changes a file of the same folder meanwhile waits for it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        _replace(path, change(_text_of(path)))
        os.fsync(folder)
    finally:
        os.close(folder)


def with_entry(text: str, key: str, entry: object, *, source: str, note: str = "") -> str:
    """The text with one entry more in the list under that key, below a line of comment if there is a note. A
    list that is not there is made.

    Raises: ConfigError when the list is not written one entry below another.
    """
    text = _closed(text)
    root = _root(text, source)
    found = _value(root, key)
    lines = [f"# {' '.join(note.split())}"] if note else []
    lines += _dumped([entry])
    if isinstance(root, yaml.MappingNode) and not root.flow_style and found is None:
        end = _end_of(root, text)
        return _spliced(text, end, end, [f"{key}:", *(f"  {line}" for line in lines)])
    if not isinstance(found, yaml.SequenceNode) or found.flow_style:
        raise ConfigError(
            f"nothing can be added to {key!r} as it stands there",
            place=_place(source, found),
            hint="write its entries one below the other, each after a dash",
        )
    end = _end_of(found, text)
    return _spliced(text, end, end, [" " * found.start_mark.column + line for line in lines])


def with_value(text: str, path: Sequence[str | int], value: object, *, source: str) -> str:
    """The text with another value at that path, whose last part is the key of a mapping; a new one is added.

    Raises: ConfigError when the path leads to no mapping, or to one in braces.
    """
    text = _closed(text)
    node = _root(text, source)
    for part in path[:-1]:
        node = _value(node, part)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise ConfigError("this cannot be changed as it stands there", place=_place(source, node))
    lines = _dumped({path[-1]: value})
    pair = next((pair for pair in node.value if pair[0].value == path[-1]), None)
    start = pair[0].start_mark.line if pair else _end_of(node, text)
    end = _end_of(pair[1], text) if pair else start
    lines = [" " * node.start_mark.column + line for line in lines]
    if pair:  # a dash may stand before it
        before = text.splitlines()[start][: pair[0].start_mark.column]
        lines[0] = before + lines[0].lstrip()
    return _spliced(text, start, end, lines)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(f"the file {str(path)!r} is not UTF-8 text: {error.reason}") from None


def _replace(path: Path, text: str) -> None:
    made = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with made.open("xb") as file:
            if path.exists():
                os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        made.replace(path.resolve())
    finally:
        made.unlink(missing_ok=True)


def _root(text: str, source: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ConfigError(
            f"not valid YAML: {error.problem}", place=Place(source, mark.line + 1 if mark else None)
        ) from None


def _place(source: str, node: yaml.Node | None) -> Place:
    return Place(source, node.start_mark.line + 1) if node else Place(source)


def _value(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def _end_of(node: yaml.Node, text: str) -> int:
    """How many lines there are up to its end. The parser counts empty lines to it, and comments to a list or
    mapping, that stand before what follows: not so here.
    """
    mark, lines = node.end_mark, text.splitlines()
    plain = not isinstance(node, yaml.CollectionNode) or bool(node.flow_style)
    end = mark.line + (1 if plain and mark.column else 0)
    column = 0 if plain else max(node.start_mark.column, 1)
    while end - 1 > node.start_mark.line and _is_between(lines[end - 1], column):
        end -= 1
    return end


def _is_between(line: str, column: int) -> bool:
    told = line.lstrip()
    return not told or (told.startswith("#") and len(line) - len(told) < column)


def _closed(text: str) -> str:
    """With an end to its last line."""
    return text if text.endswith("\n") or not text else f"{text}{_newline(text)}"


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _spliced(text: str, start: int, end: int, lines: Sequence[str]) -> str:
    """With these lines in place of those from `start` to before `end`."""
    whole = text.splitlines(keepends=True)
    whole[start:end] = [line + _newline(text) for line in lines]
    return "".join(whole)


class _Dumper(yaml.SafeDumper):
    """Lists stand deeper than their key, nothing is an alias, and lines end where everybody sees it."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = '"' if any(mark in data for mark in _LINE_ENDS) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_str)


def _dumped(value: object) -> list[str]:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH).splitlines()
