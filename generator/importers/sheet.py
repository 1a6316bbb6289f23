"""Workbooks (.xlsx, .xls) → paragraphs and grids; a fill-in form that comes back → what was filled in."""

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby

from generator.importers import sheet_form, sheet_xls, sheet_xlsx
from generator.importers.blocks import Block, Cell, Document, Grid, Spot
from generator.importers.ole import OLE
from generator.importers.sheet_cells import Room, Sheet

_HEADING = re.compile(r"\s*[一二三四五六七八九十]+、|.*年.*报告", re.DOTALL)
_SENTENCE = "。"  # never in a table
Row = tuple[int, list[Cell]]  # its number, from 1, and its cells by position


def read(data: bytes) -> Document:
    """The visible sheets in order. Raises UnreadableError for what is no workbook, or is not safe to read."""
    sheets = sheet_xls.sheets(data) if data.startswith(OLE) else sheet_xlsx.sheets(data)
    document, room = Document(), Room()
    for sheet in sheets:
        rows = _rows(sheet, room)
        document.title = document.title or _title(rows)
        marks = sheet_form.column_of_marks(rows)
        if marks is not None:
            sheet_form.take_over(rows, marks, sheet.name, document)
            continue
        for filled, stretch in groupby(enumerate(rows, 1), key=lambda row: bool(_filled(row[1]))):
            if filled:
                document.blocks += _blocks(list(stretch), sheet.name)
    return document


def _rows(sheet: Sheet, room: Room) -> list[list[Cell]]:
    """The cells by position, up to the last that says something; a merged one stands wherever it reaches."""
    height, width = sheet.height, sheet.width
    room.take(height * width)
    rows = [[Cell(sheet.cells.get((row, column), "")) for column in range(width)] for row in range(height)]
    for top, left, bottom, right in sheet.merges:
        down, along = range(top, min(bottom + 1, height)), range(left, min(right + 1, width))
        room.take(len(down) * len(along))
        if down and along:
            first = next((rows[r][c] for r in down for c in along if rows[r][c].text), rows[top][left])
            for row in down:
                rows[row][left : along.stop] = [first] * len(along)
    return rows


def _title(rows: Sequence[Sequence[Cell]]) -> str:
    texts = (cell.text for row in rows for cell in row)
    return next((text.strip() for text in texts if "年" in text and "报告" in text), "")


def _filled(row: Sequence[Cell]) -> list[Cell]:
    """The cells that say something, each once."""
    return list(dict.fromkeys(cell for cell in row if cell.text))


def _blocks(stretch: list[Row], name: str) -> Iterator[Block]:
    """A stretch without a blank row: text where its rows have one cell each, else a table with what stands over it.

    Text right above or below a table is known by its sentences, a heading right above by its number.
    """
    alone = {number for number, row in stretch if len(_filled(row)) == 1}
    if len(alone) == len(stretch):
        yield from _text(stretch, name)
        return
    table: list[Row] = []
    for is_alone, run in groupby(stretch, key=lambda row: row[0] in alone):
        rows = list(run)
        if is_alone and any(_SENTENCE in cell.text for _number, row in rows for cell in _filled(row)):
            if table:
                yield _grid(table, name)
            table = []
            yield from _text(rows, name)
        elif is_alone and rows[0] is stretch[0]:
            table = list(dropwhile(lambda row: _HEADING.match(_filled(row[1])[0].text), rows))
            yield from _text(rows[: len(rows) - len(table)], name)
        else:
            table += rows
    if table:
        yield _grid(table, name)


def _text(rows: Sequence[Row], name: str) -> Iterator[Block]:
    seen: set[Cell] = set()
    for number, row in rows:
        for cell in _filled(row):
            if cell not in seen:  # one that was merged downwards
                yield from sheet_form.paragraphs(cell.text, _spot(name, number))
            seen.add(cell)


def _grid(rows: Sequence[Row], name: str) -> Grid:
    """The rows, without the columns before and behind that say nothing."""
    used = [at for _number, row in rows for at, cell in enumerate(row) if cell.text]
    start, end = min(used), max(used) + 1
    return Grid(
        tuple(tuple(row[start:end]) for _number, row in rows),
        Spot(f"工作表“{name}”"),
        tuple(_spot(name, number) for number, _row in rows),
    )


def _spot(name: str, number: int) -> Spot:
    return Spot(f"工作表“{name}”第 {number} 行")
