"""CSV, a figure a row: UTF-8 with a BOM and CRLF, as spreadsheets open it."""

import csv
import io
from dataclasses import dataclass
from functools import cache

from generator.editions.form import Edition
from generator.model import Money
from generator.outputs import Order

ENCODING = "utf-8-sig"
HEAD = ("部分", "行", "列", "数值", "单位", "由工具计算", "行路径", "列路径", "地址")


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
    lines = [_line(*HEAD)]
    for cell, (before, after), figure in zip(cells, _fixed(report.edition), report.values, strict=True):
        number, unit = (figure.amount, figure.unit) if isinstance(figure, Money) else (figure, cell.unit)
        computed = "是" if cell.index in report.computed else "否"
        lines.append(f"{before},{'' if number is None else number},{unit},{computed},{after}")
    return "".join(lines).encode(ENCODING)


@cache
def _fixed(edition: Edition) -> tuple[tuple[str, str], ...]:
    """What stands before and after the figure of every cell: the same in all reports."""
    return tuple(
        (
            _line(spot.section, spot.row, spot.column).removesuffix("\r\n"),
            _line(spot.row_path, spot.column_path, cell.address),
        )
        for cell, spot in zip(edition.cells, spots(edition), strict=True)
    )


def _line(*words: str) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(words)
    return text.getvalue()


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
