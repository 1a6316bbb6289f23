"""The official tables drawn into a workbook: a sheet each, with the merged cells, sums and print set-up of the form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol
from unicodedata import east_asian_width

from generator.editions.form import Edition, Equation
from generator.editions.layout import Grid, GridCell, grids

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TOP = 2  # rows above a table: the official heading, and room for a remark
FONT = "宋体"
PAGE = 82.0  # characters that fit across an A4 page
LINE = 15.0  # points of a line of text
SIGNED = "+0;-0;0"  # how a change is shown,
EXACT = "0.0" + "#" * 13  # and a fraction; else programs round it to eleven characters
_OUTER = 8.0  # widths in characters: of a column of group headings,
_LABELS = 30.0  # of the innermost row headings,
_FIGURES = (6.0, 20.0)  # and of a column of figures, at least and at most
_PADDING = 1.5  # characters of a cell that hold no text
_HIGHEST = 400.0  # points of a row; no program shows more
_LOWEST = 21.0
_NAME = 31  # characters of the name of a sheet
_FILLER = re.compile(r"政府信息(?:公开)?|情况$")  # what the headings of all tables say
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")  # in the name of a sheet


@dataclass(frozen=True, slots=True)
class Sum:
    """How a total follows from other cells of its table."""

    equation: Equation
    span: str  # the cells it sums, as a formula names them


@dataclass(frozen=True)
class Drawing:
    """An official table on a sheet of its own; rows and columns count from 0."""

    label: str  # the official heading of its section
    name: str  # of the sheet
    grid: Grid
    widths: tuple[float, ...]  # of the columns, in characters
    heights: tuple[float, ...]  # of the rows of the table, in points
    places: dict[int, tuple[int, int]]  # index of a cell → its row and column
    sums: dict[int, tuple[Sum, ...]]  # index of a total → what it must equal

    @property
    def bottom(self) -> int:
        """The first row below the table."""
        return TOP + self.grid.height


@cache
def drawings(edition: Edition) -> dict[str, Drawing]:
    """Table id → how it is drawn, in official order."""
    labels = {section.table: section.label for section in edition.sections if section.table}
    return {name: _drawing(edition, label, grids(edition)[name]) for name, label in labels.items()}


def _drawing(edition: Edition, label: str, grid: Grid) -> Drawing:
    places = {
        cell.index: (TOP + cell.row, cell.column)
        for row in grid.rows()
        for cell in row
        if cell.kind == "data"
    }
    sums: dict[int, list[Sum]] = {}
    for equation in edition.equations:
        if equation.is_total and equation.left[0] in places:
            total = Sum(equation, span([places[index] for index in equation.right]))
            sums.setdefault(equation.left[0], []).append(total)
    widths = tuple(_widths(grid))
    return Drawing(
        label,
        sheet_name(_FILLER.sub("", label)),
        grid,
        widths,
        tuple(_heights(grid, widths)),
        places,
        {index: tuple(found) for index, found in sums.items()},
    )


def widened(drawing: Drawing, figures: Mapping[int, str]) -> Drawing:
    """With columns that hold these figures (index of a cell → as printed): programs show a longer one as 1E+08."""
    widths = list(drawing.widths)
    for cell in (cell for row in drawing.grid.rows() for cell in row if cell.kind == "data"):
        share = (columns(figures[cell.index]) + _PADDING) / cell.colspan
        for column in range(cell.column, cell.column + cell.colspan):
            widths[column] = max(widths[column], share)
    return replace(drawing, widths=tuple(widths))


def sheet_name(text: str) -> str:
    """A text as the name of a sheet."""
    return _FORBIDDEN.sub("", text)[:_NAME]


def _widths(grid: Grid) -> Iterator[float]:
    stubs = [_OUTER] * (grid.stub_width - 1) + [_LABELS] * bool(grid.stub_width)
    figures = grid.width - grid.stub_width
    least, most = _FIGURES
    yield from stubs
    yield from [min(most, max(least, (PAGE - sum(stubs)) / figures))] * figures


def _heights(grid: Grid, widths: Sequence[float]) -> list[float]:
    """Rows as high as their texts; programs do not see to it where cells are merged."""
    heights = [_LOWEST] * grid.height
    texts = [cell for row in grid.rows() for cell in row if cell.text]
    for cell in sorted(texts, key=lambda cell: cell.rowspan):
        room = sum(widths[cell.column : cell.column + cell.colspan])
        last = cell.row + cell.rowspan - 1
        heights[last] = max(heights[last], height(cell.text, room) - sum(heights[cell.row : last]))
    return heights


def height(text: str, room: float) -> float:
    """Points that a text takes in a cell so many characters wide."""
    fit = max(2, int(room - _PADDING) // 2 * 2)
    lines = sum(max(1, -(-columns(line) // fit)) for line in text.split("\n"))
    return min(_HIGHEST, lines * LINE + 4)


def columns(text: str) -> int:
    """Characters that a text is wide; a Chinese one counts two."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def span(places: Sequence[tuple[int, int]]) -> str:
    """Cells as a formula names them: runs down a column or along a row are ranges."""
    runs: list[list[tuple[int, int]]] = [[places[0]]]
    for before, place in pairwise(places):
        run = runs[-1]
        down = place == (before[0] + 1, before[1]) and run[0][1] == before[1]
        along = place == (before[0], before[1] + 1) and run[0][0] == before[0]
        if down or along:
            run.append(place)
        else:
            runs.append([place])
    return ",".join(":".join(dict.fromkeys((cell_name(run[0]), cell_name(run[-1])))) for run in runs)


