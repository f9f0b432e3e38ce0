"""HTML as blocks of plain text. Markdown comes here as the HTML that it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Block", "Page", "read_markup"]

_SKIPPED = frozenset(
    "script style nav footer aside template noscript svg form button select iframe object".split()
)
_BREAKING = frozenset(
    "address article blockquote body br dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section summary table tbody td tfoot th thead title tr ul".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_SKIPPED_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "complementary"})
# The sign beside a heading by which one copies its address.
_PERMALINKS = frozenset({"headerlink", "anchor-link", "heading-anchor"})
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"tr", "table", "tbody", "thead", "tfoot"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
CELL_GAP = " | "


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or row of a table as one line; a heading when it has a `level` (1 to 6)."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; `title` and `meta` (by names in small letters) are those of its head. `links` are the
    addresses that it points to, as they are written, those of its navigation among them.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()


def read_markup(html: str) -> Page:
    """The text of a page without its navigation, forms and scripts: of its `<main>`, if it has one.

    Elements that play these parts by their `role` count as such. A line of `<pre>` is a block.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    blocks = tuple(reader.main or reader.blocks)
    return Page(blocks, reader.title, reader.meta, tuple(reader.links))


class _Reader(HTMLParser):
    """Collects blocks. Tags that are not closed, or closed twice, do no harm but to themselves."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.main: list[Block] = []
        self.title = ""
        self.meta: dict[str, str] = {}
        self.links: dict[str, None] = {}
        self._pieces: list[str] = []
        self._cells: list[str] = []
        self._counters: list[int | None] = []
        self._mark = self._main_tag = ""
        self._level = self._main_depth = self._pre_depth = 0
        self._in_title = self._in_cell = False
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and (target := told.get("href", "").strip()):
            self.links[target] = None
        if self._skipped or _is_skipped(tag, told):
            # Only a tag of the same name can hide the end of what is skipped.
            if not self._skipped or tag == self._skipped[0]:
                self._skipped.append(tag)
            return
        if tag == "meta":
            self._note(told)
        if tag in _BREAKING:
            self._break(tag)
        self._open(tag, told)

    def _note(self, told: Mapping[str, str]) -> None:
        name = told.get("name") or told.get("property") or told.get("http-equiv") or ""
        self.meta.setdefault(name.strip().lower(), _line(told.get("content", "")))

    def _open(self, tag: str, told: Mapping[str, str]) -> None:
        self._in_title = tag == "title"
        self._in_cell = self._in_cell or tag in _CELLS
        if tag == self._main_tag:
            self._main_depth += 1
        elif not self._main_depth and (tag == "main" or told.get("role") == "main"):
            self._main_tag, self._main_depth = tag, 1
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag == "pre":
            self._pre_depth += 1
        elif tag in ("ul", "ol"):
            self._counters.append(0 if tag == "ol" else None)
        elif tag == "li" and self._counters and (count := self._counters[-1]) is not None:
            self._counters[-1] = count + 1
            self._mark = f"{count + 1}. "

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag == self._skipped[0]:
                self._skipped.pop()
            return
        if tag in _BREAKING:
            self._break(tag)
        if tag in ("ul", "ol") and self._counters:
            self._counters.pop()
        if tag == "pre":
            self._pre_depth = max(0, self._pre_depth - 1)
        if tag == self._main_tag and self._main_depth:
            self._main_depth -= 1
            self._main_tag = tag if self._main_depth else ""
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = _line(self.title + data)
            return
        if self._skipped:
            return
        if self._pre_depth and not self._in_cell:
            *whole, data = data.split("\n")
            for line in whole:
                self._pieces.append(line)
                self.flush()
        self._pieces.append(data)

    def _break(self, tag: str) -> None:
        """A cell ends with its tag or the next one's, a row with its tag, everything else at once."""
        if tag in _CELLS:
            self._end_cell()
        elif self._in_cell and tag not in _ROWS:
            self._pieces.append(" ")
        else:
            self.flush()

    def _end_cell(self) -> None:
        if self._in_cell:
            self._cells.append(_line("".join(self._pieces)))
        self._pieces.clear()
        self._in_cell = False

    def flush(self) -> None:
        """End the block that is being read."""
        if self._cells or self._in_cell:
            self._end_cell()
            text = CELL_GAP.join(self._cells).strip(CELL_GAP)
            self._cells = []
        else:
            text = _line("".join(self._pieces))
        self._pieces.clear()
        if text:
            block = Block(self._mark + text, self._level)
            self.blocks.append(block)
            if self._main_depth:
                self.main.append(block)
            self._mark = ""
        self._level = 0


def _is_skipped(tag: str, told: Mapping[str, str]) -> bool:
    if tag in _VOID:
        return False
    permalink = tag == "a" and not _PERMALINKS.isdisjoint(told.get("class", "").split())
    return tag in _SKIPPED or told.get("role") in _SKIPPED_ROLES or permalink


def _line(text: str) -> str:
    return " ".join(text.split())
