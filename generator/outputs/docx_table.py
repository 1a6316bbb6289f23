"""The grid of an official table → one WordprocessingML table."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from generator.editions.layout import Grid, GridCell
from generator.model import Report
from generator.outputs.docx_package import Container
from generator.outputs.docx_styles import DENSE, FIGURE, HEAD, LABEL, SMALL, TABLE, TYPE
from generator.outputs.docx_text import Paragraph, escaped, run, width
from generator.read.bindings import printed

_STYLES = {"block": HEAD, "stub": HEAD, "column": HEAD, "row": LABEL, "data": FIGURE}
_STUB = 0.34  # the least part of the width that is for row headings
_OUTER = (610, 790)  # twips: outer row headings, three and four characters a line
_INNER = 2400  # the least for the innermost
_HEIGHTS = (400, 350)  # the least height of a row, and of one in a dense table
_MANY = (20, 10)  # rows or columns of figures that make a table dense; so many rows leave no room for a note
_SMALLEST = 9  # half-points
_AIR = 40  # twips beside a figure


def table(grid: Grid, report: Report, box: Container, *, noted: bool) -> str:
    """The table, filled in. `noted`: a note stands below it."""
    keep = grid.height if noted and grid.height < _MANY[0] else grid.height - 1
    return _Drawing(grid, report, box.styles, column_widths(grid, box.room), keep).draw()


def column_widths(grid: Grid, room: int) -> list[int]:
    """The width of every column in twips: row headings as wide as they need, the others alike."""
    outer = [_OUTER[min(at, 1)] for at in range(grid.stub_width - 1)]
    stub = max(round(room * _STUB), sum(outer) + _INNER) if grid.stub_width else 0
    inner = [stub - sum(outer)] if grid.stub_width else []
    figures = grid.width - grid.stub_width
    bounds = [(room - stub) * at // figures for at in range(figures + 1)]
    return [*outer, *inner, *(right - left for left, right in pairwise(bounds))]


@dataclass(frozen=True, slots=True)
class _Drawing:
    grid: Grid
    report: Report
    styles: Mapping[str, str]
    widths: list[int]
    kept: int  # rows that are kept with the next, so that a table which fits on a page is never cut

    def draw(self) -> str:
        """The w:tbl element."""
        owners: dict[tuple[int, int], GridCell] = {}
        for cell in (cell for row in self.grid.rows() for cell in row):
            for down in range(cell.rowspan):
                owners[cell.row + down, cell.column] = cell
        rows: dict[int, list[GridCell]] = {}
        for row, _column in sorted(owners):
            rows.setdefault(row, []).append(owners[row, _column])
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        lines = "".join(self._row(number, cells) for number, cells in rows.items())
        return f"<w:tbl>{self._properties()}<w:tblGrid>{columns}</w:tblGrid>{lines}</w:tbl>"

    @property
    def _heads(self) -> int:
        """Rows that head the whole table; a table of several parts has none, each part has its own."""
        return len(self.grid.parts[0].head) if len(self.grid.parts) == 1 else 0

    @property
    def _dense(self) -> bool:
        return self.grid.height >= _MANY[0] or self.grid.width - self.grid.stub_width >= _MANY[1]

    @property
    def _size(self) -> int:
        """Of the type, in half-points."""
        return SMALL if self._dense else TYPE

    def _properties(self) -> str:
        """With a title and a description for those who hear the table."""
        caption = self.grid.table.caption
        parts = len(self.grid.parts)
        heads = f"共{parts}个部分，每个部分先是表头，再是数据" if parts > 1 else f"前{self._heads}行是表头"
        stub = f"，左起{self.grid.stub_width}列是项目名称" if self.grid.stub_width else ""
        about = f"{self.report.title}：{caption}。{heads}{stub}。空白的格子表示原报告没有填写。"
        return (
            f'<w:tblPr><w:tblStyle w:val="{self.styles[TABLE]}"/><w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>'
            '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="{"06A0" if stub else "0620"}" w:firstRow="1" w:lastRow="0" w:firstColumn="{int(bool(stub))}" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{escaped(caption)}"/><w:tblDescription w:val="{escaped(about)}"/></w:tblPr>'
        )

    def _row(self, number: int, cells: list[GridCell]) -> str:
        head = "<w:tblHeader/>" if number < self._heads else ""
        keep = number < self.kept
        drawn = "".join(self._cell(cell, keep=keep, merged=number > cell.row) for cell in cells)
        return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_HEIGHTS[self._dense]}"/>{head}</w:trPr>{drawn}</w:tr>'

    def _cell(self, cell: GridCell, *, keep: bool, merged: bool) -> str:
        """`merged`: the cell began in a row above."""
        room = sum(self.widths[cell.column : cell.column + cell.colspan])
        span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        down = "" if cell.rowspan == 1 else "<w:vMerge/>" if merged else '<w:vMerge w:val="restart"/>'
        text = "" if merged else self._figure(cell.index, room) if cell.kind == "data" else run(cell.text)
        pinch = self._pinch(cell.text, room) if cell.kind == "column" else ""
        style = self.styles[_STYLES[cell.kind] + DENSE * self._dense]
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{room}" w:type="dxa"/>{span}{down}<w:vAlign w:val="center"/></w:tcPr>'
            f"{Paragraph(text, style, pinch, keep)}</w:tc>"
        )

    def _figure(self, index: int, room: int) -> str:
        """A figure stays in one line: where it is too long, it is set smaller. A blank stays blank."""
        text = printed(self.report.values[index], signed=self.report.edition.cells[index].kind == "change")
        if not text:
            return ""
        fits = int((room - _AIR) / 10 / width(text))  # a half-point is 10 twips
        size = max(_SMALLEST, fits)
        return run(text, f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if fits < self._size else "")

    def _pinch(self, text: str, room: int) -> str:
        """A heading that needs several lines breaks between words: nearly all have two characters (结果｜维持)."""
        character = self._size * 10
        fitting = (room - 2 * _AIR) // character
        if width(text) <= fitting:
            return ""
        side = (room - round((max(2, fitting - fitting % 2) + 0.3) * character)) // 2
        return f'<w:ind w:left="{side}" w:right="{side}"/>'
