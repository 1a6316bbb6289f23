"""CSV, a figure a row: UTF-8 with a BOM and CRLF, as spreadsheets open it."""

import csv
import io
from dataclasses import dataclass
from functools import cache

from generator.editions.form import Edition
from generator.model import Money
from generator.outputs import Order
from generator.pages import wording
from generator.pages.rows import machine_date

ENCODING = "utf-8-sig"
HEAD = (
    *("机关", "年份", "发布日期", "部分", "行", "列", "数值", "单位", "由工具计算"),
    *("行路径", "列路径", "地址", "说明"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a text begins with that a spreadsheet would compute


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell is in the form: official labels, and the parts of its address."""

    section: str
    row: str
    column: str
    row_path: str  # table.row_path.column_path is the address
    column_path: str


def write(order: Order) -> bytes | None:
    """The figures of the report; None where the form has no tables."""
    report = order.report
    cells = report.edition.cells
    if not cells:
        return None
    lead = _cells(inert(report.agency.name), str(report.year), machine_date(report))
    remarks = _remarks(order)
    lines = [_cells(*HEAD)]
    for cell, (before, after), figure in zip(cells, _fixed(report.edition), report.values, strict=True):
        number, unit = (figure.amount, figure.unit) if isinstance(figure, Money) else (figure, cell.unit)
        shown = "" if number is None else number
        computed = "是" if cell.index in report.computed else "否"
        lines.append(f"{lead},{before},{shown},{unit},{computed},{after},{remarks.get(cell.index, '')}")
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


def inert(words: str) -> str:
    """Words as a cell that no spreadsheet computes."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def _remarks(order: Order) -> dict[int, str]:
    """Index of a cell → what is said of it, of its line or of its table, and why it was published as it is."""
    report = order.report
    said: dict[int, list[str]] = {}
    for path, words in report.notes.items():
        for cell in report.edition.cells:
            if f"{cell.address}.".startswith(f"{path}."):
                said.setdefault(cell.index, []).append(f"注：{words}")
    for problem in order.waived:
        for cell in report.edition.cells:
            if report.place(cell.index) == problem.place:
                said.setdefault(cell.index, []).append(wording.reason(report, problem))
    return {index: _cells(" ".join(words)) for index, words in said.items()}


@cache
def _fixed(edition: Edition) -> tuple[tuple[str, str], ...]:
    """What stands before and after the figure of every cell: the same in all reports."""
    return tuple(
        (_cells(spot.section, spot.row, spot.column), _cells(spot.row_path, spot.column_path, cell.address))
        for cell, spot in zip(edition.cells, spots(edition), strict=True)
    )


def _cells(*words: str) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(words)
    return line.getvalue()


@cache
def spots(edition: Edition) -> tuple[Spot, ...]:
    """The spot of every cell, in the order of Edition.cells; a row is what a source file writes as one list."""
    sections = {section.table: section.label for section in edition.sections}
    found = {
        cell.index: Spot(
            section=sections[cell.table],
            row=line.label,
            column=cell.column_label if cell.rows else cell.columns[-1],
            row_path=line.path.removeprefix(f"{cell.table}."),
            column_path=cell.address.removeprefix(f"{line.path}."),
        )
        for line in edition.lines
        for cell in line.cells
    }
    return tuple(found[cell.index] for cell in edition.cells)
