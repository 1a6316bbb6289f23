"""The fill-in form (fill_in.py) as it comes back: known by the words of a hidden column, which say what each row is."""

import re
from collections.abc import Iterator, Sequence

from generator.importers.blocks import Block, Cell, Document, Grid, Paragraph, Spot, plain

GUIDE, TABLE, WORDS = "nianbao:guide", "nianbao:table", "nianbao:words"  # in the first row: what the sheet is
GRID = "grid"  # a row of an official table
TOPIC = "topic"  # a heading inside a section
PUBLISHED = "published"  # the row with the date of publication
HINT = "hint"  # a row that is no part of the report
_NUMBERED = re.compile(r"（[一二三四五六七八九十]+）")
_NUMBERS = "一二三四五六七八九十"
Rows = Sequence[Sequence[Cell]]


def column_of_marks(rows: Rows) -> int | None:
    """Where a sheet says what its rows are; None: it is no sheet of the form."""
    first = rows[0] if rows else ()
    return next((at for at, cell in enumerate(first) if cell.text in {GUIDE, TABLE, WORDS}), None)


def take_over(rows: Rows, at: int, name: str, document: Document) -> None:
    """Add what a clerk filled into a sheet, and the official headings around it; `at`: its column of marks."""
    kind, marks = rows[0][at].text, [row[at].text for row in rows]
    top = Spot(f"工作表“{name}”第 1 行")
    document.form = True
    heading = _said(rows[0], at)
    if kind == GUIDE:
        document.blocks.append(plain(heading, top))
        document.day = next((_said(rows[row][1:], at - 1) for row in _those(marks, PUBLISHED)), "")
        return
    document.blocks.append(plain(heading, top, heading=2))
    if kind == TABLE:
        lines = list(_those(marks, GRID))
        spots = tuple(Spot(f"工作表“{name}”第 {row + 1} 行") for row in lines)
        grid = Grid(tuple(tuple(rows[row][:at]) for row in lines), Spot(f"工作表“{name}”"), spots)
        document.blocks.append(grid)
    else:
        document.blocks += _words([(row, mark, _said(rows[row], at)) for row, mark in enumerate(marks)], name)


def _those(marks: Sequence[str], wanted: str) -> Iterator[int]:
    return (row for row, mark in enumerate(marks) if mark == wanted)


def _said(row: Sequence[Cell], end: int) -> str:
    """The first words of a row."""
    return next((cell.text.strip() for cell in row[:end] if cell.text.strip()), "")


def _words(rows: Sequence[tuple[int, str, str]], name: str) -> Iterator[Block]:
    """The paragraphs of a section; of its topics those that something was written about, numbered anew."""
    topic: Paragraph | None = None
    number = 0
    for row, mark, text in rows[1:]:
        spot = Spot(f"工作表“{name}”第 {row + 1} 行")
        if mark == TOPIC:
            topic = plain(_NUMBERED.sub("", text, count=1), spot, heading=3)
        elif not mark and text:
            if topic:
                yield plain(f"（{_NUMBERS[number]}）{topic.text}", topic.spot, heading=3)
                topic, number = None, number + 1
            yield from paragraphs(text, spot)


def paragraphs(text: str, spot: Spot) -> Iterator[Paragraph]:
    """The lines of a cell, each a paragraph."""
    return (plain(line.strip(), spot) for line in text.split("\n") if line.strip())
