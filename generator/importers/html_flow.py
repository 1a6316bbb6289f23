"""The elements of a page → its paragraphs, pictures and tables in reading order."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from generator.importers.blocks import Block, Paragraph, Picture, Spot
from generator.importers.html_chrome import Element, is_left_out, is_link_list
from generator.importers.html_words import Words

_NAMES = (
    "address article aside blockquote body caption center details dir div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary"
    " table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_NAMES.split())
CELLS = frozenset(("td", "th"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_LINK = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_ICON = 32  # pixels
_SIZE = re.compile(r"\s*(\d{1,9})(?:px)?\s*")
_NUMBER = re.compile(r"\s*(-?\d{1,9})\s*")

ReadTable = Callable[[Element], list[Block] | None]


def blocks(root: Element, read_table: ReadTable, *, cell: bool = False) -> list[Block]:
    """All that is in an element, or in a cell of a table, without those that a missing end tag put inside it.

    `read_table`: a table's blocks; None for one that only places its content.
    """
    from lxml import etree

    flow = _Flow(read_table, tables=[[]] if cell else [])
    walk = etree.iterwalk(root, events=("start", "end"))  # not recursive: pages nest a thousand levels
    skipped = None
    for event, element in walk:
        if event == "start":
            if element is root or flow.begin(element):
                flow.text(element.text, element)
            else:
                walk.skip_subtree()
                skipped = element
        else:
            if element is not skipped:
                flow.end(element)
            if element is not root:
                flow.text(element.tail, element)
    flow.flush()
    return flow.found


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int  # of the item that comes next


@dataclass(slots=True)
class _Flow:
    read_table: ReadTable
    found: list[Block] = field(default_factory=list)
    words: Words = field(default_factory=Words)
    strong: int = 0  # elements that the text is in
    links: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    tables: list[list[Block] | None] = field(default_factory=list)  # → blocks that wait for its end
    pictures: list[Block] = field(default_factory=list)  # in the paragraph in the making
    preformatted: int = 0
    heading: int = 0
    marker: str = ""  # of the item whose first paragraph has not come yet
    term: bool = False  # the text so far is a term that waits for its description

    def begin(self, element: Element) -> bool:
        """Whether what is in the element is read."""
        tag = element.tag
        if tag in BLOCKS:
            self.flush()
        if tag in CELLS and self.tables and self.tables[-1] is not None:
            return False
        if is_left_out(element) or (tag in _LISTS and not self.lists and is_link_list(element)):
            return False
        if begun := _BEGUN.get(tag):
            begun(self, element)
        return True

    def end(self, element: Element) -> None:
        tag = element.tag
        if tag == "dt":
            self.term = True
        elif tag in BLOCKS or tag == "dd":
            self.flush()
        if ended := _ENDED.get(tag):
            ended(self)

    def text(self, text: str | None, element: Element) -> None:
        """The text in an element before the next, or behind it."""
        if text:
            add = self.words.add_lines if self.preformatted else self.words.add
            add(text, (self.strong > 0, self.links[-1] if self.links else ""), element.sourceline)

    def flush(self) -> None:
        """Put out what has come since the last edge of a block."""
        for runs, line in self.words.take():
            depth = max(0, len(self.lists) - 1) if self.marker else 0
            self.found.append(Paragraph(runs, Spot(line=line), self.heading, self.marker, depth))
            self.marker = ""
        self.found += self.pictures
        self.pictures = []
        self.term = False

    def break_line(self, _element: Element) -> None:
        self.words.end_line()

    def picture(self, element: Element) -> None:
        sizes = [_SIZE.fullmatch(element.get(side, "")) for side in ("width", "height")]
        icon = any(size and int(size[1]) <= _ICON for size in sizes)
        if element.get("src", "").strip() and not icon:
            self.pictures.append(Picture(Spot(line=element.sourceline)))

    def begin_strong(self, _element: Element) -> None:
        self.strong += 1

    def begin_link(self, element: Element) -> None:
        address = element.get("href", "").strip()
        self.links.append(address if _LINK.fullmatch(address) else "")

    def begin_heading(self, element: Element) -> None:
        self.heading = int(element.tag[1])

    def begin_list(self, element: Element) -> None:
        self.lists.append(_List(element.tag == "ol", _number(element.get("start"), 1)))

    def begin_item(self, element: Element) -> None:
        self.marker = "-"
        if self.lists and self.lists[-1].ordered:
            number = _number(element.get("value"), self.lists[-1].number)
            self.lists[-1].number = number + 1
            self.marker = f"{number}."

    def begin_description(self, _element: Element) -> None:
        if self.term:
            self.words.colon()
            self.term = False
        else:
            self.flush()

    def begin_preformatted(self, _element: Element) -> None:
        self.preformatted += 1

    def begin_table(self, element: Element) -> None:
        self.put_out_table()
        self.tables.append(self.read_table(element))

    def put_out_table(self) -> None:
        """Behind the text that stands in it outside of its cells, before the next table; once."""
        if self.tables and self.tables[-1]:
            self.found += self.tables[-1]
            self.tables[-1] = []

    def end_table(self) -> None:
        self.put_out_table()
        self.tables.pop()

    def end_strong(self) -> None:
        self.strong -= 1

    def end_link(self) -> None:
        self.links.pop()

    def end_heading(self) -> None:
        self.heading = 0

    def end_list(self) -> None:
        self.lists.pop()

    def end_item(self) -> None:
        self.marker = ""

    def end_preformatted(self) -> None:
        self.preformatted -= 1


def _number(text: str | None, default: int) -> int:
    match = _NUMBER.fullmatch(text or "")
    return int(match[1]) if match else default


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_STRONG = ("b", "strong")
_BEGUN: dict[str, Callable[[_Flow, Element], None]] = {
    "br": _Flow.break_line,
    "img": _Flow.picture,
    "a": _Flow.begin_link,
    "li": _Flow.begin_item,
    "dd": _Flow.begin_description,
    "pre": _Flow.begin_preformatted,
    "table": _Flow.begin_table,
    **dict.fromkeys(_STRONG, _Flow.begin_strong),
    **dict.fromkeys(_HEADINGS, _Flow.begin_heading),
    **dict.fromkeys(_LISTS, _Flow.begin_list),
}
_ENDED: dict[str, Callable[[_Flow], None]] = {
    "a": _Flow.end_link,
    "li": _Flow.end_item,
    "pre": _Flow.end_preformatted,
    "table": _Flow.end_table,
    **dict.fromkeys(_STRONG, _Flow.end_strong),
    **dict.fromkeys(_HEADINGS, _Flow.end_heading),
    **dict.fromkeys(_LISTS, _Flow.end_list),
}
