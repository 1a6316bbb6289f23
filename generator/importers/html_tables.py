"""Tables of a page → grids by position, as a browser lays them out; tables that only place content are none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.importers.blocks import Block, Cell, Grid, Paragraph, Picture, Spot
from generator.importers.html_chrome import Element, is_hidden, is_longer
from generator.importers.html_flow import BLOCKS, CELLS, blocks

_COLUMNS = 64  # up to which spans reach
_ROWS = 1_000  # that a span takes at most
_WHOLE = 2  # rows and columns from which a table in a cell is the content, the one around it a frame
_BESIDE = 2  # texts in a row, at most, of a table that only places text, one of them of more than…
_LONG = 400  # characters
_GROUPS = ("thead", "tbody", "tfoot")
_SPAN = re.compile(r"\s*\+?(\d{1,9})")


@dataclass(slots=True)
class _Row:
    line: int
    cells: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """Rows that are printed together; no cell reaches out of its group."""

    kind: str = ""  # thead, tbody, tfoot; "" for rows in none of these
    rows: list[_Row] = field(default_factory=list)


class Tables:
    """Reads the tables of a page, in their order."""

    def __init__(self, root: Element) -> None:
        self._groups = {table: _groups(table) for table in root.iter("table")}
        self._frames = self._around_tables()
        self._count = 0

    def read(self, table: Element) -> list[Block] | None:
        """The grid, behind it the pictures in its cells; None for a table that is there for the layout."""
        groups = self._groups[table]
        if table in self._frames or _is_layout(groups):
            return None
        reader = _Reader()
        rows = [row for group in _printed(groups) for row in reader.rows(group)]
        if not reader.said:
            return None
        self._count += 1
        name = f"第 {self._count} 个表格"
        spots = (Spot(f"{name}第 {number} 行", line) for number, (line, _cells) in enumerate(rows, 1))
        grid = Grid(tuple(cells for _line, cells in rows), Spot(name, table.sourceline), tuple(spots))
        return [grid, *reader.pictures]

    def _around_tables(self) -> set[Element]:
        """Tables that hold a whole table in a cell."""
        found: set[Element] = set()
        for table, groups in self._groups.items():
            widths = [len(row.cells) for group in groups for row in group.rows if row.cells]
            if len(widths) >= _WHOLE and max(widths) >= _WHOLE:
                for holder in _holders(table):
                    if holder in found:
                        break
                    found.add(holder)
        return found


def _holders(table: Element) -> Iterator[Element]:
    """The tables around one, innermost first; one that was merely not closed before it is none."""
    in_cell = False
    for element in table.iterancestors("td", "th", "table"):
        if element.tag in CELLS:
            in_cell = True
        elif in_cell:
            yield element
            in_cell = False


def _groups(table: Element) -> list[_Group]:
    """The rows of a table, not those of tables inside it; a cell inside a cell is one that follows it."""
    from lxml import etree

    outline = _Outline()
    walk = etree.iterwalk(table, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            outline.end(element.tag)
        elif element is not table and not outline.begin(element):
            walk.skip_subtree()
    return outline.groups


@dataclass(slots=True)
class _Outline:
    """The rows of a table in the making."""

    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    row: _Row | None = None

    def begin(self, element: Element) -> bool:
        """Whether an element may hold rows or cells."""
        tag = element.tag
        if tag == "table" or is_hidden(element):
            return False
        if tag in CELLS:
            row = self.row or self._add_row(element)  # the second: a row that nobody opened
            row.cells.append(element)
            return next(element.iterdescendants("tr", *CELLS), None) is not None
        if tag == "tr":
            self._add_row(element)
        elif tag in _GROUPS:
            self.row = None
            self.groups.append(_Group(tag))
        return True

    def end(self, tag: str) -> None:
        if tag == "tr":
            self.row = None
        elif tag in _GROUPS:
            self.row = None
            self.groups.append(_Group())

    def _add_row(self, element: Element) -> _Row:
        self.row = _Row(element.sourceline)
        self.groups[-1].rows.append(self.row)
        return self.row


def _printed(groups: list[_Group]) -> list[_Group]:
    """In the order in which they are printed: the (first) head first, the feet last."""
    head = next((group for group in groups if group.kind == "thead"), None)
    return sorted(groups, key=lambda group: (group.kind == "tfoot") - (group is head))


def _is_layout(groups: list[_Group]) -> bool:
    """Whether a table only places text: paragraphs below each other, or a text too long for a cell of a form."""
    rows = [row.cells for group in groups for row in group.rows]
    if all(len(row) <= 1 for row in rows):
        return any(
            next(cell.iterdescendants("br", *BLOCKS), None) is not None for row in rows for cell in row
        )
    said = [[cell for cell in row if is_longer(cell, 0)] for row in rows]
    return max(map(len, said)) <= _BESIDE and any(is_longer(cell, _LONG) for row in said for cell in row)


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one table."""

    said: bool = False  # whether there is any text
    pictures: list[Block] = field(default_factory=list)

    def rows(self, group: _Group) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """(line, cells by position); a row without cells of its own only lets others pass through."""
        reaching: dict[int, tuple[Cell, int]] = {}  # position → cell from above, rows that it still takes
        for at, row in enumerate(group.rows):
            placed = {position: cell for position, (cell, _rest) in reaching.items()}
            reaching = {position: (cell, rest - 1) for position, (cell, rest) in reaching.items() if rest > 1}
            position = 0
            for element in row.cells:
                while position in placed:
                    position += 1
                cell = self._cell(element)
                across = max(1, min(_span(element, "colspan", 1), _COLUMNS - position))
                left = len(group.rows) - at
                down = min(_span(element, "rowspan", 1) or left, _ROWS, left) if position < _COLUMNS else 1
                for covered in range(position, position + across):
                    if placed.setdefault(covered, cell) is cell and down > 1:
                        reaching[covered] = cell, down - 1
            if row.cells:
                yield row.line, tuple(placed.get(here) or Cell("") for here in range(max(placed) + 1))

    def _cell(self, element: Element) -> Cell:
        found = blocks(element, _flat, cell=True)
        text = "\n".join(block.text for block in found if isinstance(block, Paragraph))
        self.said = self.said or bool(text)
        self.pictures += [block for block in found if isinstance(block, Picture)]
        return Cell(text)


def _flat(_table: Element) -> None:
    """A table in a cell is part of the cell's text."""


def _span(element: Element, name: str, default: int) -> int:
    match = _SPAN.match(element.get(name, ""))
    return int(match[1]) if match else default
