"""Characters of a PDF page → lines of text: what stands on one line, where a space or a cell ends a word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from statistics import median

from generator.importers.pdf_sheet import Box, Glyph, around
from generator.importers.written import is_blank, is_figure

_SAME_LINE = 0.4  # of the character size: how far apart the foot lines of one line may be
_TWICE = 0.2  # a character painted again so near is bold type
_CELL_GAP = 1.5  # character sizes: another cell of a row begins
_FIGURE_GAP = 0.35  # …before a figure
_WORD_GAP = {0: 0.8, 1: 0.4, 2: 0.22}  # a space; by how many of its neighbours are Latin
_SPACE_WIDTH = 0.12  # a space character that takes less is none
_ROW = 2  # figures
# What a line break never splits: brackets and marks stay with their character, Latin words and numbers whole.
_UNBROKEN = re.compile(r"[“‘（《〈【〔(\[]*(?:[!-~]+|.)[，。、；：！？）》〉】〕”’…,.;:!?)\]%]*")


@dataclass(frozen=True, slots=True)
class Part:
    """Words in their place."""

    text: str
    box: Box
    base: float


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of running text, or a row of a table without ruling lines."""

    text: str  # the cells of a row are parted by tabs
    box: Box
    base: float
    size: float
    first: float  # the width of what cannot be broken at its beginning
    parts: tuple[Part, ...]
    figures: int = 0  # of a row: how many of its parts, the last, are figures
    is_row: bool = False


def on_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The characters line by line, from the top; in each line from the left."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if lines and glyph.base - lines[-1][0].base <= _SAME_LINE * min(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda glyph: glyph.box.middle[0]) for line in lines]


def pieces(glyphs: list[Glyph], gap: float) -> Iterator[list[Glyph]]:
    """The parts of a line between gaps wider than `gap` character sizes, without spaces at their ends."""
    last = None
    part: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text.isspace():
            part += [glyph] if part else []
            continue
        if last and _gap(last, glyph) > gap:
            yield _trimmed(part)
            part = []
        part.append(glyph)
        last = glyph
    if part:
        yield _trimmed(part)


def _trimmed(part: list[Glyph]) -> list[Glyph]:
    spaces = len(list(takewhile(lambda glyph: glyph.text.isspace(), reversed(part))))
    return part[: len(part) - spaces]


def _gap(last: Glyph, glyph: Glyph) -> float:
    """Between two characters, in character sizes."""
    return (glyph.box.x0 - last.box.x1) / max(glyph.size, last.size)


def words(glyphs: list[Glyph]) -> str:
    """The text of a line."""
    text, last, space = "", None, False
    for glyph in glyphs:
        if glyph.text.isspace():
            space = True
            continue
        if last and glyph.text == last.text and glyph.box.x0 - last.box.x0 < _TWICE * glyph.size:
            continue
        if last and _parted(last, glyph, space=space):
            text += " "
        text += glyph.text
        last, space = glyph, False
    return text


def _parted(last: Glyph, glyph: Glyph, *, space: bool) -> bool:
    """Whether a space stands between two characters.

    Chinese and Latin characters are set apart without one; a space character may take no room.
    """
    if space and _gap(last, glyph) > _SPACE_WIDTH:
        return True
    return _gap(last, glyph) > _WORD_GAP[last.text.isascii() + glyph.text.isascii()]


def cell_text(glyphs: Iterable[Glyph]) -> str:
    """The text of a table cell, its lines joined by line breaks."""
    lines = (words(line) for line in on_lines(glyphs))
    return "\n".join(line for line in lines if line)


def line_of(glyphs: list[Glyph]) -> Line:
    """A line of text outside ruled tables, from characters that are not all spaces."""
    seen = [glyph for glyph in glyphs if not glyph.text.isspace()]
    box = around(glyph.box for glyph in seen)
    base, size = median(glyph.base for glyph in seen), median(glyph.size for glyph in seen)
    unbroken = _UNBROKEN.match("".join(glyph.text[0] for glyph in seen))
    first = seen[max(0, unbroken.end() - 1 if unbroken else 0)].box.x1 - box.x0
    line = Line(words(glyphs), box, base, size, first, _parts(glyphs, _FIGURE_GAP))
    figures = len(list(takewhile(_is_figure, reversed(line.parts))))
    if figures >= _ROW or _is_labelled(line.parts, size):
        return row_of(line, line.parts, figures)
    cells = _parts(glyphs, _CELL_GAP)
    return row_of(line, cells, 0) if sum(map(_is_figure, cells)) >= _ROW else line


def row_of(line: Line, cells: Iterable[Part], figures: int) -> Line:
    """A line as a row of cells, of which the last are figures."""
    parts = tuple(cells)
    text = "\t".join(part.text for part in parts)
    box = around(part.box for part in parts)
    return replace(line, text=text, box=box, parts=parts, figures=figures, is_row=True)


def _parts(glyphs: list[Glyph], gap: float) -> tuple[Part, ...]:
    return tuple(
        Part(words(piece), around(glyph.box for glyph in piece), median(glyph.base for glyph in piece))
        for piece in pieces(glyphs, gap)
    )


def _is_figure(part: Part) -> bool:
    return is_figure(part.text)


def _is_labelled(parts: tuple[Part, ...], size: float) -> bool:
    """Whether a single figure stands well apart from a label."""
    if len(parts) != _ROW or _is_figure(parts[0]) or not _is_figure(parts[1]) or is_blank(parts[1].text):
        return False
    return parts[1].box.x0 - parts[0].box.x1 > _CELL_GAP * size


def joined(lines: Iterable[str]) -> str:
    """Lines of one paragraph: a space only between Latin words or numbers."""
    whole = list(lines)
    return whole[0] + "".join(
        (" " if last[-1].isascii() and line[0].isascii() else "") + line for last, line in pairwise(whole)
    )
