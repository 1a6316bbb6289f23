"""The official tables of the fill-in form: locked sheets, what may be typed into a cell, whether the figures agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from generator.editions.form import Cell, Edition, Equation, Kind
from generator.importers import sheet_form as marks
from generator.model import Figure, Money
from generator.outputs.sheets import SIGNED, TOP, Drawing, Looks, cell_name, draw, looks, page, span
from generator.read.bindings import printed
from generator.rollup import plain

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_TO_FILL = {"locked": False, "bg_color": "#FFF8DC"}
_FITS, _DIFFERS, _OPEN = "相符", "不符", "未填完"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What may be typed into a cell, and how the clerk is told."""

    title: str
    hint: str
    wrong: str
    accepts: Mapping[str, object]


# As the reader of data files (read/values.py) has it.
_COUNT = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 999_999_999}
_RULES: dict[Kind, _Rule] = {
    "count": _Rule(
        "填{unit}数", "填整数，如 12；没有发生填 0。", "这里只能填 0 或正整数，不写单位和文字。", _COUNT
    ),
    "change": _Rule(
        "填增减{unit}数",
        "增加填正数，减少填负数，如 -3；没有增减填 0。",
        "这里只能填整数，减少的填负数；不写单位和文字。",
        _COUNT | {"minimum": -999_999_999},
    ),
    "amount": _Rule(
        "填金额，单位：{unit}",
        "可以有小数，如 3.5；没有发生填 0。",
        "这里只能填 0 或正数，单位是{unit}；不写单位和文字。",
        _COUNT | {"validate": "decimal", "maximum": 9_999_999_999},
    ),
    "money": _Rule(
        "填金额，连同单位",
        "如 251000元、1646.5万元；没有发生填 0。",
        "金额要连同单位，如 251000元、1646.5万元；没有发生填 0。",
        {"validate": "custom", "value": '=OR({cell}=0,{cell}="0",RIGHT({cell},1)="元")'},
    ),
}


@dataclass(frozen=True, slots=True)
class Formats:
    """The looks of the form."""

    table: Looks
    kinds: dict[Kind, "Format"]  # of a figure to fill in
    total: "Format"
    text: "Format"  # to fill in
    day: "Format"  # to fill in
    plain: "Format"
    bold: "Format"
    good: "Format"
    bad: "Format"


def formats(book: "Workbook") -> Formats:
    """The formats of a workbook."""
    shapes: dict[Kind, dict[str, object]] = {
        "count": {},
        "change": {"num_format": SIGNED},
        "amount": {},
        "money": {"num_format": "@"},
    }
    table = looks(book)
    wrapped = {"text_wrap": True, "valign": "vcenter"}
    return Formats(
        table=table,
        kinds={kind: looks(book, **_TO_FILL, **shape).figure for kind, shape in shapes.items()},
        total=table.figure,
        text=book.add_format(_TO_FILL | {"border": 1, "text_wrap": True, "valign": "top"}),
        day=book.add_format(_TO_FILL | {"border": 1, "num_format": "yyyy-mm-dd", "align": "left"}),
        plain=book.add_format(wrapped),
        bold=book.add_format(wrapped | {"bold": True}),
        good=book.add_format({"font_color": "#006100"}),
        bad=book.add_format({"font_color": "#FFFFFF", "bg_color": "#C00000", "bold": True}),
    )


@dataclass(frozen=True, slots=True)
class LockedSheet:
    """A sheet of the form: whoever fills it in can change nothing but the cells meant for it."""

    sheet: "Worksheet"
    formats: Formats
    width: int  # its columns; the one behind them is hidden and says what a row is

    def begin(self, kind: str, *, growing: bool = False) -> None:
        """`growing`: rows may be inserted."""
        page(self.sheet)
        self.sheet.set_column(self.width, self.width, None, None, {"hidden": True})
        self.mark(0, kind)
        allowed = {"format_columns": True, "format_rows": True, "insert_rows": growing}
        self.sheet.protect("", allowed)

    def mark(self, row: int, said: str) -> None:
        """Say what a row is."""
        self.sheet.write_string(row, self.width, said)

    def line(self, row: int, text: str, look: "Format") -> None:
        """A text across the sheet."""
        self.sheet.merge_range(row, 0, row, self.width - 1, text, look)


