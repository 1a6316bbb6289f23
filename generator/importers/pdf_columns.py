"""The order in which a PDF is read: pages one after another, columns, and two documents set side by side."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Literal, TypeGuard

from generator.importers.pdf_lines import Line, line_of, on_lines, pieces, words
from generator.importers.pdf_rows import with_whole_labels
from generator.importers.pdf_sheet import Box, Glyph, Sheet, around
from generator.importers.pdf_tables import Table, split
from generator.importers.written import is_figure

_GAP = 1.0  # character sizes: so far apart are two columns of text at least
_MIDDLE = (0.38, 0.62)  # of the page: where a gutter is looked for
_STEP = 3.0
_BODY = 0.55  # of half a page: a line or table not narrower is part of a column
_BESIDE = 24.0  # two lines of text side by side make columns
_BAR = 4  # line heights: a filled bar not higher is the ground of a heading
_ALIKE = 0.5  # of the labels of tables set side by side: the columns are two documents
_EDGE = 0.12  # of the page: where page numbers and running titles stand
_MOST = 0.6  # of the pages
_PAGE_NUMBER = re.compile(
    r"[-—–―－·•. ]*\d{1,3}[-—–―－·•. ]*|\d{1,3} ?/ ?\d{1,3}|page \d+(?: of \d+)?"
    r"|第 ?[\d一二三四五六七八九十]+ ?页[,，/ ]*(?:共 ?[\d一二三四五六七八九十]+ ?页)?|共 ?\d+ ?页[,，/ ]*第 ?\d+ ?页",
    re.IGNORECASE,
)

Side = Literal["", "left", "right"]
_SIDES: tuple[Side, ...] = ("", "left", "right")


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A picture in its place."""

    box: Box


Item = Line | Table | Image


@dataclass(frozen=True, slots=True)
class Strip:
    """What is read in one go: a page, or a column of a part of it."""

    page: int
    side: Side
    width: float  # of the page
    items: tuple[Item, ...]


@dataclass(slots=True)
class _Page:
    sheet: Sheet
    tables: list[Table]
    rows: list[list[Glyph]]  # of the text outside tables: what stands on one line
    strips: list[Strip] = field(default_factory=list)


def strips(sheets: Iterable[Sheet]) -> list[Strip]:
    """All that is to be read, in order."""
    pages = [_page(sheet) for sheet in sheets]
    running = _running(pages)
    for page in pages:
        page.rows = [row for row in page.rows if not _is_furniture(row, page.sheet, running)]
        page.strips = list(_strips(page))
    ordered = [strip for page in pages for strip in page.strips]
    if not _are_two_documents(ordered):
        return ordered
    owned = list(_owned(ordered))
    return [strip for side in ("left", "right") for owner, strip in owned if owner in {side, ""}]


def _page(sheet: Sheet) -> _Page:
    tables, outside = split(sheet)
    rows = [row for row in on_lines(outside) if not all(glyph.text.isspace() for glyph in row)]
    return _Page(sheet, tables, rows)


def _running(pages: list[_Page]) -> set[str]:
    """The running titles and feet: what most pages have at their edge, but for the digits in it."""
    counts = Counter(
        text
        for page in pages
        for text in {_masked(row) for row in page.rows if _is_at_edge(row, page.sheet)}
        if re.search(r"[^\W\d]", text)  # digits alone are figures
    )
    return {text for text, count in counts.items() if count >= max(2, _MOST * len(pages))}


def _is_at_edge(row: list[Glyph], sheet: Sheet) -> bool:
    place = row[0].base / sheet.box.height
    return place < _EDGE or place > 1 - _EDGE


def _masked(row: list[Glyph]) -> str:
    return re.sub(r"\d+", "0", words(row))


def _is_furniture(row: list[Glyph], sheet: Sheet, running: set[str]) -> bool:
    """Whether a line at the edge of a page is its number or a running title."""
    return _is_at_edge(row, sheet) and (bool(_PAGE_NUMBER.fullmatch(words(row))) or _masked(row) in running)


def _strips(page: _Page) -> Iterator[Strip]:
    """A page column by column; what spans the columns parts them."""
    fixed: list[Table | Image] = [*page.tables, *map(Image, page.sheet.images)]
    parts = [around(glyph.box for glyph in part) for row in page.rows for part in pieces(row, _GAP)]
    gutter = _gutter(page.sheet.box.width, parts + [item.box for item in fixed])
    if gutter:
        bars = list(_bars(page.sheet.areas, gutter, parts))
        lines = [part for row in page.rows for part in _divided(row, gutter, bars)]
        placed: list[tuple[Side, Item]] = [(_side(item.box, gutter), item) for item in fixed]
    else:
        lines = [("", line_of(row)) for row in page.rows]
        placed = [("", item) for item in fixed]
    for side in _SIDES:
        placed += [
            (side, line) for line in with_whole_labels([line for where, line in lines if where == side])
        ]
    boxes = [table.box for table in page.tables]
    placed.sort(key=lambda part: _top(part[1], boxes))
    for spans, group in groupby(placed, key=lambda part: not part[0]):
        held = list(group)
        for side in _SIDES[:1] if spans else _SIDES[1:]:
            items = tuple(item for where, item in held if where == side)
            if items:
                yield Strip(page.sheet.number, side, page.sheet.box.width, items)


