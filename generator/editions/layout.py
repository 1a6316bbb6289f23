"""Heading trees → one grid of cells with spans and header associations, which every renderer draws."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import lcm
from typing import Literal

from generator.editions.form import Block, Edition, Heading, Table

GridKind = Literal["block", "stub", "column", "row", "data"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as it is printed."""

    kind: GridKind
    row: int  # grid position, from 0
    column: int
    rowspan: int = 1
    colspan: int = 1
    text: str = ""  # of a heading
    name: str = ""  # of a heading: unique in the table
    headers: tuple[str, ...] = ()  # of a data cell: names of its headings, columns first, outermost first
    index: int = -1  # of a data cell: its place in Edition.cells


Row = tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A block in print: its title row if it has one, its column headings, its body."""

    title: GridCell | None
    head: tuple[Row, ...]
    body: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """An official table in print."""

    table: Table
    stub_width: int  # columns that hold row headings
    width: int
    height: int
    parts: tuple[Part, ...]

    def rows(self) -> Iterator[Row]:
        """All rows, top to bottom."""
        for part in self.parts:
            if part.title:
                yield (part.title,)
            yield from part.head
            yield from part.body


@cache
def grids(edition: Edition) -> dict[str, Grid]:
    """Table id → its grid."""
    start = 0
    made = {}
    for table in edition.tables:
        made[table.id] = _grid(table, start)
        start += sum(_size(block) for block in table.blocks)
    return made


def _size(block: Block) -> int:
    return max(1, len(_leaves(block.rows))) * len(_leaves(block.columns))


def _leaves(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    return tuple(leaf for heading in headings for leaf in heading.leaves())


def _depth(headings: tuple[Heading, ...]) -> int:
    return max((heading.depth() for heading in headings), default=0)


def _grid(table: Table, start: int) -> Grid:
    """`start`: index of the table's first cell."""
    stub = max(_depth(block.rows) for block in table.blocks)
    data = lcm(*(len(_leaves(block.columns)) for block in table.blocks))
    parts, row, names = [], 0, _names()
    for block in table.blocks:
        part = _Part(table, block, stub, data, names)
        parts.append(part.draw(row, start))
        row += part.height
        start += _size(block)
    return Grid(table, stub, stub + data, row, tuple(parts))


def _names() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"h{number}"


@dataclass(frozen=True, slots=True)
class _Part:
    """How one block is drawn."""

    table: Table
    block: Block
    stub: int
    data: int
    names: Iterator[str]

    @property
    def head_height(self) -> int:
        return _depth(self.block.columns)

    @property
    def height(self) -> int:
        return bool(self.block.label) + self.head_height + max(1, len(_leaves(self.block.rows)))

    def draw(self, top: int, start: int) -> Part:
        """The block from grid row `top` on; its first data cell has the index `start`."""
        title = None
        if self.block.label:
            name = next(self.names)
            title = GridCell("block", top, 0, 1, self.stub + self.data, self.block.label, name)
            top += 1
        columns = _leaves(self.block.columns)
        width = self.data // len(columns)
        heads = [
            GridCell(
                "column",
                top + level,
                self.stub + at * width,
                room,
                along * width,
                heading.label,
                next(self.names),
            )
            for heading, level, at, along, room in _place(self.block.columns, self.head_height)
        ]
        body_top = top + self.head_height
        rows = [
            GridCell("row", body_top + at, level, along, room, heading.label, next(self.names))
            for heading, level, at, along, room in _place(self.block.rows, self.stub)
        ]
        corner = [GridCell("stub", top, 0, self.head_height, self.stub, self.table.stub, next(self.names))]
        cells = [
            self._data(body_top + r, c * width, start + r * len(columns) + c, (heads, rows))
            for r in range(max(1, len(_leaves(self.block.rows))))
            for c in range(len(columns))
        ]
        head = _by_row([*(corner if self.stub else []), *heads])
        return Part(title, head, _by_row([*rows, *cells]))

    def _data(
        self, row: int, at: int, index: int, headings: tuple[list[GridCell], list[GridCell]]
    ) -> GridCell:
        column = self.stub + at
        heads, rows = headings
        over = [h.name for h in heads if h.column <= column < h.column + h.colspan]
        beside = [h.name for h in rows if h.row <= row < h.row + h.rowspan]
        width = self.data // len(_leaves(self.block.columns))
        return GridCell("data", row, column, 1, width, headers=(*over, *beside), index=index)


Placed = tuple[Heading, int, int, int, int]


def _place(headings: tuple[Heading, ...], room: int, level: int = 0, start: int = 0) -> Iterator[Placed]:
    """(heading, level, position, leaves along, levels it takes); one without children reaches to the data."""
    widths = [len(heading.leaves()) for heading in headings]
    bounds = list(pairwise(accumulate(widths, initial=start)))
    for heading, (at, end) in zip(headings, bounds, strict=True):
        yield heading, level, at, end - at, 1 if heading.children else room
        yield from _place(heading.children, room - 1, level + 1, at)


def _by_row(cells: list[GridCell]) -> tuple[Row, ...]:
    rows: dict[int, list[GridCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return tuple(tuple(sorted(rows[row], key=lambda cell: cell.column)) for row in sorted(rows))
