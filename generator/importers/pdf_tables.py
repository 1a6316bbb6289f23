"""The ruled tables of a PDF page, and which characters stand in them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from generator.importers.blocks import Cell
from generator.importers.pdf_frames import Frame, frames
from generator.importers.pdf_lines import cell_text
from generator.importers.pdf_sheet import Box, Glyph, Sheet

_TIGHT = 0.02  # character sizes: so exactly are the characters of a word set one behind another
_OF_NUMBERS = ".,+-−"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A ruled table in its place."""

    box: Box
    rows: tuple[tuple[Cell, ...], ...]
    number: int  # on its page, from 1


def split(sheet: Sheet) -> tuple[list[Table], list[Glyph]]:
    """The ruled tables of a page, and the characters outside them.

    What was painted over by a table stands under it, not in it.
    """
    found = sorted(frames(sheet), key=lambda frame: frame.box.width * frame.box.height)
    inside: list[dict[int, list[Glyph]]] = [defaultdict(list) for _ in found]
    outside = []
    for chunk in _chunks(sheet.glyphs):
        place = None if chunk[0].hidden else _place(found, chunk[0])
        if place:
            inside[place[0]][place[1]] += chunk
        else:
            outside += chunk
    filled = [(frame, held) for frame, held in zip(found, inside, strict=True) if held]
    filled.sort(key=lambda pair: (round(pair[0].box.top), pair[0].box.x0))
    return [_table(frame, held, at) for at, (frame, held) in enumerate(filled, 1)], outside


def _table(frame: Frame, held: dict[int, list[Glyph]], number: int) -> Table:
    """The table, from the characters in each area; one cell stands at all positions of its area."""
    cells = {area: Cell(cell_text(glyphs)) for area, glyphs in held.items()}
    rows = []
    for areas in frame.rows(frozenset(area for area, cell in cells.items() if cell.text)):
        while areas and not areas[-1]:
            areas.pop()
        rows.append(tuple(cells.setdefault(area, Cell("")) if area else Cell("") for area in areas))
    return Table(frame.box, tuple(row for row in rows if row), number)


def _place(found: list[Frame], glyph: Glyph) -> tuple[int, int] | None:
    """Which frame, and which area of it, a character stands in: the innermost.

    Fonts do not agree how far the box of a character reaches above and below; its foot line is sure.
    """
    point = glyph.box.middle[0], glyph.base - glyph.size / 3
    return next(((at, area) for at, frame in enumerate(found) if (area := frame.at(point))), None)


def _chunks(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Words: one that is too long for its cell, and runs over its border, stays whole in the cell it begins in."""
    chunk: list[Glyph] = []
    for glyph in glyphs:
        if chunk and not _continues(chunk[-1], glyph):
            yield chunk
            chunk = []
        chunk.append(glyph)
    if chunk:
        yield chunk


def _continues(last: Glyph, glyph: Glyph) -> bool:
    """Whether a character was set right behind another; a figure behind words is on its own."""
    if glyph.text.isspace() or last.text.isspace() or glyph.hidden != last.hidden:
        return False
    if glyph.text.isdigit() and not (last.text.isdigit() or last.text in _OF_NUMBERS):
        return False
    near = _TIGHT * glyph.size
    return abs(glyph.base - last.base) < near and abs(glyph.box.x0 - last.box.x1) < near