def _top(item: Item, tables: list[Box]) -> tuple[float, bool]:
    """Where something begins; what a table was painted over comes before it."""
    if isinstance(item, Line):
        under = [table.top for table in tables if table.holds(item.box.middle)]
        return min(under, default=item.box.top), False
    return item.box.top, True


def _gutter(width: float, boxes: list[Box]) -> float | None:
    """The middle of the gap between two columns, if lines or tables stand side by side."""
    bodies = [box for box in boxes if box.width >= _BODY * width / 2]
    scores = {}
    for step in range(int((_MIDDLE[1] - _MIDDLE[0]) * width / _STEP)):
        gutter = _MIDDLE[0] * width + step * _STEP
        left = [box for box in bodies if box.x1 <= gutter]
        right = [box for box in bodies if box.x0 >= gutter]
        beside = sum(max(0, min(a.bottom, b.bottom) - max(a.top, b.top)) for a in left for b in right)
        across = sum(box.height for box in bodies if box.x0 < gutter < box.x1)
        if beside >= max(_BESIDE, across):
            scores[gutter] = beside - across
    best = [gutter for gutter, score in scores.items() if score == max(scores.values())]
    return best[len(best) // 2] if best else None


def _side(box: Box, gutter: float) -> Side:
    if box.x0 < gutter < box.x1:
        return ""
    return "left" if box.x1 <= gutter else "right"


def _bars(areas: list[Box], gutter: float, parts: list[Box]) -> Iterator[Box]:
    """Low filled areas across both columns with text in one: the ground of a heading of both."""
    for area in areas:
        if area.x0 < gutter < area.x1:
            held = [part for part in parts if area.holds(part.middle)]
            if len({_side(part, gutter) for part in held}) == 1 and area.height <= _BAR * held[0].height:
                yield area


def _divided(row: list[Glyph], gutter: float, bars: list[Box]) -> Iterator[tuple[Side, Line]]:
    """The text of one line by column."""
    parts = [around(glyph.box for glyph in part) for part in pieces(row, _GAP)]
    if any(not _side(part, gutter) or any(bar.holds(part.middle) for bar in bars) for part in parts):
        yield "", line_of(row)
        return
    for side in _SIDES[1:]:
        glyphs = [glyph for glyph in row if (glyph.box.middle[0] < gutter) == (side == "left")]
        if not all(glyph.text.isspace() for glyph in glyphs):
            yield side, line_of(glyphs)


def _are_two_documents(ordered: list[Strip]) -> bool:
    """Whether the tables on the left and on the right are the same, but for their figures."""
    left, right = (_labels(strip for strip in ordered if strip.side == side) for side in ("left", "right"))
    return len(left & right) > _ALIKE * len(left | right)


def _labels(side: Iterable[Strip]) -> set[str]:
    tables = [item for strip in side for item in strip.items if isinstance(item, Table)]
    texts = {cell.text for table in tables for row in table.rows for cell in row}
    return {text for text in texts if not is_figure(text)}


def _owned(ordered: list[Strip]) -> Iterator[tuple[Side, Strip]]:
    """Which of two documents each strip belongs to; "": both.

    What spans both columns belongs to one document behind a line that repeats the head of its column,
    up to the next columns or the next page that has any.
    """
    heads = _heads(ordered)
    in_columns = {strip.page for strip in ordered if strip.side}
    owner: Side = ""
    page = 0
    for strip in ordered:
        if strip.side or (strip.page != page and strip.page in in_columns):
            owner = ""
        page = strip.page
        if strip.side:
            yield strip.side, strip
            continue
        owners: list[Side] = []
        for item in strip.items:
            owner = heads.get(_key(item), owner) if isinstance(item, Line) else owner
            owners.append(owner)
        for own, group in groupby(zip(owners, strip.items, strict=True), key=lambda pair: pair[0]):
            yield own, replace(strip, items=tuple(item for _own, item in group))


def _heads(ordered: list[Strip]) -> dict[str, Side]:
    """The first lines side by side that differ."""
    for left, right in pairwise(ordered):
        if (left.side, right.side) != ("left", "right"):
            continue
        for one in filter(_is_line, left.items):
            for other in filter(_is_line, right.items):
                if abs(one.base - other.base) < one.size / 2 and _key(one) != _key(other):
                    return {_key(one): "left", _key(other): "right"}
    return {}


def _key(line: Line) -> str:
    return "".join(line.text.split())


def _is_line(item: Item) -> TypeGuard[Line]:
    return isinstance(item, Line)
