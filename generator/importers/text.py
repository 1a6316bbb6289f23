"""Plain text and Markdown → paragraphs and grids."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from generator.importers import text_markdown, text_tables
from generator.importers.blocks import Block, Document, plain
from generator.importers.text_lines import Line, lines_of
from generator.importers.text_tables import Row

# A line that begins so does not continue the one before it.
_STARTS = re.compile(
    r"\s|[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）、.．](?!\d)|第\w{1,4}条第[（(]|[①-⑳#>•·*+`]|[-—]\s"
)
_ENDS = tuple("。！？：；”!?:;")
_LONG = 40  # columns of a line that may be a full one
_WIDEST = 120  # columns of the widest page
_RAGGED = 6  # columns that a full line may be short of the page: punctuation and numbers are not torn
_MANY = 5  # full lines: fewer are as long by chance


@dataclass(frozen=True, slots=True)
class _Style:
    """How a document is written."""

    markdown: bool
    full: int  # columns from which on a line was broken because the page was full; 0: lines were not broken


def read(data: bytes) -> Document:
    """The paragraphs and tables of a .txt or .md file. Raises UnreadableError.

    Lines of cells between tabs or upright bars are tables. Every other line is a paragraph, unless the whole
    text is broken into lines of one width. The marks of Markdown count where there are headings or tables of it.
    """
    lines = lines_of(data)
    markdown = any(text_markdown.is_heading(line.text) or text_tables.is_rule(line.text) for line in lines)
    segments = _segments(lines, markdown=markdown)
    style = _Style(markdown, _full(line for kind, some in segments if kind == "words" for line in some))
    blocks = (block for kind, some in segments for block in _blocks(kind, some, style))
    return Document(list(text_markdown.nest(blocks)))


def _segments(lines: list[Line], *, markdown: bool) -> list[tuple[str, list[Line]]]:
    """Lines of one kind that stand together, and the kind: "tabs", "bars", "words", "" if blank."""
    kinds = zip(_kinds(lines, markdown=markdown), lines, strict=True)
    segments: list[tuple[str, list[Line]]] = []
    for kind, group in groupby(kinds, lambda pair: pair[0]):
        here = [line for _kind, line in group]
        (table, rows), (between, words) = segments[-2:] if len(segments) > 1 else [("", []), ("", [])]
        if (table, between, kind) == ("tabs", "", "tabs"):  # a page ended in the table
            segments.pop()
            rows += here
        elif (table, between, kind) == ("bars", "words", "bars") and text_tables.in_cell(rows[0], here[0]):
            segments.pop()
            rows += words + here
        else:
            segments.append((kind, here))
    return segments


def _kinds(lines: list[Line], *, markdown: bool) -> Iterator[str]:
    marks = zip(lines, text_tables.tabbed(lines), text_tables.barred(lines), strict=True)
    for line, tabs, bars in marks:
        if tabs:
            yield "tabs"
        elif bars and not (markdown and text_markdown.is_heading(line.text)):
            yield "bars"
        else:
            yield "words" if line.text.strip() else ""


def _full(lines: Iterable[Line]) -> int:
    """The columns of a full line: most long lines end just before the width of a page. 0: they do not."""
    widths = Counter(columns for line in lines if (columns := line.columns) >= _LONG)
    near = {width: sum(widths[width - short] for short in range(_RAGGED + 1)) for width in widths}
    page = max(near, key=lambda width: (near[width], width), default=0)
    broken = page and page <= _WIDEST and near[page] >= max(_MANY, widths.total() / 2)
    return page - _RAGGED if broken else 0


def _blocks(kind: str, lines: list[Line], style: _Style) -> Iterator[Block]:
    if kind == "tabs":
        yield from text_tables.table(text_tables.tab_rows(lines))
    elif kind == "bars":
        rows = text_tables.bar_rows(lines)
        words: list[Row] = [
            (line, [text_markdown.cell(cell, markdown=style.markdown) for cell in cells])
            for line, cells in rows
        ]
        yield from text_tables.table(words)
    elif kind == "words":
        yield from _paragraphs(lines, style)


def _paragraphs(lines: list[Line], style: _Style) -> Iterator[Block]:
    first, parts = lines[0], list[str]()
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        parts.append(line.text.strip())
        joint = _joint(line, after, style) if after else None
        if joint is not None:
            parts.append(joint)
            continue
        text = "".join(parts)
        if style.markdown:
            yield from text_markdown.block(text, first)
        else:
            yield plain(re.sub(r"(?<=[、）])\t+", "", text).replace("\t", " "), first.spot)
        first, parts = after or line, []


def _joint(line: Line, after: Line, style: _Style) -> str | None:
    """What stands between a line and the next of the same paragraph; None if that begins another."""
    if style.markdown and text_markdown.is_heading(line.text):
        return None
    text = line.text.rstrip()
    if style.markdown and text_markdown.breaks(text):
        return "\n"
    if not style.full or line.columns < style.full or text.endswith(_ENDS) or _STARTS.match(after.text):
        return None
    return " " if text[-1].isascii() and after.text[0].isascii() else ""