@dataclass(frozen=True, slots=True)
class FormTable:
    """An official table to fill in."""

    sheet: LockedSheet
    drawing: Drawing
    edition: Edition
    figures: Mapping[int, Figure]  # those that are known already

    def write(self) -> None:
        """The table, what may be typed into it, and whether its figures agree."""
        self.sheet.begin(marks.TABLE)
        draw(self.sheet.sheet, self.drawing, self.sheet.formats.table, self)
        self.sheet.line(1, self._hint(), self.sheet.formats.table.remark)
        for row in range(TOP, self.drawing.bottom):
            self.sheet.mark(row, marks.GRID)
        cells = [self.edition.cells[index] for index in self.drawing.places if self._is_open(index)]
        cells.sort(key=lambda cell: (cell.kind, cell.unit, cell.index))
        for (kind, unit), group in groupby(cells, key=lambda cell: (cell.kind, cell.unit)):
            self._accept(_RULES[kind], unit, list(group))
        self._checks()

    def _hint(self) -> str:
        hint = "只填黄色的格子，没有发生填 0。"
        if not self.drawing.sums:
            return hint
        return (
            f"{hint}总计由表格算出{'。' if self.edition.blank == 'error' else '，原件上不一样的照原件填。'}"
        )

    def _is_open(self, index: int) -> bool:
        """A total is computed; where a form may have blanks, it may also have to be typed."""
        return index not in self.drawing.sums or self.edition.blank != "error"

    def look(self, index: int) -> "Format":
        """What is to be filled in is yellow."""
        formats = self.sheet.formats
        return formats.kinds[self.edition.cells[index].kind] if self._is_open(index) else formats.total

    def put(self, index: int) -> None:
        """A total as a formula that waits for all its parts; what is known already; else a blank."""
        at, place, look = self.sheet.sheet, self.drawing.places[index], self.look(index)
        figure = self.figures.get(index)
        if index in self.drawing.sums:
            total = self.drawing.sums[index][0]
            whole = f"COUNT({total.span})={len(total.equation.right)}"
            value = self._value(index)
            shown = "" if value is None else value
            at.write_formula(*place, f'=IF({whole},SUM({total.span}),"")', look, shown)
        elif figure is None:
            at.write_blank(*place, None, look)
        elif isinstance(figure, Money):
            at.write_string(*place, printed(figure), look)
        else:
            at.write_number(*place, figure, look)

    def _value(self, index: int) -> int | Decimal | None:
        """What the cell shows: a total is known when all its parts are."""
        if index not in self.drawing.sums:
            return plain(self.figures.get(index))
        return self._sum(self.drawing.sums[index][0].equation.right)

    def _sum(self, indexes: Sequence[int]) -> int | Decimal | None:
        known = [value for index in indexes if (value := self._value(index)) is not None]
        return sum(known) if len(known) == len(indexes) else None

    def _accept(self, rule: _Rule, unit: str, cells: Sequence[Cell]) -> None:
        places = [self.drawing.places[cell.index] for cell in cells]
        first = cell_name(places[0])
        accepts = {
            key: said.replace("{cell}", first) if isinstance(said, str) else said
            for key, said in rule.accepts.items()
        }
        words = {
            "input_title": rule.title.format(unit=unit),
            "input_message": rule.hint,
            "error_title": "填得不对",
            "error_message": rule.wrong.format(unit=unit),
            "multi_range": span(places).replace(",", " "),
        }
        self.sheet.sheet.data_validation(*places[0], *places[0], accepts | words)

    def _checks(self) -> None:
        """The identities that the form prints, below the table: whether they hold."""
        equations = [
            equation
            for equation in self.edition.equations
            if not equation.is_total and equation.left[0] in self.drawing.places
        ]
        for row, (_code, group) in enumerate(
            groupby(equations, key=lambda e: e.code), self.drawing.bottom + 1
        ):
            if stub := self.drawing.grid.stub_width:
                self.sheet.sheet.merge_range(
                    row, 0, row, stub - 1, "勾稽关系", self.sheet.formats.table.label
                )
            for equation in group:
                self._check(row, equation)

    def _check(self, row: int, equation: Equation) -> None:
        at, look = self.sheet.sheet, self.sheet.formats
        column = self.drawing.places[equation.left[0]][1]
        left, right = (
            span([self.drawing.places[index] for index in side]) for side in (equation.left, equation.right)
        )
        values = self._sum(equation.left), self._sum(equation.right)
        shown = _OPEN if None in values else _FITS if values[0] == values[1] else _DIFFERS
        whole = f"COUNT({left},{right})={len(equation.left) + len(equation.right)}"
        fits = f'IF(SUM({left})=SUM({right}),"{_FITS}","{_DIFFERS}")'
        at.write_formula(row, column, f'=IF({whole},{fits},"{_OPEN}")', look.table.figure, shown)
        for words, form in ((_FITS, look.good), (_DIFFERS, look.bad)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": form}
            at.conditional_format(row, column, row, column, rule)
