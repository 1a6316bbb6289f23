"""Strips of a PDF → blocks: which lines make a paragraph, also over the end of a page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from generator.importers.blocks import Block, Grid, Picture, Spot, plain
from generator.importers.pdf_columns import Image, Side, Strip
from generator.importers.pdf_lines import Line, joined
from generator.importers.pdf_tables import Table

_INDENT = 1.2  # character sizes
_LOOSE = 1.35  # times the usual distance of lines: a paragraph ends
_SPARE = 0.5  # character sizes that justified lines may lack at their end
_SAME_SIZE = 0.15
_ALIGNED = 2.0  # points
_FAR = 3  # character sizes: the next line is not of the same text
_ENDED = re.compile(r"[。！？：；][”’」』）)]?$")
_NUMBERED = re.compile(
    r"(?P<section>[一二三四五六七八九十]+、)|(?P<part>[（(][一二三四五六七八九十\d]+[）)])"
    r"|(?P<item>\d{1,2}[.．、](?!\d))|(?P<article>第[一二三四五六七八九十]+[条章节])"
)


@dataclass(frozen=True, slots=True)
class _Measure:
    """How the text of a column is set."""

    left: float
    right: float
    size: float
    pitch: float  # from line to line


@dataclass(slots=True)
class _Open:
    """A paragraph that may go on."""

    lines: list[Line]
    page: int  # of its first line
    strip: Strip  # of its last
    measure: _Measure


def blocks(strips: list[Strip]) -> list[Block]:
    """Paragraphs, grids and pictures in the order of the strips."""
    columns: dict[tuple[int, Side], list[Strip]] = {}
    for strip in strips:
        columns.setdefault(_column(strip), []).append(strip)
    measures = {column: _measure(held) for column, held in columns.items()}
    made: list[Block] = []
    paragraph: _Open | None = None
    for strip in strips:
        measure = measures[_column(strip)]
        for item in strip.items:
            if paragraph and isinstance(item, Line) and _continues(paragraph, item, strip, measure):
                paragraph.lines.append(item)
                paragraph.strip, paragraph.measure = strip, measure
                continue
            made += _closed(paragraph)
            paragraph = None
            if isinstance(item, Line):
                paragraph = _Open([item], strip.page, strip, measure)
            else:
                made.append(_block(item, strip.page))
    return [*made, *_closed(paragraph)]


def _column(strip: Strip) -> tuple[int, Side]:
    """Upright pages and pages across have columns of their own."""
    return round(strip.width), strip.side


def _closed(paragraph: _Open | None) -> Iterator[Block]:
    if paragraph:
        yield plain(joined(line.text for line in paragraph.lines), Spot(f"第 {paragraph.page} 页"))


def _block(item: Table | Image, page: int) -> Block:
    if isinstance(item, Table):
        return Grid(item.rows, Spot(f"第 {page} 页第 {item.number} 个表格"))
    return Picture(Spot(f"第 {page} 页"))


def _measure(strips: list[Strip]) -> _Measure:
    """The margins that at least two lines share, and the usual distance of lines."""
    runs = [[item for item in strip.items if isinstance(item, Line) and not item.is_row] for strip in strips]
    lines = [line for run in runs for line in run]
    if not lines:
        return _Measure(0, 0, 0, 0)
    size = median(line.size for line in lines)
    distances = [
        below.base - above.base
        for run in runs
        for above, below in pairwise(run)
        if _alike(above, below) and 0 < below.base - above.base < _FAR * above.size
    ]
    return _Measure(
        _shared(sorted(line.box.x0 for line in lines)),
        _shared(sorted((line.box.x1 for line in lines), reverse=True)),
        size,
        median(distances) if distances else _FAR * size / 2,
    )


def _shared(places: Iterable[float]) -> float:
    """The first place that the next one shares; the first if there is none."""
    ordered = list(places)
    return next((one for one, other in pairwise(ordered) if abs(one - other) <= _ALIGNED), ordered[0])


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * one.size


def _continues(paragraph: _Open, line: Line, strip: Strip, measure: _Measure) -> bool:
    """Whether a line goes on with a paragraph; over the end of a page or column only in mid-sentence."""
    last = paragraph.lines[-1]
    if last.is_row or line.is_row or not _alike(last, line):
        return False
    if paragraph.strip is not strip:
        follows = paragraph.strip.page <= strip.page <= paragraph.strip.page + 1
        cut = follows and not _ENDED.search(last.text) and not _NUMBERED.match(line.text)
        return cut and not _begins(paragraph, line, measure)
    distance = (line.base - last.base) * measure.size / line.size
    if not 0 < distance <= _LOOSE * measure.pitch:
        return False
    return (_in_title(last, measure) and _in_title(line, measure)) or not _begins(paragraph, line, measure)


def _begins(paragraph: _Open, line: Line, measure: _Measure) -> bool:
    """Whether a line begins a paragraph: the last line had room for more, or its indent or number says so."""
    last = paragraph.lines[-1]
    if paragraph.measure.right - last.box.x1 >= line.first + _SPARE * line.size:
        return True
    ended = bool(_ENDED.search(last.text))
    indent = line.box.x0 - measure.left
    last_indent = last.box.x0 - paragraph.measure.left
    if indent > _INDENT * line.size and (ended or abs(indent - last_indent) > _ALIGNED):
        return True
    number, first = _NUMBERED.match(line.text), _NUMBERED.match(paragraph.lines[0].text)
    return number is not None and (ended or (first is not None and first.lastgroup == number.lastgroup))


def _in_title(line: Line, measure: _Measure) -> bool:
    """Whether a line is set large and in the middle."""
    middle = (measure.left + measure.right) / 2
    return line.size > (1 + _SAME_SIZE) * measure.size and abs(line.box.middle[0] - middle) < line.size
