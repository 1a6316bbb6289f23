"""A workbook as plain text by position: what the readers of .xlsx and .xls hand over, kept small."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from math import isfinite

from generator.importers.blocks import UnreadableError

SHEETS = 60
_ROWS, _COLUMNS = 5_000, 200
_CELLS = 400_000  # of a workbook
SAVE_AGAIN = "用 Excel 或 WPS 打开，重新“另存为” .xlsx 后再导入"

# Number formats that every program knows by number, and that show a day or a time.
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')  # in a number format: what is printed as it stands
_LAST_DAY = 2_958_465  # 9999-12-31
_LEAP = 60  # 1900-02-29, which never was, but is counted


@dataclass(slots=True)
class Sheet:
    """The cells of a sheet that say something, and the merged ranges; rows and columns count from 0."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, first column, last row, last column

    def put(self, row: int, column: int, text: str) -> None:
        """Raises UnreadableError for a cell far away from all that a report can fill."""
        if text.strip():
            if row >= _ROWS or column >= _COLUMNS:
                raise UnreadableError(
                    f"工作表“{self.name}”有内容的格子超出了 {_ROWS} 行、{_COLUMNS} 列，不像是年报",
                    "删掉年报以外的内容，另存后再导入",
                )
            self.cells[row, column] = text

    @property
    def height(self) -> int:
        """Rows, up to the last that says something."""
        return max((row + 1 for row, _column in self.cells), default=0)

    @property
    def width(self) -> int:
        """Columns, up to the end of the last that says something."""
        last = max((column for _row, column in self.cells), default=-1)
        ends = [
            right for top, left, _bottom, right in self.merges if left == last and (top, left) in self.cells
        ]
        return min(max([last, *ends]) + 1, _COLUMNS)


@dataclass(slots=True)
class Room:
    """How much more a workbook may hold."""

    cells: int = _CELLS

    def take(self, cells: int) -> None:
        """Raises UnreadableError where it gets too much."""
        self.cells -= cells
        if self.cells < 0:
            raise UnreadableError("工作簿大得不像是年报，没有读取", "只留下年报的工作表，另存后再导入")


def is_date(number: int, code: str) -> bool:
    """Whether a number format shows a day or a time. `code`: as the file spells it; "" for one known by number."""
    if not code:
        return number in _DATES
    elapsed = re.search(r"\[[hms]+\]", code, re.IGNORECASE)
    return not elapsed and bool(re.search(r"[ymdhs]", _ASIDE.sub("", code.split(";", 1)[0]), re.IGNORECASE))


def number_text(value: float) -> str:
    """A number as it was typed: the 15 digits that a workbook keeps, never an exponent."""
    if not isfinite(value):
        return str(value)
    return f"{Decimal(f'{value:.15g}'):f}" if value else "0"


def day_text(value: float, *, from_1904: bool) -> str:
    """A day, a time or both in ISO notation, from the days since the beginning of the calendar."""
    if not 0 <= value <= _LAST_DAY:
        return number_text(value)
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if value < _LEAP else 30)  # noqa: DTZ001 (a workbook knows no zones)
    try:
        moment = start + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return number_text(value)
    if value < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if value == int(value) else moment.isoformat(" ")