def cell_name(place: tuple[int, int]) -> str:
    """A row and a column as A1."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(*place))


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of a workbook that tables are drawn with."""

    heading: "Format"  # the official heading of a section
    remark: "Format"
    head: "Format"  # titles of blocks, headings of columns, groups of rows
    label: "Format"  # the innermost headings of rows
    figure: "Format"


def workbook(file: Any) -> "Workbook":
    """An empty workbook: always the same bytes, and text that stays text."""
    from xlsxwriter import Workbook

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": 11},
    }
    return Workbook(file, options)


def looks(book: "Workbook", **figure: object) -> Looks:
    """The formats of the tables; `figure`: what is special about the cells with figures."""
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    head = cell | {"align": "center", "bg_color": "#F2F2F2"}
    return Looks(
        book.add_format({"bold": True, "font_size": 14, "valign": "vcenter", "text_wrap": True}),
        book.add_format({"font_size": 10, "valign": "vcenter", "text_wrap": True}),
        book.add_format(head),
        book.add_format(head | {"align": "left"}),
        book.add_format(cell | {"align": "center"} | figure),
    )


class Pen(Protocol):
    """Who writes the figures of a table."""

    def look(self, index: int) -> "Format":
        """The format of a cell."""

    def put(self, index: int) -> None:
        """Write a cell; where it is merged, the others of its range are there already."""


def draw(sheet: "Worksheet", drawing: Drawing, look: Looks, pen: Pen) -> None:
    """The heading, the table, and how it is printed."""
    grid = drawing.grid
    sheet.set_row(0, height(drawing.label, sum(drawing.widths)) + LINE)
    sheet.merge_range(0, 0, 0, grid.width - 1, drawing.label, look.heading)
    sheet.set_row(1, LINE + 3)
    for column, width in enumerate(drawing.widths):
        sheet.set_column(column, column, width)
    for row, points in enumerate(drawing.heights, TOP):
        sheet.set_row(row, points)
    for cells in grid.rows():
        for cell in cells:
            if cell.kind == "data":
                _place(sheet, cell, pen.look(cell.index))
                pen.put(cell.index)
            else:
                innermost = cell.kind == "row" and cell.column + cell.colspan == grid.stub_width
                _place(sheet, cell, look.label if innermost else look.head)
    _print(sheet, grid)


def _place(sheet: "Worksheet", cell: GridCell, form: "Format") -> None:
    row, last = TOP + cell.row, cell.column + cell.colspan - 1
    if cell.rowspan > 1 or cell.colspan > 1:
        sheet.merge_range(row, cell.column, row + cell.rowspan - 1, last, cell.text, form)
    elif cell.text:
        sheet.write_string(row, cell.column, cell.text, form)


def _print(sheet: "Worksheet", grid: Grid) -> None:
    """On A4, as wide as the page; a table with one head repeats it and keeps it in sight."""
    page(sheet)
    if len(grid.parts) == 1:
        head = TOP + len(grid.parts[0].head)
        sheet.repeat_rows(TOP, head - 1)
        sheet.freeze_panes(head, grid.stub_width)
    else:
        sheet.freeze_panes(1, 0)


def page(sheet: "Worksheet") -> None:
    """A4, as wide as the page, with page numbers."""
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer(f'&C&"{FONT},Regular"&10第 &P 页，共 &N 页')
